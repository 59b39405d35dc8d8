/** Starts bubblewrap and hears from it: the steps of a run's making, its streams, and its end. */
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Duplex, Readable, Writable } from 'node:stream';
import { messageOf } from '../errors.ts';
import { commandLine, constantOptions } from './arguments.ts';
import { Fault } from './fault.ts';
import { identityOf } from './identity.ts';
import type { Exit, Ground, Launched, Launcher, Made, Plan } from './launch.ts';
import { makeFifos } from './pipes.ts';
import { killTogether, processEnd, tryKill } from './processes.ts';
import { drain } from './stream.ts';

export async function openColdLauncher(ground: Ground): Promise<Launcher> {
  const { bubblewrap, interpreter, filter, workers, scratch } = ground;
  const constant = constantOptions(interpreter, filter !== null);
  const fifos = await makeFifos(scratch, 2 * workers);

  const launch = ({ slot, tmpfsBytes, script, outputBytes }: Plan): Launched => {
    const identity = identityOf(slot);
    const line = commandLine(interpreter, identity, { tmpfsBytes, script });
    let listener = (): void => {};
    const [out, err] = [fifos[2 * slot]!.open(), fifos[2 * slot + 1]!.open()];
    const stdout = drain(out.reading, outputBytes, () => listener());
    const stderr = drain(err.reading, outputBytes, () => listener());
    // DESCRIPTORS in arguments.ts. The first process of the namespace keeps the environment that bubblewrap starts with.
    const child = spawn(bubblewrap, line, {
      stdio: ['ignore', out.writing, err.writing, 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
      env: {},
      detached: true,
    });
    closeSync(out.writing);
    closeSync(err.writing);
    const pipes = child.stdio.slice(3) as [Readable, Writable, Writable, Duplex, Writable];
    const [info, unblock, filterPipe, channel, optionsPipe] = pipes;
    // A process that died early breaks them; its exit tells why.
    for (const pipe of pipes) pipe.on('error', () => {});
    filterPipe.end(filter ?? '');
    optionsPipe.end(constant);
    channel.write('cold\n');

    let first = 0;
    let goesOn = false;
    let over = false;
    const exited = new Promise<Exit>((resolve, reject) => {
      child.once('error', (error) => {
        over = true;
        reject(new Fault(`bubblewrap could not be started: ${messageOf(error)}`));
      });
      child.once('exit', (code, signal) => {
        over = true;
        if (!goesOn || signal !== null) killTogether(child, first);
        resolve({ code, signal });
      });
    });
    /** Until the program runs, an end of bubblewrap is a fault, which it tells on stderr. */
    const before = <T>(promise: Promise<T>): Promise<T> => {
      const ended = exited.then(async ({ code, signal }): Promise<never> => {
        await stderr.ended;
        const words = stderr.read().text.trim();
        throw new Fault(
          `the sandbox was not made (${signal ?? `exit code ${code}`})${words === '' ? '' : `: ${words}`}`,
        );
      });
      const raced = Promise.race([promise, ended]);
      raced.catch(() => {});
      return raced;
    };
    const made = before(
      new Promise<Made>((resolve) => {
        let text = '';
        info.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          if (!text.includes('}')) return;
          // The program may get hold of the other end: nothing is read from here on.
          info.destroy();
          const { 'child-pid': pid, 'pid-namespace': pidNamespace } = JSON.parse(text);
          first = pid;
          resolve({ first: pid, root: pid, pidNamespace, hostUser: identity.hostUser });
        });
      }),
    );
    const ready = before(new Promise<void>((resolve) => channel.once('data', () => resolve())));

    const kill = (): void => {
      if (over) return;
      // The first of the namespace takes all others with it; bubblewrap outside then ends by itself.
      if (!goesOn || !tryKill(first)) killTogether(child, first);
    };
    return {
      made,
      ready,
      exited,
      stdout,
      stderr,
      onOutput: (next) => {
        listener = next;
      },
      goOn: () => {
        identity.map(first);
        goesOn = true;
        unblock.end('.');
      },
      start: (order) => channel.end(order, () => channel.destroy()),
      kill,
      close: async () => {
        kill();
        await exited.catch(() => {});
        if (first > 0) await processEnd(first);
        for (const pipe of pipes) pipe.destroy();
        stdout.close();
        stderr.close();
        await Promise.all([stdout.ended, stderr.ended]);
      },
    };
  };

  return {
    launch,
    close: async () => {
      for (const fifo of fifos.splice(0)) fifo.close();
    },
  };
}

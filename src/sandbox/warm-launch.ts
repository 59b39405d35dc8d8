/**
 * Has a run forked from a warm interpreter. A cold process does it where a fork would not be the same: when the script
 * can't have its usual name, when an input has the name of a module that is loaded already, and when the run failed
 * before for a reason of ours.
 */
import { closeSync } from 'node:fs';
import { messageOf, UserError } from '../errors.ts';
import { USUAL_SCRIPT } from './arguments.ts';
import { openColdLauncher } from './cold-launch.ts';
import { Fault } from './fault.ts';
import type { Exit, Ground, Launched, Launcher, Made, Plan } from './launch.ts';
import { makeFifos, type OpenFifo } from './pipes.ts';
import { pidNamespaceOf, processEnd, tryKill } from './processes.ts';
import { keepInterpreter, type Lifetime } from './renewal.ts';
import { drain } from './stream.ts';
import { type StartFork, startInterpreter, type WarmInterpreter } from './warm-interpreter.ts';

/** From a run's being killed until its interpreter is killed for not having told its end. */
const SILENCE_SECONDS = 10;

/** @throws UserError when no program can be forked here */
export async function openWarmLauncher(ground: Ground, lifetime: Lifetime): Promise<Launcher> {
  const fifos = await makeFifos(ground.scratch, 2 * ground.workers);
  const cold = await openColdLauncher(ground);
  const keeper = keepInterpreter((without) => startInterpreter(ground, fifos, without), lifetime);
  let modules: ReadonlySet<string> = new Set();

  const launch = (plan: Plan): Launched => {
    const isHidden = plan.inputs.some((name) => modules.has(/^(\w+)\.(py|pyc|so|.*\.so)$/.exec(name)?.[1] ?? ''));
    if (plan.again || isHidden || plan.script !== USUAL_SCRIPT) return cold.launch(plan);
    return fork(plan);
  };

  const fork = ({ slot, tmpfsBytes, outputBytes }: Plan): Launched => {
    let listener = (): void => {};
    const streams = [2 * slot, 2 * slot + 1] as const;
    const [out, err] = streams.map((place) => fifos[place]!.open()) as [OpenFifo, OpenFifo];
    const stdout = drain(out.reading, outputBytes, () => listener());
    const stderr = drain(err.reading, outputBytes, () => listener());
    // Ours are held until the fork has its own: a pipe that nobody writes to has ended.
    let held = [out.writing, err.writing];
    const release = (): void => {
      for (const descriptor of held) closeSync(descriptor);
      held = [];
    };
    const made = Promise.withResolvers<Made>();
    const ready = Promise.withResolvers<void>();
    const exited = Promise.withResolvers<Exit>();
    for (const { promise } of [made, ready, exited]) promise.catch(() => {});
    let interpreter: WarmInterpreter | undefined;
    let start: StartFork | undefined;
    let first: number | undefined;
    let killed = false;
    let over = false;
    let silence: NodeJS.Timeout | undefined;
    const finish = (fault: Fault): void => {
      over = true;
      for (const { reject } of [made, ready, exited]) reject(fault);
      release();
    };
    const forkOne = async (): Promise<void> => {
      interpreter = await keeper.take();
      modules = interpreter.modules;
      if (over) return;
      start = interpreter.fork(
        { tmpfsBytes, streams },
        {
          made: (processes) => {
            first = processes.first;
            made.resolve({ ...processes, pidNamespace: pidNamespaceOf(first) });
            if (killed) tryKill(first);
          },
          ready: () => {
            release();
            ready.resolve();
          },
          exited: (code, takenAlong) => {
            over = true;
            exited.resolve(takenAlong ? { code: null, signal: 'SIGKILL' } : { code, signal: null });
            // Before its program's start, it is an end that it should not have had.
            finish(new Fault(`the interpreter's fork ended with exit code ${code}`));
          },
          failed: finish,
        },
      );
    };
    forkOne().catch((error: unknown) => finish(error instanceof Fault ? error : new Fault(String(error))));

    const kill = (): void => {
      if (over) return;
      killed = true;
      if (first !== undefined) tryKill(first);
      if (interpreter === undefined) finish(new Fault('killed before there was an interpreter'));
      else silence ??= setTimeout(() => interpreter?.kill(), SILENCE_SECONDS * 1000);
    };
    return {
      made: made.promise,
      ready: ready.promise,
      exited: exited.promise,
      stdout,
      stderr,
      onOutput: (next) => {
        listener = next;
      },
      goOn: () => {},
      start: (order) => start!(order),
      kill,
      close: async () => {
        kill();
        await exited.promise.catch(() => {});
        clearTimeout(silence);
        if (first !== undefined) await processEnd(first);
        stdout.close();
        stderr.close();
        await Promise.all([stdout.ended, stderr.ended]);
        if (interpreter !== undefined) keeper.give(interpreter);
      },
    };
  };

  const close = async (): Promise<void> => {
    await Promise.all([keeper.close(), cold.close()]);
    for (const fifo of fifos.splice(0)) fifo.close();
  };

  try {
    await tryOne(fork);
  } catch (error) {
    await close();
    throw error;
  }
  return { launch, close };
}

/** Without it, a machine that can't fork would only be seen by its slowness: each run is made again by a cold process. */
async function tryOne(fork: (plan: Plan) => Launched): Promise<void> {
  const plan = { slot: 0, tmpfsBytes: 1e6, script: USUAL_SCRIPT, inputs: [], outputBytes: 0, again: false };
  const launched = fork(plan);
  try {
    await launched.made;
    await launched.ready;
  } catch (error) {
    throw new UserError(
      `The warm sandbox can't be opened: ${messageOf(error).trim()}. ` +
        'With --sandbox cold, which starts a new Python for each run, programs may run here: it needs less of the machine.',
    );
  } finally {
    await launched.close();
  }
}

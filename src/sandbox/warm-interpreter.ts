/**
 * One warm interpreter: Python in bubblewrap with the usual libraries loaded (python/sandbox/warm.py), which forks
 * itself for each run. Here is how it is started, what is said to it and heard from it, and its end. When to have one,
 * and when another, is decided in warm-launch.ts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { messageOf } from '../errors.ts';
import { constantOptions, DESCRIPTORS, interpreterCommandLine } from './arguments.ts';
import { Fault } from './fault.ts';
import { identityOfInterpreter } from './identity.ts';
import type { Ground } from './launch.ts';
import type { Fifo } from './pipes.ts';
import { hostPidOf, killTogether, memoryOf, processEnd, tryKill } from './processes.ts';

export interface ForkRequest {
  readonly tmpfsBytes: number;
  /** Which of the FIFOs that the interpreter was given are stdout and stderr. */
  readonly streams: readonly [number, number];
}

/** Called in this order, as far as it comes; `failed` at any time, and then nothing after it. */
export interface ForkListener {
  made(processes: { first: number; root: number; hostUser: number | null }): void;
  ready(): void;
  /** @param takenAlong it died because its namespace did. */
  exited(code: number, takenAlong: boolean): void;
  failed(fault: Fault): void;
}

/** Tells a fork to run its program. */
export type StartFork = (order: string) => void;

/** A module that must not be loaded ahead: it prints, starts a thread or the like. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
  readonly module: string;
  constructor({ module, why }: { module: string; why: string }) {
    super(`${module} can't be loaded ahead: ${why}`);
    this.module = module;
  }
}

/** What python/sandbox/warm.py says: of itself, or of one run. */
interface Message {
  readonly interpreter?: { readonly maker: number; readonly modules: readonly string[] };
  readonly unfit?: { readonly module: string; readonly why: string };
  readonly run?: number;
  readonly made?: { readonly first: number; readonly program: number; readonly user: number | null };
  readonly ready?: true;
  readonly exit?: number;
  readonly takenAlong?: boolean;
  readonly failed?: string;
}

const START_SECONDS = 120;
/** Namespaces made ahead of the runs that will need them. */
const CELLS_AHEAD = 2;
const OWN_DESCRIPTORS = DESCRIPTORS.options + 1;

/**
 * @param fifos all that its runs will print to
 * @param without modules that are not to be loaded
 * @throws Fault when it can't be started, Unfit when it would be started with an unfit module
 */
export async function startInterpreter(
  ground: Ground,
  fifos: readonly Fifo[],
  without: readonly string[],
): Promise<WarmInterpreter> {
  const interpreter = new WarmInterpreter(ground, fifos, without);
  const clock = setTimeout(() => interpreter.kill(), START_SECONDS * 1000);
  try {
    await interpreter.loaded;
    return interpreter;
  } catch (error) {
    interpreter.kill();
    await interpreter.ended;
    throw error;
  } finally {
    clearTimeout(clock);
  }
}

export class WarmInterpreter {
  readonly loaded: Promise<void>;
  /** Resolves when it is dead, and all its runs with it. */
  readonly ended: Promise<void>;
  /** What it has loaded, by the names before the first dot. */
  modules: ReadonlySet<string> = new Set();
  /** Runs that it was asked for so far. */
  asked = 0;
  readonly #listeners = new Map<number, ForkListener>();
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  #pid = 0;
  #goesOn = false;
  #makerPid = 0;
  #words = '';
  /** Why it ended. */
  #why: string | undefined;

  constructor(ground: Ground, fifos: readonly Fifo[], without: readonly string[]) {
    const { bubblewrap, interpreter, filter } = ground;
    const identity = identityOfInterpreter();
    this.#child = spawn(bubblewrap, interpreterCommandLine(interpreter, identity), {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'ignore', 'pipe', 'pipe', ...fifos.map(({ held }) => held)],
      env: {},
      detached: true,
    });
    const [stdout, stderr, info, unblock] = this.#child.stdio.slice(1) as [Readable, Readable, Readable, Writable];
    const [channel, options] = this.#child.stdio.slice(DESCRIPTORS.channel) as [Duplex, Writable];
    this.#channel = channel;
    for (const pipe of [stdout, stderr, info, unblock, channel, options]) pipe.on('error', () => {});
    options.end(constantOptions(interpreter, false));
    const settings = {
      ahead: CELLS_AHEAD,
      users: identity.users,
      filter: filter && base64(filter),
      // Each fork covers /tmp by its own.
      folders: interpreter.folders.filter((path) => path.startsWith('/tmp/')),
      without,
    };
    channel.write(`warm ${JSON.stringify(settings)}\n`);
    stdout.resume();
    stderr.on('data', (chunk: Buffer) => {
      this.#words = (this.#words + chunk).slice(-2000);
    });
    pieces(info, '}', (text) => {
      this.#pid = JSON.parse(`${text}}`)['child-pid'];
      try {
        identity.map(this.#pid);
        this.#goesOn = true;
        unblock.end('.');
      } catch (error) {
        this.#words = messageOf(error);
        this.kill();
      }
    });
    const { promise: loaded, resolve: load, reject: fail } = Promise.withResolvers<void>();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.loaded = loaded;
    this.ended = ended;
    loaded.catch(() => {});
    pieces(channel, '\n', (line) => {
      const message = JSON.parse(line) as Message;
      if (message.unfit !== undefined) fail(new Unfit(message.unfit));
      if (message.run !== undefined) this.#hear(message.run, message);
      if (message.interpreter === undefined) return;
      this.modules = new Set(message.interpreter.modules);
      this.#makerPid = hostPidOf(this.#pid, message.interpreter.maker);
      load();
    });
    const conclude = (how: string): void => {
      const words = this.#words.trim();
      this.#why ??= `the warm interpreter ended (${how})${words === '' ? '' : `: ${words}`}`;
      fail(new Fault(this.#why));
      for (const listener of this.#listeners.values()) listener.failed(new Fault(this.#why));
      this.#listeners.clear();
      channel.destroy();
      end();
    };
    this.#child.once('error', (error) => conclude(`bubblewrap could not be started: ${messageOf(error)}`));
    this.#child.once('exit', (_, signal) => {
      if (!this.#goesOn || signal !== null) killTogether(this.#child, this.#pid);
    });
    this.#child.once('close', async (code, signal) => {
      // Where bubblewrap alone was killed, the rest dies a moment later.
      if (this.#pid > 0) await processEnd(this.#pid);
      conclude(signal ?? `exit code ${code}`);
    });
  }

  get unfinished(): number {
    return this.#listeners.size;
  }

  get isAlive(): boolean {
    return this.#why === undefined;
  }

  /** Its resident memory, in bytes. */
  residentBytes(): number {
    return memoryOf([this.#pid], 'resident');
  }

  /** @throws Fault when it is dead */
  fork({ tmpfsBytes, streams }: ForkRequest, listener: ForkListener): StartFork {
    if (this.#why !== undefined) throw new Fault(this.#why);
    this.asked += 1;
    const run = this.asked;
    this.#listeners.set(run, listener);
    this.#say({ run, bytes: tmpfsBytes, streams: streams.map((place) => OWN_DESCRIPTORS + place) });
    return (start) => this.#say({ run, start });
  }

  kill(): void {
    // bubblewrap then ends by itself.
    if (this.isAlive && !(this.#goesOn && tryKill(this.#pid))) killTogether(this.#child, this.#pid);
  }

  #say(order: object): void {
    this.#channel.write(`${JSON.stringify(order)}\n`);
  }

  #hear(run: number, { made, ready, exit, takenAlong = false, failed }: Message): void {
    const listener = this.#listeners.get(run);
    if (listener === undefined) return;
    if (exit !== undefined || failed !== undefined) this.#listeners.delete(run);
    try {
      if (made !== undefined) {
        const first = hostPidOf(this.#makerPid, made.first);
        listener.made({ first, root: hostPidOf(this.#pid, made.program), hostUser: made.user });
      }
      if (ready) listener.ready();
      if (exit !== undefined) listener.exited(exit, takenAlong);
      if (failed !== undefined) listener.failed(new Fault(failed));
    } catch (error) {
      // It is gone already, or can't be found: then it must not stay.
      if (this.#listeners.delete(run)) this.#say({ run, abandon: true });
      listener.failed(new Fault(messageOf(error)));
    }
  }
}

/** Calls for each piece of text between separators, without them. */
function pieces(stream: Readable, separator: string, listener: (piece: string) => void): void {
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const found = (rest + chunk).split(separator);
    rest = found.pop()!;
    for (const piece of found) listener(piece);
  });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/**
 * Keeps one warm interpreter at hand. Another takes its place when it has died, has grown, is old or was forked many
 * times; until that one is loaded the old one serves, and it is let go when its last run is over.
 */
import { Fault } from './fault.ts';
import { Unfit, type WarmInterpreter } from './warm-interpreter.ts';

export interface Keeper {
  /** The interpreter at hand, or else the one that is then started. @throws Fault when it can't be. */
  take(): Promise<WarmInterpreter>;
  /** To be called when a run of it is over. */
  give(interpreter: WarmInterpreter): void;
  close(): Promise<void>;
}

export interface Lifetime {
  readonly runs: number;
  readonly seconds: number;
  /** Times the memory that it had when it was new. */
  readonly growth: number;
}

export const LIFETIME: Lifetime = { runs: 5_000, seconds: 3600, growth: 1.5 };

/** @param start starts one that leaves out some modules. */
export function keepInterpreter(
  start: (without: readonly string[]) => Promise<WarmInterpreter>,
  lifetime: Lifetime,
): Keeper {
  const unfit: string[] = [];
  /** Of those that are alive, what they were when they were new. */
  const young = new Map<WarmInterpreter, { at: number; bytes: number }>();
  let current: WarmInterpreter | undefined;
  let starting: Promise<WarmInterpreter> | undefined;
  let closed = false;

  const startFit = async (): Promise<WarmInterpreter> => {
    for (;;) {
      if (closed) throw new Fault('the sandbox is closed', 'final');
      try {
        return await start(unfit);
      } catch (error) {
        if (!(error instanceof Unfit)) throw error;
        unfit.push(error.module);
      }
    }
  };
  const replace = async (): Promise<WarmInterpreter> => {
    const old = current;
    const fresh = await startFit();
    young.set(fresh, { at: performance.now(), bytes: fresh.residentBytes() });
    void fresh.ended.then(() => young.delete(fresh));
    current = fresh;
    if (old?.unfinished === 0) old.kill();
    return fresh;
  };
  const startOne = (): Promise<WarmInterpreter> => {
    starting ??= replace().finally(() => {
      starting = undefined;
    });
    return starting;
  };
  const isDue = (interpreter: WarmInterpreter): boolean => {
    const then = young.get(interpreter);
    return (
      then !== undefined &&
      (interpreter.asked >= lifetime.runs ||
        performance.now() - then.at >= lifetime.seconds * 1000 ||
        interpreter.residentBytes() >= lifetime.growth * then.bytes)
    );
  };

  return {
    take: async () => (current?.isAlive ? current : startOne()),
    give: (interpreter) => {
      if (interpreter !== current) {
        if (interpreter.unfinished === 0) interpreter.kill();
      } else if (!closed && isDue(interpreter)) {
        // Where it can't be, the old one serves on, and the end of its next run has this tried again.
        startOne().catch(() => {});
      }
    },
    close: async () => {
      closed = true;
      await starting?.catch(() => {});
      await Promise.all(
        [...young.keys()].map((interpreter) => {
          interpreter.kill();
          return interpreter.ended;
        }),
      );
    },
  };
}

/** How Ctrl-C (or SIGTERM) ends a command that keeps what it has finished. */

/** Someone pressed Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface Interrupt extends Disposable {
  /** Aborted with an Interrupted. */
  readonly signal: AbortSignal;
}

/** From now on until it is disposed, such a signal does not end the process. */
export function openInterrupt(): Interrupt {
  const abort = new AbortController();
  const interrupt = () => abort.abort(new Interrupted());
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  return {
    signal: abort.signal,
    [Symbol.dispose]: () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}

/** Runs a command; where it was interrupted, says how to go on. */
export async function interruptible(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.stderr.write('Stopped. What was finished is kept: the same command goes on from there.\n');
    process.exitCode = 3;
  }
}

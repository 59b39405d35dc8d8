/** Account of the runs of a sandbox: each ends when it is aborted, and all end when the sandbox is closed. */
import { messageOf } from '../errors.ts';
import type { Outcome, RunRequest, Sandbox } from '../sandbox.ts';

/** A run never throws: what `work` throws is an outcome. */
export function openRuns(work: (request: RunRequest, signal: AbortSignal) => Promise<Outcome>): {
  run: Sandbox['run'];
  close(): Promise<void>;
} {
  const running = new Map<AbortController, Promise<Outcome>>();
  const attempt = async (request: RunRequest, signal: AbortSignal): Promise<Outcome> => {
    try {
      signal.throwIfAborted();
      return await work(request, signal);
    } catch (error) {
      return { kind: 'failed', reason: signal.aborted ? 'aborted' : messageOf(error) };
    }
  };
  return {
    run: async (request) => {
      // Not AbortSignal.any, which leaves something behind at a signal that lives long.
      const ending = new AbortController();
      const abort = () => ending.abort();
      request.signal?.addEventListener('abort', abort, { once: true });
      if (request.signal?.aborted) abort();
      const outcome = attempt(request, ending.signal);
      running.set(ending, outcome);
      try {
        return await outcome;
      } finally {
        running.delete(ending);
        request.signal?.removeEventListener('abort', abort);
      }
    },
    close: async () => {
      for (const ending of running.keys()) ending.abort();
      await Promise.all(running.values());
    },
  };
}

/** Time as the remote sources see it: to wait before trying again, and to read dates in answers. Nothing made depends on it. */
import { setTimeout as pause } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await pause(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
};

/**
 * Who may run when: as many at once as there are places and memory for, the others first come, first served, and no
 * more of them than a bound, beyond which it is more honest to say no at once.
 */

export interface AdmissionOptions {
  /** Runs at once. */
  readonly places: number;
  /** For the memory limits of all that run at once. */
  readonly memoryBytes: number;
  /** Requests beside those that run. */
  readonly waiting: number;
}

export interface Admission {
  /** @returns null when there are too many */
  enter(): Ticket | null;
  state(): { running: number; waiting: number };
  /** Seconds until it is worth to ask again, by the time that runs took lately. */
  retrySeconds(): number;
  /** Sends away all that wait, now and from now on. What runs goes on. */
  close(): void;
}

export interface Ticket {
  /**
   * Waits for a place. One that wants more memory than there is runs alone.
   * @returns false when the admission was closed meanwhile
   * @throws the signal's reason
   */
  turn(memoryBytes: number, signal: AbortSignal): Promise<boolean>;
  leave(): void;
}

interface Waiter {
  readonly bytes: number;
  readonly start: (may: boolean) => void;
}

export function openAdmission({ places, memoryBytes, waiting: bound }: AdmissionOptions): Admission {
  const queue = new Set<Waiter>();
  let inside = 0;
  let running = 0;
  let used = 0;
  let closed = false;
  let typicalSeconds = 1;

  /** Strictly in order: a large one is not passed by small ones for ever. */
  const admit = (): void => {
    for (const waiter of queue) {
      if (running >= places || used + waiter.bytes > memoryBytes) return;
      queue.delete(waiter);
      running += 1;
      used += waiter.bytes;
      waiter.start(true);
    }
  };

  const wait = (bytes: number, signal: AbortSignal): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const abort = () => {
        queue.delete(waiter);
        reject(signal.reason);
        // The next may fit where this one did not.
        admit();
      };
      const waiter: Waiter = {
        bytes,
        start: (may) => {
          signal.removeEventListener('abort', abort);
          resolve(may);
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      queue.add(waiter);
      admit();
    });

  const enter = (): Ticket | null => {
    if (closed || inside >= places + bound) return null;
    inside += 1;
    let held: { bytes: number; since: number } | undefined;
    let left = false;
    return {
      turn: async (wanted, signal) => {
        signal.throwIfAborted();
        if (closed) return false;
        const bytes = Math.min(wanted, memoryBytes);
        if (!(await wait(bytes, signal))) return false;
        held = { bytes, since: performance.now() };
        return true;
      },
      leave: () => {
        if (left) return;
        left = true;
        inside -= 1;
        if (held === undefined) return;
        running -= 1;
        used -= held.bytes;
        typicalSeconds += ((performance.now() - held.since) / 1000 - typicalSeconds) / 16;
        admit();
      },
    };
  };

  return {
    enter,
    state: () => ({ running, waiting: inside - running }),
    retrySeconds: () => Math.min(60, Math.max(1, Math.ceil((typicalSeconds * (inside - running)) / (2 * places)))),
    close: () => {
      closed = true;
      for (const waiter of queue) waiter.start(false);
      queue.clear();
    },
  };
}

/** A bounded queue: so many at once, first come, first served. */

export interface Slots<T> {
  /**
   * Waits for a slot and uses it.
   * @throws the signal's reason when it aborts while waiting
   */
  use<R>(signal: AbortSignal, work: (slot: T) => Promise<R>): Promise<R>;
}

export function openSlots<T>(slots: readonly T[]): Slots<T> {
  const free = [...slots];
  const waiting = new Set<(slot: T) => void>();

  const take = (signal: AbortSignal): Promise<T> => {
    const slot = free.shift();
    if (slot !== undefined) return Promise.resolve(slot);
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(enter);
        reject(signal.reason);
      };
      const enter = (next: T): void => {
        signal.removeEventListener('abort', leave);
        resolve(next);
      };
      waiting.add(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  };
  const give = (slot: T): void => {
    const next = waiting.values().next().value;
    if (next === undefined) {
      free.push(slot);
      return;
    }
    waiting.delete(next);
    next(slot);
  };
  return {
    use: async (signal, work) => {
      signal.throwIfAborted();
      const slot = await take(signal);
      try {
        return await work(slot);
      } finally {
        give(slot);
      }
    },
  };
}

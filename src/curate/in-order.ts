/**
 * Work on many items at once whose results come out in the items' order, so that what is made of them does not depend on
 * which was quickest. Nothing is begun that is not asked for: whoever stops reading stops the work.
 */

/**
 * @param width items in work, or done and waiting for an earlier one, at any time
 * @throws what `items` or `work` throws, when its turn comes; the rest in work is waited for first
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  width: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const source = items[Symbol.asyncIterator]();
  const begun: Promise<R>[] = [];
  let ended = false;
  try {
    while (true) {
      while (!ended && begun.length < width) {
        const next = await source.next();
        if (next.done) ended = true;
        else begun.push(guarded(work(next.value)));
      }
      const first = begun.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    await Promise.allSettled(begun);
    await source.return?.();
  }
}

/** A failure is met when its turn comes, not as an unhandled rejection before. */
function guarded<R>(promise: Promise<R>): Promise<R> {
  promise.catch(() => {});
  return promise;
}

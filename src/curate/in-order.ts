/**
 * Work on many items at once whose results come out in the items' order, so that what is made of them does not depend on
 * which was quickest. Nothing is begun that is not asked for: whoever stops reading stops the work.
 */

export interface Width {
  /** Items in work at any time. */
  readonly atOnce: number;
  /** Those, and results that wait for an earlier one. */
  readonly ahead: number;
}

/** @throws what `items` or `work` throws, when its turn comes; the rest in work is waited for first */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  { atOnce, ahead }: Width,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const source = items[Symbol.asyncIterator]();
  const begun: { readonly result: Promise<R>; ended: boolean }[] = [];
  let ended = false;
  try {
    while (true) {
      while (!ended && begun.length < ahead && begun.filter((one) => !one.ended).length < atOnce) {
        const next = await source.next();
        if (next.done) ended = true;
        else begun.push(begin(work(next.value)));
      }
      const [first] = begun;
      if (first === undefined) return;
      if (first.ended) {
        begun.shift();
        yield await first.result;
      } else await Promise.race(begun.filter((one) => !one.ended).map(({ result }) => result.catch(() => {})));
    }
  } finally {
    await Promise.allSettled(begun.map(({ result }) => result));
    await source.return?.();
  }
}

/** A failure is met when its turn comes, not as an unhandled rejection before. */
function begin<R>(result: Promise<R>): { readonly result: Promise<R>; ended: boolean } {
  const one = { result, ended: false };
  const end = () => {
    one.ended = true;
  };
  result.then(end, end);
  return one;
}

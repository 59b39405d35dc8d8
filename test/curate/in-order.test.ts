/** Results in order, of work that ends in any. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../src/curate/in-order.ts';

async function* counting(to: number): AsyncGenerator<number> {
  for (let number = 0; number < to; number += 1) yield number;
}

describe('work in order', () => {
  it('gives results in order, with as much at once as it may, and no more', async () => {
    const widths = fc.record({ atOnce: fc.integer({ min: 1, max: 4 }), ahead: fc.integer({ min: 4, max: 9 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(6), { maxLength: 20 }), widths, async (ticks, width) => {
        let running = 0;
        let most = 0;
        const seen: number[] = [];
        const work = async (item: number): Promise<number> => {
          running += 1;
          most = Math.max(most, running);
          for (let tick = 0; tick < ticks[item]!; tick += 1) await new Promise(setImmediate);
          running -= 1;
          return item;
        };
        for await (const result of inOrder(counting(ticks.length), width, work)) seen.push(result);
        expect(seen).toEqual(ticks.map((_, at) => at));
        expect(most).toBeLessThanOrEqual(width.atOnce);
      }),
    );
  });

  it('goes on behind one that takes long, as far ahead as it may', async () => {
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    const begun: number[] = [];
    const work = async (item: number): Promise<number> => {
      begun.push(item);
      if (item === 0) await held;
      return item;
    };
    const results = inOrder(counting(10), { atOnce: 2, ahead: 5 }, work);
    const first = results.next();
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    release();
    expect((await first).value).toBe(0);
    await results.return(undefined);
  });

  it('meets a failure when its turn comes', async () => {
    const work = async (item: number): Promise<number> => {
      if (item === 1) throw new Error('one');
      return item;
    };
    const results = inOrder(counting(3), { atOnce: 3, ahead: 3 }, work);
    expect((await results.next()).value).toBe(0);
    await expect(results.next()).rejects.toThrow('one');
  });
});

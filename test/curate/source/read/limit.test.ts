import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeFrame, numberColumn } from '../../../../src/curate/frame.ts';
import { randomOf } from '../../../../src/curate/random.ts';
import { limitRows, MAX_ROWS } from '../../../../src/curate/source/read/limit.ts';
import { uniqueNames } from '../../../../src/curate/source/read/names.ts';

const counting = (rows: number) => makeFrame([['n', numberColumn(Array.from({ length: rows }, (_, at) => at))]]);
const rowsOf = (rows: number, limit: number, seed: string, how: 'sample' | 'stretch') =>
  Array.from(limitRows(counting(rows), limit, randomOf(seed, 'rows'), how).columns.get('n')!.values as Float64Array);

describe('a limited frame', () => {
  const sizes = fc.record({
    rows: fc.integer({ min: 1, max: 60 }),
    limit: fc.integer({ min: 1, max: 60 }),
    seed: fc.string(),
  });

  it('has as many distinct rows as it may, in their order, the same for one seed', () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom('sample', 'stretch'), ({ rows, limit, seed }, how) => {
        const taken = rowsOf(rows, limit, seed, how);
        expect(taken).toHaveLength(Math.min(rows, limit));
        expect(taken).toEqual([...new Set(taken)].sort((a, b) => a - b));
        expect(rowsOf(rows, limit, seed, how)).toEqual(taken);
      }),
    );
  });

  it('of a stretch has rows that follow one another', () => {
    fc.assert(
      fc.property(sizes, ({ rows, limit, seed }) => {
        const taken = rowsOf(rows, limit, seed, 'stretch');
        expect(taken.at(-1)! - taken[0]!).toBe(taken.length - 1);
      }),
    );
  });

  it('is the frame itself when it is small enough', () => {
    const frame = counting(MAX_ROWS);
    expect(limitRows(frame, MAX_ROWS, randomOf('', 'rows'))).toBe(frame);
  });

  it('takes rows from everywhere alike', () => {
    const counts = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 2000; seed += 1)
      for (const row of rowsOf(10, 3, String(seed), 'sample')) counts[row]! += 1;
    // 600 are expected of each; four standard deviations are 82.
    for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(82);
  });
});

describe('names', () => {
  it('are as many as before, none empty, none twice, and stay as they are where they can', () => {
    const name = fc.string({ unit: fc.constantFrom(...'ab_2 \n'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 12 }), (names) => {
        const unique = uniqueNames(names);
        expect(unique).toHaveLength(names.length);
        expect(new Set(unique).size).toBe(names.length);
        expect(unique.every((one) => one.trim() === one && one !== '' && !one.includes('\n'))).toBe(true);
        expect(uniqueNames(unique)).toEqual(unique);
      }),
    );
  });
});

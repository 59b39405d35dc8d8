/** What a profile says of any column is what its values say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileFrame } from '../../../src/curate/design/profile.ts';
import { frameOf } from './frames.ts';

const CELL = {
  number: fc.option(fc.oneof(fc.integer({ min: -50, max: 50 }), fc.double({ noNaN: true, noDefaultInfinity: true }))),
  text: fc.option(fc.constantFrom('a', 'b', 'c d', '12', '$1,200', 'e')),
  boolean: fc.option(fc.boolean()),
};
const COLUMN = fc.oneof(
  ...Object.values(CELL).map((cell) =>
    fc.array<number | string | boolean | null>(cell, { minLength: 1, maxLength: 60 }),
  ),
);

const profileOf = (values: readonly (number | string | boolean | null)[], name = 'x') =>
  profileFrame(frameOf({ [name]: values })).columns[0]!;

describe('the profile of a column', () => {
  it('counts what is there, what is missing and what differs', () => {
    fc.assert(
      fc.property(COLUMN, (values) => {
        const present = values.filter((value) => value !== null);
        const profile = profileOf(values);
        expect(profile.present).toBe(present.length);
        expect(profile.missing).toBe(values.length - present.length);
        // A negative zero is a zero.
        expect(profile.distinct).toBe(new Set(present.map((value) => (value === 0 ? 0 : value))).size);
        expect(profile.counts.reduce((sum, [, count]) => sum + count, 0)).toBe(present.length);
        const counts = profile.counts.map(([, count]) => count);
        expect(counts).toEqual(counts.toSorted((a, b) => b - a));
      }),
      { seed: 1 },
    );
  });

  it('knows the extremes, the mean and the deviation of numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 50 }), (values) => {
        const { numbers } = profileOf(values);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(numbers!.low).toBe(Math.min(...values));
        expect(numbers!.high).toBe(Math.max(...values));
        expect(numbers!.mean).toBeCloseTo(mean, 9);
        expect(numbers!.deviation ** 2).toBeCloseTo(
          values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length,
          6,
        );
        expect(numbers!.whole).toBe(true);
      }),
      { seed: 2 },
    );
  });

  it('says of sorted numbers that they run one way, and of no others', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 30 }), (values) => {
        const up = values.toSorted((a, b) => a - b);
        expect(profileOf(up).numbers!.monotone).toBe(true);
        expect(profileOf(up.toReversed()).numbers!.monotone).toBe(true);
        const turned = [...up, up.at(-1)! + 1, up[0]! - 1];
        expect(profileOf(turned).numbers!.monotone).toBe(false);
      }),
      { seed: 3 },
    );
  });

  it('knows a counter of rows in any order, with few left out, from a measurement', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 200 }), fc.integer({ min: -5, max: 5000 }), (rows, start) => {
        const counter = Array.from({ length: rows }, (_, at) => start + ((at * 7) % rows));
        fc.pre(new Set(counter).size === rows);
        expect(profileOf(counter).numbers!.counter).toBe(true);
        expect(profileOf(counter.map((value) => value * 2)).numbers!.counter).toBe(false);
        expect(profileOf([...counter.slice(1), counter.at(-1)!]).numbers!.counter).toBe(false);
      }),
      { seed: 4 },
    );
  });

  it('sees amounts that are written as text', () => {
    expect(profileOf(['$1,200', '$35', '€ 12.50', '-£3', '1.234.567,8']).texts!.numeric).toBe(1);
    expect(profileOf(['12 %', '5kg', '7.5 °C', '3 m²']).texts!.numeric).toBe(1);
    expect(profileOf(['north', 'Route 66', '192.168.1.1', 'A1']).texts!.numeric).toBe(0);
  });

  it('is the same for the same frame', () => {
    fc.assert(
      fc.property(COLUMN, (values) => void expect(profileOf(values)).toEqual(profileOf(values))),
      { seed: 5 },
    );
  });
});

/** Columns that give a target away are found, and others are left alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaksIn } from '../../../src/curate/design/leaks.ts';
import { randomOf } from '../../../src/curate/random.ts';
import { frameOf } from './frames.ts';

const ROWS = 300;
const noise = (name: string) => {
  const random = randomOf('leaks', name);
  return Array.from({ length: ROWS }, () => random.unit() * 100);
};
const words = (name: string, choice: readonly string[]) => {
  const random = randomOf('leaks', name);
  return Array.from({ length: ROWS }, () => random.pick(choice));
};
const found = (columns: Parameters<typeof frameOf>[0]) =>
  leaksIn(frameOf(columns)).of(
    'target',
    Object.keys(columns).filter((name) => name !== 'target'),
  );

describe('what gives an amount away', () => {
  const target = noise('target');

  it('a copy in any unit, with rounding and missing values', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1000, noNaN: true }),
        fc.double({ min: -500, max: 500, noNaN: true }),
        fc.constantFrom(1, -1),
        (scale, shift, sign) => {
          const copy = target.map((value, row) =>
            row % 9 === 0 ? null : Math.round((sign * scale * value + shift) * 1000) / 1000,
          );
          expect([...found({ target, copy, other: noise('other') })]).toEqual([
            ['copy', 'it is the target in another unit'],
          ]);
        },
      ),
      { seed: 21, numRuns: 30 },
    );
  });

  it('a copy on a scale that is not even, as a logarithm is', () => {
    expect([...found({ target, log: target.map((value) => Math.log(value + 1)) }).keys()]).toEqual(['log']);
  });

  it('a name for each amount', () => {
    const city = words('city', ['a', 'b', 'c', 'd']);
    const rent = city.map((one) => 10.5 + one.charCodeAt(0));
    const random = Array.from({ length: 30 }, (_, at) => 10.5 + at);
    const fine = city.map((_, row) => random[row % 30]!);
    expect(found({ target: [...rent.slice(0, 270), ...fine.slice(270)], city }).size).toBe(0);
    const level = Array.from({ length: ROWS }, (_, row) => row % 30);
    expect([
      ...found({ target: level.map((at) => at * 1.7), level: level.map((at) => `L${(at * 7) % 30}`) }).keys(),
    ]).toEqual(['level']);
  });

  it.each<[string, (a: number, b: number) => number]>([
    ['+', (a, b) => a + b],
    ['-', (a, b) => b - a],
    ['×', (a, b) => a * b],
    ['/', (a, b) => a / b],
  ])('a pair that it is calculated from: %s', (sign, of) => {
    const [a, b] = [noise('a'), noise('b').map((value) => value + 20)];
    const made = a.map((value, row) => Math.round(of(value, b[row]!) * 100) / 100);
    const leaks = found({ target: made, a, b, c: noise('c') });
    expect(leaks.size).toBe(1);
    expect([...leaks.values()][0]).toContain(`it makes the target (${sign})`);
    expect(leaks.has('c')).toBe(false);
  });

  it('not a column that is only like it', () => {
    const like = target.map((value, row) => value + noise('d')[row]! * 0.1);
    const name = Array.from({ length: ROWS }, (_, row) => `row ${row}`);
    expect(found({ target, like, name, other: noise('e') }).size).toBe(0);
  });
});

describe('what gives a class away', () => {
  const target = words('class', ['yes', 'no', 'maybe']);

  it('codes of it, and finer ones', () => {
    const code = target.map((word) => word.length);
    const finer = target.map((word, row) => `${word}-${row % 2}`);
    expect([...found({ target, code, finer }).keys()]).toEqual(['code', 'finer']);
  });

  it('an amount that it is a range of, but no other', () => {
    const amount = noise('amount');
    const cut = amount.map((value) => (value < 30 ? 'low' : value < 60 ? 'middle' : 'high'));
    const leaks = found({
      target: cut,
      amount,
      other: noise('f'),
      few: noise('g').map((value) => Math.floor(value / 25)),
    });
    expect([...leaks]).toEqual([['amount', 'the target is a range of it']]);
  });

  it('not a rare class by a column that is nearly always the same', () => {
    const rare = Array.from({ length: ROWS }, (_, row) => (row < 15 ? 'rare' : 'plain'));
    const flag = Array.from({ length: ROWS }, (_, row) => (row === 3 ? 1 : 0));
    expect(found({ target: rare, flag, binary: words('h', ['0', '1']) }).size).toBe(0);
  });

  it('where some answers are missing too', () => {
    const holes = target.map((word, row) => (row % 4 === 0 ? null : word));
    expect([...found({ target: holes, code: target.map((word) => word.length), other: noise('i') }).keys()]).toEqual([
      'code',
    ]);
  });
});

/** Random raw tables for shaping: columns of every kind and many names, with gaps, repeats and groups. */
import fc from 'fast-check';
import type { Design } from '../../../src/curate/design.ts';
import { type Column, type Frame, makeFrame, numberColumn } from '../../../src/curate/frame.ts';

export interface Case {
  readonly frame: Frame;
  readonly design: Design;
  readonly seed: string;
}

/** Names that catch programs out. */
const NAMES = [
  'constructor',
  '__proto__',
  'toString',
  'a,b',
  'say "x"',
  'naïve é',
  'line\nbreak',
  '1990',
  ' space ',
  'Row',
  "it's",
  '温度',
];
const WORDS = ['red', 'green', 'blue', 'a,b', '"quoted"', 'x\ny', 'é', ' padded ', 'NA', 'longer word', 'x', "o'k"];

const gappy = <T>(value: fc.Arbitrary<T>, gaps: boolean): fc.Arbitrary<T | null> =>
  gaps ? fc.option(value, { freq: 8, nil: null }) : value;

const NUMBERS: readonly fc.Arbitrary<number>[] = [
  fc.integer({ min: 0, max: 1 }),
  fc.integer({ min: -5, max: 400 }),
  fc.integer({ min: 1_000_000_000, max: 1_000_000_500 }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.double({ min: 1e-9, max: 2e-9, noNaN: true }),
  fc.double({ min: -1e9, max: 1e12, noNaN: true }),
];

function columnArbitrary(rows: number, gaps: boolean): fc.Arbitrary<Column> {
  const list = <T>(cell: fc.Arbitrary<T>) => fc.array(gappy(cell, gaps), { minLength: rows, maxLength: rows });
  return fc.oneof(
    fc
      .constantFrom(...NUMBERS)
      .chain((cell) => list(cell.map((value) => value + 0)))
      .map((cells) => numberColumn(cells.map((cell) => cell ?? Number.NaN))),
    fc
      .shuffledSubarray(WORDS, { minLength: 2, maxLength: 6 })
      .chain((words) => list(fc.constantFrom(...words)))
      .map((values): Column => ({ kind: 'text', values })),
    list(fc.boolean()).map((values): Column => ({ kind: 'boolean', values })),
  );
}

export const tabularCase: fc.Arbitrary<Case> = fc
  .record({
    rows: fc.integer({ min: 40, max: 160 }),
    names: fc.shuffledSubarray(NAMES, { minLength: 4, maxLength: 8 }),
    classes: fc.integer({ min: 2, max: 4 }),
    family: fc.constantFrom('classification' as const, 'regression' as const),
    gaps: fc.boolean(),
    grouped: fc.boolean(),
    seed: fc.string({ minLength: 1, maxLength: 8 }),
  })
  .chain(({ rows, names, classes, family, gaps, grouped, seed }) => {
    const target = names[0]!;
    const answers: Column =
      family === 'classification'
        ? { kind: 'text', values: Array.from({ length: rows }, (_, row) => `class ${row % classes}`) }
        : numberColumn(Array.from({ length: rows }, (_, row) => (row * 37) % 101));
    const groups = numberColumn(Array.from({ length: rows }, (_, row) => row % 17));
    return fc.tuple(...names.slice(1).map(() => columnArbitrary(rows, gaps))).map((columns): Case => {
      const features = names.slice(1);
      const frame = makeFrame([
        ['group id', groups],
        ...features.map((name, at) => [name, columns[at]!] as const),
        [target, answers],
      ]);
      const types = Object.fromEntries(
        [...frame.columns].map(([name, column]) => {
          const codes = column.kind === 'number' && new Set(column.values).size <= 4;
          return [name, column.kind === 'number' && !codes ? 'numerical' : 'categorical'] as const;
        }),
      );
      const design: Design = {
        family,
        targets: [target],
        types,
        features,
        withheld: [{ column: 'group id', why: 'a group' }],
        group: grouped ? 'group id' : null,
        time: null,
        confidence: 1,
      };
      return { frame, design, seed };
    });
  });

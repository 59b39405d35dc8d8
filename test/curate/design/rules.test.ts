/** The designer without a model: its designs are sound for any table, and sensible for plain ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import { rulesDesigner } from '../../../src/curate/design/rules.ts';
import { formatTime } from '../../../src/curate/design/strptime.ts';
import type { Design } from '../../../src/curate/design.ts';
import type { Frame } from '../../../src/curate/frame.ts';
import { randomOf } from '../../../src/curate/random.ts';
import { isRejection } from '../../../src/curate/rejection.ts';
import { DAY, frameOf, rawOf, sales, visits } from './frames.ts';

async function designs(frame: Frame, words: Partial<RawDataset> = {}): Promise<readonly Design[]> {
  const found = await rulesDesigner().design(rawOf(words), frame);
  if (isRejection(found)) throw new Error(found.rejected.words);
  return found;
}

const rejection = (frame: Frame) => rulesDesigner().design(rawOf(), frame);

/** Columns of many kinds, made from a seed. */
const MAKERS: Readonly<Record<string, (seed: string, rows: number) => (string | number | boolean | null)[]>> = {
  amount: (seed, rows) => many(seed, rows, (random) => Math.round(random.unit() * 1e4) / 100),
  count: (seed, rows) => many(seed, rows, (random) => random.int(0, 40)),
  holes: (seed, rows) => many(seed, rows, (random) => (random.unit() < 0.3 ? null : random.int(0, 900))),
  class: (seed, rows) => many(seed, rows, (random) => random.pick(['red', 'green', 'blue'])),
  flag: (seed, rows) => many(seed, rows, (random) => random.unit() < 0.4),
  binary: (seed, rows) => many(seed, rows, (random) => random.int(0, 1)),
  word: (seed, rows) => many(seed, rows, (random) => `w${random.int(0, 1e6)}`),
  constant: (_, rows) => Array.from({ length: rows }, () => 7),
  empty: (_, rows) => Array.from({ length: rows }, () => null),
  counter: (_, rows) => Array.from({ length: rows }, (_, row) => row),
  day: (_, rows) => Array.from({ length: rows }, (_, row) => formatTime('%Y-%m-%d', Date.UTC(2020, 0, 1) + row * DAY)),
  pairDay: (_, rows) =>
    Array.from({ length: rows }, (_, row) => formatTime('%d.%m.%Y', Date.UTC(2020, 0, 1) + (row >> 1) * DAY)),
  half: (_, rows) => Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 'left' : 'right')),
};
const NAMES = ['x', 'target', 'id', 'date', 'price', 'status', 'patient_id', 'city', 'label', 'year', 'score', 'type'];

function many<T>(seed: string, rows: number, one: (random: ReturnType<typeof randomOf>) => T): T[] {
  const random = randomOf(seed, 'values');
  return Array.from({ length: rows }, () => one(random));
}

const FRAME = fc
  .record({
    rows: fc.integer({ min: 100, max: 260 }),
    names: fc.shuffledSubarray(NAMES, { minLength: 3 }),
    kinds: fc.array(fc.constantFrom(...Object.keys(MAKERS)), { minLength: NAMES.length, maxLength: NAMES.length }),
  })
  .map(({ rows, names, kinds }) =>
    frameOf(Object.fromEntries(names.map((name, at) => [name, MAKERS[kinds[at]!]!(`${name} ${at}`, rows)]))),
  );

describe('a design by rules', () => {
  it('gives every column one part at most, and types to those in use, whatever the table', async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(FRAME, async (frame) => {
        const found = await rulesDesigner().design(rawOf(), frame);
        if (isRejection(found)) {
          expect(found.rejected).toMatchObject({ stage: 'design', words: expect.stringMatching(/^[A-Z].*\.$/) });
          return;
        }
        for (const design of found) {
          made += 1;
          const { targets, features, withheld, time, types, confidence } = design;
          const entities = time?.entities ?? [];
          const parts = [...targets, ...features, ...withheld.map(({ column }) => column), ...entities];
          expect(new Set([...parts, ...(time === null ? [] : [time.column])]).size).toBe(
            parts.length + (time === null ? 0 : 1),
          );
          expect(parts.every((name) => frame.columns.has(name))).toBe(true);
          expect(Object.keys(types).toSorted()).toEqual([...targets, ...features, ...entities].toSorted());
          const order = [...frame.columns.keys()];
          expect(features).toEqual(features.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
          for (const target of targets) {
            expect(types[target]).toBe(design.family === 'classification' ? 'categorical' : 'numerical');
          }
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
          expect((time !== null) === (design.family === 'time_series_analysis')).toBe(true);
        }
        const sure = found.map(({ confidence }) => confidence);
        expect(sure).toEqual(sure.toSorted((a, b) => b - a));
      }),
      { seed: 31, numRuns: 60 },
    );
    expect(made).toBeGreaterThan(100);
  });

  it('is the same every time', async () => {
    await fc.assert(
      fc.asyncProperty(FRAME, async (frame) => {
        expect(await rejection(frame)).toEqual(await rejection(frame));
      }),
      { seed: 32, numRuns: 10 },
    );
  });

  it('withholds ids, constants and codes of the target, and groups rows by whom they are about', async () => {
    const [first] = await designs(visits(), { description: 'The target is severity.' });
    expect(first).toMatchObject({
      family: 'classification',
      targets: ['severity'],
      features: ['age', 'smoker', 'pressure', 'pressure_kpa'],
      types: { age: 'numerical', smoker: 'categorical', pressure: 'numerical', severity: 'categorical' },
      group: 'patient_id',
    });
    expect(first!.withheld).toEqual([
      { column: 'visit_id', why: 'it names rows' },
      { column: 'patient_id', why: 'it names whom rows are about' },
      { column: 'clinic', why: 'it has one value' },
      { column: 'severity_code', why: 'each of its values has one target' },
    ]);
  });

  it('makes a series’ task where there is one, surest when the dataset says so', async () => {
    const [first] = await designs(sales(), { tags: ['time series analysis'] });
    expect(first).toMatchObject({
      family: 'time_series_analysis',
      targets: ['sales'],
      time: { column: 'date', format: '%d/%m/%Y', entities: ['shop'], resample: null },
      features: ['temperature'],
    });
  });

  it('asks first for two outcomes together where the words do, whatever they are called', async () => {
    const frame = frameOf({
      kind: MAKERS.class!('k', 300),
      weight: MAKERS.amount!('w', 300),
      length: MAKERS.amount!('l', 300),
      side: MAKERS.half!('s', 300),
    });
    const [asked] = await designs(frame, { description: 'Birds on two sides of a river. Predict side and kind.' });
    expect(asked).toMatchObject({
      family: 'classification',
      targets: ['kind', 'side'],
      features: ['weight', 'length'],
    });
    for (const description of [
      'Predict side. Kind and weight were noted.',
      'Predict side from kind and weight.',
      'Side and kind were noted by those who predict floods.',
    ]) {
      const others = await designs(frame, { description });
      expect(others.filter(({ targets }) => targets.length > 1)).toEqual([]);
    }
  });

  it('asks for two outcomes together whose names differ in a word, with what gives either away withheld', async () => {
    const city = MAKERS.amount!('city', 300) as number[];
    const frame = frameOf({
      weight: MAKERS.amount!('w', 300),
      doors: MAKERS.class!('d', 300),
      'city-mpg': city,
      'highway-mpg': city.map((value, row) => value * 0.5 + (row % 50)),
      litres: city.map((value) => 235 - value * 2),
    });
    const words = { description: 'The targets are city-mpg and highway-mpg. The label is city-mpg.' };
    const pair = (await designs(frame, words)).find(({ targets }) => targets.length === 2);
    expect(pair).toMatchObject({
      family: 'regression',
      targets: ['city-mpg', 'highway-mpg'],
      features: ['weight', 'doors'],
      withheld: [{ column: 'litres', why: 'it is the target in another unit' }],
    });
    const others = frameOf({
      weight: MAKERS.amount!('w', 300),
      doors: MAKERS.class!('d', 300),
      wide: MAKERS.amount!('v', 300),
      'city-mpg': city,
      'highway-mpg': city.map((value) => value / 2),
    });
    expect((await designs(others, words)).filter(({ targets }) => targets.length === 2)).toEqual([]);
  });

  it('adds amounts up that flow, and averages the others, where rows are events', async () => {
    const random = randomOf('events', '');
    const rows = Array.from({ length: 1500 }, () => random.int(0, 99));
    const frame = frameOf({
      date: rows.map((day) => formatTime('%Y-%m-%d', Date.UTC(2021, 0, 1) + day * DAY)),
      revenue: rows.map(() => random.int(100, 999) / 10),
      temperature: rows.map(() => random.int(-90, 300) / 10),
    });
    const methods = (await designs(frame))
      .filter(({ time }) => time !== null)
      .map(({ targets, time }) => [targets[0], time!.resample]);
    expect(Object.fromEntries(methods)).toEqual({
      revenue: { rule: 'D', method: 'sum' },
      temperature: { rule: 'D', method: 'mean' },
    });
  });
});

describe('what speaks for a target', () => {
  const rows = 300;
  const three = (seed: string) => MAKERS.class!(seed, rows);
  const amount = (seed: string) => MAKERS.amount!(seed, rows);
  const plain = () => ({
    a: amount('a'),
    b: three('b'),
    c: amount('c'),
    d: three('d'),
    e: amount('e'),
    f: three('f'),
    g: amount('g'),
  });
  const best = async (frame: Frame, words: Partial<RawDataset>) => (await designs(frame, words))[0]!.targets[0];

  it('the source’s own word', async () => {
    expect(await best(frameOf(plain()), { suggestedTargets: ['c'] })).toBe('c');
  });

  it('a sentence of the description', async () => {
    const frame = frameOf({ fuel_use: amount('a'), region: three('b'), speed: amount('c'), weight: amount('d') });
    expect(await best(frame, { description: 'Cars of 1990.\nPredict fuel_use from the rest.' })).toBe('fuel_use');
    expect(await best(frame, { description: 'Cars of 1990.\nThe dependent variable is `region`.' })).toBe('region');
  });

  it('the column’s own description, the title, and its name', async () => {
    const frame = frameOf(plain());
    expect(await best(frame, { columnDescriptions: { d: 'Target: whether it was sold' } })).toBe('d');
    const titled = frameOf({ wool: amount('a'), breaks: amount('b'), loom: three('c'), tension: three('d') });
    expect(await best(titled, { title: 'Breaks of yarn' })).toBe('breaks');
    expect(await best(frameOf({ diagnosis: three('x'), ...plain() }), {})).toBe('diagnosis');
  });

  it('is three of a kind at most', async () => {
    const found = await designs(frameOf(plain()));
    expect(found.filter(({ family }) => family === 'classification')).toHaveLength(3);
    expect(found.filter(({ family }) => family === 'regression')).toHaveLength(3);
  });

  it('needs classes of ten rows, twenty at most', async () => {
    const classes = (n: number, rare: number) =>
      Array.from({ length: rows }, (_, row) => (row < rare ? 'rare' : `k${row % n}`));
    const kinds = async (label: string[]) =>
      (await designs(frameOf({ a: amount('a'), b: amount('b'), c: amount('c'), label }))).filter(
        ({ family }) => family === 'classification',
      ).length;
    expect(await kinds(classes(19, 10))).toBe(1);
    expect(await kinds(classes(19, 9))).toBe(0);
    expect(await kinds(classes(20, 10))).toBe(0);
  });
});

describe('what is no task', () => {
  it.each<[string, Frame, string, number | null]>([
    ['few rows', visits(19), 'too-few-rows', 19],
    ['two columns', frameOf({ a: MAKERS.amount!('a', 200), b: MAKERS.class!('b', 200) }), 'too-few-columns', 2],
    [
      'hundreds of columns',
      frameOf(Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`c${at}`, MAKERS.amount!(`${at}`, 100)]))),
      'too-many-columns',
      201,
    ],
    [
      'names alone',
      frameOf({ a: MAKERS.word!('a', 200), b: MAKERS.word!('b', 200), c: MAKERS.constant!('c', 200) }),
      'no-target',
      null,
    ],
    [
      'a target with ids alone beside it',
      frameOf({ id: MAKERS.counter!('a', 200), name: MAKERS.word!('b', 200), label: MAKERS.class!('c', 200) }),
      'no-features',
      null,
    ],
  ])('%s', async (_, frame, reason, figure) => {
    expect(await rejection(frame)).toMatchObject({ rejected: { stage: 'design', reason, figure } });
  });

  it('and says which columns were left out, and why', async () => {
    const celsius = Array.from({ length: 200 }, (_, at) => Math.sin(at * at) * 20);
    const frame = frameOf({
      name: MAKERS.word!('b', 200),
      temp: celsius,
      fahrenheit: celsius.map((value) => value * 1.8 + 32),
    });
    expect(await rejection(frame)).toMatchObject({
      rejected: {
        words:
          'To predict "temp" no column is there; 2 columns are wanted. Left out: "name" (it names rows), "fahrenheit" (it is the target in another unit).',
      },
    });
  });
});

/** Gates that only look at the splits: each is asked with a shape that has one fault, and with the same shape without. */
import { describe, expect, it } from 'vitest';
import type { Design } from '../../../src/curate/design.ts';
import { type Column, type Frame, makeFrame, numberColumn, takeRows } from '../../../src/curate/frame.ts';
import { gateFrame } from '../../../src/curate/gates/frame.ts';
import { gateSplits, marginOf } from '../../../src/curate/gates/shape.ts';
import { splitDuplicates } from '../../../src/curate/gates/split.ts';
import { randomOf } from '../../../src/curate/random.ts';
import type { SeriesShape, TabularShape } from '../../../src/curate/shape.ts';

const DESIGN: Design = {
  ...{ family: 'classification', targets: ['y'], types: { a: 'numerical', b: 'numerical', y: 'categorical' } },
  ...{ features: ['a', 'b'], withheld: [], group: null, time: null, confidence: 1 },
};

const text = (values: readonly (string | null)[]): Column => ({ kind: 'text', values });

function split(rows: number, seed: string, label: (row: number) => string = (row) => `class ${row % 2}`): Frame {
  const random = randomOf(seed, 'split');
  const numbers = () => numberColumn(Array.from({ length: rows }, () => random.unit()));
  return makeFrame([
    ['a', numbers()],
    ['b', numbers()],
    ['y', text(Array.from({ length: rows }, (_, row) => label(row)))],
  ]);
}

function tabular(changes: Partial<TabularShape> = {}): TabularShape {
  const [train, validation] = [split(100, 'train'), split(51, 'validation')];
  return {
    ...{ kind: 'tabular', design: DESIGN, share: 0.7, train, validation },
    ...{ ranges: {}, usable: ['a', 'b'], fileKind: 'csv' },
    ...changes,
  };
}

const reasonOf = (shape: TabularShape | SeriesShape) => gateSplits(shape)?.rejected.reason ?? 'kept';

describe('a frame', () => {
  it('needs a hundred rows, and three columns that vary', () => {
    const frame = split(100, 'frame');
    expect(gateFrame(frame)).toBeNull();
    const few = takeRows(
      frame,
      Array.from({ length: 99 }, (_, row) => row),
    );
    expect(gateFrame(few)?.rejected).toMatchObject({ reason: 'too-few-rows', figure: 99 });
    const constant = makeFrame([
      ...frame.columns,
      ['y', text(Array.from({ length: 100 }, (_, at) => (at < 9 ? null : 'x')))],
    ]);
    expect(gateFrame(constant)?.rejected).toMatchObject({ reason: 'too-few-columns', figure: 2 });
  });
});

describe('a tabular shape', () => {
  it('is kept when nothing is wrong', () => {
    expect(reasonOf(tabular())).toBe('kept');
  });

  it('needs rows to learn from and to predict', () => {
    expect(reasonOf(tabular({ validation: split(50, 'validation') }))).toBe('too-few-validation-rows');
    expect(reasonOf(tabular({ train: split(49, 'train') }))).toBe('too-few-train-rows');
  });

  it('needs rows of each class on both sides', () => {
    const rare = (count: number) => (row: number) => (row < count ? 'rare' : `class ${row % 2}`);
    const [train, validation] = [split(100, 'train', rare(5)), split(51, 'validation', rare(2))];
    expect(reasonOf(tabular({ train, validation }))).toBe('kept');
    expect(reasonOf(tabular({ train: split(100, 'train', rare(4)), validation }))).toBe('class-too-small');
    expect(reasonOf(tabular({ train, validation: split(51, 'v', rare(1)) }))).toBe('class-too-small-to-score');
    expect(reasonOf(tabular({ validation }))).toBe('class-too-small');
  });

  it('needs a target that varies on both sides', () => {
    expect(reasonOf(tabular({ validation: split(51, 'validation', () => 'class 0') }))).toBe('constant-target');
  });

  it('may repeat the features of training rows in a twentieth of the rows to predict', () => {
    const train = split(100, 'train');
    const repeating = (count: number) => {
      const fresh = split(100, 'fresh');
      const mixed = (name: string) =>
        numberColumn(
          Array.from(
            { length: 100 },
            (_, row) => (row < count ? train : fresh).columns.get(name)!.values[row] as number,
          ),
        );
      return makeFrame([...fresh.columns, ['a', mixed('a')], ['b', mixed('b')]]);
    };
    expect(splitDuplicates(train, repeating(30), ['a', 'b'])).toBeCloseTo(0.3);
    expect(reasonOf(tabular({ train, validation: repeating(5) }))).toBe('kept');
    expect(reasonOf(tabular({ train, validation: repeating(6) }))).toBe('split-duplicates');
  });

  it('tells which value stands in which feature', () => {
    const one = makeFrame([
      ['a', numberColumn([1])],
      ['b', numberColumn([2])],
    ]);
    const other = makeFrame([
      ['a', numberColumn([2])],
      ['b', numberColumn([1])],
    ]);
    expect(splitDuplicates(one, other, ['a', 'b'])).toBe(0);
    expect(splitDuplicates(one, one, ['a', 'b'])).toBe(1);
  });

  it.each<[string, (value: number) => number]>([
    ['in other units', (value) => 1.8 * value + 32],
    ['upside down', (value) => 100 - value],
    ['by a monotone rule', (value) => Math.exp(9 * value)],
  ])('may not have its target among the features %s', (_, rule) => {
    const regression = (rest: number) => {
      const random = randomOf('noise', 'y');
      const made = (rows: number, seed: string) => {
        const frame = split(rows, seed);
        const y = Array.from(
          frame.columns.get('a')!.values as Float64Array,
          (v) => rule(v) * (1 + rest * random.unit()),
        );
        return makeFrame([...frame.columns, ['y', numberColumn(y)]]);
      };
      return tabular({
        design: { ...DESIGN, family: 'regression', types: { ...DESIGN.types, y: 'numerical' } },
        ...{ train: made(100, 'train'), validation: made(51, 'validation') },
      });
    };
    expect(reasonOf(regression(0))).toBe('near-target-column');
    expect(reasonOf(regression(1.5))).toBe('kept');
  });

  it('must beat chance by more where fewer rows are predicted', () => {
    expect(marginOf(true, 100)).toBeCloseTo(0.1);
    expect(marginOf(true, 10_000)).toBe(0.05);
    expect(marginOf(false, 100)).toBe(0.05);
  });
});

describe('a series shape', () => {
  const FORMAT = '%d/%m/%Y';
  const day = (number: number) => {
    const date = new Date(Date.UTC(2020, 0, 1 + number));
    return [date.getUTCDate(), date.getUTCMonth() + 1]
      .map((part) => String(part).padStart(2, '0'))
      .join('/')
      .concat(`/${date.getUTCFullYear()}`);
  };
  const rowsOf = (from: number, to: number, of = 'one'): [number, string][] =>
    Array.from({ length: to - from }, (_, at) => [from + at, of]);
  const frameOf = (rows: readonly (readonly [number, string])[]): Frame => {
    const random = randomOf(JSON.stringify(rows.length), 'series');
    return makeFrame([
      ['date', text(rows.map(([number]) => day(number)))],
      ['shop', text(rows.map(([, of]) => of))],
      ['price', numberColumn(rows.map(() => random.unit()))],
      ['y', numberColumn(rows.map(() => random.unit()))],
    ]);
  };
  const series = (
    train: [number, string][],
    exogenous: [number, string][] = rowsOf(200, 260),
    forecast: [number, string][] = rowsOf(200, 260),
  ): SeriesShape => ({
    ...{ kind: 'series', train: frameOf(train), exogenous: frameOf(exogenous), forecast: frameOf(forecast) },
    design: {
      ...{ family: 'time_series_analysis', targets: ['y'], types: {}, features: ['price'], withheld: [], group: null },
      time: { column: 'date', format: FORMAT, entities: ['shop'], resample: null },
      confidence: 1,
    },
    starts: { exogenous: '', forecast: '' },
  });

  it('is kept when all that is asked comes after all that is known', () => {
    expect(reasonOf(series(rowsOf(0, 200)))).toBe('kept');
  });

  it('compares times, not texts', () => {
    // Sorted as text, 01/02/2020 comes before 31/01/2020.
    const byText = rowsOf(0, 260).sort(([a], [b]) => (day(a) < day(b) ? -1 : 1));
    expect(reasonOf(series(byText.slice(0, 200), byText.slice(200), rowsOf(300, 360)))).toBe('answers-in-train');
  });

  it('finds a time that is known already, in either task', () => {
    expect(reasonOf(series(rowsOf(0, 201)))).toBe('answers-in-train');
    expect(reasonOf(series(rowsOf(0, 200), rowsOf(200, 260), rowsOf(199, 260)))).toBe('answers-in-train');
  });

  it('cuts each series for itself when time alone is given, all at once when other columns are', () => {
    const later = [...rowsOf(0, 200), ...rowsOf(0, 230, 'two')];
    expect(reasonOf(series(later, rowsOf(230, 290), rowsOf(200, 260)))).toBe('kept');
    expect(reasonOf(series(later, rowsOf(200, 260), rowsOf(200, 260)))).toBe('cut-not-in-time');
  });

  it('takes a time that cannot be read for known', () => {
    const shape = series(rowsOf(0, 200));
    const broken = text(Array.from({ length: 60 }, (_, at) => (at === 7 ? 'soon' : day(200 + at))));
    const exogenous = makeFrame([...shape.exogenous.columns, ['date', broken]]);
    expect(reasonOf({ ...shape, exogenous })).toBe('answers-in-train');
  });

  it('needs times enough to predict and to forecast', () => {
    expect(reasonOf(series(rowsOf(0, 200), rowsOf(200, 250)))).toBe('too-few-validation-rows');
    expect(reasonOf(series(rowsOf(0, 200), rowsOf(200, 260), rowsOf(200, 219)))).toBe('too-few-forecast-rows');
    expect(reasonOf(series(rowsOf(0, 49)))).toBe('too-few-train-rows');
  });
});

/** The probe, in a real sandbox: what is easy, hopeless or given away is told from what is worth solving. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Design } from '../../../src/curate/design.ts';
import { type Column, type Frame, makeFrame, numberColumn, takeRows } from '../../../src/curate/frame.ts';
import { probeShape } from '../../../src/curate/gates/probe.ts';
import { gateShape } from '../../../src/curate/gates/shape.ts';
import { randomOf } from '../../../src/curate/random.ts';
import type { SeriesShape, Shape, TabularShape } from '../../../src/curate/shape.ts';
import type { Sandbox } from '../../../src/sandbox.ts';
import { openSandbox } from '../../../src/wire.ts';
import { PYTHON, SKIPPED } from '../../sandbox/python.ts';

const ROWS = 600;
const text = (values: readonly (string | null)[]): Column => ({ kind: 'text', values });

interface Made {
  readonly a: number;
  readonly b: number;
  readonly colour: string;
}

/** Two numbers with gaps, a colour, and a target made of them. */
function tabular(
  family: 'classification' | 'regression',
  rule: (row: Made, noise: () => number) => number,
): TabularShape {
  const random = randomOf('probe', 'rows');
  const rows = Array.from({ length: ROWS }, () => ({
    ...{ a: random.unit(), b: random.unit(), colour: random.pick(['red', 'green', 'blue']) },
  }));
  const gap = (value: number) => (random.unit() < 0.03 ? Number.NaN : value);
  const y = rows.map((row) => rule(row, () => random.unit()));
  const frame = makeFrame([
    ['a', numberColumn(rows.map(({ a }) => gap(a)))],
    ['b', numberColumn(rows.map(({ b }) => gap(b)))],
    ['colour', text(rows.map(({ colour }) => colour))],
    ['y', family === 'regression' ? numberColumn(y) : text(y.map((value) => (value > 0.5 ? 'yes' : 'no')))],
  ]);
  const design: Design = {
    ...{ family, targets: ['y'], features: ['a', 'b', 'colour'], withheld: [], group: null, time: null, confidence: 1 },
    types: {
      a: 'numerical',
      b: 'numerical',
      colour: 'categorical',
      y: family === 'regression' ? 'numerical' : 'categorical',
    },
  };
  const part = (from: number, to: number): Frame =>
    takeRows(
      frame,
      Array.from({ length: to - from }, (_, at) => from + at),
    );
  return {
    ...{ kind: 'tabular', design, share: 0.7, train: part(0, 420), validation: part(420, ROWS) },
    ...{ ranges: {}, usable: design.features, fileKind: 'csv' },
  };
}

/** Two shops, a day a row; the target is `rule` of the day, the shop and the price. */
function series(rule: (day: number, shop: number, price: number, noise: () => number) => number): SeriesShape {
  const random = randomOf('probe', 'series');
  const rows = Array.from({ length: 2 * 500 }, (_, at) => {
    const [day, shop, price] = [Math.floor(at / 2), at % 2, random.unit()];
    return { day, shop, price, y: rule(day, shop, price, () => random.unit()) };
  });
  const frameOf = (from: number, to: number): Frame => {
    const some = rows.filter(({ day }) => day >= from && day < to);
    const dates = some.map(({ day }) => new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10));
    return makeFrame([
      ['date', text(dates)],
      ['shop', text(some.map(({ shop }) => `shop ${shop}`))],
      ['price', numberColumn(some.map(({ price }) => price))],
      ['y', numberColumn(some.map(({ y }) => y))],
    ]);
  };
  return {
    ...{ kind: 'series', train: frameOf(0, 400), exogenous: frameOf(400, 500), forecast: frameOf(400, 440) },
    design: {
      ...{ family: 'time_series_analysis', targets: ['y'], features: ['price'], withheld: [], group: null },
      types: { price: 'numerical', y: 'numerical', shop: 'categorical' },
      time: { column: 'date', format: '%Y-%m-%d', entities: ['shop'], resample: null },
      confidence: 1,
    },
    starts: { exogenous: '2021-02-04', forecast: '2021-02-04' },
  };
}

describe.skipIf(PYTHON === undefined)(PYTHON ? 'the probe' : SKIPPED, () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox(process.env);
  });
  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]();
  });
  const reasonOf = async (shape: Shape) =>
    gateShape(shape, await probeShape(shape, sandbox))?.rejected.reason ?? 'kept';

  it.each<[string, Shape, string]>([
    ['labels with some noise', tabular('classification', ({ a, b }, noise) => 0.4 * (a + b) + 0.2 * noise()), 'kept'],
    [
      'numbers with some noise',
      tabular('regression', ({ a, colour }, noise) => a + (colour === 'red' ? 1 : 0) + 0.5 * noise()),
      'kept',
    ],
    ['random labels', tabular('classification', (_, noise) => noise()), 'not-learnable'],
    ['random numbers', tabular('regression', (_, noise) => noise()), 'not-learnable'],
    [
      'labels that a category names',
      tabular('classification', ({ colour }) => Number(colour === 'blue')),
      'one-column-suffices',
    ],
    [
      'numbers that a category names',
      tabular('regression', ({ colour }) => ({ red: 1, green: 7, blue: 4 })[colour]!),
      'one-column-suffices',
    ],
    [
      'a series with seasons and a price',
      series((day, shop, price, noise) => Math.sin(day / 8) + 3 * shop + price + noise()),
      'kept',
    ],
    ['a series that its price gives away', series((_, __, price) => Math.abs(price - 0.5)), 'one-column-suffices'],
    ['a series of noise', series((_, __, ___, noise) => noise()), 'not-learnable'],
  ])('of %s', async (_, shape, reason) => {
    expect(await reasonOf(shape)).toBe(reason);
  });

  it('gives the same figures every time, each in its place', async () => {
    const shape = tabular('classification', ({ a, b }, noise) => 0.4 * (a + b) + 0.2 * noise());
    const [first, second] = [await probeShape(shape, sandbox), await probeShape(shape, sandbox)];
    expect(second).toEqual(first);
    expect(first.main.naive).toBe(0.5);
    expect(first.main.baseline).toBeGreaterThan(first.main.naive);
    expect(first.main.baseline).toBeGreaterThanOrEqual(first.main.oneColumn);
    expect(first.forecast).toBeUndefined();
    const both = await probeShape(
      series((_, shop, __, noise) => 5 * shop + noise()),
      sandbox,
    );
    expect(both.forecast!.baseline).toBeGreaterThan(0.9);
    expect(both.forecast!.column).toBeNull();
  });

  it('compares what is resampled with what was resampled alike', async () => {
    const shape = series((day, shop) => 10 * shop + (day % 7));
    const weeks = (frame: Frame): Frame => {
      // Weeks end on Sundays; the target's sum over one is seven times its mean.
      const rows = Array.from({ length: frame.rows }, (_, row) => row).filter((row) => {
        const date = new Date(`${frame.columns.get('date')!.values[row] as string}T00:00:00Z`);
        return date.getUTCDay() === 0;
      });
      const some = takeRows(frame, rows);
      const y = (some.columns.get('shop')!.values as string[]).map((shop) => (shop === 'shop 1' ? 91 : 21));
      return makeFrame([...some.columns, ['y', numberColumn(y)]]);
    };
    const time = { ...shape.design.time!, resample: { rule: 'W', method: 'sum' } as const };
    const resampled = { ...shape, design: { ...shape.design, time }, forecast: weeks(shape.exogenous) };
    expect((await probeShape(resampled, sandbox)).forecast!.baseline).toBeGreaterThan(0.99);
  });

  it('takes missing answers, empty columns and one series', async () => {
    const shape = tabular('regression', ({ a }, noise) => a + noise());
    const y = shape.train.columns.get('y') as Extract<Column, { kind: 'number' }>;
    const gaps = numberColumn(y.values.map((value, row) => (row % 10 === 0 ? Number.NaN : value)));
    const nothing = (rows: number) => numberColumn(new Float64Array(rows).fill(Number.NaN));
    const train = makeFrame([...shape.train.columns, ['y', gaps], ['b', nothing(420)]]);
    const validation = makeFrame([...shape.validation.columns, ['b', nothing(180)]]);
    const { main } = await probeShape({ ...shape, train, validation }, sandbox);
    expect(main.baseline).toBeGreaterThan(0.1);
  });
});

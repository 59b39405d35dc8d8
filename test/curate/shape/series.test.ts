/** Properties of series cut by our rules: what is asked for lies after all that is known. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime, parseTime } from '../../../src/curate/design/strptime.ts';
import type { Design } from '../../../src/curate/design.ts';
import { type Column, cellOf, columnOf, type Frame, makeFrame, numberColumn } from '../../../src/curate/frame.ts';
import { isRejection, type Rejection } from '../../../src/curate/rejection.ts';
import { periodsOf } from '../../../src/curate/shape/periods.ts';
import { shapeSeries } from '../../../src/curate/shape/series.ts';
import type { SeriesShape } from '../../../src/curate/shape.ts';

const DAY = 86_400_000;
const FORMATS = ['%d/%m/%Y', '%Y-%m-%d', '%m/%d/%y', '%d-%b-%Y', '%Y%m%d'];

interface Case {
  readonly frame: Frame;
  readonly design: Design;
  readonly seed: string;
}

const text = (values: (string | null)[]): Column => ({ kind: 'text', values });

/** Days of one to four shops, in any order, with gaps and missing answers. */
const seriesCase: fc.Arbitrary<Case> = fc
  .record({
    format: fc.constantFrom(...FORMATS),
    shops: fc.integer({ min: 1, max: 4 }),
    days: fc.integer({ min: 40, max: 120 }),
    start: fc.integer({ min: 8_000, max: 16_000 }),
    rule: fc.constantFrom(null, 'D', 'W', 'MS', '1ME'),
    method: fc.constantFrom('mean' as const, 'sum' as const),
    seed: fc.string({ maxLength: 6 }),
    gone: fc.integer({ min: 3, max: 9 }),
  })
  .chain(({ format, shops, days, start, rule, method, seed, gone }) => {
    const rows = Array.from({ length: shops * days }, (_, at) => ({
      shop: at % shops,
      day: start + Math.floor(at / shops),
    }));
    const kept = rows.filter((_, at) => at % gone !== 1);
    return fc.shuffledSubarray(kept, { minLength: kept.length, maxLength: kept.length }).map((shuffled): Case => {
      const frame = makeFrame([
        ['when', text(shuffled.map(({ day }) => formatTime(format, day * DAY)))],
        ['shop', text(shuffled.map(({ shop }) => `shop ${shop}`))],
        ['rain', numberColumn(shuffled.map(({ day }) => (day * 31) % 17))],
        [
          'sales',
          numberColumn(shuffled.map(({ day, shop }) => (day % 23 === 5 ? Number.NaN : ((day * 7) % 29) + shop))),
        ],
      ]);
      const design: Design = {
        family: 'time_series_analysis',
        targets: ['sales'],
        types: { sales: 'numerical', rain: 'numerical', shop: 'categorical' },
        features: ['rain'],
        withheld: [],
        group: null,
        time: { column: 'when', format, entities: ['shop'], resample: rule === null ? null : { rule, method } },
        confidence: 1,
      };
      return { frame, design, seed };
    });
  });

const shapeOf = ({ frame, design, seed }: Case) => shapeSeries(frame, design, { seed, rules: 'own' });
const timesOf = (frame: Frame, { design }: Case): number[] =>
  Array.from(
    { length: frame.rows },
    (_, row) => parseTime(design.time!.format, String(cellOf(columnOf(frame, 'when'), row)))!,
  );

function ofShapes(check: (shape: SeriesShape, one: Case) => void): void {
  let shaped = 0;
  fc.assert(
    fc.property(seriesCase, (one) => {
      const shape = shapeOf(one);
      if (isRejection(shape)) return;
      shaped += 1;
      check(shape, one);
    }),
    { numRuns: 60, seed: 7 },
  );
  expect(shaped).toBeGreaterThan(20);
}

describe('a series', () => {
  it('is asked for after all training rows of any entity, in both tasks', () => {
    ofShapes(({ train, exogenous, forecast }, one) => {
      const last = Math.max(...timesOf(train, one));
      expect(Math.min(...timesOf(exogenous, one))).toBeGreaterThan(last);
      expect(Math.min(...timesOf(forecast, one))).toBeGreaterThan(last);
    });
  });

  it('loses no answered row: each is in training or to predict', () => {
    ofShapes(({ train, exogenous }, { frame }) => {
      const answered = [...columnOf(frame, 'sales').values].filter((value) => !Number.isNaN(value));
      expect(train.rows + exogenous.rows).toBe(answered.length);
    });
  });

  it('is asked for by time and entity alone, each once', () => {
    ofShapes(({ forecast }) => {
      expect([...forecast.columns.keys()]).toEqual(['when', 'shop', 'sales']);
      const keys = Array.from({ length: forecast.rows }, (_, row) =>
        ['when', 'shop'].map((name) => cellOf(columnOf(forecast, name), row)).join(' / '),
      );
      expect(new Set(keys).size).toBe(keys.length);
    });
  });

  it('begins where it says', () => {
    ofShapes(({ exogenous, forecast, starts }, one) => {
      const format = one.design.time!.format;
      expect(parseTime(format, starts.exogenous)).toBe(Math.min(...timesOf(exogenous, one)));
      expect(parseTime(format, starts.forecast)).toBe(Math.min(...timesOf(forecast, one)));
    });
  });

  it('is resampled over whole periods, to the mean or sum of the rows in them', () => {
    ofShapes(({ exogenous, forecast }, one) => {
      const wanted = one.design.time!.resample;
      if (wanted === null) return;
      const periodOf = periodsOf(wanted.rule)!;
      const rows = timesOf(exogenous, one).map((instant, row) => ({
        label: periodOf(instant).label,
        shop: cellOf(columnOf(exogenous, 'shop'), row),
        sales: Number(cellOf(columnOf(exogenous, 'sales'), row)),
      }));
      for (const [row, label] of timesOf(forecast, one).entries()) {
        const shop = cellOf(columnOf(forecast, 'shop'), row);
        const found = rows.filter((other) => other.label === label && other.shop === shop).map(({ sales }) => sales);
        const sum = found.reduce((total, value) => total + value, 0);
        expect(cellOf(columnOf(forecast, 'sales'), row)).toBeCloseTo(
          wanted.method === 'sum' ? sum : sum / found.length,
          9,
        );
      }
    });
  });

  it('is the same for one seed', () => {
    ofShapes((shape, one) => expect(shapeOf(one)).toEqual(shape));
  });
});

describe('a series that cannot be cut is rejected', () => {
  const times = (of: (row: number) => string) => text(Array.from({ length: 60 }, (_, row) => of(row)));
  const day = (row: number) => formatTime('%Y-%m-%d', (10_000 + row) * DAY);
  const values = numberColumn(Array.from({ length: 60 }, (_, row) => row % 7));
  const design = (resample: { rule: string; method: 'mean' } | null, format = '%Y-%m-%d'): Design => ({
    family: 'time_series_analysis',
    targets: ['y'],
    types: { y: 'numerical' },
    features: [],
    withheld: [],
    group: null,
    time: { column: 't', format, entities: [], resample },
    confidence: 1,
  });
  it.each([
    ['times-repeat', times((row) => day(row >> 1)), values, design(null)],
    ['times-unreadable', times((row) => (row % 10 === 0 ? 'soon' : day(row))), values, design(null)],
    ['times-constant', times(() => day(1)), values, design({ rule: 'D', method: 'mean' })],
    ['resample-rule-unknown', times(day), values, design({ rule: 'fortnight', method: 'mean' })],
    [
      'resample-format',
      times((row) => formatTime('%Y-%m', row * 31 * DAY)),
      values,
      design({ rule: 'W', method: 'mean' }, '%Y-%m'),
    ],
    [
      'resample-zones',
      times((row) => `${day(row)} +0100`),
      values,
      design({ rule: 'D', method: 'mean' }, '%Y-%m-%d %z'),
    ],
    ['time-format-unknown', times(day), values, design(null, '%Q')],
    ['target-unfit', times(day), times((row) => `w${row}`), design(null)],
    ['series-too-short', times(day), values, { ...design(null), time: { ...design(null).time!, entities: ['t'] } }],
  ] as const)('%s', (reason, t, y, of) => {
    const shape: SeriesShape | Rejection = shapeSeries(
      makeFrame([
        ['t', t],
        ['y', y],
      ]),
      of,
      { seed: 's', rules: 'own' },
    );
    expect(isRejection(shape) && shape.rejected.reason).toBe(reason);
  });
});

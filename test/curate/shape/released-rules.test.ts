/** Shapes by the published rules, over random tables: what can be seen of the rules in the released data. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime, parseTime } from '../../../src/curate/design/strptime.ts';
import type { Design } from '../../../src/curate/design.ts';
import { cellOf, columnOf, type Frame, makeFrame, numberColumn } from '../../../src/curate/frame.ts';
import { isRejection } from '../../../src/curate/rejection.ts';
import { isMissing } from '../../../src/curate/shape/facts.ts';
import { shapeSeries } from '../../../src/curate/shape/series.ts';
import { shapeTabular } from '../../../src/curate/shape/tabular.ts';
import { drawWorkflow } from '../../../src/curate/shape/workflow.ts';
import type { SeriesShape, TabularShape } from '../../../src/curate/shape.ts';
import { type Case, tabularCase } from './frames.ts';

function ofShapes(check: (shape: TabularShape, one: Case) => void): void {
  let shaped = 0;
  fc.assert(
    fc.property(tabularCase, (one) => {
      const shape = shapeTabular(one.frame, one.design, { seed: one.seed, rules: 'released', draw: 0 });
      if (isRejection(shape)) return;
      shaped += 1;
      check(shape, one);
    }),
    { numRuns: 60, seed: 8 },
  );
  expect(shaped).toBeGreaterThan(20);
}

describe('the published rules', () => {
  it('split at floor(rows · share), and keep every column in its order', () => {
    ofShapes(({ train, validation, share }, { frame }) => {
      expect(train.rows).toBe(Math.floor(frame.rows * share));
      expect(train.rows + validation.rows).toBe(frame.rows);
      for (const side of [train, validation]) expect([...side.columns.keys()]).toEqual([...frame.columns.keys()]);
    });
  });

  it('leave out rows to predict without an answer, and keep such training rows', () => {
    ofShapes((_, { frame, design, seed }) => {
      const [target] = design.targets as [string];
      const column = columnOf(frame, target);
      if (column.kind !== 'number') return;
      const values = column.values.map((value, row) => (row % 5 === 0 ? Number.NaN : value));
      const gappy = { ...frame, columns: new Map([...frame.columns, [target, { ...column, values }]]) };
      const shape = shapeTabular(gappy, design, { seed, rules: 'released', draw: 0 }) as TabularShape;
      const answers = columnOf(shape.train, target);
      const unanswered = Array.from({ length: shape.train.rows }, (_row, row) => row).filter((row) =>
        isMissing(answers, row),
      );
      const all = values.filter((value) => Number.isNaN(value)).length;
      expect(frame.rows - shape.train.rows - shape.validation.rows).toBe(all - unanswered.length);
      expect([...columnOf(shape.validation, target).values].some((value) => Number.isNaN(value))).toBe(false);
    });
  });

  it('bound numbers by whole numbers, and use no category that is stored as a number', () => {
    ofShapes(({ ranges, usable, train, design }) => {
      for (const range of Object.values(ranges)) {
        if (range.kind === 'numeric') expect([range.low, range.high].every(Number.isInteger)).toBe(true);
      }
      for (const name of usable) {
        expect(design.types[name] === 'categorical').toBe(columnOf(train, name).kind === 'text');
      }
    });
  });

  it('let every bad row violate every range, and no clean row any', () => {
    ofShapes((shape, { seed }) => {
      const { withErrors, workflow } = drawWorkflow(shape, { seed, draw: 0, rules: 'released' });
      let bad = 0;
      for (let row = 0; row < withErrors.rows; row += 1) {
        const violated = Object.entries(workflow.ranges).filter(([name, range]) => {
          const cell = cellOf(columnOf(withErrors, name), row);
          if (cell === null) return false;
          return range.kind === 'numeric'
            ? Number(cell) < range.low || Number(cell) > range.high
            : !range.values.some((value) => String(value) === String(cell));
        });
        if (violated.length > 0) bad += 1;
        expect([0, Object.keys(workflow.ranges).length]).toContain(violated.length);
      }
      expect(bad).toBe(Math.floor(0.2 * shape.train.rows));
    });
  });
});

describe('the published cuts of series', () => {
  const DAY = 86_400_000;
  const day = (at: number, format: string) => formatTime(format, (14_000 + at) * DAY);
  const designOf = (format: string, entities: readonly string[]): Design => ({
    family: 'time_series_analysis',
    targets: ['y'],
    types: { y: 'numerical', shop: 'categorical' },
    features: [],
    withheld: [],
    group: null,
    time: { column: 't', format, entities, resample: null },
    confidence: 1,
  });
  /** Days of two shops, of which the second opens when the first is half done. */
  const frameOf = (format: string) => {
    const rows = Array.from({ length: 300 }, (_, at) =>
      at < 200 ? { shop: 'old', at } : { shop: 'new', at: at - 100 },
    );
    return makeFrame([
      ['t', { kind: 'text', values: rows.map(({ at }) => day(at, format)) }],
      ['shop', { kind: 'text', values: rows.map(({ shop }) => shop) }],
      ['y', numberColumn(rows.map(({ at }) => at % 13))],
    ]);
  };
  const shapeOf = (format: string, entities: readonly string[]) =>
    shapeSeries(frameOf(format), designOf(format, entities), { seed: 's', rules: 'released' }) as SeriesShape;
  const times = (frame: Frame, format: string) =>
    [...columnOf(frame, 't').values].map((text) => parseTime(format, String(text))!);

  it('are one for XF, and one a series for CF, so that answers of CF may stand in training rows', () => {
    const format = '%Y-%m-%d';
    const { train, exogenous, forecast } = shapeOf(format, ['shop']);
    expect(Math.max(...times(train, format))).toBeLessThan(Math.min(...times(exogenous, format)));
    expect(Math.min(...times(forecast, format))).toBeLessThan(Math.max(...times(train, format)));
    const share = 1 - [...columnOf(forecast, 'shop').values].filter((shop) => shop === 'old').length / 200;
    expect([0.7, 0.8, 0.9]).toContain(Number(share.toFixed(6)));
  });

  it('take times as text: a format with days first is cut somewhere else', () => {
    const [iso, daysFirst] = ['%Y-%m-%d', '%d/%m/%Y'].map((format) =>
      times(shapeOf(format, ['shop']).exogenous, format),
    );
    expect(Math.min(...daysFirst!)).not.toBe(Math.min(...iso!));
  });
});

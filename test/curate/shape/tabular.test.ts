/** Properties of shapes and draws by our rules, over random tables. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellOf, columnOf, type Frame, makeFrame, numberColumn, takeColumns } from '../../../src/curate/frame.ts';
import { isRejection, type Rejection } from '../../../src/curate/rejection.ts';
import { rowGroups, stacked } from '../../../src/curate/shape/facts.ts';
import { shapeTabular } from '../../../src/curate/shape/tabular.ts';
import { drawWorkflow } from '../../../src/curate/shape/workflow.ts';
import type { TabularShape } from '../../../src/curate/shape.ts';
import type { Range } from '../../../src/task.ts';
import { type Case, tabularCase } from './frames.ts';

const RUNS = { numRuns: 60, seed: 6 };

function shapeOf({ frame, design, seed }: Case, draw = 0): TabularShape | Rejection {
  return shapeTabular(frame, design, { seed, rules: 'own', draw });
}

/** Asserts of every case that becomes a shape; and that not nearly all are rejected. */
function ofShapes(check: (shape: TabularShape, one: Case) => void): void {
  let shaped = 0;
  fc.assert(
    fc.property(tabularCase, (one) => {
      const shape = shapeOf(one);
      if (isRejection(shape)) return;
      shaped += 1;
      check(shape, one);
    }),
    RUNS,
  );
  expect(shaped).toBeGreaterThan(RUNS.numRuns / 3);
}

const rowsOf = (frame: Frame): string[] =>
  Array.from({ length: frame.rows }, (_, row) =>
    JSON.stringify([...frame.columns.values()].map((column) => cellOf(column, row))),
  );

describe('a shape', () => {
  it('has no row to predict whose features a training row has', () => {
    ofShapes(({ train, validation, design }) => {
      const features = stacked(takeColumns(train, design.features), takeColumns(validation, design.features));
      const groups = rowGroups(features, design.features);
      const known = new Set(groups.slice(0, train.rows));
      expect([...groups.slice(train.rows)].filter((group) => known.has(group))).toEqual([]);
    });
  });

  it('has every class on both sides', () => {
    ofShapes(({ train, validation, design: { family, targets } }) => {
      if (family !== 'classification') return;
      const classes = (frame: Frame) => new Set(rowsOf(takeColumns(frame, targets)));
      expect(classes(validation)).toEqual(classes(train));
    });
  });

  it('leaves two rows of a small class to predict, and half of the rows where there are few', () => {
    const rows = Array.from({ length: 300 }, (_, row) => row);
    const frame = makeFrame([
      ['a', numberColumn(rows.map((row) => row + 0.5))],
      ['b', numberColumn(rows.map((row) => (row * 7) % 300))],
      ['y', { kind: 'text', values: rows.map((row) => (row < 8 ? 'rare' : row % 2 ? 'odd' : 'even')) }],
    ]);
    const design = {
      family: 'classification',
      targets: ['y'],
      types: { a: 'numerical', b: 'numerical', y: 'categorical' },
      features: ['a', 'b'],
      withheld: [],
      group: null,
      time: null,
      confidence: 1,
    } as const;
    for (let draw = 0; draw < 10; draw += 1) {
      const { validation } = shapeTabular(frame, design, { seed: 's', rules: 'own', draw }) as TabularShape;
      expect(validation.rows).toBe(150);
      expect([...columnOf(validation, 'y').values].filter((value) => value === 'rare').length).toBeGreaterThanOrEqual(
        2,
      );
    }
  });

  it('has the groups that rows repeat on one side', () => {
    const frame = makeFrame([
      ['patient', numberColumn(Array.from({ length: 90 }, (_, row) => row % 15))],
      ['a', numberColumn(Array.from({ length: 90 }, (_, row) => row + 0.5))],
      ['b', numberColumn(Array.from({ length: 90 }, (_, row) => (row * 7) % 90))],
      ['y', numberColumn(Array.from({ length: 90 }, (_, row) => row * 3))],
    ]);
    const design = {
      family: 'regression',
      targets: ['y'],
      types: { a: 'numerical', b: 'numerical', y: 'numerical' },
      features: ['a', 'b'],
      withheld: [],
      group: 'patient',
      time: null,
      confidence: 1,
    } as const;
    for (let draw = 0; draw < 20; draw += 1) {
      const shape = shapeTabular(frame, design, { seed: 's', rules: 'own', draw }) as TabularShape;
      const patients = (side: Frame) => new Set([...columnOf(side, 'a').values].map((a) => (Number(a) - 0.5) % 15));
      const known = patients(shape.train);
      expect([...patients(shape.validation)].filter((patient) => known.has(patient))).toEqual([]);
    }
  });

  it('has only features and targets in its frames, and none that is missing in its answers', () => {
    ofShapes(({ train, validation, design }) => {
      const expected = new Set([...design.features, ...design.targets]);
      for (const frame of [train, validation]) expect(new Set(frame.columns.keys())).toEqual(expected);
      for (const target of design.targets) {
        const cells = rowsOf(takeColumns(stacked(train, validation), [target]));
        expect(cells.filter((cell) => cell === '[null]')).toEqual([]);
      }
    });
  });

  it('has ranges that every present value lies in', () => {
    ofShapes(({ train, validation, ranges }) => {
      for (const [name, column] of stacked(train, validation).columns) {
        for (let row = 0; row < column.values.length; row += 1) {
          expect(isWithin(cellOf(column, row), ranges[name]!)).toBe(true);
        }
      }
    });
  });

  it('is CSV where a feature of words has gaps', () => {
    ofShapes(({ train, validation, usable, fileKind }) => {
      const gaps = usable.some((name) => {
        const column = columnOf(stacked(train, validation), name);
        return column.kind !== 'number' && [...column.values].some((value) => value === null);
      });
      if (gaps) expect(fileKind).toBe('csv');
    });
  });

  it('is the same for one seed, another for another, and another for another draw', () => {
    ofShapes((shape, one) => {
      expect(shapeOf(one)).toEqual(shape);
      const places = (found: TabularShape | Rejection) => (isRejection(found) ? null : rowsOf(found.train));
      expect(places(shapeOf({ ...one, seed: `${one.seed}'` }))).not.toEqual(rowsOf(shape.train));
      expect(places(shapeOf(one, 1))).not.toEqual(rowsOf(shape.train));
    });
  });

  it('takes each row once where rows repeat, rather than lose the rows to predict', () => {
    const once = Array.from({ length: 60 }, (_, row) => row);
    const rows = [...once, ...once, ...once];
    const frame = makeFrame([
      ['a', numberColumn(rows.map((row) => row * 1.5))],
      ['b', numberColumn(rows.map((row) => row % 7))],
      ['y', numberColumn(rows.map((row) => row * row))],
    ]);
    const design = {
      family: 'regression',
      targets: ['y'],
      types: { a: 'numerical', b: 'numerical', y: 'numerical' },
      features: ['a', 'b'],
      withheld: [],
      group: null,
      time: null,
      confidence: 1,
    } as const;
    const shape = shapeTabular(frame, design, { seed: 's', rules: 'own', draw: 0 }) as TabularShape;
    expect(shape.train.rows + shape.validation.rows).toBe(60);
  });
});

describe('a draw', () => {
  it('leaves the clean rows in their order once every row outside a range is gone', () => {
    ofShapes((shape, { seed }) => {
      const { withErrors, columns, workflow } = drawWorkflow(shape, { seed, draw: 3 });
      const kept = Array.from({ length: withErrors.rows }, (_, row) => row).filter((row) =>
        Object.entries(workflow.ranges).every(([name, range]) =>
          isWithin(cellOf(columnOf(withErrors, name), row), range),
        ),
      );
      const clean = takeColumns(shape.train, columns);
      const cells = (frame: Frame, row: number) => columns.map((name) => spelled(cellOf(columnOf(frame, name), row)));
      expect(withErrors.rows).toBe(clean.rows + Math.floor(0.2 * clean.rows));
      expect(kept.map((row) => cells(withErrors, row))).toEqual(
        Array.from({ length: clean.rows }, (_, row) => cells(clean, row)),
      );
    });
  });

  it('has bad rows of each kind of range, and outside the selected features, wherever there are such columns', () => {
    ofShapes((shape, { seed }) => {
      const { withErrors, workflow } = drawWorkflow(shape, { seed, draw: 5 });
      const alone = new Set<string>();
      for (let row = 0; row < withErrors.rows; row += 1) {
        const violated = Object.entries(workflow.ranges).filter(
          ([name, range]) => !isWithin(cellOf(columnOf(withErrors, name), row), range),
        );
        if (violated.length === 1) alone.add(violated[0]![0]);
      }
      // Too few bad rows to be sure of each kind.
      if (withErrors.rows < 90) return;
      const kinds = (names: Iterable<string>) => new Set([...names].map((name) => workflow.ranges[name]!.kind));
      expect(kinds(alone)).toEqual(kinds(Object.keys(workflow.ranges)));
      const others = shape.usable.filter((name) => !workflow.features.includes(name));
      if (others.length > 0) expect(others.some((name) => alone.has(name))).toBe(true);
    });
  });

  it('selects three fifths of the usable features, splits them by type, and keeps columns together', () => {
    ofShapes((shape, { seed }) => {
      const { workflow, columns, tables } = drawWorkflow(shape, { seed, draw: 1 });
      const { features, numeric, categorical, ranges } = workflow;
      expect(features.length).toBe(
        Math.max(Math.ceil(0.6 * shape.usable.length - 1e-9), Math.min(2, shape.usable.length)),
      );
      expect(new Set(features)).toEqual(new Set([...numeric, ...categorical]));
      expect(features.filter((name) => numeric.includes(name))).toEqual(numeric);
      expect(numeric.every((name) => shape.design.types[name] === 'numerical')).toBe(true);
      expect(new Set(Object.keys(ranges))).toEqual(new Set(shape.usable));
      expect(new Set(columns)).toEqual(new Set([...shape.usable, ...shape.design.targets]));
      expect(tables === null).toBe(shape.fileKind !== 'sqlite');
      if (tables !== null) expect(tables.flat()).toEqual(columns);
    });
  });

  it('avoids models as long as others are left', () => {
    ofShapes((shape, { seed }) => {
      const avoid = new Set(['MLPClassifier', 'MLPRegressor', 'LinearSVC', 'Lasso'] as const);
      for (let draw = 0; draw < 5; draw += 1) {
        expect(avoid.has(drawWorkflow(shape, { seed, draw, avoid }).workflow.model as 'Lasso')).toBe(false);
      }
    });
  });
});

describe('what cannot be shaped is rejected', () => {
  const numbers = (of: (row: number) => number) => numberColumn(Array.from({ length: 60 }, (_, row) => of(row)));
  const base = {
    targets: ['y'],
    types: { a: 'numerical', b: 'numerical', y: 'categorical' },
    features: ['a', 'b'],
    withheld: [],
    group: null,
    time: null,
    confidence: 1,
  } as const;
  const texts = (of: (row: number) => string) =>
    ({ kind: 'text', values: Array.from({ length: 60 }, (_, row) => of(row)) }) as const;
  const a = ['a', numbers((row) => row + 0.5)] as const;
  const b = ['b', numbers((row) => row * row)] as const;
  it.each([
    ['class-too-small', 'classification', [a, b, ['y', texts((row) => (row === 7 ? 'rare' : `c${row % 2}`))]]],
    ['target-constant', 'regression', [a, b, ['y', numbers(() => 3)]]],
    ['target-unfit', 'regression', [a, b, ['y', texts((row) => `w${row}`)]]],
    ['column-unfit', 'regression', [a, b, ['y', numbers((row) => (row === 3 ? Number.POSITIVE_INFINITY : row))]]],
    ['target-reads-as-missing', 'classification', [a, b, ['y', texts((row) => (row % 2 ? 'None' : 'some'))]]],
    [
      'rows-repeat',
      'regression',
      [
        ['a', numbers((row) => row % 2)],
        ['b', numbers((row) => row % 3)],
        ['y', numbers((row) => row)],
      ],
    ],
    ['too-few-rows', 'regression', [a, b, ['y', numbers((row) => (row < 10 ? row : Number.NaN))]]],
    ['too-few-usable-features', 'regression', [a, ['b', texts((row) => `word ${row}`)], ['y', numbers((row) => row)]]],
  ] as const)('%s', (reason, family, columns) => {
    const types = { ...base.types, b: columns[1]![1].kind === 'text' ? 'categorical' : 'numerical' } as const;
    const shape = shapeTabular(makeFrame(columns), { ...base, types, family }, { seed: 's', rules: 'own', draw: 0 });
    expect(isRejection(shape) && shape.rejected.reason).toBe(reason);
  });
});

function isWithin(cell: ReturnType<typeof cellOf>, range: Range): boolean {
  if (cell === null) return true;
  if (range.kind === 'numeric') return Number(cell) >= range.low && Number(cell) <= range.high;
  return range.values.some((value) => spelled(value) === spelled(cell));
}

/** Of a code that a bad word made text, too. */
function spelled(cell: ReturnType<typeof cellOf>): string | null {
  if (cell === null) return null;
  if (typeof cell === 'boolean') return cell ? 'True' : 'False';
  return Number.isNaN(Number(cell)) || String(cell).trim() === '' ? String(cell) : String(Number(cell));
}

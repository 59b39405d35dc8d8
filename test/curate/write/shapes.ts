/** Shapes and draws with parameters of every kind: evil column names, odd numbers, long lists. Rows are few or none. */
import fc from 'fast-check';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import type { Design } from '../../../src/curate/design.ts';
import { type Frame, makeFrame, numberColumn } from '../../../src/curate/frame.ts';
import type { SeriesShape, TabularShape, WorkflowDraw } from '../../../src/curate/shape.ts';
import { FILE_KINDS, LEFT_OPEN, type ModelName, type Range, type Workflow } from '../../../src/task.ts';

const EVIL = [
  'a, b',
  'say "hi"',
  "it's",
  '`code`',
  'x[0]',
  '(y) between 1 and 5',
  'line\nbreak',
  ' padded ',
  'tab\there',
  'größe',
  '温度',
  'возраст',
  'a',
  'ab',
  'abc',
  'a b',
  'and',
  'numeric',
  'categorical features',
  'row',
  'target',
  'random_state 7',
  'train_v1.csv',
  'prediction.csv',
  'mean',
  '0.5',
  '1e-05',
  '__proto__',
  'constructor',
  '"quoted"',
  'back\\slash',
  'no\u00a0break',
  'zero\u200bwidth',
  'e\u0301',
  '🙂',
  '\u{F0001}',
  '\ud800',
  '- bullet',
  '**bold**',
  'Then. Stop',
  '%',
  'format',
  'MultiOutputClassifier',
  'LinearSVC',
];

export const columnName = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...EVIL) },
  { weight: 2, arbitrary: fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }) },
  { weight: 2, arbitrary: fc.stringMatching(/^[A-Za-z][A-Za-z0-9_ ]{0,14}[a-z]$/) },
);

const names = (most: number, least = 1) =>
  fc
    .uniqueArray(columnName, { minLength: least, maxLength: most })
    .filter((list) => !list.includes('row_id') && !list.includes(''));

const bound = fc.oneof(
  fc.integer({ min: -2000, max: 100000 }),
  fc.constantFrom(-0, 0, 1e-5, 1e-7, 1e21, -1.5e-9, 0.1, 12345678, -0.5),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const word = fc.oneof(
  fc.string({ maxLength: 10, unit: 'binary' }),
  fc.constantFrom('yes', 'No', 'a, b', '"', '5', 'True', ''),
);

const range: fc.Arbitrary<Range> = fc.oneof(
  fc.tuple(bound, bound).map(([a, b]): Range => ({ kind: 'numeric', low: Math.min(a, b), high: Math.max(a, b) })),
  fc
    .oneof(
      fc.uniqueArray(word, { minLength: 1, maxLength: 25 }),
      fc.uniqueArray(
        bound.map((value) => (value === 0 ? 0 : value)),
        { minLength: 1, maxLength: 6 },
      ),
      fc.subarray([true, false], { minLength: 1 }),
    )
    .map((values): Range => ({ kind: 'categorical', values })),
);

const MODELS: Readonly<Record<'classification' | 'regression', readonly ModelName[]>> = {
  classification: ['LogisticRegression', 'DecisionTreeClassifier', 'GaussianNB', 'LinearSVC', 'MLPClassifier'],
  regression: ['LinearRegression', 'DecisionTreeRegressor', 'Ridge', 'Lasso', 'MLPRegressor'],
};

const NOTHING: Frame = makeFrame([]);

function designOf(family: Design['family'], targets: readonly string[], features: readonly string[]): Design {
  return { family, targets, features, types: {}, withheld: [], group: null, time: null, confidence: 1 };
}

export interface Drawn {
  readonly shape: TabularShape;
  readonly draw: WorkflowDraw;
}

export const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    columns: names(14, 2),
    family: fc.constantFrom('classification', 'regression'),
    several: fc.boolean(),
    kinds: fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }),
    ranges: fc.array(range, { minLength: 14, maxLength: 14 }),
    fileKind: fc.constantFrom(...FILE_KINDS),
    imputer: fc.constantFrom('mean', 'median', 'most_frequent'),
    model: fc.nat(4),
    seed: fc.nat(1000),
    tables: fc.integer({ min: 1, max: 3 }),
    unranged: fc.boolean(),
    leftOpen: fc.subarray([...LEFT_OPEN]),
  })
  .map(
    ({
      columns,
      family,
      several,
      kinds,
      ranges,
      fileKind,
      imputer,
      model,
      seed,
      tables,
      unranged,
      leftOpen,
    }): Drawn => {
      const targets = columns.slice(0, several && columns.length > 2 ? 2 : 1);
      const features = columns.slice(targets.length);
      const isNumeric = (name: string) => kinds[columns.indexOf(name)]!;
      const of = (name: string): Range => {
        const drawnRange = ranges[columns.indexOf(name)]!;
        if (!features.includes(name) || !isNumeric(name) || drawnRange.kind === 'numeric') return drawnRange;
        return { kind: 'numeric', low: -1, high: 1 };
      };
      const ranged = unranged ? columns.slice(0, -1) : columns;
      const workflow: Workflow = {
        ranges: Object.fromEntries(ranged.map((name) => [name, of(name)])),
        features,
        numeric: features.filter(isNumeric),
        categorical: features.filter((name) => !isNumeric(name)),
        imputer,
        model: MODELS[family][model]!,
        seed,
        leftOpen,
      };
      const shape: TabularShape = {
        kind: 'tabular',
        design: designOf(family, targets, features),
        share: 0.8,
        train: NOTHING,
        validation: NOTHING,
        ranges: workflow.ranges,
        usable: features,
        fileKind,
      };
      const parts = Array.from({ length: tables }, (_, at) => columns.filter((__, place) => place % tables === at));
      const draw: WorkflowDraw = {
        workflow,
        columns,
        withErrors: NOTHING,
        tables: fileKind === 'sqlite' && tables > 1 ? parts : null,
      };
      return { shape, draw };
    },
  );

export const series: fc.Arbitrary<SeriesShape> = fc
  .record({
    columns: names(9, 2),
    entities: fc.nat(2),
    format: fc.constantFrom('%Y-%m-%d', '%d/%m/%Y %H:%M', '%Y', '%b %d, %Y', '%Y"%m'),
    resample: fc.option(
      fc.record({
        rule: fc.constantFrom('D', '1D', 'MS', 'W-SUN', '15min', 'QS-JAN'),
        method: fc.constantFrom('mean', 'sum'),
      }),
    ),
    starts: fc.tuple(
      fc.constantFrom('2020-01-05', '5/1/20 0:00', '1999', 'Jan 5, 2020'),
      fc.constantFrom('2019-12-31', '31.12.2019', '"odd"'),
    ),
    rows: fc.tuple(fc.integer({ min: 1, max: 100000 }), fc.integer({ min: 1, max: 3000 })),
  })
  .map(({ columns, entities, format, resample, starts, rows }): SeriesShape => {
    const [column, target, ...others] = columns as [string, string, ...string[]];
    const rowsOf = (count: number) => makeFrame([['x', numberColumn(new Float64Array(count))]]);
    return {
      kind: 'series',
      design: {
        ...designOf('time_series_analysis', [target], others.slice(entities)),
        time: { column, format, entities: others.slice(0, entities), resample },
      },
      train: NOTHING,
      exogenous: rowsOf(rows[0]),
      forecast: rowsOf(rows[1]),
      starts: { exogenous: starts[0], forecast: starts[1] },
    };
  });

export function rawOf(columnDescriptions: Readonly<Record<string, string>>): RawDataset {
  return {
    id: 'somebody_something',
    source: 'folder',
    title: 'Something',
    description: '',
    columnDescriptions,
    licence: { name: 'MIT', spdx: 'MIT', url: null },
    synthetic: false,
    tags: [],
    version: '1',
    author: null,
    url: null,
    usability: null,
    suggestedTargets: [],
    load: () => Promise.resolve(NOTHING),
  };
}

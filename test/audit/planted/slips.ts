/** Mistakes that people make: each breaks one stated instruction, by a change of what somebody does. */
import type { Instruction } from '../../../src/audit.ts';
import type { Chance } from './chance.ts';
import type { Facts } from './facts.ts';
import { isClassifier, seeded } from './parts.ts';
import { type Model, outputsOf, type Work } from './work.ts';

export interface Slip {
  readonly name: string;
  readonly instruction: Instruction;
  /** Whether the table of deviations has it; the others are people's own ideas. */
  readonly listed: boolean;
  /** null: this task leaves no room for it. */
  make(work: Work, facts: Facts, chance: Chance): Work | null;
}

const slip = (name: string, instruction: Instruction, make: Slip['make'], listed = true): Slip => ({
  name,
  instruction,
  listed,
  make,
});

const hasMissing = (columns: readonly string[], facts: Facts): boolean =>
  columns.some((column) => facts.columns[column]!.missing > 0);

const without = (work: Work, gone: ReadonlySet<string>): Work => ({
  ...work,
  filter: { ...work.filter, ranges: work.filter.ranges.filter(([column]) => !gone.has(column)) },
  numeric: work.numeric.filter((column) => !gone.has(column)),
  categorical: work.categorical.filter((column) => !gone.has(column)),
  toNumber: work.toNumber.filter((column) => !gone.has(column)),
  toWords: work.toWords.filter((column) => !gone.has(column)),
});

/** The first so many tables; null where nothing or too much would be lost. */
function fewerTables(work: Work, facts: Facts, keep: number): Work | null {
  if (work.kind !== 'sqlite' || facts.tables.length <= keep) return null;
  const kept = new Set(facts.tables.slice(0, keep).flatMap(({ columns }) => columns));
  const gone = new Set(facts.fileOrder.filter((column) => !kept.has(column)));
  const left = without(work, gone);
  const features = left.numeric.length + left.categorical.length;
  const all = work.numeric.length + work.categorical.length;
  if (work.targets.some((target) => gone.has(target)) || features === 0 || features === all) return null;
  return { ...left, tables: work.tables.slice(0, keep) };
}

function reordered(work: Work, facts: Facts, order: Work['order']): Work | null {
  const sorts: Record<Work['order'], (columns: readonly string[]) => string[]> = {
    listed: (columns) => [...columns],
    reversed: (columns) => columns.toReversed(),
    sorted: (columns) => columns.toSorted(),
    file: (columns) => facts.fileOrder.filter((column) => columns.includes(column)),
  };
  const [numeric, categorical] = [sorts[order](work.numeric), sorts[order](work.categorical)];
  const same = [...numeric, ...categorical].join('\n') === [...work.numeric, ...work.categorical].join('\n');
  return same ? null : { ...work, numeric, categorical, order };
}

/** All columns, by the type that they have in the file; not where text would make thousands of columns. */
function everything(work: Work, facts: Facts): Work | null {
  const usable = facts.fileOrder.filter((column) => facts.validationColumns.includes(column));
  const textual = usable.filter((column) => facts.columns[column]!.textual && !work.toNumber.includes(column));
  const levels = textual.reduce((sum, column) => sum + facts.columns[column]!.distinct, 0);
  const empty = usable.some((column) => facts.columns[column]!.distinct === 0);
  if (usable.length === work.numeric.length + work.categorical.length || levels > 200 || empty) return null;
  if (work.toWords.length + work.toNumber.length > 0) return null;
  const numeric = usable.filter((column) => !textual.includes(column));
  return { ...work, numeric, categorical: textual, choice: 'everything' };
}

const model = (work: Work, change: Partial<Model>): Work => ({ ...work, model: { ...work.model, ...change } });

function otherFamily(work: Work, _: Facts, chance: Chance): Work {
  const { name } = work.model;
  const classifiers: [string, string][] = [
    ['linear_model', 'LogisticRegression'],
    ['tree', 'DecisionTreeClassifier'],
    ['ensemble', 'RandomForestClassifier'],
    ['svm', 'LinearSVC'],
  ];
  const regressors: [string, string][] = [
    ['linear_model', 'LinearRegression'],
    ['linear_model', 'Ridge'],
    ['tree', 'DecisionTreeRegressor'],
    ['ensemble', 'RandomForestRegressor'],
  ];
  const others = (isClassifier(work) ? classifiers : regressors).filter(([, other]) => other !== name);
  const [module, other] = chance.pick(others);
  return {
    ...work,
    outputs: outputsOf(other, work.targets),
    model: { module, name: other, parameters: {}, seed: work.model.seed },
  };
}

const SETTINGS: Readonly<Record<string, readonly [string, string][]>> = {
  LogisticRegression: [
    ['max_iter', '1000'],
    ['class_weight', "'balanced'"],
    ['solver', "'liblinear'"],
    ['C', '0.5'],
  ],
  LinearSVC: [
    ['max_iter', '5000'],
    ['class_weight', "'balanced'"],
    ['dual', 'False'],
    ['C', '0.1'],
  ],
  DecisionTreeClassifier: [
    ['max_depth', '5'],
    ['class_weight', "'balanced'"],
    ['criterion', "'entropy'"],
    ['min_samples_leaf', '5'],
  ],
  GaussianNB: [['var_smoothing', '1e-3']],
  MLPClassifier: [
    ['max_iter', '500'],
    ['hidden_layer_sizes', '(64, 32)'],
  ],
  LinearRegression: [['fit_intercept', 'False']],
  DecisionTreeRegressor: [
    ['max_depth', '6'],
    ['min_samples_leaf', '5'],
  ],
  Ridge: [
    ['alpha', '10'],
    ['alpha', '0.1'],
  ],
  Lasso: [['alpha', '0.1']],
  MLPRegressor: [
    ['max_iter', '500'],
    ['max_iter', '1000'],
    ['hidden_layer_sizes', '(64, 32)'],
    ['early_stopping', 'True'],
  ],
};

function otherSetting(work: Work, _: Facts, chance: Chance): Work | null {
  const known = SETTINGS[work.model.name]?.filter(([key]) => key !== 'solver' || work.outputs === 'single');
  return known ? model(work, { parameters: Object.fromEntries([chance.pick(known)]) }) : null;
}

const seed = (number: number | null) => (work: Work) =>
  seeded(work) && work.model.seed !== number ? model(work, { seed: number }) : null;

/** A one-hot encoding of all the words that bad rows bring would take minutes and gigabytes: nobody waits for that. */
const tooMany = ({ categorical }: Work, facts: Facts): boolean =>
  facts.rows * categorical.reduce((sum, column) => sum + facts.columns[column]!.allDistinct, 0) > 2e7;

const filter = (change: (work: Work) => Work['filter'] | null) => (work: Work, facts: Facts) => {
  const changed = work.filter.ranges.length === 0 ? null : change(work);
  if (changed === null) return null;
  const lost = work.categorical.filter((column) => !changed.ranges.some(([name]) => name === column));
  // Codes among which bad words are left are no numbers any more.
  if (lost.some((column) => work.toNumber.includes(column)) || (lost.length > 0 && tooMany(work, facts))) return null;
  return { ...work, filter: changed };
};
const only = (kind: 'numeric' | 'categorical') =>
  filter(({ filter: { ranges, ...rest } }) => {
    const kept = ranges.filter(([, range]) => range.kind === kind);
    return kept.length === ranges.length || kept.length === 0 ? null : { ...rest, ranges: kept };
  });
const imputeBy = (strategy: Work['impute']['strategy']) => (work: Work, facts: Facts) =>
  work.impute.strategy === strategy || !hasMissing(work.numeric, facts)
    ? null
    : { ...work, impute: { ...work.impute, strategy } };
const scaleBy = (change: Partial<Work['scale']>) => (work: Work) =>
  work.numeric.length === 0 ? null : { ...work, scale: { ...work.scale, ...change } };
const encodeBy = (encode: Work['encode']) => (work: Work) =>
  work.categorical.length === 0 ? null : { ...work, encode };
const bothImputed = (work: Work, facts: Facts) =>
  hasMissing(work.numeric, facts) ? { ...work, impute: { ...work.impute, fitOn: 'both' as const } } : null;

export const SLIPS: readonly Slip[] = [
  slip('first-table', 'join', (work, facts) => fewerTables(work, facts, 1)),
  slip('two-tables', 'join', (work, facts) => fewerTables(work, facts, 2)),
  slip('outer-join', 'join', (work) => (work.kind === 'sqlite' ? { ...work, join: 'outer' } : null)),
  slip('left-join', 'join', (work) => (work.kind === 'sqlite' ? { ...work, join: 'left' } : null)),
  slip('default-words', 'missing-words', (work) => (work.kind === 'csv' ? { ...work, missingWords: 'default' } : null)),
  slip(
    'no-filter',
    'filter',
    filter(({ filter: all }) => ({ ...all, ranges: [] })),
  ),
  slip(
    'filter-drops-missing',
    'filter',
    filter(({ filter: all }) => ({ ...all, keepMissing: false })),
  ),
  slip(
    'bounds-exclusive',
    'filter',
    filter(({ filter: all }) => ({ ...all, inclusive: false })),
  ),
  slip('only-numeric-ranges', 'filter', only('numeric')),
  slip('only-categories', 'filter', only('categorical')),
  slip(
    'a-range-forgotten',
    'filter',
    (work, facts, chance) => {
      const gone = chance.pick(work.filter.ranges);
      const forget = filter(({ filter: { ranges, ...rest } }) =>
        ranges.length < 2 ? null : { ...rest, ranges: ranges.filter((range) => range !== gone) },
      );
      return forget(work, facts);
    },
    false,
  ),
  slip('all-features', 'features', everything),
  slip('a-feature-forgotten', 'features', (work, _, chance) => {
    const all = [...work.numeric, ...work.categorical];
    if (all.length < 2) return null;
    const gone = chance.pick(all);
    const left = without(work, new Set([gone]));
    return { ...left, filter: work.filter };
  }),
  slip('features-reversed', 'features', (work, facts) => reordered(work, facts, 'reversed')),
  slip('features-sorted', 'features', (work, facts) => reordered(work, facts, 'sorted')),
  slip('features-as-in-file', 'features', (work, facts) => reordered(work, facts, 'file')),
  slip('numbers-as-categories', 'types', (work, facts, chance) => {
    const few = work.numeric.filter((column) => facts.columns[column]!.distinct <= 60);
    if (few.length === 0) return null;
    const moved = chance.pick(few);
    const numeric = work.numeric.filter((column) => column !== moved);
    return { ...work, numeric, categorical: [...work.categorical, moved] };
  }),
  slip('codes-as-numbers', 'types', (work) => {
    const codes = work.categorical.filter((column) =>
      work.filter.ranges.some(
        ([name, range]) =>
          name === column && range.kind === 'categorical' && range.values.some((value) => typeof value === 'number'),
      ),
    );
    if (codes.length === 0) return null;
    const categorical = work.categorical.filter((column) => !codes.includes(column));
    return { ...work, numeric: [...work.numeric, ...codes], categorical };
  }),
  slip('impute-mean', 'impute', imputeBy('mean')),
  slip('impute-median', 'impute', imputeBy('median')),
  slip('impute-most-frequent', 'impute', imputeBy('most_frequent')),
  slip('impute-zero', 'impute', imputeBy('zero'), false),
  slip(
    'impute-a-category-missing',
    'impute',
    (work, facts) =>
      hasMissing(work.categorical, facts) && work.toNumber.every((column) => !work.categorical.includes(column))
        ? { ...work, impute: { ...work.impute, categories: 'missing' } }
        : null,
    false,
  ),
  slip('incomplete-rows-dropped', 'impute', (work, facts) =>
    hasMissing([...work.numeric, ...work.categorical], facts) ? { ...work, dropIncomplete: true } : null,
  ),
  slip('imputer-sees-both', 'impute', bothImputed),
  slip('no-scaler', 'scale', scaleBy({ kind: 'none' })),
  slip('min-max', 'scale', scaleBy({ kind: 'min-max' })),
  slip('scaler-sees-both', 'scale', scaleBy({ fitOn: 'both' })),
  slip('scaled-by-sample', 'scale', scaleBy({ kind: 'sample' }), false),
  slip('ordinal', 'encode', encodeBy('ordinal')),
  slip('first-level-dropped', 'encode', encodeBy('drop-first')),
  slip('other-family', 'model', otherFamily),
  slip('other-setting', 'model', otherSetting),
  slip('no-seed', 'seed', seed(null)),
  slip('seed-42', 'seed', seed(42)),
  slip('seed-0', 'seed', seed(0)),
  slip('seed-of-their-own', 'seed', (work, _, chance) => seed(chance.pick([1, 7, 123, 2024]))(work)),
  slip('one-model-each', 'targets', (work) => (work.outputs === 'together' ? { ...work, outputs: 'each' } : null)),
  slip('ids-from-zero', 'output', (work) => ({ ...work, ids: 'from-zero' })),
  slip('labels-as-codes', 'output', (work) => (isClassifier(work) ? { ...work, labels: 'codes' } : null)),
];

/**
 * What breaks no stated instruction and may yet change the answer, because the question leaves it open: nobody is to
 * be accused for it.
 */
export const QUIRKS: readonly { readonly name: string; make(work: Work): Work | null }[] = [
  {
    name: 'categories-first',
    make: (work) =>
      work.numeric.length > 0 && work.categorical.length > 0 ? { ...work, categoriesFirst: true } : null,
  },
];

/**
 * What somebody does to solve an IF task, decision by decision, before anyone has written it down in a style. It is
 * kept apart from the reference's plan on purpose: planted scripts shall share no code with what they are held against.
 */
import type { FileKind, ModelName, Range, Task } from '../../../src/task.ts';
import type { Chance } from './chance.ts';
import type { Facts } from './facts.ts';

export interface Work {
  readonly kind: FileKind;
  readonly trainFile: string;
  readonly validationFile: string;
  /** SQLite: the tables that are joined, and the one of the file to predict. */
  readonly tables: readonly string[];
  readonly validationTable: string;
  readonly join: 'inner' | 'left' | 'outer';
  /** CSV: which words mean "missing". */
  readonly missingWords: 'empty' | 'default';
  readonly filter: Filter;
  readonly targets: readonly string[];
  /** Targets with missing values; their rows are left out. */
  readonly incomplete: readonly string[];
  readonly numeric: readonly string[];
  readonly categorical: readonly string[];
  /** listed: as named; everything: whatever the file has, by type. */
  readonly choice: 'listed' | 'everything';
  readonly order: 'listed' | 'reversed' | 'sorted' | 'file';
  /** Columns that are text only because some rows were bad, and hold numbers. */
  readonly toNumber: readonly string[];
  /** Columns of booleans, which the two files may hold in two types. */
  readonly toWords: readonly string[];
  readonly impute: {
    readonly strategy: 'mean' | 'median' | 'most_frequent' | 'zero';
    readonly fitOn: FitOn;
    readonly categories: 'most_frequent' | 'missing';
  };
  /** Whether training rows with a missing feature are thrown away. */
  readonly dropIncomplete: boolean;
  /** sample: divided by the standard deviation of a sample. */
  readonly scale: { readonly kind: 'standard' | 'min-max' | 'none' | 'sample'; readonly fitOn: FitOn };
  readonly encode: 'one-hot' | 'drop-first' | 'ordinal';
  /** The encoded categories before the numbers: stated by nobody, and another answer for some models. */
  readonly categoriesFirst: boolean;
  readonly model: Model;
  /** wrapped: one model a target, as scikit-learn's MultiOutput… or a loop has it. */
  readonly outputs: 'single' | 'together' | 'wrapped' | 'each';
  readonly ids: 'file' | 'from-zero';
  readonly labels: 'as-is' | 'codes';
}

export type FitOn = 'train' | 'both';

export interface Filter {
  readonly ranges: readonly (readonly [string, Range])[];
  readonly keepMissing: boolean;
  readonly inclusive: boolean;
}

export interface Model {
  readonly module: string;
  readonly name: string;
  /** Python source of each keyword argument. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly seed: number | null;
}

/** One call of the tool, with what is said beside it. */
export interface Call {
  readonly say: string;
  readonly code: string;
  readonly load: readonly string[];
  readonly save: readonly string[];
}

/** A way to write: whoever has it writes all work so. */
export interface Style {
  readonly name: string;
  readonly words: string;
  /** Whether such a person would do this at all, this way. */
  writes(work: Work): boolean;
  write(work: Work, chance: Chance): readonly Call[];
}

const MODULES: Readonly<Record<ModelName, string>> = {
  LogisticRegression: 'linear_model',
  LinearRegression: 'linear_model',
  Ridge: 'linear_model',
  Lasso: 'linear_model',
  DecisionTreeClassifier: 'tree',
  DecisionTreeRegressor: 'tree',
  GaussianNB: 'naive_bayes',
  LinearSVC: 'svm',
  MLPClassifier: 'neural_network',
  MLPRegressor: 'neural_network',
};
const ONE_TARGET: ReadonlySet<string> = new Set(['LogisticRegression', 'GaussianNB', 'LinearSVC', 'SVC']);

/** Work as the question states it. */
export function faithful(task: Task, facts: Facts): Work {
  const { workflow, targets, trainFile, validationFile, fileKind } = task.parameters;
  if (!workflow) throw new Error(`${task.id} states no workflow.`);
  const { numeric, categorical, ranges, imputer, seed, model } = workflow;
  const holds = (column: string, type: string): boolean => {
    const range = ranges[column];
    return range?.kind === 'categorical' && range.values.every((value) => typeof value === type);
  };
  const numbers = [...numeric, ...categorical.filter((column) => holds(column, 'number'))];
  return {
    kind: fileKind,
    trainFile,
    validationFile,
    tables: facts.tables.map(({ name }) => name),
    validationTable: facts.validationTable,
    join: 'inner',
    missingWords: 'empty',
    filter: { ranges: Object.entries(spelled(ranges, facts)), keepMissing: true, inclusive: true },
    targets,
    incomplete: targets.filter((target) => (facts.columns[target]?.missing ?? 0) > 0),
    numeric,
    categorical,
    choice: 'listed',
    order: 'listed',
    toNumber: numbers.filter((column) => facts.columns[column]?.textual),
    toWords: categorical.filter((column) => holds(column, 'boolean')),
    impute: { strategy: imputer, fitOn: 'train', categories: 'most_frequent' },
    dropIncomplete: false,
    scale: { kind: 'standard', fitOn: 'train' },
    encode: 'one-hot',
    categoriesFirst: false,
    model: { module: MODULES[model], name: model, parameters: {}, seed },
    outputs: outputsOf(model, targets),
    ids: 'file',
    labels: 'as-is',
  };
}

export function outputsOf(model: string, targets: readonly string[]): Work['outputs'] {
  if (targets.length === 1) return 'single';
  return ONE_TARGET.has(model) ? 'wrapped' : 'together';
}

/** Allowed numbers and booleans of a column that bad rows made text, also as the text that they became. */
function spelled(ranges: Readonly<Record<string, Range>>, facts: Facts): Record<string, Range> {
  const texts = (value: string | number | boolean): (string | number | boolean)[] => {
    if (typeof value === 'string') return [value];
    if (typeof value === 'boolean') return [value, value ? 'True' : 'False', value ? '1' : '0'];
    return Number.isInteger(value) ? [value, `${value}`, `${value}.0`] : [value, `${value}`];
  };
  return Object.fromEntries(
    Object.entries(ranges).map(([column, range]) => [
      column,
      range.kind === 'categorical' && facts.columns[column]?.textual
        ? { kind: 'categorical', values: range.values.flatMap(texts) }
        : range,
    ]),
  );
}

export const features = (work: Work): string[] => [...work.numeric, ...work.categorical];

export function limitsOf(work: Work): Record<string, [number, number]> {
  return Object.fromEntries(
    work.filter.ranges.flatMap(([column, range]) =>
      range.kind === 'numeric' ? [[column, [range.low, range.high]] as const] : [],
    ),
  );
}

export function allowedOf(work: Work): Record<string, readonly (string | number | boolean)[]> {
  return Object.fromEntries(
    work.filter.ranges.flatMap(([column, range]) =>
      range.kind === 'categorical' ? [[column, range.values] as const] : [],
    ),
  );
}

/** A script that solves it all in one call. */
export function oneCall(work: Work, code: string, say = ''): Call[] {
  return [{ say, code, load: [work.trainFile, work.validationFile], save: ['prediction.csv'] }];
}

/**
 * A task: what an agent may see. Its answer key is another type in another file (answer-key.ts), which nothing
 * that an agent can reach imports.
 */

export const FAMILIES = ['classification', 'regression', 'time_series_analysis'] as const;
export type Family = (typeof FAMILIES)[number];

/** if: follow the stated workflow exactly · mm: model well · xf, cf: forecast with and without exogenous features. */
export const VARIANTS = ['if', 'mm', 'xf', 'cf'] as const;
export type Variant = (typeof VARIANTS)[number];

/** The six columns of every results table. */
export const KINDS = ['class-IF', 'class-MM', 'reg-IF', 'reg-MM', 'time-XF', 'time-CF'] as const;
export type Kind = (typeof KINDS)[number];

export const FILE_KINDS = ['csv', 'sqlite', 'parquet'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** The file that an agent must leave. */
export const SUBMISSION = 'prediction.csv';

/** A file that an agent may load by its plain name. */
export interface TaskFile {
  readonly name: string;
  /** Absolute path on the host. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * The task's parameters: what the question states in words, for agents that cannot read (naive, baseline), and what
 * the reference solution is rendered from. Nothing in it is secret.
 */
export interface TaskParameters {
  readonly targets: readonly string[];
  readonly fileKind: FileKind;
  /** Names of the agent's files: training rows, and the rows to predict. */
  readonly trainFile: string;
  readonly validationFile: string;
  /** IF only: the stated workflow. */
  readonly workflow?: Workflow;
  /** Time series only. `format` is strptime's. */
  readonly time?: { readonly column: string; readonly format: string; readonly resampled: boolean };
}

/** The steps that an IF question states, in the order in which they are done. */
export interface Workflow {
  /** Numeric: [lo, hi], both inclusive; categorical: the allowed values. Rows with a missing value are kept. */
  readonly ranges: Readonly<Record<string, Range>>;
  /** Selected features in the stated order. */
  readonly features: readonly string[];
  readonly numeric: readonly string[];
  readonly categorical: readonly string[];
  /** How numeric features are imputed; categorical ones always by the most frequent value. */
  readonly imputer: 'mean' | 'median' | 'most_frequent';
  readonly model: ModelName;
  readonly seed: number;
  /** What the question leaves open, as it was shown not to change this task's answer. Left out: nothing. */
  readonly leftOpen?: readonly LeftOpen[];
}

/**
 * `order` of the features; `blocks`: numeric features before categorical ones; `scale`; `iterations`: whether the model
 * may have more than its default number.
 */
export const LEFT_OPEN = ['order', 'blocks', 'scale', 'iterations'] as const;
export type LeftOpen = (typeof LEFT_OPEN)[number];

export type Range =
  | { readonly kind: 'numeric'; readonly low: number; readonly high: number }
  | { readonly kind: 'categorical'; readonly values: readonly (string | number | boolean)[] };

export const MODEL_NAMES = [
  'LogisticRegression',
  'DecisionTreeClassifier',
  'GaussianNB',
  'LinearSVC',
  'MLPClassifier',
  'LinearRegression',
  'DecisionTreeRegressor',
  'Ridge',
  'Lasso',
  'MLPRegressor',
] as const;
export type ModelName = (typeof MODEL_NAMES)[number];

export interface Task {
  /** `<dataset>/<variant>`, unique in its benchmark. */
  readonly id: string;
  readonly dataset: string;
  readonly family: Family;
  readonly variant: Variant;
  readonly kind: Kind;
  readonly question: string;
  readonly files: readonly TaskFile[];
  readonly parameters: TaskParameters;
  readonly licence: string | null;
  /** SHA-256 (hex) over everything the attempt and its score depend on: id, question, parameters, files, truth files. */
  readonly hash: string;
}

/** The column of the results table that a task counts in. */
export function kindOf(family: Family, variant: Variant): Kind {
  if (family === 'time_series_analysis') return variant === 'xf' ? 'time-XF' : 'time-CF';
  const side = family === 'classification' ? 'class' : 'reg';
  return variant === 'if' ? `${side}-IF` : `${side}-MM`;
}

/** The published layout's word for a variant: `v1` (IF, XF) or `v2` (MM, CF). */
export function versionOf(variant: Variant): 'v1' | 'v2' {
  return variant === 'if' || variant === 'xf' ? 'v1' : 'v2';
}

export function variantOf(family: Family, version: 'v1' | 'v2'): Variant {
  if (family === 'time_series_analysis') return version === 'v1' ? 'xf' : 'cf';
  return version === 'v1' ? 'if' : 'mm';
}

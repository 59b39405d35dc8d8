/**
 * verify/all_metadata.json: the parameters that the question states in words. Read loosely (unknown fields are
 * welcome, Python's NaN too), turned into the strict types of task.ts; what a version does not use is not looked at.
 */
import { z } from 'zod';
import { FAMILIES, type Family, LEFT_OPEN, MODEL_NAMES, type ModelName, type Range, type Workflow } from '../task.ts';
import { Broken } from './broken.ts';

const strings = z.union([z.array(z.string()), z.string().transform((one) => [one])]);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const QUESTION = z.looseObject({
  target: strings.pipe(z.array(z.string().min(1)).min(1)),
  problem_type: z.enum(FAMILIES),
  needed_files_v1: z.array(z.string()).nullish(),
  needed_files_v2: z.array(z.string()).nullish(),
});

const WORKFLOW = z.looseObject({
  expected_ranges: z.record(z.string(), z.array(scalar)).nullish(),
  column_type_inference: z.record(z.string(), z.string()).nullish(),
  selected_features: strings.pipe(z.array(z.string()).min(1)),
  numerical_features: z.array(z.string()).nullish(),
  categorical_features: z.array(z.string()).nullish(),
  imputer_type: z.enum(['mean', 'median', 'most_frequent']),
  model_type: z.string(),
  random_state: z.int().nullish(),
  left_open: z.array(z.enum(LEFT_OPEN)).nullish(),
});

const TIME = z.looseObject({
  time_column: z.string().min(1),
  time_format: z.string().min(1),
  is_resampled: z.boolean().nullish(),
});

const METADATA = z.looseObject({
  question: QUESTION,
  data_info: z.looseObject({ licenseName: z.string().nullish() }).nullish(),
});

export interface Metadata {
  readonly family: Family;
  readonly targets: readonly string[];
  readonly licence: string | null;
  readonly neededFiles: Readonly<Record<'v1' | 'v2', readonly string[] | null>>;
  /** The record as it stands, for `workflowOf` and `timeOf`. */
  readonly question: unknown;
}

/** @throws Broken */
export function readMetadata(value: unknown): Metadata {
  const { question, data_info } = check(METADATA, value, '');
  const repeated = question.target.find((name, index) => question.target.indexOf(name) !== index);
  if (repeated !== undefined) throw new Broken(`all_metadata.json names the target ${JSON.stringify(repeated)} twice`);
  return {
    family: question.problem_type,
    targets: question.target,
    licence: data_info?.licenseName ?? null,
    neededFiles: { v1: question.needed_files_v1 ?? null, v2: question.needed_files_v2 ?? null },
    question,
  };
}

/** The stated steps of an IF task. @throws Broken */
export function workflowOf({ question: record, family }: Metadata): Workflow {
  const question = check(WORKFLOW, record, 'question');
  const types = question.column_type_inference ?? {};
  const features = question.selected_features;
  const numeric = question.numerical_features ?? features.filter((name) => isNumeric(types[name]));
  const categorical = question.categorical_features ?? features.filter((name) => !numeric.includes(name));
  const treated = [...numeric, ...categorical];
  if (treated.length !== features.length || features.some((name) => !treated.includes(name))) {
    throw new Broken(
      `all_metadata.json: numerical_features and categorical_features together are not the selected_features: ` +
        `${JSON.stringify(treated)} against ${JSON.stringify(features)}`,
    );
  }
  const ranges = Object.fromEntries(
    Object.entries(question.expected_ranges ?? {}).flatMap(([column, values]) => {
      const range = rangeOf(values, types[column]);
      return range === null ? [] : [[column, range]];
    }),
  );
  const model = modelNamed(question.model_type, family);
  const seed = question.random_state ?? null;
  if (seed === null && !SEEDLESS.has(model)) {
    throw new Broken(`all_metadata.json: question.random_state is missing, which ${model} needs`);
  }
  const leftOpen = question.left_open ?? [];
  return {
    ...{ ranges, features, numeric, categorical, imputer: question.imputer_type, model, seed: seed ?? 0 },
    ...(leftOpen.length > 0 ? { leftOpen } : {}),
  };
}

/** @throws Broken */
export function timeOf({ question: record }: Metadata): { column: string; format: string; resampled: boolean } {
  const { time_column, time_format, is_resampled } = check(TIME, record, 'question');
  return { column: time_column, format: time_format, resampled: is_resampled ?? false };
}

/**
 * `[lo, hi]` and a list of exactly two categories look alike. The column's designed type (`numerical`, `numeric`
 * against `categorical`, `object`) tells them apart; without one, two ascending numbers are bounds. A missing bound
 * (NaN) is no bound; a missing value among categories says nothing, since rows with missing values are kept anyway.
 * Null: the range says nothing at all.
 */
function rangeOf(values: readonly (string | number | boolean | null)[], type: string | undefined): Range | null {
  const [low, high] = values;
  if (values.length === 2 && isBound(low) && isBound(high)) {
    const ascending = low !== null && high !== null && low <= high;
    if (isNumeric(type) || (type === undefined && ascending)) {
      if (low === null && high === null) return null;
      return { kind: 'numeric', low: low ?? -Number.MAX_VALUE, high: high ?? Number.MAX_VALUE };
    }
  }
  return { kind: 'categorical', values: values.filter((value) => value !== null) };
}

function isBound(value: unknown): value is number | null {
  return typeof value === 'number' || value === null;
}

function isNumeric(type: string | undefined): boolean {
  return type !== undefined && /^(numer|int|float|double)/i.test(type);
}

/** These two take no `random_state`, so that none need be stated. */
const SEEDLESS: ReadonlySet<ModelName> = new Set(['GaussianNB', 'LinearRegression']);

/** Accepts scikit-learn's names and, for trees and perceptrons, the short ones (`DecisionTree`, `MLP`). */
function modelNamed(name: string, family: Family): ModelName {
  const long = `${name}${family === 'classification' ? 'Classifier' : 'Regressor'}`;
  const model = MODEL_NAMES.find((known) => known === name || known === long);
  if (model === undefined) {
    throw new Broken(
      `all_metadata.json: question.model_type is ${JSON.stringify(name)}; known are ${MODEL_NAMES.join(', ')}`,
    );
  }
  return model;
}

function check<T>(schema: z.ZodType<T>, value: unknown, at: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const where = [...(at === '' ? [] : [at]), ...issue.path].join('.');
  throw new Broken(`all_metadata.json: ${where === '' ? '' : `${where}: `}${issue.message}`);
}

/**
 * An IF task's reference solution as a plan: plain data, one step for each stated instruction, in the order in which
 * they are done. `render` writes a plan as a Python script. Whoever edits a step (another imputer, no filter, another
 * seed) and renders again has the solution of somebody who broke that one instruction.
 *
 * It does not run anything, and does not know whether a plan is right: it writes what the steps say.
 */
import type { FileKind, ModelName, Range, Task, Workflow } from './task.ts';

export { render } from './reference/render.ts';

export interface Plan {
  readonly steps: readonly Step[];
}

export type Step =
  | LoadStep
  | FilterStep
  | DropMissingStep
  | TypesStep
  | SelectStep
  | NumericStep
  | CategoricalStep
  | ModelStep
  | PredictStep;

export type Frame = 'train' | 'validation';

/** Reads one file into a frame. The tables of a SQLite file are joined on `row_id`, or only one of them is read. */
export interface LoadStep {
  readonly step: 'load';
  readonly frame: Frame;
  readonly file: string;
  readonly kind: FileKind;
  /** Which words of a CSV file mean "missing": the empty string alone, or the reader's own list. */
  readonly missing: 'empty-string' | 'reader-default';
  readonly tables: 'inner' | 'left' | 'outer' | 'first' | { readonly only: string };
}

/** Keeps the training rows whose values lie within the ranges. */
export interface FilterStep {
  readonly step: 'filter';
  readonly ranges: Readonly<Record<string, Range>>;
  readonly bounds: 'both' | 'neither' | 'left' | 'right';
  readonly missing: 'keep' | 'drop';
}

/** Drops training rows with a missing value in any of the columns. */
export interface DropMissingStep {
  readonly step: 'drop-missing';
  readonly columns: readonly string[];
}

/** Gives columns the type that they have in clean data, where bad rows or the file kind gave them another one. */
export interface TypesStep {
  readonly step: 'types';
  readonly numbers: readonly string[];
  readonly words: readonly string[];
}

export interface SelectStep {
  readonly step: 'select';
  readonly features: readonly string[];
  readonly targets: readonly string[];
}

/** What a transformer learns from: the training rows, or (a leak) the rows to predict as well. */
export type FitOn = 'train' | 'train-and-validation';

export interface NumericStep {
  readonly step: 'numeric';
  readonly columns: readonly string[];
  /** `constant`: 0. */
  readonly impute: { readonly strategy: Workflow['imputer'] | 'constant'; readonly fitOn: FitOn };
  readonly scale: { readonly scaler: 'standard' | 'min-max'; readonly fitOn: FitOn } | null;
}

export interface CategoricalStep {
  readonly step: 'categorical';
  readonly columns: readonly string[];
  /** `constant`: a category of its own. */
  readonly impute: { readonly strategy: 'most_frequent' | 'constant'; readonly fitOn: FitOn };
  readonly encode: { readonly encoder: 'one-hot' | 'ordinal'; readonly drop: 'first' | null; readonly fitOn: FitOn };
}

/** Assembles the columns and the model, and fits both. */
export interface ModelStep {
  readonly step: 'model';
  /** Which kind of columns the model sees first. */
  readonly first: 'numeric' | 'categorical';
  readonly name: ModelName | OtherModel;
  /** Keyword arguments; whatever is not named is scikit-learn's default. */
  readonly parameters: Readonly<Record<string, Literal>>;
  /** One model for all targets, or a wrapper that fits one a target. */
  readonly targets: 'together' | 'one-model-each';
}

/** Models that no question states, but that people take. */
export type OtherModel = 'RandomForestClassifier' | 'RandomForestRegressor' | 'SVC';

export interface PredictStep {
  readonly step: 'predict';
  readonly file: string;
  /** Ids as the validation file has them, or these sorted beside the predictions in file order, or counted from 0 or 1. */
  readonly ids: 'from-file' | 'sorted' | 'recounted' | 'recounted-from-1';
  /** Class labels as they are, or as their positions in sorted order. */
  readonly labels: 'as-is' | 'codes';
  /** Digits after the point that predicted numbers are rounded to. */
  readonly digits: number | null;
}

export type Literal = string | number | boolean | null | readonly number[];

/** Models that take no `random_state`. */
export const UNSEEDED: ReadonlySet<ModelName> = new Set(['GaussianNB', 'LinearRegression']);
/** Classifiers that fit one target only; the others take several as they are. */
export const SINGLE_TARGET: ReadonlySet<ModelName> = new Set(['LogisticRegression', 'GaussianNB', 'LinearSVC']);

/**
 * The reference solution of an IF task.
 * @param source error-free: from the rows without injected errors, which only the harness has. filtered: from the rows
 *   that an agent gets, filtered as the question says. Both leave the same rows in the same order.
 * @throws Error when the task states no workflow.
 */
export function planOf(task: Pick<Task, 'id' | 'parameters'>, source: 'error-free' | 'filtered'): Plan {
  const { workflow, targets, trainFile, validationFile, fileKind: kind } = task.parameters;
  if (!workflow) throw new Error(`${task.id} states no workflow: only IF tasks have a reference solution.`);
  const load = (frame: Frame, file: string): LoadStep => ({
    step: 'load',
    frame,
    file,
    kind,
    missing: 'empty-string',
    tables: 'inner',
  });
  const filter: FilterStep = { step: 'filter', ranges: workflow.ranges, bounds: 'both', missing: 'keep' };
  return {
    steps: [
      load('train', source === 'filtered' ? trainFile : errorFreeName(trainFile)),
      load('validation', validationFile),
      ...(source === 'filtered' ? [filter] : []),
      { step: 'drop-missing', columns: targets },
      typesOf(workflow),
      { step: 'select', features: workflow.features, targets },
      {
        step: 'numeric',
        columns: workflow.numeric,
        impute: { strategy: workflow.imputer, fitOn: 'train' },
        scale: { scaler: 'standard', fitOn: 'train' },
      },
      {
        step: 'categorical',
        columns: workflow.categorical,
        impute: { strategy: 'most_frequent', fitOn: 'train' },
        encode: { encoder: 'one-hot', drop: null, fitOn: 'train' },
      },
      {
        step: 'model',
        first: 'numeric',
        name: workflow.model,
        parameters: UNSEEDED.has(workflow.model) ? {} : { random_state: workflow.seed },
        targets: targets.length > 1 && SINGLE_TARGET.has(workflow.model) ? 'one-model-each' : 'together',
      },
      { step: 'predict', file: 'prediction.csv', ids: 'from-file', labels: 'as-is', digits: null },
    ],
  };
}

/** The harness's file of rows without injected errors: `train_v1.csv` -> `train_v1_no_err.csv`. */
export function errorFreeName(trainFile: string): string {
  return trainFile.replace(/(\.[^.]*)?$/, '_no_err$1');
}

type Named<K extends Step['step']> = Extract<Step, { step: K }>;

/** The plan with every step of a kind put through `change`; null leaves it out. */
export function editStep<K extends Step['step']>(
  plan: Plan,
  kind: K,
  change: (step: Named<K>) => Named<K> | null,
): Plan {
  const edited = plan.steps.map((step) => (step.step === kind ? change(step as Named<K>) : step));
  return { steps: edited.filter((step) => step !== null) };
}

/**
 * One bad word makes a whole column text in a CSV file, and stays so after its row is gone. Categories that are
 * booleans become words in every frame, because one file kind reads them as booleans and another as text.
 */
function typesOf({ numeric, categorical, ranges }: Workflow): TypesStep {
  const valuesAre = (column: string, type: string) => {
    const range = ranges[column];
    return range?.kind === 'categorical' && range.values.length > 0 && range.values.every((v) => typeof v === type);
  };
  return {
    step: 'types',
    numbers: [...numeric, ...categorical.filter((column) => valuesAre(column, 'number'))],
    words: categorical.filter((column) => valuesAre(column, 'boolean')),
  };
}

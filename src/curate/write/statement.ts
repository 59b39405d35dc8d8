/**
 * What a question states, as data: the writer puts it in words (write-questions.ts), the reader (read/) finds it again
 * in any text. An IF task's statement comes from the very plan that its reference solution is rendered from, so that
 * nothing that the reference does can be left unsaid.
 */
import { type Plan, planOf, type Step } from '../../reference.ts';
import {
  type Family,
  type LeftOpen,
  type ModelName,
  type Range,
  SUBMISSION,
  type Task,
  type TaskParameters,
  type Variant,
  variantOf,
  versionOf,
  type Workflow,
} from '../../task.ts';
import type { SeriesShape, Shape, TabularShape, WorkflowDraw } from '../shape.ts';

/** Null: not said; of a statement made from parameters: nothing to be said. */
export interface Statement {
  readonly variant: Variant | null;
  readonly family: Family | null;
  readonly trainFile: string | null;
  readonly validationFile: string | null;
  readonly metadataFile: string | null;
  /** In their order, where there are several. */
  readonly targets: readonly string[] | null;
  /** What a prediction is measured by; null for IF, where it is equal or not. */
  readonly metric: 'macro-F1' | 'R²' | null;
  readonly outputFile: string | null;
  /** Of the output file. */
  readonly outputColumns: readonly string[] | null;
  /** Whether ids come in the order of the validation file. */
  readonly ids: 'from-file' | null;
  /** Whether predictions are written as they are: labels not encoded, numbers not rounded. */
  readonly labels: 'as-is' | null;

  /** SQLite training files of IF: how many tables, and how they are joined on `row_id`. */
  readonly tables: number | null;
  readonly join: 'inner' | 'left' | 'outer' | null;
  readonly missingWords: 'empty-string' | null;
  readonly ranges: ReadonlyMap<string, Range> | null;
  readonly bounds: 'both' | 'neither' | null;
  readonly missingInRange: 'keep' | 'drop' | null;
  /** What a value in a numeric range's column is that is no number. */
  readonly notNumbers: 'outside' | null;
  /** Of the training rows that are left. */
  readonly rowOrder: 'kept' | null;
  readonly missingTargets: 'drop' | null;
  /** Columns to be turned into numbers, and booleans into words; their order says nothing. */
  readonly numbers: readonly string[] | null;
  readonly words: readonly string[] | null;
  readonly features: readonly string[] | null;
  /** Whether the order of the features is that of these lists; null: it is left open. */
  readonly order: 'as-listed' | null;
  readonly numeric: readonly string[] | null;
  readonly categorical: readonly string[] | null;
  readonly imputer: Workflow['imputer'] | null;
  readonly categoricalImputer: Workflow['imputer'] | null;
  readonly scaler: 'standard' | 'min-max' | null;
  readonly encoder: 'one-hot' | 'ordinal' | null;
  readonly unknown: 'ignore' | null;
  readonly dense: boolean | null;
  readonly fitOn: 'train' | null;
  readonly first: 'numeric' | 'categorical' | null;
  readonly model: ModelName | null;
  readonly seed: number | null;
  readonly defaults: boolean | null;
  /** Whether it is said that the model may have more iterations than its default. */
  readonly iterations: 'any' | null;
  /** Several targets: one model for all, or a wrapper that fits one a target. */
  readonly wrapper: 'together' | 'one-model-each' | null;

  readonly timeColumn: string | null;
  readonly timeFormat: string | null;
  readonly entities: readonly string[] | null;
  /** XF: the other columns that are known at the times to predict. */
  readonly exogenous: readonly string[] | null;
  /** First time to predict, as the files have it. */
  readonly start: string | null;
  /** Rows to predict. */
  readonly rows: number | null;
  readonly interval: string | null;
  readonly aggregation: string | null;
}

export const UNSAID: Statement = {
  variant: null,
  family: null,
  trainFile: null,
  validationFile: null,
  metadataFile: null,
  targets: null,
  metric: null,
  outputFile: null,
  outputColumns: null,
  ids: null,
  labels: null,
  tables: null,
  join: null,
  missingWords: null,
  ranges: null,
  bounds: null,
  missingInRange: null,
  notNumbers: null,
  rowOrder: null,
  missingTargets: null,
  numbers: null,
  words: null,
  features: null,
  order: null,
  numeric: null,
  categorical: null,
  imputer: null,
  categoricalImputer: null,
  scaler: null,
  encoder: null,
  unknown: null,
  dense: null,
  fitOn: null,
  first: null,
  model: null,
  seed: null,
  defaults: null,
  iterations: null,
  wrapper: null,
  timeColumn: null,
  timeFormat: null,
  entities: null,
  exogenous: null,
  start: null,
  rows: null,
  interval: null,
  aggregation: null,
};

/** What both questions of a shape state. @throws Error when an IF question has no drawn workflow */
export function statementsOf(shape: Shape, draw: WorkflowDraw | null): { v1: Statement; v2: Statement } {
  if (shape.kind === 'series') return { v1: seriesStatement(shape, 'xf'), v2: seriesStatement(shape, 'cf') };
  if (draw === null) throw new Error('an IF question needs a drawn workflow');
  return { v1: workflowStatement(shape, draw), v2: tabularStatement(shape, 'mm') };
}

/** What the question of a task in the published layout states, as far as the task's parameters tell. */
export function statementOfTask({ id, family, variant, parameters }: Task): Statement {
  const { targets, fileKind, trainFile, validationFile, workflow, time } = parameters;
  const general: Statement = {
    ...UNSAID,
    variant,
    family,
    trainFile,
    validationFile,
    metadataFile: 'metadata.txt',
    targets,
    outputFile: SUBMISSION,
    outputColumns: variant === 'cf' ? null : ['row_id', ...targets],
    ids: 'from-file',
    timeColumn: time?.column ?? null,
    timeFormat: time?.format ?? null,
  };
  if (workflow === undefined) return general;
  return {
    ...general,
    ...stepsSaid(planOf({ id, parameters }, 'filtered'), targets.length, new Set(workflow.leftOpen)),
    missingWords: fileKind === 'csv' ? 'empty-string' : null,
    join: fileKind === 'sqlite' ? 'inner' : null,
  };
}

function tabularStatement({ design, fileKind }: TabularShape, variant: 'if' | 'mm'): Statement {
  const version = versionOf(variant);
  return {
    ...UNSAID,
    variant,
    family: design.family,
    trainFile: `train_${version}.${fileKind}`,
    validationFile: `val_${version}.${fileKind}`,
    metadataFile: 'metadata.txt',
    targets: design.targets,
    metric: variant === 'if' ? null : design.family === 'classification' ? 'macro-F1' : 'R²',
    outputFile: SUBMISSION,
    outputColumns: ['row_id', ...design.targets],
    ids: 'from-file',
    labels: 'as-is',
  };
}

function workflowStatement(shape: TabularShape, draw: WorkflowDraw): Statement {
  const said = tabularStatement(shape, 'if');
  const parameters: TaskParameters = {
    targets: shape.design.targets,
    fileKind: shape.fileKind,
    trainFile: said.trainFile!,
    validationFile: said.validationFile!,
    workflow: draw.workflow,
  };
  return {
    ...said,
    ...stepsSaid(
      planOf({ id: said.trainFile!, parameters }, 'filtered'),
      parameters.targets.length,
      new Set(draw.workflow.leftOpen),
    ),
    missingWords: shape.fileKind === 'csv' ? 'empty-string' : null,
    tables: shape.fileKind === 'sqlite' ? (draw.tables?.length ?? 1) : null,
    join: (draw.tables?.length ?? 1) > 1 ? 'inner' : null,
  };
}

/** The plan's steps, one by one; what concerns columns of a kind that there are none of is not said. @param open left unsaid */
function stepsSaid(plan: Plan, targets: number, open: ReadonlySet<LeftOpen>): Partial<Statement> {
  const step = <K extends Step['step']>(kind: K) => plan.steps.find((one) => one.step === kind) as Step & { step: K };
  const { numbers, words } = step('types');
  const [filter, numeric, categorical, model] = [step('filter'), step('numeric'), step('categorical'), step('model')];
  const [hasNumbers, hasCategories] = [numeric.columns.length > 0, categorical.columns.length > 0];
  const seed = model.parameters.random_state;
  const ranges = Object.values(filter.ranges);
  return {
    ranges: new Map(Object.entries(filter.ranges)),
    bounds: ranges.length === 0 ? null : filter.bounds === 'both' ? 'both' : 'neither',
    missingInRange: ranges.length === 0 ? null : filter.missing,
    notNumbers: ranges.some(({ kind }) => kind === 'numeric') ? 'outside' : null,
    rowOrder: ranges.length === 0 ? null : 'kept',
    missingTargets: 'drop',
    numbers,
    words,
    features: step('select').features,
    order: open.has('order') ? null : 'as-listed',
    numeric: numeric.columns,
    categorical: categorical.columns,
    imputer: hasNumbers ? (numeric.impute.strategy as Workflow['imputer']) : null,
    scaler: hasNumbers && !open.has('scale') ? (numeric.scale?.scaler ?? null) : null,
    categoricalImputer: hasCategories ? (categorical.impute.strategy as Workflow['imputer']) : null,
    encoder: hasCategories ? categorical.encode.encoder : null,
    unknown: hasCategories ? 'ignore' : null,
    dense: hasCategories ? true : null,
    fitOn: 'train',
    first: hasNumbers && hasCategories && !open.has('blocks') ? model.first : null,
    model: model.name as ModelName,
    seed: typeof seed === 'number' ? seed : null,
    defaults: true,
    iterations: open.has('iterations') ? 'any' : null,
    wrapper: targets > 1 ? model.targets : null,
  };
}

function seriesStatement({ design, exogenous, forecast, starts }: SeriesShape, variant: 'xf' | 'cf'): Statement {
  const time = design.time!;
  const resample = variant === 'cf' ? time.resample : null;
  const version = versionOf(variant);
  return {
    ...UNSAID,
    variant: variantOf(design.family, version),
    family: design.family,
    trainFile: 'train.csv',
    validationFile: `val_${version}.csv`,
    metadataFile: 'metadata.txt',
    targets: design.targets,
    metric: 'R²',
    outputFile: SUBMISSION,
    outputColumns: [...(variant === 'xf' ? ['row_id'] : [time.column, ...time.entities]), ...design.targets],
    ids: 'from-file',
    labels: 'as-is',
    timeColumn: time.column,
    timeFormat: time.format,
    entities: time.entities,
    exogenous: variant === 'xf' ? design.features : null,
    start: variant === 'xf' ? starts.exogenous : starts.forecast,
    rows: variant === 'xf' ? exogenous.rows : forecast.rows,
    interval: resample?.rule ?? null,
    aggregation: resample?.method ?? null,
  };
}

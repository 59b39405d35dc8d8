/** The model, its seed, its targets and what is written, beside the stated steps. */
import { planOf } from '../reference.ts';
import type { ModelName } from '../task.ts';
import type { Cell, EstimatorFact, FitFact, OutputColumn, OutputFact, RowOperation } from './code-facts.ts';
import { isLeftOpen } from './deviations/kind.ts';
import { DEFAULTS, HARMLESS } from './model-defaults.ts';
import {
  breaks,
  type Compare,
  type Found,
  follows,
  operationsOf,
  quoted,
  type Reading,
  roleOf,
  unclear,
} from './reading.ts';

const ONE_EACH = ['MultiOutputClassifier', 'MultiOutputRegressor'];
const CHAINS = ['ClassifierChain', 'RegressorChain'];
/** Fitted for all targets together, these give the same answers as fitted for each. */
const LINEAR: ReadonlySet<ModelName> = new Set(['LinearRegression', 'Ridge', 'Lasso']);

export const model: Compare = (reading) => {
  const stated = `${reading.workflow.model}, otherwise by its defaults, on all the filtered rows`;
  return { stated, found: reading.fits.flatMap((fit) => judgeModel(reading, fit)) };
};

function judgeModel(reading: Reading, fit: FitFact): Found[] {
  const { estimator, wrappers } = fit;
  const name = reading.workflow.model;
  const line = estimator.line;
  if (estimator.name !== name) return [breaks(`${estimator.name}, not ${name}`, line)];
  if (estimator.module !== 'sklearn') return [breaks(`${name} of ${estimator.module}`, line)];
  const found: Found[] = [];
  const other = wrappers.find((wrapper) => ![...ONE_EACH, ...CHAINS].includes(wrapper.name));
  if (other?.name === 'OneVsRestClassifier' && name === 'LinearSVC')
    found.push(unclear(`${other.name} around it`, other.line));
  else if (other) found.push(breaks(`${other.name} around it`, other.line));
  if (fit.weights) found.push(breaks('fitted with weights', fit.line));
  if (fit.weights === null) found.push(unclear('perhaps fitted with weights', fit.line));
  found.push(...judgeParameters(name, estimator, isLeftOpen(reading.task, 'iterations')));
  if (fit.rows === null || roleOf(reading, fit.rows) !== 'train') {
    found.push(unclear('the code does not show which rows it is fitted on', fit.line));
  } else {
    const operations = operationsOf(reading.facts, fit.rows);
    const part = operations.find((one) => one.kind === 'part' && one.why !== 'drop_duplicates');
    if (part) found.push(breaks('fitted on a part of the training rows', part.line, fit.line));
    if (fit.targetRows !== null && fit.targetRows !== fit.rows) {
      found.push(unclear('the code does not show that features and targets are of the same rows', fit.line));
    }
    const order = operations.find((one) => one.kind === 'order' && one.why === 'shuffled');
    if (order) found.push(unclear('fitted on shuffled rows', order.line));
  }
  return found.length > 0 ? found : [follows('as stated', line, fit.line)];
}

function judgeParameters(name: ModelName, { parameters, line }: EstimatorFact, moreIterations: boolean): Found[] {
  const defaults = DEFAULTS[name];
  return Object.entries(parameters).flatMap(([key, parameter]) => {
    if (key === 'random_state' || HARMLESS.has(key)) return [];
    const value = parameter.value;
    if (value === undefined || !(key in defaults) || defaults[key] === 'deprecated')
      return [unclear(`${key === '**' ? 'parameters' : key} that the code does not show`, line)];
    if (key === 'max_iter' && moreIterations && Number(value) > Number(defaults[key])) return [];
    return same(value, defaults[key]!) ? [] : [breaks(`${key}=${JSON.stringify(value)}`, line)];
  });
}

function same(value: Cell | readonly Cell[], other: Cell | readonly Cell[]): boolean {
  const alone = Array.isArray(other) && other.length === 1 && !Array.isArray(value) ? other[0] : other;
  return JSON.stringify(value) === JSON.stringify(alone);
}

export const seed: Compare = (reading) => {
  const { workflow, task } = reading;
  const step = planOf(task, 'filtered').steps.find((one) => one.step === 'model');
  const stated = step?.step === 'model' && 'random_state' in step.parameters;
  if (!stated) return { stated: `nothing: ${workflow.model} has no seed`, found: [follows('none needed')] };
  return { stated: `random_state=${workflow.seed}`, found: reading.fits.map((fit) => judgeSeed(reading, fit)) };
};

function judgeSeed({ workflow, facts }: Reading, { estimator }: FitFact): Found {
  const { line, parameters } = estimator;
  const given = parameters.random_state;
  if (given === undefined && '**' in parameters) return unclear('parameters that the code does not show', line);
  if (given && given.value === undefined) return unclear('a seed that the code does not show', line);
  const value = given?.value ?? null;
  if (value === workflow.seed) return follows(`random_state=${value}`, line);
  if (value === null && estimator.name !== workflow.model) return unclear(`${estimator.name} without a seed`, line);
  if (value !== null) return breaks(`random_state=${JSON.stringify(value)}`, line);
  const global = facts.seeds.find((one) => one.value === workflow.seed || one.value === null);
  if (global) return unclear("NumPy's global seed instead of random_state", global.line);
  return breaks('no random_state', line);
}

export const targets: Compare = (reading) => {
  const names = reading.task.parameters.targets;
  const step = planOf(reading.task, 'filtered').steps.find((one) => one.step === 'model');
  const together = step?.step === 'model' && step.targets === 'together';
  const how = names.length === 1 ? '' : together ? ', one model for all' : ', one model for each';
  const found = [...judgeTargets(reading, together), ...reading.fits.flatMap(judgeTargetValues)];
  return { stated: `predict ${quoted(names)}${how}`, found };
};

/** Whether the model learns the targets as the file has them, or as codes. */
function judgeTargetValues(fit: FitFact): Found[] {
  const found: Found[] = [];
  for (const { column, name: target } of fit.targets ?? []) {
    const changed = column.stages.find(({ kind }) => !['convert', 'codes', 'impute'].includes(kind));
    if (changed) found.push(unclear(`what is done to the target ${JSON.stringify(target)}`, changed.line));
    const imputed = column.stages.find(({ kind }) => kind === 'impute');
    if (imputed) found.push(unclear(`missing values of the target ${JSON.stringify(target)} are filled`, imputed.line));
  }
  return found;
}

/** Whether every column that is written is known by its name, and where it is from. */
function isKnown(file: OutputFact | null): file is OutputFact {
  if (file === null || file.doubt !== null) return false;
  const known = ({ label, kind }: OutputColumn) => label !== null && kind !== 'unclear';
  return file.columns.every(known) && (file.index === null || file.index.kind !== 'unclear');
}

function judgeTargets({ task, workflow, fits, facts }: Reading, together: boolean): Found[] {
  const names = task.parameters.targets;
  const lines = fits.map(({ line }) => line);
  if (fits.some((fit) => fit.targets === null)) return [unclear('the code does not show what is predicted', ...lines)];
  const found = fits.flatMap((fit) => fit.targets!.map(({ column }) => column.name));
  if (found.includes(null)) return [unclear('the code does not show what is predicted', ...lines)];
  const extra = found.filter((name) => !names.includes(name!));
  const lacking = names.filter((name) => !found.includes(name));
  const odd = extra.length > 0 || lacking.length > 0;
  if (odd && !isKnown(facts.output)) return [unclear('the code does not show all that is predicted', ...lines)];
  if (extra.length > 0) return [breaks(`predicts ${quoted(extra as string[])}`, ...lines)];
  if (lacking.length > 0) return [breaks(`does not predict ${quoted(lacking)}`, ...lines)];
  if (names.length === 1) return [follows('as stated', ...lines)];
  const chain = fits.flatMap((fit) => fit.wrappers).find(({ name }) => CHAINS.includes(name));
  if (chain) return [breaks(`${chain.name}: each target learns from those before it`, chain.line)];
  const each = fits.every(
    (fit) => fit.targets!.length === 1 || fit.wrappers.some(({ name }) => ONE_EACH.includes(name)),
  );
  if (LINEAR.has(workflow.model))
    return [follows(each ? 'one model for each, which is the same' : 'one model for all', ...lines)];
  const other = fits.find(({ estimator }) => estimator.name !== workflow.model);
  if (each === together && other) return [unclear(`${other.estimator.name} takes several targets otherwise`, ...lines)];
  if (each === together) return [breaks(each ? 'one model for each target' : 'one model for all targets', ...lines)];
  if (together && found.join('\0') !== names.join('\0')) return [unclear('the targets in another order', ...lines)];
  return [follows(each ? 'one model for each' : 'one model for all', ...lines)];
}

export const output: Compare = (reading) => {
  const names = reading.task.parameters.targets;
  const stated = `prediction.csv with row_id as in ${reading.task.parameters.validationFile} and ${quoted(names)} as predicted`;
  const { output: file } = reading.facts;
  if (file === null) return { stated, found: [unclear('the code does not show what is written to prediction.csv')] };
  return { stated, found: [...judgeFile(reading, file), ...reading.fits.map((fit) => judgeRows(reading, fit))] };
};

function judgeFile(reading: Reading, file: OutputFact): Found[] {
  const { line } = file;
  const names = reading.task.parameters.targets;
  if (file.doubt !== null) return [unclear(file.doubt, line)];
  const columns = [...file.columns, ...(file.index ? [file.index] : [])];
  const found: Found[] = file.plain ? [] : [unclear('written without a header or with another separator', line)];
  const ids = columns.filter(({ label }) => label === 'row_id');
  const [id] = ids;
  if (ids.length > 1) found.push(unclear('row_id more than once', line));
  else if (id === undefined)
    found.push(columns.some(isNameless) ? unclear('which column is row_id', line) : breaks('no row_id', line));
  else if (id.kind === 'count') found.push(judgeCount(reading, line));
  else if (id.kind !== 'column') found.push(unclear('where row_id is from', line));
  else if (id.name !== 'row_id') found.push(breaks(`row_id is ${JSON.stringify(id.name)}`, line));
  for (const name of names) {
    const column = columns.find(({ label }) => label === name);
    if (column === undefined) {
      found.push(
        columns.some(isNameless)
          ? unclear(`which column is ${JSON.stringify(name)}`, line)
          : breaks(`no column ${JSON.stringify(name)}`, line),
      );
      continue;
    }
    if (column.kind !== 'prediction') {
      found.push(
        column.kind === 'constant'
          ? breaks(`${JSON.stringify(name)} is a constant`, line)
          : unclear(`where ${JSON.stringify(name)} is from`, line),
      );
      continue;
    }
    const target = reading.facts.fits[column.fit]?.targets?.[column.target]?.column.name ?? null;
    if (target !== null && target !== name)
      found.push(breaks(`${JSON.stringify(name)} has the predictions of ${JSON.stringify(target)}`, line));
    found.push(...judgeLabels(reading, name, column.labels, column.changed, line));
  }
  return found.length > 0 ? found : [follows('as stated', line)];
}

/** Of a column whose name is not known; an index that was never given one has none. */
const isNameless = ({ label, kind }: OutputColumn): boolean => label === null && kind !== 'count';

function judgeCount({ data }: Reading, line: number): Found {
  const same = data !== undefined && (data.ids.from0 || data.ids.from1);
  return same
    ? unclear('row_id is counted, as the ids in the file are', line)
    : breaks('row_id is counted, not taken from the file', line);
}

function judgeLabels(
  { task }: Reading,
  name: string,
  labels: string,
  changed: readonly string[],
  line: number,
): Found[] {
  const own = JSON.stringify(name);
  const found: Found[] = [];
  if (labels === 'codes') found.push(breaks(`${own} is written as codes`, line));
  if (labels === 'unclear') found.push(unclear(`whether ${own} has the file's labels`, line));
  for (const one of changed) {
    if (one === 'int' && task.family === 'classification') continue;
    if (['round', 'clip', 'int'].includes(one)) {
      const words = { round: 'rounded', clip: 'clipped', int: 'cut to whole numbers' }[one];
      found.push(
        task.family === 'classification' ? unclear(`${own} is ${words}`, line) : breaks(`${own} is ${words}`, line),
      );
    } else found.push(unclear(`what is done to the predicted ${own}`, line));
  }
  return found;
}

/** Whether rows to predict may be lost: not by dropping missing values where there are none. */
function loses({ data, task }: Reading, one: RowOperation): boolean {
  const none = (column: string) =>
    task.parameters.targets.includes(column) === false && data?.columns[column]?.missing.validation === 0;
  if (one.kind === 'drop-missing') return one.columns === null || !one.columns.every(none);
  if (one.kind === 'filter') return !one.kept.every((kept) => kept.kind === 'any' && none(kept.column));
  return one.kind === 'part';
}

/** Rows to predict that are left out. */
function judgeRows(reading: Reading, fit: FitFact): Found {
  if (fit.appliedRows === null || roleOf(reading, fit.appliedRows) !== 'validation') {
    return unclear('the code does not show which rows are predicted', fit.appliedLine);
  }
  const operations = operationsOf(reading.facts, fit.appliedRows);
  const hidden = operations.find(({ kind }) => kind === 'unclear');
  const lost = operations.find((one) => loses(reading, one));
  if (lost) {
    const asked = /(filter|criteria)[^.]*\bvalidation\b/i.test(reading.task.question);
    return asked
      ? unclear('rows to predict are left out', lost.line)
      : breaks('rows to predict are left out', lost.line);
  }
  return hidden
    ? unclear('the code does not show which rows are predicted', hidden.line)
    : follows('as stated', fit.appliedLine);
}

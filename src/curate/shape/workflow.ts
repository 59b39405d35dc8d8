/**
 * One IF workflow of a shape, drawn: features, imputer, model, seed, bad rows, tables. Another draw number is another
 * workflow; proving draws until one is found whose score notices what is done otherwise.
 */
import type { ModelName, Workflow } from '../../task.ts';
import { columnOf, takeColumns } from '../frame.ts';
import { type Random, randomOf } from '../random.ts';
import type { Rules, TabularShape, WorkflowDraw } from '../shape.ts';
import { withErrorRows } from './errors.ts';
import { countMissing } from './facts.ts';
import { MOST_USABLE } from './usable.ts';

export interface DrawOptions {
  /** Secret, of the dataset (`seedOf`). */
  readonly seed: string;
  readonly draw: number;
  readonly rules?: Rules;
  /** Models that are not to be drawn, as long as others are left. */
  readonly avoid?: ReadonlySet<ModelName>;
}

const MODELS: Readonly<Record<'classification' | 'regression', readonly ModelName[]>> = {
  classification: ['LogisticRegression', 'DecisionTreeClassifier', 'GaussianNB', 'LinearSVC', 'MLPClassifier'],
  regression: ['LinearRegression', 'DecisionTreeRegressor', 'Ridge', 'Lasso', 'MLPRegressor'],
};
const IMPUTERS = ['mean', 'median', 'most_frequent'] as const;
const SELECTED_TENTHS = 6;
const FEWEST_SELECTED = 2;
const LARGEST_SEED = 99;

/** @throws Error when there is nothing to draw from: then `shape` came from no shaping */
export function drawWorkflow(shape: TabularShape, options: DrawOptions): WorkflowDraw {
  const { design, train, validation, usable, fileKind } = shape;
  const { seed, draw, rules = 'own', avoid = new Set() } = options;
  const { targets, types } = design;
  const random = randomOf(seed, `workflow ${JSON.stringify(targets)} ${draw}`);
  const family = design.family === 'classification' ? 'classification' : 'regression';

  const columns = random.shuffle([...usable, ...targets]);
  const ranged = random.shuffle(usable).slice(0, MOST_USABLE);
  const selected = selectFeatures(ranged, rules, random, (name) =>
    [train, validation].some((frame) => countMissing(columnOf(frame, name)) > 0),
  );
  const models = MODELS[family].filter((model) => !avoid.has(model));
  const workflow: Workflow = {
    ranges: Object.fromEntries(ranged.map((name) => [name, shape.ranges[name]!])),
    features: selected,
    numeric: selected.filter((name) => types[name] === 'numerical'),
    categorical: selected.filter((name) => types[name] !== 'numerical'),
    imputer: random.pick(IMPUTERS),
    model: random.pick(models.length > 0 ? models : MODELS[family]),
    seed: random.int(0, LARGEST_SEED),
  };
  const withErrors = withErrorRows({
    clean: takeColumns(train, columns),
    targets,
    classes: family === 'classification',
    ranges: workflow.ranges,
    selected,
    mayRetype: fileKind === 'csv',
    rules,
    random,
  });
  return { workflow, columns, withErrors, tables: fileKind === 'sqlite' ? tablesOf(columns, random) : null };
}

/** Ours have a feature with missing values among them where there is one: how it is filled is part of the workflow. */
function selectFeatures(
  names: readonly string[],
  rules: Rules,
  random: Random,
  hasGaps: (name: string) => boolean,
): string[] {
  const shuffled = random.shuffle(names);
  const count = selectedCount(names.length);
  const selected = shuffled.slice(0, count);
  if (rules === 'released' || selected.some(hasGaps)) return selected;
  const gappy = shuffled.slice(count).find(hasGaps);
  if (gappy !== undefined) selected[random.int(0, count - 1)] = gappy;
  return selected;
}

/** Of this many usable features. */
export function selectedCount(usable: number): number {
  return Math.max(Math.ceil((usable * SELECTED_TENTHS) / 10), Math.min(FEWEST_SELECTED, usable));
}

/** Two or three runs of columns. */
function tablesOf(columns: readonly string[], random: Random): string[][] {
  const count = Math.min(random.int(2, 3), columns.length);
  const inner = Array.from({ length: columns.length - 1 }, (_, at) => at + 1);
  const cuts = random
    .shuffle(inner)
    .slice(0, count - 1)
    .sort((a, b) => a - b);
  const starts = [0, ...cuts];
  return starts.map((start, at) => columns.slice(start, starts[at + 1] ?? columns.length));
}

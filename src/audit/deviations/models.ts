/** Deviations in the model, its seed, and how several targets are fitted. */
import type { DataFacts } from '../../audit.ts';
import { editStep, type Literal, type OtherModel, type Plan, SINGLE_TARGET, UNSEEDED } from '../../reference.ts';
import type { ModelName, Task } from '../../task.ts';
import { each, isLeftOpen, type Kind, kind, total, workflowOf } from './kind.ts';

type Settings = Readonly<Record<string, Literal>>;

const OTHERS: Readonly<Record<'classification' | 'regression', readonly (ModelName | OtherModel)[]>> = {
  classification: ['RandomForestClassifier', 'LogisticRegression', 'DecisionTreeClassifier', 'GaussianNB', 'LinearSVC'],
  regression: ['RandomForestRegressor', 'LinearRegression', 'Ridge', 'Lasso', 'DecisionTreeRegressor'],
};

const UNSEEDED_OR_OTHER: ReadonlySet<string> = UNSEEDED;
/** Support vector machines with a kernel, as well, take one target. */
const ONE_TARGET: ReadonlySet<string> = new Set([...SINGLE_TARGET, 'SVC']);

const another = kind({
  name: 'model-another',
  instruction: 'model',
  words: 'trained a model of another family',
  likelihood: 2,
  edit: (plan, task) => {
    const { model, seed } = workflowOf(task);
    const side = task.family === 'classification' ? 'classification' : 'regression';
    const close: readonly OtherModel[] = model === 'LinearSVC' ? ['SVC'] : [];
    const others = [...close, ...OTHERS[side].filter((other) => other !== model)];
    return each(
      others.map((name) => [
        name,
        editStep(plan, 'model', (step) => ({
          ...step,
          name,
          parameters: {
            ...(name === 'SVC' ? { kernel: 'linear' } : {}),
            ...(UNSEEDED_OR_OTHER.has(name) ? {} : { random_state: seed }),
          },
          targets: task.parameters.targets.length > 1 && ONE_TARGET.has(name) ? 'one-model-each' : 'together',
        })),
      ]),
    );
  },
});

/** Settings that people give, by model; a model without an entry takes none of the kind. */
const settings = (
  name: string,
  words: string,
  likelihood: 1 | 2 | 3,
  without: string,
  options: Partial<Record<ModelName, readonly Settings[]>>,
  { idle = () => null, isStated = () => true }: Partial<Pick<Kind, 'idle' | 'isStated'>> = {},
): Kind =>
  kind({
    name,
    instruction: 'model',
    words,
    likelihood,
    idle,
    isStated,
    edit: (plan, task) => {
      const given = options[workflowOf(task).model];
      if (given === undefined) return `${workflowOf(task).model} ${without}`;
      return each(given.map((extra) => [textOf(extra), withSettings(plan, extra)]));
    },
  });

function withSettings(plan: Plan, extra: Settings): Plan {
  return editStep(plan, 'model', (step) => ({ ...step, parameters: { ...extra, ...step.parameters } }));
}

function textOf(extra: Settings): string {
  return Object.entries(extra)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(' ');
}

const iterations = (...counts: readonly number[]): Settings[] => counts.map((max_iter) => ({ max_iter }));
const trees: readonly Settings[] = [
  { max_depth: 5 },
  { max_depth: 10 },
  { max_depth: 3 },
  { min_samples_split: 10 },
  { min_samples_leaf: 5 },
];
const perceptrons: readonly Settings[] = [
  { hidden_layer_sizes: [100, 50] },
  { hidden_layer_sizes: [64, 32] },
  { hidden_layer_sizes: [50] },
  { early_stopping: true },
];

const moreIterations = settings(
  'model-more-iterations',
  'gave the model more iterations',
  3,
  'takes no number of iterations that matters',
  {
    LogisticRegression: iterations(1000, 200, 500, 10_000),
    LinearSVC: iterations(10_000, 2000, 5000),
    MLPClassifier: iterations(1000, 300, 500),
    MLPRegressor: iterations(1000, 300, 500),
    Lasso: iterations(10_000, 5000),
  },
  { isStated: (task) => !isLeftOpen(task, 'iterations') },
);

const otherSolver = settings(
  'model-other-solver',
  'fitted the model with another solver or criterion',
  1,
  'has no solver to choose',
  {
    LogisticRegression: ['liblinear', 'newton-cg', 'saga'].map((solver) => ({ solver })),
    LinearSVC: [{ dual: true }, { loss: 'hinge', dual: true }],
    MLPClassifier: ['lbfgs', 'sgd'].map((solver) => ({ solver })),
    MLPRegressor: ['lbfgs', 'sgd'].map((solver) => ({ solver })),
    Ridge: ['svd', 'sag', 'lsqr'].map((solver) => ({ solver })),
    Lasso: [{ selection: 'random' }],
    DecisionTreeClassifier: [{ criterion: 'entropy' }],
    DecisionTreeRegressor: [{ criterion: 'absolute_error' }],
  },
);

const balanced = settings(
  'model-balanced',
  'gave the classes balanced weights',
  2,
  'takes no class weights',
  Object.fromEntries(
    (['LogisticRegression', 'DecisionTreeClassifier', 'LinearSVC'] as const).map((model) => [
      model,
      [{ class_weight: 'balanced' }],
    ]),
  ),
  {
    idle: (task, facts) =>
      task.family === 'classification' && task.parameters.targets.every((target) => facts.columns[target]!.even)
        ? 'all classes are equally frequent, so balanced weights are 1'
        : null,
  },
);

const otherSetting = settings(
  'model-other-setting',
  'gave the model a setting that is not its default',
  2,
  'has no such setting',
  {
    LogisticRegression: [{ C: 0.1 }, { C: 10 }, { penalty: null }],
    DecisionTreeClassifier: trees,
    DecisionTreeRegressor: trees,
    GaussianNB: [{ var_smoothing: 1e-8 }],
    LinearSVC: [{ C: 0.1 }, { C: 10 }],
    MLPClassifier: perceptrons,
    MLPRegressor: perceptrons,
    LinearRegression: [{ fit_intercept: false }],
    Ridge: [{ alpha: 0.1 }, { alpha: 10 }, { alpha: 0.5 }],
    Lasso: [{ alpha: 0.1 }, { alpha: 0.01 }, { alpha: 0.5 }],
  },
);

/** Why the seed cannot matter: by scikit-learn's documentation of each model with its defaults. */
function seedIdle(task: Task, facts: DataFacts): string | null {
  const { model, numeric, categorical } = workflowOf(task);
  const inputs = numeric.length + total(facts, categorical, ({ distinct }) => distinct);
  if (['LogisticRegression', 'Ridge', 'Lasso'].includes(model))
    return `${model} with its default solver draws no random numbers`;
  if (model === 'LinearSVC' && facts.rows.kept >= inputs) {
    return 'LinearSVC draws no random numbers where there are at least as many rows as inputs';
  }
  if (model.startsWith('DecisionTree') && numeric.length === 1 && categorical.length === 0) {
    return 'a tree of one input has nothing to choose at random';
  }
  return null;
}

function seedless(task: Task): string | null {
  const { model } = workflowOf(task);
  return UNSEEDED.has(model) ? `${model} takes no seed` : null;
}

const seed = (name: string, words: string, likelihood: 1 | 2 | 3, chosen: number): Kind =>
  kind({
    name,
    instruction: 'seed',
    words,
    likelihood,
    idle: (task, facts) => (workflowOf(task).seed === chosen ? 'it is what is stated' : seedIdle(task, facts)),
    edit: (plan, task) =>
      seedless(task) ??
      editStep(plan, 'model', (step) => ({ ...step, parameters: { ...step.parameters, random_state: chosen } })),
  });

const noSeed = kind({
  name: 'seed-none',
  instruction: 'seed',
  words: 'set no seed',
  likelihood: 3,
  idle: seedIdle,
  edit: (plan, task) => {
    const takesNone = seedless(task);
    if (takesNone !== null) return takesNone;
    const unseeded = editStep(plan, 'model', (step) => {
      const { random_state: _, ...parameters } = step.parameters;
      return { ...step, parameters };
    });
    return { variants: { once: unseeded, again: unseeded } };
  },
});

const oneModelEach = kind({
  name: 'targets-one-model-each',
  instruction: 'targets',
  words: 'trained one model a target instead of one for all',
  likelihood: 3,
  idle: (task) => {
    const { model } = workflowOf(task);
    const single = SINGLE_TARGET.has(model) && task.parameters.targets.length > 1;
    return single ? `${model} fits one target, so the reference has one model each` : null;
  },
  edit: (plan, task) =>
    task.parameters.targets.length > 1
      ? editStep(plan, 'model', (step) => ({ ...step, targets: 'one-model-each' }))
      : 'there is one target',
});

const together = kind({
  name: 'targets-together',
  instruction: 'targets',
  words: 'trained one model for all targets instead of one each',
  likelihood: 1,
  edit: (_plan, task) => {
    if (task.parameters.targets.length === 1) return 'there is one target';
    const { model } = workflowOf(task);
    if (SINGLE_TARGET.has(model)) return `${model} cannot fit several targets at once`;
    return 'the reference has one model for all';
  },
});

export const MODELS: readonly Kind[] = [
  another,
  moreIterations,
  otherSolver,
  balanced,
  otherSetting,
  noSeed,
  seed('seed-42', 'set the seed to 42', 3, 42),
  seed('seed-0', 'set the seed to 0', 2, 0),
  oneModelEach,
  together,
];

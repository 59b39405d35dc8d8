/**
 * Which models a task's draws try, in which order. Weights are such that, with what each model's deviations are noticed,
 * accepted tasks have a mix of all of them: bench/prove-draws.ts and docs/curation-gates.md have the figures.
 */
import type { Family, ModelName } from '../../task.ts';
import type { Random } from '../random.ts';

type Weights = readonly (readonly [ModelName, number])[];

const WEIGHTS: Readonly<Record<'classification' | 'regression', Weights>> = {
  classification: [
    ['LinearSVC', 40],
    ['LogisticRegression', 20],
    ['GaussianNB', 15],
    ['DecisionTreeClassifier', 15],
    ['MLPClassifier', 10],
  ],
  regression: [
    ['Lasso', 35],
    ['LinearRegression', 25],
    ['Ridge', 15],
    ['DecisionTreeRegressor', 15],
    ['MLPRegressor', 10],
  ],
};

/**
 * Training rows above which a model's many fits cost too much; others are quick on any. Perceptrons cost four times as
 * much as the others even so, and are drawn seldom.
 */
const MOST_ROWS: Readonly<Partial<Record<ModelName, number>>> = {
  MLPClassifier: 500,
  MLPRegressor: 500,
  LogisticRegression: 5000,
  LinearSVC: 5000,
};

/** Draws in a row of a model whose answers notice enough with some features and not with others. */
const TRIALS: Readonly<Partial<Record<ModelName, number>>> = { LinearSVC: 3, LogisticRegression: 3, Lasso: 2 };

export function isAffordable(model: ModelName, trainRows: number): boolean {
  return trainRows <= (MOST_ROWS[model] ?? Number.POSITIVE_INFINITY);
}

/** Every model that is affordable, the likelier ones mostly first; some several times in a row. */
export function modelOrder(family: Family, trainRows: number, random: Random): ModelName[] {
  const side = family === 'classification' ? 'classification' : 'regression';
  const left = WEIGHTS[side].filter(([name]) => isAffordable(name, trainRows));
  const order: ModelName[] = [];
  for (let rest = [...left]; rest.length > 0; ) {
    let at = random.unit() * rest.reduce((sum, [, weight]) => sum + weight, 0);
    const chosen = rest.findIndex(([, weight]) => {
      at -= weight;
      return at < 0;
    });
    const [name] = rest[Math.max(chosen, 0)]!;
    order.push(...Array<ModelName>(TRIALS[name] ?? 1).fill(name));
    rest = rest.filter(([other]) => other !== name);
  }
  return order;
}

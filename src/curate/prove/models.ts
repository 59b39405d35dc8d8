/**
 * In which order a task's draws try models. Weights are such that, with what each model's deviations are noticed,
 * accepted tasks have a mix of all of them: bench/prove-draws.ts and docs/curation-gates.md have the figures.
 */
import type { Family, ModelName } from '../../task.ts';
import type { Random } from '../random.ts';

type Weights = readonly (readonly [ModelName, number])[];

const WEIGHTS: Readonly<Record<'classification' | 'regression', Weights>> = {
  classification: [
    ['LinearSVC', 40],
    ['LogisticRegression', 30],
    ['GaussianNB', 10],
    ['MLPClassifier', 10],
    ['DecisionTreeClassifier', 10],
  ],
  regression: [
    ['Lasso', 40],
    ['LinearRegression', 25],
    ['Ridge', 15],
    ['MLPRegressor', 10],
    ['DecisionTreeRegressor', 10],
  ],
};

/** Training rows above which a model's many fits cost too much; others are quick on any. */
const MOST_ROWS: Readonly<Partial<Record<ModelName, number>>> = {
  MLPClassifier: 500,
  MLPRegressor: 500,
  LogisticRegression: 5000,
  LinearSVC: 5000,
};

export function isAffordable(model: ModelName, trainRows: number): boolean {
  return trainRows <= (MOST_ROWS[model] ?? Number.POSITIVE_INFINITY);
}

/** Every model that is affordable once, the likelier ones mostly first. */
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
    order.push(name);
    rest = rest.filter(([other]) => other !== name);
  }
  return order;
}

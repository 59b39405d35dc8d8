/** Whether a question puts numeric features before categorical ones: only where it says so is the order an instruction. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../src/audit/coverage.ts';
import { deviationsFor } from '../../src/audit/deviations.ts';
import { statesKindOrder } from '../../src/audit/kind-order.ts';
import { openBench } from '../../src/wire.ts';
import { EXAMPLES } from '../e2e/harness.ts';
import { ifTask } from '../reference/if-task.ts';
import { DARE_EVAL } from '../score/differential.ts';
import { busyFacts } from './facts-of.ts';

describe('an order of numeric and categorical features', () => {
  it.each([
    'Preprocess in a ColumnTransformer, numeric columns first: fill missing values.',
    'Put the numeric features before the categorical features.',
    'The model sees numerical columns followed by one-hot encoded categorical columns.',
    'Numeric features come before the categorical ones.',
    'Place numeric first.',
  ])('is stated by %j', (question) => {
    expect(statesKindOrder({ question })).toBe(true);
  });

  it.each([
    'Treat age as a numeric feature, and treat city as a categorical feature in the listed order.',
    'Then apply a standard scaler to the numeric features and a one-hot encoder to the categorical feature.',
    'Treat the first four of these as numeric features, and treat the remaining feature as categorical.',
    'Use the numeric and categorical features in the specified order.',
    'For the numeric features, first replace missing values; encode the categorical ones.',
    'First, load the numeric table. Then filter before categorical encoding.',
    'Impute the mean for all numeric features and the most frequent category for any categorical features.',
  ])('is not stated by %j', (question) => {
    expect(statesKindOrder({ question })).toBe(false);
  });

  it('is stated by the shipped benchmark, or left open where it makes no difference', async () => {
    const { tasks } = await openBench(EXAMPLES, process.env);
    const both = tasks.filter(({ variant, parameters: { workflow } }) => {
      return variant === 'if' && workflow!.numeric.length > 0 && workflow!.categorical.length > 0;
    });
    const open = both.filter(({ parameters }) => parameters.workflow!.leftOpen?.includes('blocks'));
    expect(open.length).toBeGreaterThan(0);
    expect(both.length).toBeGreaterThan(2);
    expect(both.length - open.length).toBeGreaterThan(0);
    expect(both.filter(statesKindOrder)).toEqual(both.filter((task) => !open.includes(task)));
  });

  it.skipIf(!existsSync(DARE_EVAL))('is stated by none of the released questions', async () => {
    const { tasks } = await openBench(DARE_EVAL, process.env);
    const stated = tasks.filter((task) => task.variant === 'if' && statesKindOrder(task));
    expect(stated.map(({ question }) => question)).toEqual([]);
  });

  it('counts in coverage only where it is stated', () => {
    const plain = ifTask({
      fileKind: 'csv',
      targets: ['y'],
      ranges: {},
      numeric: ['a'],
      categorical: ['b'],
      model: 'DecisionTreeClassifier',
    });
    const applicable = (question: string) => {
      const task = { ...plain, question };
      const { cases } = deviationsFor(task, busyFacts(task));
      const singles = cases.map((one) => ({ ...one, result: { kind: 'same' as const, seconds: 1 } }));
      return coverageOf({ task, singles }).features!.applicable;
    };
    expect(applicable('Numeric columns first.')).toBe(applicable('') + 1);
  });
});

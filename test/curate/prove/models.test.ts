/** In which order models are tried: all that are affordable, each in one run, mixed, and the same for one seed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAffordable, modelOrder } from '../../../src/curate/prove/models.ts';
import { randomOf } from '../../../src/curate/random.ts';
import { MODEL_NAMES } from '../../../src/task.ts';

const isClassifier = (name: string) => /Classifier|LogisticRegression|GaussianNB|LinearSVC/.test(name);

describe('the order of models', () => {
  it.each(['classification', 'regression'] as const)(
    'of %s has all draws of each of its affordable models in a row',
    (family) => {
      fc.assert(
        fc.property(fc.string(), fc.integer({ min: 50, max: 20_000 }), (seed, rows) => {
          const order = modelOrder(family, rows, randomOf(seed, 'models'));
          const own = MODEL_NAMES.filter((name) => isClassifier(name) === (family === 'classification'));
          const runs = order.filter((name, at) => name !== order[at - 1]);
          expect(runs.toSorted()).toEqual(own.filter((name) => isAffordable(name, rows)).toSorted());
          expect(modelOrder(family, rows, randomOf(seed, 'models'))).toEqual(order);
        }),
      );
    },
  );

  it.each(['classification', 'regression'] as const)('of %s begins with each model now and then', (family) => {
    const firsts = Array.from({ length: 400 }, (_, at) => modelOrder(family, 200, randomOf(`${at}`, 'models'))[0]!);
    const counts = [...Map.groupBy(firsts, (name) => name).values()].map(({ length }) => length);
    expect(counts).toHaveLength(5);
    expect(Math.min(...counts)).toBeGreaterThan(10);
    expect(Math.max(...counts)).toBeLessThan(220);
  });
});

import { expect, it } from 'vitest';
import { processOf } from '../../src/report/process.ts';
import { BROKEN } from './audited-run.ts';

it('says what names of deviations mean: single ones, one of several ways, pairs, and those that nobody knows', () => {
  const deviations = {
    'seed-42': { instruction: 'seed', words: 'seeded with 42' },
    'features-left-out': { instruction: 'features', words: 'left a feature out' },
    'features-order:sorted': { instruction: 'features', words: 'sorted the features' },
  } as const;
  const explainedBy = ['seed-42', 'features-left-out:age', 'features-order:sorted+seed-42', 'gone:x+seed-42'];
  const nearest = { name: 'unheard-of', differingRows: 1 };
  const diagnosis = { ...BROKEN, explainedBy, nearest };
  const process = processOf({ messages: [], calls: [] }, { messages: [] }, { deviations }, diagnosis);
  expect(process).toEqual({
    diagnosis,
    words: {
      'seed-42': 'seeded with 42',
      'features-left-out:age': 'left a feature out (age)',
      'features-order:sorted+seed-42': 'sorted the features and seeded with 42',
      'gone:x+seed-42': 'gone:x and seeded with 42',
      'unheard-of': 'unheard-of',
    },
    call: null,
  });
});

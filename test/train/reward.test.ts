/** What an attempt earns, row by row of docs/scoring.md. */
import { expect, it } from 'vitest';
import { NO_PREDICTION, type Rule, type Score } from '../../src/score.ts';
import { rewardOf } from '../../src/train/reward.ts';

const worth = (value: number | null, rule?: Rule): Score => ({
  value,
  exists: true,
  perTarget: {},
  reason: rule ?? null,
  ...(rule === undefined ? {} : { rule }),
});

it('is 0 without a file, in every variant', () => {
  for (const variant of ['if', 'mm', 'xf', 'cf'] as const) expect(rewardOf(NO_PREDICTION, variant)).toBe(0);
});

it('is all or nothing for IF, beside the file’s 0.1', () => {
  expect([0, 0.5, 0.999, 1].map((value) => rewardOf(worth(value), 'if'))).toEqual([0.1, 0.1, 0.1, 1.1]);
});

it('is 0.1 and the score for the others', () => {
  for (const variant of ['mm', 'xf', 'cf'] as const) expect(rewardOf(worth(0.25), variant)).toBeCloseTo(0.35, 12);
});

it('counts an undefined score as 0', () => {
  expect(rewardOf(worth(null), 'cf')).toBe(0.1);
});

it('gives nothing for a file that is no prediction, and 0.1 for one with poor values', () => {
  const rules: Rule[] = ['unreadable', 'key-missing', 'key-type', 'rows-missing', 'rows-repeated', 'target-missing'];
  for (const rule of rules) expect(rewardOf(worth(0, rule), 'mm'), rule).toBe(0);
  for (const rule of ['target-gaps', 'target-type'] as const) expect(rewardOf(worth(0, rule), 'mm'), rule).toBe(0.1);
});

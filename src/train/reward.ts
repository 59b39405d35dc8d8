/** What an attempt earns in training. The rule is docs/scoring.md's: a valid file earns a little, the score the rest. */
import type { Rule, Score } from '../score.ts';
import type { Variant } from '../task.ts';

/** For a valid prediction file, whatever it is worth. */
export const FILE_REWARD = 0.1;

/**
 * What an episode earns in which flags were raised: no more than predicting a constant does, or than a valid file does
 * where none can be predicted.
 */
export function cappedReward(reward: number, floor: number | null): number {
  return Math.min(reward, floor ?? FILE_REWARD);
}

/** Rules that only a file breaks which lines up with the truth: it is a prediction, if a poor one. */
const ABOUT_VALUES: readonly Rule[] = ['target-type', 'target-gaps', 'target-infinite', 'target-labels', 'truth'];

/**
 * In [0, 1.1]. IF tasks: all or nothing beside the file's own 0.1. An undefined score (R² of one row) counts as 0, as
 * in all means.
 */
export function rewardOf({ value, exists, rule }: Score, variant: Variant): number {
  if (!exists) return 0;
  const worth = variant === 'if' ? (value === 1 ? 1 : 0) : (value ?? 0);
  const valid = worth > 0 || rule === undefined || ABOUT_VALUES.includes(rule);
  return valid ? FILE_REWARD + worth : 0;
}

/**
 * Contract: what a submission is worth. Pure: needs only the submission's file and the truth, so any run can be scored
 * again from what is stored. The rules are docs/scoring.md; reading, lining up and measuring are in score/.
 */
import type { Kind } from './task.ts';

/** What a prediction did not keep to, for counting. */
export type Rule =
  | 'unreadable'
  /** Keys: a column missing, of another type, or dates written in another format. */
  | 'key-missing'
  | 'key-type'
  | 'key-dates'
  | 'no-rows'
  | 'rows-missing'
  | 'rows-repeated'
  /** Targets: a column missing, of another type, with missing or infinite values, with numbers that are no labels. */
  | 'target-missing'
  | 'target-type'
  | 'target-gaps'
  | 'target-infinite'
  | 'target-labels'
  /** Nobody's prediction could have been measured: the truth itself breaks a rule. */
  | 'truth';

export interface Score {
  /** In [0, 1]; null where the measure is undefined (R² of a single row), which counts as 0 in means. */
  readonly value: number | null;
  /** Whether a prediction file was left at all. */
  readonly exists: boolean;
  readonly perTarget: Readonly<Record<string, number | null>>;
  /** Why the score is 0, when the cause is other than poor predictions; else null. */
  readonly reason: string | null;
  /** The rule that `reason` tells of in words, the first target's of several. */
  readonly rule?: Rule;
}

/** In words, and which rule it is. */
export interface Problem {
  readonly rule: Rule;
  readonly words: string;
}

/**
 * From which score on an attempt counts as a success: for IF everything right, else the validity thresholds of the
 * paper's rejection sampling (appendix K).
 */
export const SUCCESS: Readonly<Record<Kind, number>> = {
  'class-IF': 1,
  'class-MM': 0.8,
  'reg-IF': 1,
  'reg-MM': 0.7,
  'time-XF': 0.6,
  'time-CF': 0.3,
};

export const NO_PREDICTION: Score = { value: 0, exists: false, perTarget: {}, reason: 'no prediction file' };

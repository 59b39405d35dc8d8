/**
 * Rejection sampling as the paper does it (appendix K): which of a task's attempts teach. Pure: scores and seconds in,
 * choices out. What else keeps an attempt out (flags, copies, evaluation data) is selection.ts's business.
 *
 *   fv  of each task with a valid attempt the fastest (IF) or best-scoring one      av  all valid attempts
 *   bv  as fv, diverse tasks only                                                  dv  diverse tasks only: the two
 *                                                                                      fastest (IF), or the two best
 *                                                                                      of those above the task's mean
 */
import { SUCCESS } from '../score.ts';
import type { Kind } from '../task.ts';

export const STRATEGIES = ['fv', 'av', 'bv', 'dv'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export interface Thresholds {
  /** From which score on an attempt is valid. IF: 1. */
  readonly valid: Readonly<Record<Kind, number>>;
  /** From which variance of its scores on a task is diverse; IF tasks need both a 1 and a 0 instead. */
  readonly variance: Readonly<Record<Kind, number>>;
}

/** The paper's. Scores lie in [0, 1], so that no variance exceeds 0.25. */
export const PAPER: Thresholds = {
  valid: SUCCESS,
  variance: {
    'class-IF': 0.15,
    'class-MM': 0.15,
    'reg-IF': 0.15,
    'reg-MM': 0.15,
    'time-XF': 0.15,
    'time-CF': 0.1,
  },
};

export interface Candidate {
  readonly kind: Kind;
  /** In [0, 1]; 0 where there is no prediction. */
  readonly score: number;
  /** Wall seconds of the attempt. */
  readonly seconds: number;
  /** Breaks ties, so that the same attempts always give the same choice. */
  readonly key: string;
}

const isIf = (kind: Kind): boolean => kind.endsWith('-IF');

/** @param all the scores of all attempts of one task */
export function isDiverse(kind: Kind, all: readonly number[], { variance }: Thresholds): boolean {
  if (isIf(kind)) return all.includes(1) && all.includes(0);
  return all.length > 0 && varianceOf(all) >= variance[kind];
}

/** Whether an attempt may be chosen at all. @param all the scores of all attempts of its task */
export function isEligible(
  { kind, score }: Candidate,
  all: readonly number[],
  { strategy, thresholds }: { strategy: Strategy; thresholds: Thresholds },
): boolean {
  if (strategy === 'dv' && !isIf(kind)) return score > meanOf(all);
  return score >= thresholds.valid[kind];
}

export const needsDiversity = (strategy: Strategy): boolean => strategy === 'bv' || strategy === 'dv';

/** The better first: IF by time, the others by score, then by time. */
export function byRank(a: Candidate, b: Candidate): number {
  if (!isIf(a.kind) && a.score !== b.score) return b.score - a.score;
  if (a.seconds !== b.seconds) return a.seconds - b.seconds;
  return a.key < b.key ? -1 : 1;
}

/** What is chosen of one task's eligible attempts, the better first. */
export function choose<T extends Candidate>(eligible: readonly T[], strategy: Strategy): T[] {
  const ranked = eligible.toSorted(byRank);
  const most = { fv: 1, av: ranked.length, bv: 1, dv: 2 }[strategy];
  return ranked.slice(0, most);
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of the values themselves (divided by their number), not an estimate of a population's. */
function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return meanOf(values.map((value) => (value - mean) ** 2));
}

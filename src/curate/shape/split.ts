/**
 * Which rows are for training and which to predict: at random, by class, or by whole groups. Places of rows come back
 * in the drawn order. What cannot be split as wanted is said, not forced.
 */
import type { Random } from '../random.ts';

export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

/** Of the rows, for training. */
export const SHARES = [0.7, 0.8, 0.9] as const;

/** Which shares datasets are split by. */
interface ShareRule {
  readonly shares: readonly number[];
  /** Rows to predict that a share should leave. */
  readonly enough: number;
  /** The share of datasets that are too small for any. */
  readonly small: number;
}
export const SERIES_SHARES: ShareRule = { shares: SHARES, enough: 75, small: 0.7 };
/** Few rows to predict notice little of what is done otherwise. */
export const TABLE_SHARES: ShareRule = { shares: [0.6, 0.7, 0.8], enough: 150, small: 0.5 };

/** Of a class, to predict, where as many as `FEWEST_LEARNT` are left to learn from. */
const FEWEST_PREDICTED = 2;
const FEWEST_LEARNT = 5;

/** How often groups are shuffled before they are given up. */
const GROUP_TRIES = 20;

/** Those that may be drawn for so many rows. */
export function sharesFor(rows: number, { shares, enough, small }: ShareRule): readonly number[] {
  const fitting = shares.filter((share) => rows - floorOf(rows, share) >= enough);
  return fitting.length === 0 ? [small] : fitting;
}

/** The first of a shuffle, and the rest. */
export function splitAtRandom(rows: readonly number[], count: number, random: Random): Split {
  const shuffled = random.shuffle(rows);
  return { train: shuffled.slice(0, count), validation: shuffled.slice(count) };
}

/**
 * Each class split by the share, with a row of it on either side, or two to predict where it has seven or more; classes
 * of one row are for training.
 * @param classes a number for each row of the dataset
 */
export function splitByClass(rows: readonly number[], classes: Int32Array, share: number, random: Random): Split {
  const shuffled = random.shuffle(rows);
  const byClass = [...Map.groupBy(shuffled, (row) => classes[row]!).values()];
  // Largest remainders, so that the whole is split by the share too.
  const exact = byClass.map((members) => members.length * share);
  const counts = exact.map(Math.floor);
  const left = Math.max(0, floorOf(rows.length, share) - counts.reduce((sum, count) => sum + count, 0));
  const neediest = exact.map((wanted, at) => [wanted - counts[at]!, at] as const).sort(([a], [b]) => b - a);
  for (const [, at] of neediest.slice(0, left)) counts[at]! += 1;
  const train = new Set<number>();
  for (const [at, members] of byClass.entries()) {
    const predicted = members.length >= FEWEST_LEARNT + FEWEST_PREDICTED ? FEWEST_PREDICTED : 1;
    const count = members.length === 1 ? 1 : Math.min(Math.max(counts[at]!, 1), members.length - predicted);
    for (const row of members.slice(0, count)) train.add(row);
  }
  return { train: shuffled.filter((row) => train.has(row)), validation: shuffled.filter((row) => !train.has(row)) };
}

/**
 * Whole groups on either side, as near to the share as the first shuffle comes that `fits`; null when none of them does.
 * @param groups a number for each row of the dataset
 */
export function splitByGroup(
  rows: readonly number[],
  groups: Int32Array,
  share: number,
  random: Random,
  fits: (split: Split) => boolean,
): Split | null {
  const members = [...Map.groupBy(rows, (row) => groups[row]!).values()];
  const wanted = floorOf(rows.length, share);
  const tolerance = 0.1 * rows.length;
  for (let at = 0; at < GROUP_TRIES; at += 1) {
    const train = new Set<number>();
    for (const group of random.shuffle(members)) {
      if (train.size + group.length > wanted + tolerance) continue;
      for (const row of group) train.add(row);
      if (train.size >= wanted) break;
    }
    const shuffled = random.shuffle(rows);
    const split = {
      train: shuffled.filter((row) => train.has(row)),
      validation: shuffled.filter((row) => !train.has(row)),
    };
    const near = Math.abs(train.size - wanted) <= tolerance && split.validation.length > 0;
    if (near && fits(split)) return split;
  }
  return null;
}

/** floor(rows · share), where 0.7 · 10 is 7 whatever its last bit says. */
export function floorOf(rows: number, share: number): number {
  return Math.floor((rows * Math.round(share * 10)) / 10);
}

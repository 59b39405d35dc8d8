/** Which features an IF workflow may draw from: those that mean the same in every file kind, with few categories. */
import type { ColumnType } from '../design.ts';
import type { Column } from '../frame.ts';
import type { Rules } from '../shape.ts';
import { countMissing, distinctValues, extremesOf } from './facts.ts';
import { isAmbiguous } from './text-values.ts';

/** A categorical feature has fewer values than this. */
export const MOST_CATEGORIES = 20;
/** A workflow has ranges for no more columns than this. */
export const MOST_USABLE = 20;
/** Larger numbers are ids or the like, and lose digits in one file kind or another. */
const LARGEST = 1e15;
const MOST_MISSING = 0.5;

/**
 * @param train of training rows alone
 * @param all of training and validation rows together
 */
export function isUsable(train: Column, all: Column, type: ColumnType, rules: Rules): boolean {
  // pandas counts booleans among the numbers, and so did the published rule, which leaves them out as categories.
  const stored = all.kind === 'text' ? 'categorical' : 'numerical';
  const few = type === 'numerical' || distinctValues(all, MOST_CATEGORIES).length < MOST_CATEGORIES;
  if (rules === 'released') return type === stored && few;
  if (!few || distinctValues(train, 2).length < 2) return false;
  if (countMissing(all) > MOST_MISSING * all.values.length) return false;
  if (all.kind === 'number') {
    const extremes = extremesOf(all.values);
    return extremes !== null && Math.max(Math.abs(extremes.low), Math.abs(extremes.high)) <= LARGEST;
  }
  return type === 'categorical';
}

/** Words beside numbers: one part of a CSV file may be read as numbers, and another as words. */
export function mixesNumbers(column: Column): boolean {
  return column.kind === 'text' && distinctValues(column).some((value) => isAmbiguous(String(value)));
}

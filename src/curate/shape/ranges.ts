/**
 * Expected ranges. The published rule: from the floor of the least to the ceiling of the greatest number, and all
 * values of a category. Ours gives numbers a margin of round figures, unless many rows lie on an extreme: then the
 * extreme itself is the bound, and whoever takes it as excluded loses these rows and is found out.
 */
import type { Range } from '../../task.ts';
import type { ColumnType } from '../design.ts';
import type { Column } from '../frame.ts';
import type { Rules } from '../shape.ts';
import { distinctValues, extremesOf } from './facts.ts';

/** Of a column's rows, from which on an extreme is a bound itself under our rules; and not fewer rows than that. */
const ON_BOUND_SHARE = 0.02;
const ON_BOUND_ROWS = 5;

/** @param column of training and validation rows together. Null: it holds no value. */
export function rangeOf(column: Column, type: ColumnType, rules: Rules): Range | null {
  if (column.kind !== 'number' || type === 'categorical') {
    const values = distinctValues(column);
    return values.length === 0 ? null : { kind: 'categorical', values };
  }
  const extremes = extremesOf(column.values);
  if (extremes === null) return null;
  const { low, high } = extremes;
  if (rules === 'released') return { kind: 'numeric', low: plus(Math.floor(low)), high: plus(Math.ceil(high)) };
  const step = stepOf(low, high, column.whole);
  const crowded = (value: number) => {
    const rows = column.values.reduce((sum, one) => sum + Number(one === value), 0);
    return Number.isSafeInteger(value) && rows >= Math.max(ON_BOUND_ROWS, ON_BOUND_SHARE * column.values.length);
  };
  return {
    kind: 'numeric',
    low: crowded(low) ? plus(low) : times(Math.floor(low / step.size) - 1, step.exponent),
    high: crowded(high) ? plus(high) : times(Math.ceil(high / step.size) + 1, step.exponent),
  };
}

/** The unit of a column's round figures: a power of ten, ten to a hundred of which fill its range. */
export interface DecimalStep {
  readonly size: number;
  readonly exponent: number;
}

export function stepOf(low: number, high: number, whole: boolean): DecimalStep {
  const digit = (value: number) => (value === 0 ? 0 : Math.floor(Math.log10(value)));
  const largest = Math.max(Math.abs(low), Math.abs(high));
  // No finer than twelve digits of the largest value, so that a bound is apart from it however a reader rounds.
  const finest = digit(largest) - 12;
  const exponent = Math.max(digit(high - low) - 1, finest, whole ? 0 : -300);
  return { size: times(1, exponent), exponent };
}

/** A count of steps as the nearest double of its decimal form: 3 of 0.1 are 0.3. */
export function times(count: number, exponent: number): number {
  return plus(Number(`${count}e${exponent}`));
}

/** Without a negative zero, which reads oddly. */
function plus(value: number): number {
  return value === 0 ? 0 : value;
}

/** Values of a series by period: what CF tasks of uneven series ask for. Periods without a value are left out. */
import type { Column } from '../frame.ts';
import { isMissing } from './facts.ts';
import type { Period, PeriodOf } from './periods.ts';

export interface Resampled extends Period {
  /** A row of the period, for what all its rows share. */
  readonly row: number;
  /** Of each target. */
  readonly values: readonly number[];
}

/** @param rows of one series, by time. Sums and means are taken in this order. */
export function resample(
  rows: readonly number[],
  instants: Float64Array,
  targets: readonly Column[],
  periodOf: PeriodOf,
  method: 'mean' | 'sum',
): Resampled[] {
  const periods = Map.groupBy(rows, (row) => periodOf(instants[row]!).start);
  return [...periods.values()].flatMap((members) => {
    const values = targets.map((target) => {
      if (target.kind !== 'number') throw new Error('only numbers can be resampled');
      const present = members.filter((row) => !isMissing(target, row));
      const sum = present.reduce((total, row) => total + target.values[row]!, 0);
      return present.length === 0 ? Number.NaN : method === 'sum' ? sum : sum / present.length;
    });
    if (values.some(Number.isNaN)) return [];
    return [{ ...periodOf(instants[members[0]!]!), row: members[0]!, values }];
  });
}

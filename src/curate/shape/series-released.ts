/**
 * The published cuts. XF: at the time of row floor(rows · share) of the rows sorted by their times as text, a defect
 * where days come before years. CF: each series at its own such row, or at such a period where it is resampled, so that
 * training rows may lie after it. Training rows are the same for both.
 */
import type { Design } from '../design.ts';
import { columnOf } from '../frame.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Asked, Cuts, Rows } from './cuts.ts';
import { isMissing } from './facts.ts';
import type { PeriodOf } from './periods.ts';
import { resample } from './resample.ts';
import { bySeries, byTime, hasAll, timeText } from './timed-rows.ts';

/** Series with fewer times than this, after resampling, are left out. */
const FEWEST_TIMES = 10;

export function releasedCuts(
  { frame, instants, series }: Rows,
  { targets, time }: Design,
  share: number,
  periodOf: PeriodOf | null,
): Cuts | Rejection {
  const clock = columnOf(frame, time!.column);
  const rows = Array.from({ length: frame.rows }, (_, row) => row).filter((row) => !Number.isNaN(instants[row]!));
  const cut = textCut(rows, instants, (row) => timeText(clock, row)!, share);
  if (cut === null) return reject('shape', 'too-few-rows', 'No row has a time that can be read.', 0);
  const answered = rows.filter((row) => hasAll(frame, targets, row));
  const columns = targets.map((target) => columnOf(frame, target));
  const forecast = bySeries(rows, series).flatMap((members): Asked[] => {
    if (periodOf !== null) {
      const periods = resample(byTime(members, instants), instants, columns, periodOf, time!.resample!.method);
      if (periods.length < FEWEST_TIMES) return [];
      return periods
        .slice(Math.floor(periods.length * share))
        .map(({ row, label, values }) => ({ row, period: { label, values } }));
    }
    const own = textCut(members, instants, (row) => timeText(clock, row)!, share);
    if (own === null || members.length < FEWEST_TIMES) return [];
    const later = members.filter((row) => instants[row]! >= own && columns.every((target) => !isMissing(target, row)));
    return byTime(later, instants).map((row) => ({ row, period: null }));
  });
  const train = rows.filter((row) => instants[row]! < cut);
  const exogenous = answered.filter((row) => instants[row]! >= cut);
  if (train.length === 0 || exogenous.length === 0 || forecast.length === 0) {
    return reject('shape', 'series-too-short', 'One side of the cut is empty.');
  }
  return { train, exogenous, forecast };
}

/** The instant of row floor(rows · share) of the rows sorted by the text of their times. */
function textCut(
  rows: readonly number[],
  instants: Float64Array,
  textOf: (row: number) => string,
  share: number,
): number | null {
  const row = byText(rows, textOf)[Math.floor(rows.length * share)];
  return row === undefined ? null : instants[row]!;
}

export function byText(rows: readonly number[], textOf: (row: number) => string): number[] {
  const texts = new Map(rows.map((row) => [row, textOf(row)]));
  return rows.toSorted((a, b) => {
    const [left, right] = [texts.get(a)!, texts.get(b)!];
    return left === right ? a - b : left < right ? -1 : 1;
  });
}

/** Gates on a frame as it was read, before anything is designed: is there enough of it? */
import type { Column, Frame } from '../frame.ts';
import type { Rejection } from '../rejection.ts';
import { rejectAt } from './table.ts';
import { THRESHOLDS } from './thresholds.ts';

/** @returns the rejection, or null when it may go on */
export function gateFrame(frame: Frame): Rejection | null {
  if (frame.rows < THRESHOLDS.rows) {
    return rejectAt('too-few-rows', `${frame.rows} rows; at least ${THRESHOLDS.rows} are wanted.`, frame.rows);
  }
  const varied = [...frame.columns.values()].filter(isVaried).length;
  if (varied < THRESHOLDS.columns) {
    return rejectAt(
      'too-few-columns',
      `${varied} of ${frame.columns.size} columns have two values or more; at least ${THRESHOLDS.columns} are wanted.`,
      varied,
    );
  }
  return null;
}

/** Whether it has two different values, missing ones aside. */
function isVaried({ kind, values }: Column): boolean {
  let first: unknown;
  for (const value of values) {
    if (value === null || (kind === 'number' && Number.isNaN(value))) continue;
    if (first === undefined) first = value;
    else if (value !== first) return true;
  }
  return false;
}

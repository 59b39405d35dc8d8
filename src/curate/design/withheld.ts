/** Columns that no file of a task may hold, whatever its target. */

import { isWrittenNumber } from './column-type.ts';
import type { ColumnProfile } from './profile.ts';

/** Why it is withheld; null when it is not. */
export function whyWithheld(column: ColumnProfile, rows: number): string | null {
  if (column.distinct <= 1) return 'it has one value';
  if (column.missing > rows * 0.9) return 'nearly all of it is missing';
  if (isId(column)) return 'it names rows';
  if (isWrittenNumber(column)) return 'its numbers are written as text';
  return null;
}

/** A counter, a key, or a text that hardly ever comes twice. Measured amounts differ in all rows too, and are none. */
function isId(column: ColumnProfile): boolean {
  const single = column.distinct >= column.present * 0.95;
  if (column.says.id && (single || column.numbers?.counter === true || column.distinct > 20)) return true;
  if (column.numbers?.counter === true && column.numbers.monotone && !column.says.time) return true;
  return column.kind === 'text' && single && column.time === null && column.present > 20;
}

/** The subject that several rows are about: a patient, a car. Its rows must not stand on both sides of a split. */
import type { ColumnProfile, Profile } from './profile.ts';

const FEWEST_GROUPS = 10;

/** A column that names subjects by its name, and whose values rows repeat; null when there is none. */
export function groupOf({ columns, rows }: Profile, targets: readonly ColumnProfile[]): string | null {
  const found = columns.find((column) => !targets.includes(column) && column.says.subject && isGrouping(column, rows));
  return found?.name ?? null;
}

/** Whether rows can be split by it: there are enough groups, it does not name single rows, and it measures nothing. */
export function isGrouping({ says, kind, numbers, missing, distinct }: ColumnProfile, rows: number): boolean {
  if (missing > 0 || distinct < FEWEST_GROUPS || distinct > rows / 2) return false;
  return says.id || kind === 'text' || (numbers?.whole === true && numbers.high - numbers.low + 1 <= distinct * 1.5);
}

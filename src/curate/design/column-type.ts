/** Whether a column is numerical or categorical by meaning, which its stored type does not tell. */
import type { ColumnType } from '../design.ts';
import type { ColumnProfile } from './profile.ts';

/** Of distinct texts, those that are numbers with marks: from here on the column means amounts. */
const MOSTLY = 0.95;

/**
 * Texts are categories unless nearly all are written amounts. Numbers are amounts unless they are ids, codes or two
 * values; few whole numbers whose name does not speak of counting are left numerical, as a code cannot be told from
 * a short scale.
 */
export function typeOf(column: ColumnProfile): ColumnType {
  if (column.kind === 'text') {
    return column.time === null && !column.says.code && (column.texts?.numeric ?? 0) >= MOSTLY
      ? 'numerical'
      : 'categorical';
  }
  if (column.kind === 'boolean' || column.distinct <= 2) return 'categorical';
  const { says, numbers } = column;
  if (says.id || (says.code && !says.count)) return 'categorical';
  if (numbers!.whole && says.state >= 0.4 && column.distinct <= 10 && !says.count && says.amount === 0)
    return 'categorical';
  return 'numerical';
}

/** Texts that mean amounts: no model gets them as they are. */
export function isWrittenNumber(column: ColumnProfile): boolean {
  return column.kind === 'text' && typeOf(column) === 'numerical';
}

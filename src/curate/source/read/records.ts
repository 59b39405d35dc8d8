/** Rows of an Excel sheet or of JSON records into a frame. */
import { type Frame, makeFrame } from '../../frame.ts';
import { uniqueNames } from './names.ts';
import { checkSize, Unreadable } from './unreadable.ts';
import { valueColumn } from './values.ts';

/** @param rows of cells in the order of `names`; a short row ends in missing values. @throws Unreadable */
export function frameOfRows(names: readonly string[], rows: readonly (readonly unknown[])[]): Frame {
  checkSize(rows.length, names.length);
  if (rows.length === 0) throw new Unreadable('has no rows', 'table-empty', 0);
  const columns = uniqueNames(names).map((name, at) => {
    const values = rows.map((row) => row[at] ?? null);
    return [name, valueColumn(name, values, { numbersInText: true })] as const;
  });
  return makeFrame(columns);
}

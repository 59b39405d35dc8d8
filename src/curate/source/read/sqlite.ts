/** A SQLite file into a frame: of its tables of two columns or more, the one with the most rows. Views are not read. */
import type { DatabaseSync } from 'node:sqlite';
import { Broken } from '../../../bench/broken.ts';
import { quoted, type Table, withDatabase } from '../../../bench/table.ts';
import { type Frame, makeFrame } from '../../frame.ts';
import { uniqueNames } from './names.ts';
import { checkSize, Unreadable } from './unreadable.ts';
import { valueColumn } from './values.ts';

/** @throws Unreadable */
export async function readSqlite(path: string): Promise<Frame> {
  try {
    // What is thrown in there would be told as a broken database.
    const read = await withDatabase(path, (database, tables) => attempt(() => largestTable(database, tables)));
    if (read instanceof Unreadable) throw read;
    return read;
  } catch (error) {
    if (error instanceof Broken) throw new Unreadable(error.message);
    throw error;
  }
}

function attempt(read: () => Frame): Frame | Unreadable {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return error;
    throw error;
  }
}

function largestTable(database: DatabaseSync, tables: readonly Table[]): Frame {
  const sized = tables
    .filter(({ columns }) => columns.length > 1)
    .map((table) => {
      const { n } = database.prepare(`SELECT count(*) AS n FROM ${quoted(table.name)}`).get()!;
      return { ...table, rows: Number(n) };
    })
    .sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1));
  const [largest] = sized;
  if (largest === undefined) throw new Unreadable('has no table of two columns or more', 'table-empty', 0);
  checkSize(largest.rows, largest.columns.length);
  if (largest.rows === 0) throw new Unreadable('has no rows', 'table-empty', 0);
  const values = largest.columns.map(() => new Array<unknown>(largest.rows).fill(null));
  const statement = database.prepare(`SELECT ${largest.columns.map(quoted).join(', ')} FROM ${quoted(largest.name)}`);
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  let row = 0;
  for (const cells of statement.iterate() as Iterable<unknown>) {
    for (const [at, cell] of (cells as unknown[]).entries()) values[at]![row] = cell;
    row += 1;
  }
  const names = uniqueNames(largest.columns);
  return makeFrame(names.map((name, at) => [name, valueColumn(name, values[at]!, { numbersInText: false })] as const));
}

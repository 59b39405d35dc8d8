/**
 * A frame as a SQLite file of one or several tables. Whole numbers are INTEGER, others REAL, words TEXT; booleans,
 * which SQLite lacks, are the words True and False, as a CSV file has them.
 */
import { DatabaseSync } from 'node:sqlite';
import { type Column, columnOf, type Frame } from '../frame.ts';

export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

export function writeSqlite(frame: Frame, path: string, tables: readonly Table[]): void {
  using database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN');
  for (const { name, columns } of tables) {
    const kinds = columns.map((column) => `${identifier(column)} ${typeOf(columnOf(frame, column))}`);
    database.exec(`CREATE TABLE ${identifier(name)} (${kinds.join(', ')})`);
    const insert = database.prepare(`INSERT INTO ${identifier(name)} VALUES (${columns.map(() => '?').join(', ')})`);
    const cells = columns.map((column) => cellsOf(columnOf(frame, column)));
    for (let row = 0; row < frame.rows; row += 1) insert.run(...cells.map((cell) => cell(row)));
  }
  database.exec('COMMIT');
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function typeOf(column: Column): string {
  if (column.kind !== 'number') return 'TEXT';
  return column.whole ? 'INTEGER' : 'REAL';
}

function cellsOf(column: Column): (row: number) => string | number | bigint | null {
  if (column.kind === 'number') {
    const { values } = column;
    if (column.whole) return (row) => (Number.isNaN(values[row]!) ? null : BigInt(values[row]!));
    return (row) => (Number.isNaN(values[row]!) ? null : values[row]!);
  }
  if (column.kind === 'text') return (row) => column.values[row]!;
  return (row) => (column.values[row] === null ? null : column.values[row] ? 'True' : 'False');
}

/**
 * A table's rows in a form that does not depend on how they were stored: the cells' contents sorted, without missing
 * ones, numbers to six digits, so that neither the order of columns nor the file kind nor another spelling of a number
 * makes a difference. Columns that only count rows are left out.
 *
 * Not for scoring, which must read exactly as pandas does.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { openCsv } from '../score/csv.ts';
import type { FileKind } from '../task.ts';

/** Each row's cells. A row of a SQLite file is one of one of its tables. */
export async function* normalRows(path: string, kind: FileKind): AsyncGenerator<string[]> {
  const rows = { csv: csvRows, sqlite: sqliteRows, parquet: parquetRows }[kind](path);
  for await (const row of rows) yield row.flatMap((cell) => normal(cell) ?? []).sort();
}

const COUNTS_ROWS = /^(?:row_id|index|Unnamed: 0|__index_level_\d+__|)$/;
const MISSING = new Set(['', 'nan', 'na', 'n/a', '<na>', 'none', 'null', 'nat']);

function normal(cell: unknown): string | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'bigint') return Number(cell).toPrecision(6);
  if (cell instanceof Date) return cell.toISOString().replace(/T00:00:00\.000Z$/, '');
  const text = String(cell).trim().toLowerCase();
  if (MISSING.has(text)) return null;
  const number = Number(text);
  if (Number.isFinite(number)) return number.toPrecision(6);
  return text;
}

async function* csvRows(path: string): AsyncGenerator<unknown[]> {
  const bytes = readFileSync(path);
  // A stray byte that is no UTF-8 must not hide the rest.
  const file = openCsv(Buffer.from(bytes.toString('utf8')));
  const wanted = file.names.flatMap((name, at) => (COUNTS_ROWS.test(name) ? [] : [at]));
  const text = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  for (const { rows, stride, starts, ends } of file.blocks(wanted)) {
    for (let row = 0; row < rows; row += 1) {
      yield wanted.map((_, slot) => text.toString('utf8', starts[row * stride + slot], ends[row * stride + slot]));
    }
  }
}

async function* sqliteRows(path: string): AsyncGenerator<unknown[]> {
  const { DatabaseSync } = await import('node:sqlite');
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  using database = new DatabaseSync(url, { readOnly: true, allowExtension: false });
  const tables = database.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'`,
  );
  for (const { name } of tables.all()) {
    const select = database.prepare(`SELECT * FROM "${String(name).replaceAll('"', '""')}"`);
    select.setReadBigInts(true);
    for (const row of select.iterate()) yield valuesOf(row);
  }
}

async function* parquetRows(path: string): AsyncGenerator<unknown[]> {
  const { asyncBufferFromFile, parquetReadObjects } = await import('hyparquet');
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
  for (const row of rows) yield valuesOf(row);
}

function valuesOf(row: Readonly<Record<string, unknown>>): unknown[] {
  return Object.entries(row).flatMap(([name, value]) => (COUNTS_ROWS.test(name) ? [] : [value]));
}

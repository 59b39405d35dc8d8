/**
 * The outside of a data file: is it what its name says, which columns has it, how many rows. Values are never read.
 * Errors are Broken, with words that follow the file's name ("is not a Parquet file").
 */
import { statSync } from 'node:fs';
import { extname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../errors.ts';
import { FILE_KINDS, type FileKind } from '../task.ts';
import { Broken } from './broken.ts';
import { countCsvRows, readCsvHeader } from './csv.ts';
import { bytesAt } from './read.ts';

export interface Outline {
  /** Distinct names, over all tables, in the file's order. */
  readonly columns: readonly string[];
  readonly tables: number;
  /** True if there is no row at all. */
  readonly empty: boolean;
}

export function fileKindOf(name: string): FileKind | null {
  return FILE_KINDS.find((kind) => `.${kind}` === extname(name).toLowerCase()) ?? null;
}

/** Cheap: headers and schemas only. @throws Broken */
export async function outlineOf(path: string, kind: FileKind): Promise<Outline> {
  if (statSync(path).size === 0) throw new Broken('is empty');
  if (kind === 'csv') {
    const { columns, empty } = readCsvHeader(path);
    if (columns.some((name) => name.includes('\0'))) throw new Broken('is not a CSV file');
    return { columns, tables: 1, empty };
  }
  if (kind === 'parquet') {
    const { columns, rows } = await readParquet(path);
    return { columns, tables: 1, empty: rows === 0 };
  }
  return withDatabase(path, (database, tables) => ({
    columns: [...new Set(tables.flatMap(({ columns }) => columns))],
    tables: tables.length,
    empty: tables.some(({ name }) => database.prepare(`SELECT 1 FROM ${quoted(name)} LIMIT 1`).get() === undefined),
  }));
}

/** Rows of the table; of a SQLite file with several tables, rows of their join on `row_id`. @throws Broken */
export async function countRows(path: string, kind: FileKind): Promise<number> {
  if (kind === 'csv') return countCsvRows(path);
  if (kind === 'parquet') return (await readParquet(path)).rows;
  return withDatabase(path, (database, tables) => {
    const count = (from: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${from}`).get()!.n);
    const [first, ...others] = tables.map(({ name }) => quoted(name));
    if (tables.every(({ columns }) => columns.includes('row_id'))) {
      return count([first, ...others.map((name) => `JOIN ${name} USING (row_id)`)].join(' '));
    }
    return Math.max(...tables.map(({ name }) => count(quoted(name))));
  });
}

export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

/** `immutable` keeps SQLite from looking for, or making, journals beside the file. */
export async function withDatabase<T>(path: string, use: (database: DatabaseSync, tables: Table[]) => T): Promise<T> {
  const header = bytesAt(path, 0, 32);
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0' || header.length < 32) {
    throw new Broken('is not a SQLite database');
  }
  // Page size (1 stands for 65,536) and number of pages: a file cut short opens, and fails only when read to its end.
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  if (statSync(path).size < pageSize * header.readUInt32BE(28)) throw new Broken('is cut short');
  const { DatabaseSync } = await import('node:sqlite');
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  try {
    using database = new DatabaseSync(url, { readOnly: true, allowExtension: false });
    const listed = database
      .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`)
      .all();
    const tables = listed.map(({ name }) => ({
      name: String(name),
      columns: database
        .prepare('SELECT name FROM pragma_table_info(?)')
        .all(String(name))
        .map((column) => String(column.name)),
    }));
    if (tables.length === 0) throw new Broken('holds no table');
    return use(database, tables);
  } catch (error) {
    if (error instanceof Broken) throw error;
    throw new Broken(`is not a readable SQLite database: ${messageOf(error)}`);
  }
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The columns as pandas shows them: its stored index is not one of them. */
async function readParquet(path: string): Promise<{ columns: string[]; rows: number }> {
  const { size } = statSync(path);
  const magic = [bytesAt(path, 0, 4), bytesAt(path, size - 4, 4)];
  if (magic.some((word) => word.toString('latin1') !== 'PAR1'))
    throw new Broken('is not a Parquet file, or is cut short');
  const { asyncBufferFromFile, parquetMetadataAsync, parquetSchema } = await import('hyparquet');
  try {
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    return {
      columns: columns.filter((name) => !/^__index_level_\d+__$/.test(name)),
      rows: Number(metadata.num_rows),
    };
  } catch (error) {
    throw new Broken(`is not a readable Parquet file: ${messageOf(error)}`);
  }
}

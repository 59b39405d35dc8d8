/**
 * A file of raw data into a frame, whatever it is: delimited text (also gzipped), Parquet, SQLite, Excel and OpenDocument,
 * JSON records. A file that gives no table is a rejection with its reason, never a crash. What a table means is not
 * asked here; rows and values are as the file has them.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { codeOf, messageOf } from '../../../errors.ts';
import type { Frame } from '../../frame.ts';
import { type Rejection, reject } from '../../rejection.ts';
import { type CsvLayout, readCsv } from './csv.ts';
import { readExcel } from './excel.ts';
import { readJson } from './json.ts';
import { readParquet } from './parquet.ts';
import { readSqlite } from './sqlite.ts';
import { Unreadable } from './unreadable.ts';

export interface ReadOptions {
  /** How delimited text is laid out; left out: as found. */
  readonly csv?: CsvLayout;
}

/** A text is held whole in memory; larger files are refused. */
const MOST_BYTES = 300_000_000;

const KINDS = {
  csv: 'text',
  tsv: 'text',
  tab: 'text',
  txt: 'text',
  data: 'text',
  parquet: 'parquet',
  pq: 'parquet',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
  db: 'sqlite',
  xlsx: 'excel',
  xls: 'excel',
  xlsm: 'excel',
  ods: 'excel',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

/** How a file is read, by its name's ending; null when it is no table. */
export function tableKindOf(name: string): Kind | null {
  const [, ending, gzip] = /\.([a-z0-9]+?)(\.gz)?$/i.exec(name) ?? [];
  const kind = Object.entries(KINDS).find(([known]) => known === ending?.toLowerCase())?.[1] ?? null;
  return gzip !== undefined && kind !== 'text' && kind !== 'json' ? null : kind;
}

/** @throws only for failures of ours */
export async function readTable(path: string, options: ReadOptions = {}): Promise<Frame | Rejection> {
  try {
    return await read(path, tableKindOf(basename(path)), options.csv ?? 'found');
  } catch (error) {
    const name = basename(path);
    if (error instanceof Unreadable) return reject('source', error.reason, `${name} ${error.message}`, error.figure);
    if (codeOf(error) === undefined) throw error;
    return reject('source', 'table-unreadable', `${name} cannot be read: ${messageOf(error)}`);
  }
}

async function read(path: string, kind: Kind | null, csv: CsvLayout): Promise<Frame> {
  if (kind === null) {
    const known = Object.keys(KINDS).join(', ');
    throw new Unreadable(`is of no kind that is read; known endings are ${known}`, 'table-kind-unknown');
  }
  const { size } = statSync(path);
  if (size === 0) throw new Unreadable('is empty', 'table-empty', 0);
  if (kind === 'parquet') return readParquet(path);
  if (kind === 'sqlite') return readSqlite(path);
  if (size > MOST_BYTES) throw tooLarge(size);
  const bytes = contentOf(path);
  if (kind === 'excel') return readExcel(bytes);
  return kind === 'json' ? readJson(bytes) : readCsv(bytes, csv);
}

function tooLarge(size: number): Unreadable {
  return new Unreadable(`has ${size} bytes, and at most ${MOST_BYTES} are read`, 'table-too-large', size);
}

function contentOf(path: string): Uint8Array {
  const bytes = readFileSync(path);
  if (!path.toLowerCase().endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(MOST_BYTES + 1);
    throw new Unreadable(`is not a readable gzip file: ${messageOf(error)}`);
  }
}

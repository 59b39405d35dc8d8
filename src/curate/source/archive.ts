/**
 * Takes an archive apart into a folder, trusting none of what it says: names lead nowhere, sizes and checksums are
 * checked, what grows too much is refused, and what is no table is left in it. Archives in archives stay shut.
 */
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf } from '../../errors.ts';
import { isRejection, type Rejection, reject } from '../rejection.ts';
import { idPart } from './description.ts';
import { tableKindOf } from './read/table.ts';
import { contentOf, type Entry, entriesOf } from './zip.ts';

const MAX_FILES = 1000;
/** Tables shrink by tens; what shrinks by more is made to grow. */
const MAX_RATIO = 200;
const RATIO_COUNTS_FROM = 2 ** 20;

/**
 * Makes `folder` with the archive's tables, numbered in its order, or makes nothing.
 * @param maxBytes of all tables together
 * @returns why there is no folder, or null
 */
export async function unpack(
  archive: string,
  folder: string,
  { maxBytes }: { maxBytes: number },
): Promise<Rejection | null> {
  const { size } = await stat(archive);
  if (size > maxBytes) return tooMuch('bytes', maxBytes, size);
  const bytes = await readFile(archive);
  let entries: readonly Entry[];
  try {
    entries = entriesOf(bytes);
  } catch (error) {
    return unreadable('the archive', error);
  }
  const tables = entries.filter(({ name }) => isTable(name));
  const fault = tooLarge(entries, tables, maxBytes);
  if (fault !== null) return fault;
  if (tables.length === 0) {
    const names = entries.slice(0, 5).map(({ name }) => basename(name));
    const words = `expected a table (CSV, Parquet, SQLite, Excel, JSON), found ${entries.length} other files: ${names}`;
    return reject('source', 'no-table', words, entries.length);
  }
  const partial = `${folder}.part`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  for (const [index, entry] of tables.entries()) {
    const content = contentOrRejection(bytes, entry);
    if (isRejection(content)) return content;
    await writeFile(join(partial, `${index + 1}-${fileName(entry.name)}`), content);
  }
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  return null;
}

/** A plain name that leads nowhere, with the ending of the given one. */
export function fileName(name: string): string {
  const base = basename(name.replaceAll('\\', '/'));
  const ending = /(\.[A-Za-z0-9]+)?(\.gz)?$/i.exec(base)![0];
  return `${idPart(base.slice(0, base.length - ending.length), 'name')}${ending.toLowerCase()}`;
}

/** By its name; what systems add on their own is none. */
export function isTable(name: string): boolean {
  const base = basename(name.replaceAll('\\', '/'));
  const added = base.startsWith('.') || /(^|[/\\])__MACOSX[/\\]/.test(name);
  return !added && tableKindOf(base) !== null;
}

function contentOrRejection(bytes: Buffer, entry: Entry): Uint8Array | Rejection {
  try {
    return contentOf(bytes, entry);
  } catch (error) {
    return unreadable(basename(entry.name), error);
  }
}

function tooLarge(entries: readonly Entry[], tables: readonly Entry[], maxBytes: number): Rejection | null {
  if (entries.length > MAX_FILES) return tooMuch('files', MAX_FILES, entries.length);
  const size = tables.reduce((sum, table) => sum + table.size, 0);
  if (size > maxBytes) return tooMuch('bytes', maxBytes, size);
  const grows = tables.find((table) => table.size > RATIO_COUNTS_FROM && table.size > table.packed * MAX_RATIO);
  return grows === undefined ? null : tooMuch('times what is packed', MAX_RATIO, grows.size / grows.packed);
}

function tooMuch(what: string, most: number, found: number): Rejection {
  const words = `expected an archive of at most ${most} ${what}, found ${Math.round(found)}`;
  return reject('source', 'archive-too-large', words, found);
}

function unreadable(what: string, error: unknown): Rejection {
  return reject('source', 'archive-unreadable', `${what} can't be unpacked: ${messageOf(error)}`);
}

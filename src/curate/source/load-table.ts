/**
 * The table behind an address: downloaded once into a folder of the cache, taken out of its archive if it is in one, and
 * of several the largest that reads. The folder is there whole or not at all.
 */
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from '../frame.ts';
import { type Rejection, reject } from '../rejection.ts';
import { fileName, isTable, unpack } from './archive.ts';
import { type Checksum, type Download, download } from './download.ts';
import type { Service } from './fetch.ts';
import { pickTable, type ReadTable } from './pick-table.ts';
import { readTable } from './read/table.ts';
import { rejectionOf } from './remote.ts';

export interface TableAddress {
  readonly service: Service;
  /** Of this table alone. */
  readonly folder: string;
  readonly url: string;
  /** What the file may be called: its own name, or the names of what is in the archive. */
  readonly names: readonly string[];
  readonly checksum?: Checksum | null;
  readonly maxBytes: number;
  /** Where the usual way of reading is not enough. */
  readonly readTable?: ReadTable;
  readonly signal: AbortSignal | undefined;
}

/** Tables shrink in archives. */
const UNPACKED_TIMES = 16;

/** @throws InfrastructureError when the service does not answer */
export async function loadTable(address: TableAddress): Promise<Frame | Rejection> {
  const fault = await fetchTable(address);
  return fault ?? (await pickTable(await tablesIn(address.folder), address.readTable ?? readTable));
}

/** The table of a folder that is there already; null when it is not. */
export async function loadAgain(folder: string): Promise<Frame | Rejection | null> {
  return (await stat(folder).catch(() => null)) === null ? null : await pickTable(await tablesIn(folder), readTable);
}

/** Makes the folder if it is not there yet. @returns why it can't be, or null */
async function fetchTable(address: TableAddress): Promise<Rejection | null> {
  const { service, folder, url, names, checksum = null, maxBytes, signal } = address;
  if ((await stat(folder).catch(() => null)) !== null) return null;
  const path = `${folder}.download`;
  const got = await download(service, url, path, { maxBytes, checksum, signal });
  if (!got.ok) return 'fault' in got ? reject('source', got.fault, got.words, got.figure) : rejectionOf(got);
  try {
    const kind = await packingOf(path);
    if (kind === 'archive') return await unpack(path, folder, { maxBytes: maxBytes * UNPACKED_TIMES });
    const name = kind === 'excel' ? 'table.xlsx' : nameOf(got, names);
    if (name === null)
      return reject('source', 'no-table', `${service.name}: a file of no known kind came: ${names.slice(0, 5)}`);
    await rm(`${folder}.part`, { recursive: true, force: true });
    await mkdir(`${folder}.part`, { recursive: true });
    await rename(path, join(`${folder}.part`, fileName(name)));
    await rename(`${folder}.part`, folder);
    return null;
  } finally {
    await rm(path, { force: true });
  }
}

async function tablesIn(folder: string): Promise<{ name: string; path: string; bytes: number }[]> {
  const names = (await readdir(folder)).sort();
  return await Promise.all(
    names.map(async (name) => ({ name, path: join(folder, name), bytes: (await stat(join(folder, name))).size })),
  );
}

const ZIP = 0x04034b50;

/** By its first bytes; Excel's files are archives of a fixed beginning. */
async function packingOf(path: string): Promise<'archive' | 'excel' | 'plain'> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(4096);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    if (bytesRead < 30 || head.readUInt32LE(0) !== ZIP) return 'plain';
    const text = head.toString('latin1', 0, bytesRead);
    return /\[Content_Types\]\.xml|_rels\/\.rels|xl\/workbook\.xml/.test(text) ? 'excel' : 'archive';
  } finally {
    await file.close();
  }
}

/** What a single file is called: as the answer says, as its address ends, or as it was listed. */
function nameOf({ headers, url }: Extract<Download, { ok: true }>, names: readonly string[]): string | null {
  const disposition = /filename\*?=(?:UTF-8'')?"?([^";]+)/i.exec(headers['content-disposition'] ?? '')?.[1];
  const last = url.pathname.split('/').at(-1);
  return (
    [disposition, last, ...names].find((name) => name !== undefined && (isTable(name) || /\.arff$/i.test(name))) ?? null
  );
}

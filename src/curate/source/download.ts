/**
 * Downloads that go on where they stopped: what came so far is in `PATH.part`, what it is a part of in `PATH.part.json`,
 * and a file is at its own path only when it is whole. A part is added to only when the service says that the rest is of
 * the same file (its ETag and length); otherwise it is begun anew.
 */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import {
  bearError,
  discard,
  type Headers,
  type Opened,
  open,
  patienceOf,
  type Refusal,
  type Service,
  shown,
} from './fetch.ts';
import type { Patience } from './retry.ts';

export interface Checksum {
  readonly algorithm: 'md5' | 'sha256';
  /** Lower-case, in hexadecimal digits. */
  readonly digest: string;
}

export type Download =
  | { readonly ok: true; readonly headers: Headers; readonly url: URL }
  | Refusal
  | {
      readonly ok: false;
      readonly fault: 'too-large' | 'wrong-checksum';
      readonly figure: number | null;
      readonly words: string;
    };

/** A file that comes whole and wrong is asked for once more. */
const WHOLE_TRIES = 2;

const PART = z.object({ etag: z.string(), length: z.number() });
type Part = z.infer<typeof PART>;

/**
 * Fetches a file to a path, making its folder.
 * @throws InfrastructureError when the service does not answer, or breaks off too often without getting further
 */
export async function download(
  service: Service,
  url: string,
  path: string,
  options: { maxBytes: number; checksum?: Checksum | null; signal?: AbortSignal | undefined },
): Promise<Download> {
  const { maxBytes, signal } = options;
  await mkdir(dirname(path), { recursive: true });
  const patience = patienceOf(service, url, signal);
  for (let number = 1; ; number += 1) {
    const got = await fetchPart(service, url, `${path}.part`, { maxBytes, patience, signal });
    if (!got.ok) {
      if (!('status' in got)) await forget(path);
      return got;
    }
    const wrong = await mismatch(`${path}.part`, options.checksum ?? announced(got.headers));
    if (wrong === null) {
      await rename(`${path}.part`, path);
      await rm(`${path}.part.json`, { force: true });
      return got;
    }
    await forget(path);
    if (number >= WHOLE_TRIES) {
      const words = `${service.name} (${shown(url)}): the file came twice with another checksum than it should: ${wrong}`;
      return { ok: false, fault: 'wrong-checksum', figure: null, words };
    }
  }
}

type Fetched = Extract<Download, { ok: true }> | Exclude<Download, { ok: true }>;

async function fetchPart(
  service: Service,
  url: string,
  part: string,
  { maxBytes, patience, signal }: { maxBytes: number; patience: Patience; signal: AbortSignal | undefined },
): Promise<Fetched> {
  for (;;) {
    const before = await partOf(part);
    const headers: Record<string, string> =
      before === null ? {} : { range: `bytes=${before.size}-`, 'if-range': before.etag };
    const opened = await open(service, new URL(url), { patience, headers, signal });
    if (!opened.ok && opened.status === 416 && before !== null) {
      // The part is no beginning of what is there now.
      await rm(part, { force: true });
      continue;
    }
    if (!opened.ok) return opened;
    const start = before !== null && continues(opened, before) ? before.size : 0;
    if (opened.status === 206 && start === 0) {
      await opened.body.dump();
      await rm(part, { force: true });
      await patience.bear({ why: 'it answers with another part than asked for', tooMany: false, waitSeconds: null });
      continue;
    }
    const length = lengthOf(opened, start);
    if ((length ?? 0) > maxBytes) {
      discard(opened.body);
      return tooLarge(service, url, maxBytes, length);
    }
    try {
      const note = { etag: opened.headers.etag ?? '', length: length ?? -1 };
      const size = await append(opened, part, { start, maxBytes, note, patience });
      if (size > maxBytes) return tooLarge(service, url, maxBytes, null);
      if (length !== null && size !== length) throw new Error(`it broke off after ${size} of ${length} bytes`);
      return { ok: true, headers: opened.headers, url: opened.url };
    } catch (error) {
      await bearError(error, patience, signal);
    }
  }
}

/**
 * Writes each piece the moment it comes, for a connection that breaks throws away what was not yet taken from it. For
 * the same reason nothing is awaited before.
 * @returns the part's size, at most a little over `maxBytes`
 */
async function append(
  { body }: Opened,
  part: string,
  { start, maxBytes, note, patience }: { start: number; maxBytes: number; note: Part; patience: Patience },
): Promise<number> {
  const file = openSync(part, start === 0 ? 'w' : 'r+');
  try {
    ftruncateSync(file, start);
    writeFileSync(`${part}.json`, JSON.stringify(note));
    return await new Promise((resolve, refuse) => {
      let size = start;
      body.once('error', refuse);
      body.once('end', () => resolve(size));
      body.on('data', (piece: Buffer) => {
        try {
          size += writeSync(file, piece, 0, piece.length, size);
        } catch (error) {
          body.destroy(error as Error);
        }
        patience.progressed();
        if (size <= maxBytes) return;
        resolve(size);
        discard(body);
      });
    });
  } finally {
    closeSync(file);
  }
}

/** A part that can be gone on with: its file has a strong ETag, by which the service can tell it. */
async function partOf(part: string): Promise<(Part & { size: number }) | null> {
  const text = await readFile(`${part}.json`, 'utf8').catch(() => null);
  const { size } = (await stat(part).catch(() => null)) ?? { size: 0 };
  if (text === null || size === 0) return null;
  try {
    const known = PART.parse(JSON.parse(text));
    return known.etag.startsWith('"') && (known.length === -1 || size < known.length) ? { ...known, size } : null;
  } catch {
    return null;
  }
}

function continues({ status, headers }: Opened, before: Part & { size: number }): boolean {
  const range = rangeOf(headers);
  if (status !== 206 || range === null || range.start !== before.size) return false;
  if (headers.etag !== undefined && headers.etag !== before.etag) return false;
  return before.length === -1 || range.total === null || range.total === before.length;
}

function rangeOf(headers: Headers): { start: number; total: number | null } | null {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  return range === null ? null : { start: Number(range[1]), total: range[2] === '*' ? null : Number(range[2]) };
}

/** Of the whole file, if the service says so. */
function lengthOf({ headers, status }: Opened, start: number): number | null {
  if (status === 206) {
    const total = rangeOf(headers)?.total;
    if (total !== null && total !== undefined) return total;
  }
  const length = headers['content-length'];
  return length === undefined ? null : start + Number(length);
}

/** The checksum that Google's storage, where Kaggle keeps its files, announces. */
function announced(headers: Headers): Checksum | null {
  const md5 = /(?:^|[\s,])md5=([A-Za-z0-9+/]{22}==)/.exec(headers['x-goog-hash'] ?? '');
  return md5 === null ? null : { algorithm: 'md5', digest: Buffer.from(md5[1]!, 'base64').toString('hex') };
}

async function mismatch(path: string, checksum: Checksum | null): Promise<string | null> {
  if (checksum === null) return null;
  const hash = createHash(checksum.algorithm);
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  const digest = hash.digest('hex');
  return digest === checksum.digest ? null : `${checksum.algorithm} ${digest}, expected ${checksum.digest}`;
}

function tooLarge(service: Service, url: string, maxBytes: number, length: number | null): Download & { ok: false } {
  const found = length === null ? 'more' : `${length}`;
  const words = `${service.name} (${shown(url)}): expected at most ${maxBytes} bytes, found ${found}`;
  return { ok: false, fault: 'too-large', figure: length, words };
}

async function forget(path: string): Promise<void> {
  for (const name of [`${path}.part`, `${path}.part.json`]) await rm(name, { force: true });
}

/**
 * What a remote source was told, kept in its cache folder so that it does not ask twice: the pages of its listings in one
 * append-only file of JSON lines (`listing.jsonl`; a torn line is owed), a dataset's record in a file of its own.
 * Deleting the folder makes the source look anew; until then a listing stays as it was first seen.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { readJsonLines, replaceFile } from '../../store/files.ts';
import { openLineLog } from '../../store/line-log.ts';
import { lockFolder } from '../../store/lock.ts';

export interface Journal extends AsyncDisposable {
  /** What was kept under this name, if anything that fits was. */
  recall<T>(name: string, schema: z.ZodType<T>): T | undefined;
  keep(name: string, answer: unknown): Promise<void>;
}

const LINE = z.object({ name: z.string(), answer: z.unknown() });

/** @param folder made if needed. @throws UserError when another process uses it */
export async function openJournal(folder: string): Promise<Journal> {
  await mkdir(folder, { recursive: true });
  const lock = await lockFolder(folder).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${folder} is in use by another curation. Wait for it, or set DARE_CACHE to another folder.`);
  });
  const path = join(folder, 'listing.jsonl');
  // Opened first: it cuts a torn line off.
  const log = await openLineLog(path);
  const known = new Map<string, unknown>();
  for await (const line of readJsonLines<unknown>(path)) {
    const parsed = LINE.safeParse(line);
    if (parsed.success) known.set(parsed.data.name, parsed.data.answer);
  }
  return {
    recall: (name, schema) => (known.has(name) ? schema.safeParse(known.get(name)).data : undefined),
    keep: async (name, answer) => {
      known.set(name, answer);
      await log.append({ name, answer });
    },
    [Symbol.asyncDispose]: async () => {
      await log.close();
      await lock.release();
    },
  };
}

/** The record in a file, if there is one that fits. */
export async function recallFile<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export async function keepFile(path: string, record: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, JSON.stringify(record));
}

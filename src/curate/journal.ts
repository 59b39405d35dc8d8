/**
 * The record of a curation: one line a dataset, in the order in which they were listed, appended once all that the
 * dataset gives is in place. What has a line is never done again; what has none is done anew from the beginning, and
 * comes out the same. The settings stand in `curation.json`, and a folder keeps those that it was begun with.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { readJsonLines, replaceFile } from '../store/files.ts';
import { openLineLog } from '../store/line-log.ts';
import { lockFolder } from '../store/lock.ts';
import type { Entry } from './gates/corpus.ts';
import type { Sketch } from './gates/sketch.ts';
import type { DatasetOutcome } from './outcome.ts';

const JOURNAL = 'journal.jsonl';
const SKETCHES = 'sketches.jsonl';
const SETTINGS = 'curation.json';
const SEED = 'seed';
/** Within the benchmark's folder: what is needed to go on with it, and to explain it. Readers of the layout ignore it. */
export const RECORDS = '.curation';

export interface Journal {
  /** Forgets a curation that was begun just now and has recorded nothing. */
  abandon(): Promise<void>;
  /** What was recorded before, in order. */
  readonly before: readonly DatasetOutcome[];
  /** Their ids. */
  readonly done: ReadonlySet<string>;
  /** What later datasets are compared with, of those whose rows were read. */
  sketches(): AsyncIterable<Entry>;
  append(outcome: DatasetOutcome, sketch: Sketch | null): Promise<void>;
  close(): Promise<void>;
}

/** The secret that a curation drew for itself; null where there is none. */
export async function keptSeed(out: string): Promise<string | null> {
  const path = join(out, RECORDS, SEED);
  return existsSync(path) ? (await readFile(path, 'utf8')).trim() : null;
}

export interface JournalOptions {
  /** All that the outcome depends on. */
  readonly settings: object;
  /** Kept, for `keptSeed`. */
  readonly seed: string;
  /** Whether a folder with a curation in it is gone on with. */
  readonly resume: boolean;
}

/**
 * @throws UserError when the folder is in use, holds something else, or a curation with other settings
 */
export async function openJournal(out: string, { settings, seed, resume }: JournalOptions): Promise<Journal> {
  const folder = join(out, RECORDS);
  const isNew = !existsSync(join(folder, SETTINGS));
  if (isNew && existsSync(join(out, 'question_list.json'))) {
    throw new UserError(
      `${out} holds a benchmark that was not made by this command. Choose another folder with --out.`,
    );
  }
  if (isNew && resume) {
    throw new UserError(`Expected an interrupted curation in ${out}, but there is none. Start one without --resume.`);
  }
  await mkdir(folder, { recursive: true });
  const lock = await lockFolder(folder);
  try {
    if (isNew) {
      await writeFile(join(folder, SEED), `${seed}\n`, { mode: 0o600 });
      await replaceFile(join(folder, SETTINGS), `${JSON.stringify(settings, null, 2)}\n`);
    } else if (!resume) {
      throw new UserError(
        `${out} already holds a curation. Go on with it (--resume), or choose another folder (--out).`,
      );
    } else await sameSettings(join(folder, SETTINGS), settings);
    const log = await openLineLog(join(folder, JOURNAL));
    const seen = await openLineLog(join(folder, SKETCHES));
    const before = await readJournal(out);
    const done = new Set(before.map(({ origin }) => origin.id));
    return {
      abandon: async () => {
        if (!isNew || (await readJournal(out)).length > 0) return;
        await rm(folder, { recursive: true });
        // Whatever else is there is the user's.
        for (const made of [join(out, 'databases'), out]) await rmdir(made).catch(() => {});
      },
      before,
      done,
      sketches: async function* () {
        // One without a line in the journal was of a dataset that is done anew.
        for await (const entry of readJsonLines<Entry>(join(folder, SKETCHES))) if (done.has(entry.id)) yield entry;
      },
      append: async (outcome, sketch) => {
        if (sketch !== null) await seen.append({ id: outcome.origin.id, side: 'corpus', sketch } satisfies Entry);
        await log.append(outcome);
      },
      close: async () => {
        await seen.close();
        await log.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** What a curation has recorded so far. @throws UserError when there is none */
export async function readJournal(out: string): Promise<DatasetOutcome[]> {
  if (!existsSync(join(out, RECORDS, SETTINGS))) {
    throw new UserError(
      `Expected a benchmark made by \`dare curate\` in ${out}, but it has no ${RECORDS}/${SETTINGS}.`,
    );
  }
  return Array.fromAsync(readJsonLines<DatasetOutcome>(join(out, RECORDS, JOURNAL)));
}

async function sameSettings(path: string, settings: object): Promise<void> {
  const found = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  const wanted = settings as Record<string, unknown>;
  const differing = [...new Set([...Object.keys(found), ...Object.keys(wanted)])].filter(
    (name) => hashOf(found[name]) !== hashOf(wanted[name]),
  );
  if (differing.length === 0) return;
  const words = differing.map(
    (name) => `${name} was ${JSON.stringify(found[name])}, now ${JSON.stringify(wanted[name])}`,
  );
  throw new UserError(
    `The curation in this folder was begun with other settings: ${words.join('; ')}. Give the same, or another --out.`,
  );
}

/**
 * An episode on disk: `journal.jsonl`, one line for each thing that happened, and `files/<call>/` with what calls saved.
 * A call counts from the moment its `answered` line is whole, so that a killed server leaves it done or not done.
 *
 * It survives the death of the process; against the death of the machine it does no more than the file system does.
 */
import { appendFileSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonLines } from '../../store/files.ts';
import { openLineLog } from '../../store/line-log.ts';
import type { CallRecord } from '../../workspace.ts';

const FLAG = z.object({ name: z.string(), evidence: z.string() });

const LINE = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('opened'),
    format: z.literal(1),
    task: z.string(),
    /** Of the task's content: with another, the episode can't go on. */
    hash: z.string(),
    environment: z.string(),
    seed: z.int(),
    key: z.string().optional(),
  }),
  /** A call is about to run. Without its answer it was lost, and the episode is not whole until it is made again. */
  z.object({ kind: z.literal('begun'), key: z.string(), digest: z.string(), named: z.boolean() }),
  z.object({
    kind: z.literal('answered'),
    key: z.string(),
    number: z.int(),
    name: z.string(),
    arguments: z.string(),
    content: z.string(),
    record: z.custom<CallRecord>((value) => typeof value === 'object' && value !== null),
    /** Names of files that lie in `files/<number>/` from now on. */
    saved: z.array(z.string()),
  }),
  z.object({ kind: z.literal('flagged'), flag: FLAG }),
  z.object({
    kind: z.literal('scored'),
    by: z.string().optional(),
    score: z.object({
      reward: z.number(),
      score: z.number().nullable(),
      exists: z.boolean(),
      reason: z.string().nullable(),
      flags: z.array(FLAG),
      floor: z.number().nullable(),
    }),
  }),
]);

export type JournalLine = z.infer<typeof LINE>;
export type AnsweredLine = Extract<JournalLine, { kind: 'answered' }>;

export interface Journal {
  readonly folder: string;
  append(line: JournalLine): Promise<void>;
  read(): AsyncGenerator<JournalLine>;
  /** Where a call's files are kept. */
  filesOf(call: number): string;
  /** Removes the files of calls, all but those of `kept`: a killed call's, or what later calls saved over. */
  prune(kept: ReadonlySet<number>): Promise<void>;
}

export function journalIn(folder: string): Journal {
  const path = join(folder, 'journal.jsonl');
  return {
    folder,
    // Some microseconds where they are needed: to wait for another thread takes a busy machine far longer.
    append: async (line) => appendFileSync(path, `${JSON.stringify(line)}\n`),
    read: async function* () {
      for await (const line of readJsonLines<unknown>(path)) yield LINE.parse(line);
    },
    filesOf: (call) => join(folder, 'files', String(call)),
    prune: async (kept) => {
      for (const name of await readdir(join(folder, 'files')).catch(() => [])) {
        if (!kept.has(Number(name))) await rm(join(folder, 'files', name), { recursive: true, force: true });
      }
    },
  };
}

/** A new one, its first line written. */
export async function startJournal(folder: string, line: Extract<JournalLine, { kind: 'opened' }>): Promise<Journal> {
  await mkdir(folder);
  const journal = journalIn(folder);
  await journal.append(line);
  return journal;
}

/** One that a server left, a torn last line cut off. */
export async function reopenJournal(folder: string): Promise<Journal> {
  await (await openLineLog(join(folder, 'journal.jsonl'))).close();
  return journalIn(folder);
}

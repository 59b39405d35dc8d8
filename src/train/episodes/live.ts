/**
 * One episode while a server holds it: what its journal says, in memory, small enough for a thousand of them. What calls
 * answered stays on disk.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '../../model.ts';
import { SUBMISSION, type Task, type TaskFile } from '../../task.ts';
import type { CallRecord } from '../../workspace.ts';
import type { EpisodeFlag, EpisodeScore } from '../episodes.ts';
import type { AnsweredLine, Journal, JournalLine } from './journal.ts';

export interface Live {
  readonly id: string;
  readonly task: Task;
  readonly seed: number;
  readonly key: string | undefined;
  readonly journal: Journal;
  /** What a call may load, by name: the task's files, then what calls saved. */
  readonly files: Map<string, TaskFile>;
  /** Of calls by their key: what was asked, as a hash. */
  readonly digests: Map<string, string>;
  readonly answered: Set<string>;
  /** Calls that were begun and never answered, for a reason of ours. */
  readonly owed: Set<string>;
  readonly flags: EpisodeFlag[];
  /** The last call that came without an id of its own. */
  unnamed: string | null;
  /** Numbers given to calls so far. */
  numbers: number;
  /** Bytes of saved files. */
  bytes: number;
  score: EpisodeScore | null;
  /** A hash of the request that it was first scored for. */
  scoredBy: string | undefined;
  /** Time of the last request, as the clock of the whole tells it. */
  usedAt: number;
  /** Requests under way. */
  busy: number;
}

export function liveOf(
  task: Task,
  parts: Pick<Live, 'id' | 'seed' | 'journal' | 'usedAt'> & { key?: string | undefined },
): Live {
  return {
    ...parts,
    task,
    key: parts.key,
    files: new Map(task.files.map((file) => [file.name, file])),
    digests: new Map(),
    answered: new Set(),
    owed: new Set(),
    flags: [],
    unnamed: null,
    numbers: 0,
    bytes: 0,
    score: null,
    scoredBy: undefined,
    busy: 0,
  };
}

/** Takes in a line that is on disk. @returns files that it took the place of */
export function takeIn(live: Live, line: JournalLine): TaskFile[] {
  if (line.kind === 'begun') {
    live.digests.set(line.key, line.digest);
    live.owed.add(line.key);
    if (!line.named) live.unnamed = line.key;
  } else if (line.kind === 'flagged') live.flags.push(line.flag);
  else if (line.kind === 'scored') {
    live.score = line.score;
    live.scoredBy = line.by;
  } else if (line.kind === 'answered') return takeInAnswer(live, line);
  return [];
}

function takeInAnswer(live: Live, line: AnsweredLine): TaskFile[] {
  live.owed.delete(line.key);
  live.answered.add(line.key);
  live.numbers = Math.max(live.numbers, line.number + 1);
  const replaced: TaskFile[] = [];
  for (const name of line.saved) {
    const path = join(live.journal.filesOf(line.number), name);
    // A later call may have saved over it by now.
    const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const old = live.files.get(name);
    if (old !== undefined && isSaved(live, old)) {
      replaced.push(old);
      live.bytes -= old.bytes;
    }
    live.files.set(name, { name, path, bytes });
    live.bytes += bytes;
  }
  return replaced;
}

export function isSaved(live: Live, file: TaskFile): boolean {
  return file.path.startsWith(`${live.journal.folder}/`);
}

/** Absolute path of the submission, or null. */
export function submissionOf(live: Live): string | null {
  const file = live.files.get(SUBMISSION);
  return file !== undefined && isSaved(live, file) ? file.path : null;
}

/** What the attempt was, as those who look for flags read it. */
export async function transcriptOf(live: Live): Promise<{ messages: Message[]; calls: CallRecord[] }> {
  const messages: Message[] = [{ role: 'user', content: live.task.question }];
  const calls: CallRecord[] = [];
  for await (const line of live.journal.read()) {
    if (line.kind !== 'answered') continue;
    const call = { id: line.key, name: line.name, arguments: line.arguments };
    messages.push(
      { role: 'assistant', content: '', toolCalls: [call] },
      { role: 'tool', callId: line.key, name: line.name, content: line.content },
    );
    calls.push(line.record);
  }
  return { messages, calls };
}

/** What a call answered before. */
export async function answerOf(live: Live, key: string): Promise<string> {
  for await (const line of live.journal.read()) {
    if (line.kind === 'answered' && line.key === key) return line.content;
  }
  throw new Error(`the journal of episode ${live.id} has no answer to call ${key}`);
}

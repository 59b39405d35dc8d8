/**
 * Reads all of a benchmark in the published layout: question_list.json and databases/<folder>/{source,verify}. Every
 * dataset is checked by its headers and hashed, so that whatever is broken is known before anything runs; the rest is
 * not affected.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { AnswerKey } from '../answer-key.ts';
import type { Unusable } from '../bench.ts';
import { codeOf, messageOf, UserError } from '../errors.ts';
import type { Task } from '../task.ts';
import { readDataset } from './dataset.ts';
import { QUESTION_LIST, readQuestionList } from './question-list.ts';

export interface Layout {
  readonly tasks: readonly { readonly task: Task; readonly key: AnswerKey }[];
  readonly unusable: readonly Unusable[];
}

/** @throws UserError when the folder has no readable question_list.json or no databases/. */
export async function readLayout(folder: string): Promise<Layout> {
  const { entries, bad } = await readQuestionList(folder);
  const databases = join(folder, 'databases');
  const present = await foldersOf(databases);

  const unusable: Unusable[] = bad.map((entry) => ({ ...entry, version: null }));
  const listed = new Map<string, (typeof entries)[number]>();
  for (const entry of entries) {
    const dataset = entry.file_path;
    if (!listed.has(dataset)) listed.set(dataset, entry);
    else unusable.push({ dataset, version: null, reason: `${QUESTION_LIST} has it more than once; the first is used` });
  }
  const named = new Set([...listed.keys(), ...bad.map(({ dataset }) => dataset)]);
  for (const dataset of present) {
    if (!named.has(dataset)) unusable.push({ dataset, version: null, reason: `${QUESTION_LIST} has no entry for it` });
  }

  const tasks: { task: Task; key: AnswerKey }[] = [];
  for (const entry of listed.values()) {
    // Reading is synchronous (read.ts): between datasets, signals and timers get their turn.
    await setImmediate();
    const dataset = await readDataset(databases, entry);
    unusable.push(...dataset.unusable);
    tasks.push(...dataset.tasks);
  }
  return {
    tasks: tasks.sort((a, b) => compare(a.task.dataset, b.task.dataset)),
    unusable: unusable.sort((a, b) => compare(a.dataset, b.dataset)),
  };
}

/** By code units, so that the order is the same on every machine; equal names keep their order. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Names of the dataset folders there are; hidden ones are not meant. */
async function foldersOf(databases: string): Promise<string[]> {
  try {
    const entries = await readdir(databases, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  } catch (error) {
    const found = codeOf(error) === 'ENOENT' ? 'there is no such folder' : messageOf(error);
    throw new UserError(`Expected the datasets' folders in ${databases}, but ${found}.`);
  }
}

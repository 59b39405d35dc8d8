/** question_list.json: one entry a dataset, with its two questions and the files that each may see. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, messageOf, UserError } from '../errors.ts';
import { parseLenientJson } from './lenient-json.ts';

export const QUESTION_LIST = 'question_list.json';

const names = z.array(z.string()).readonly().nullish();
const ENTRY = z.looseObject({
  file_path: z.string(),
  task: z.string().nullish(),
  question_v1: z.string().nullish(),
  question_v2: z.string().nullish(),
  needed_files_v1: names,
  needed_files_v2: names,
});

export type Entry = z.infer<typeof ENTRY>;

export interface BadEntry {
  readonly dataset: string;
  readonly reason: string;
}

/**
 * The entries that can be read, in the list's order, and those that cannot.
 * @throws UserError when the folder holds no readable list: then there is no benchmark at all.
 */
export async function readQuestionList(folder: string): Promise<{ entries: Entry[]; bad: BadEntry[] }> {
  const path = join(folder, QUESTION_LIST);
  const expected = `Expected ${path}: a JSON list with one object a dataset (see docs/task-format.md)`;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const found = codeOf(error) === 'ENOENT' ? 'there is no such file' : messageOf(error);
    throw new UserError(`${expected}, but ${found}. Give the folder that holds ${QUESTION_LIST} and databases/.`);
  }
  let list: unknown;
  try {
    list = parseLenientJson(text);
  } catch (error) {
    throw new UserError(`${expected}, but it is not JSON: ${messageOf(error)}.`);
  }
  if (!Array.isArray(list)) throw new UserError(`${expected}, but it holds ${nameOfType(list)}.`);

  const entries: Entry[] = [];
  const bad: BadEntry[] = [];
  for (const [index, item] of list.entries()) {
    const parsed = ENTRY.safeParse(item);
    if (parsed.success) {
      entries.push(parsed.data);
      continue;
    }
    const issue = parsed.error.issues[0]!;
    const where = issue.path.length > 0 ? `"${issue.path.join('.')}": ` : '';
    bad.push({
      dataset: nameOfEntry(item) ?? `entry ${index + 1}`,
      reason: `its entry in ${QUESTION_LIST} is malformed: ${where}${issue.message}`,
    });
  }
  return { entries, bad };
}

function nameOfEntry(item: unknown): string | undefined {
  const name = (item as { file_path?: unknown } | null)?.file_path;
  return typeof name === 'string' ? name : undefined;
}

function nameOfType(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

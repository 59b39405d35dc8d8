/** What the reader recovers from the released questions, which others wrote, counted by parameter. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openBenchmark } from '../../../src/bench/published.ts';
import { outlineOf } from '../../../src/bench/table.ts';
import { differencesBetween } from '../../../src/curate/write/differences.ts';
import { describedColumns } from '../../../src/curate/write/read/metadata.ts';
import { type ReadBack, readQuestion } from '../../../src/curate/write/read/read-question.ts';
import { type Statement, statementOfTask, UNSAID } from '../../../src/curate/write/statement.ts';
import type { Task } from '../../../src/task.ts';

export interface Count {
  stated: number;
  right: number;
  wrong: number;
  unread: number;
}

export interface Recovery {
  /** By variant and parameter: `if features`. */
  readonly counts: ReadonlyMap<string, Count>;
  readonly singleRanges: { readonly stated: number; readonly right: number };
  /** Questions of which every parameter was read right. */
  readonly whole: number;
  readonly questions: number;
  /** What was not right, and questions that contradict themselves to the reader. */
  readonly cases: readonly { readonly task: string; readonly parameter: string; readonly words: string }[];
}

/** What the published questions do not say, or say by rules of their own, is not counted. */
const PARAMETERS: readonly (keyof Statement)[] = [
  'variant',
  'family',
  'trainFile',
  'validationFile',
  'metadataFile',
  'targets',
  'outputFile',
  'outputColumns',
  'ids',
  'join',
  'missingWords',
  'ranges',
  'missingInRange',
  'features',
  'numeric',
  'categorical',
  'imputer',
  'categoricalImputer',
  'scaler',
  'encoder',
  'unknown',
  'dense',
  'model',
  'seed',
  'defaults',
];

export async function recoveryFrom(folder: string): Promise<Recovery> {
  const { tasks } = await openBenchmark(folder);
  const counts = new Map<string, Count>();
  const cases: { task: string; parameter: string; words: string }[] = [];
  const singleRanges = { stated: 0, right: 0 };
  let whole = 0;
  for (const task of tasks) {
    const stated = statementOfTask(task);
    const found = readQuestion(task.question, { columns: await columnsOf(task) });
    if ('problem' in found) cases.push({ task: task.id, parameter: 'problem', words: found.problem });
    const read = 'problem' in found ? UNSAID : found;
    let wrong = 0;
    for (const parameter of PARAMETERS.filter((one) => stated[one] !== null)) {
      const differences = differencesOf(parameter, read, stated);
      const name = `${task.variant} ${parameter}`;
      const count = counts.get(name) ?? { stated: 0, right: 0, wrong: 0, unread: 0 };
      counts.set(name, count);
      count.stated += 1;
      count[differences.length === 0 ? 'right' : isUnread(read[parameter]) ? 'unread' : 'wrong'] += 1;
      if (differences.length > 0) wrong += 1;
      for (const words of differences) cases.push({ task: task.id, parameter, words });
    }
    for (const [column, range] of stated.ranges ?? []) {
      const one = read.ranges?.get(column);
      const [left, right] = [new Map(one === undefined ? [] : [[column, one]]), new Map([[column, range]])];
      singleRanges.stated += 1;
      if (differencesBetween({ ...UNSAID, ranges: left }, { ...UNSAID, ranges: right }).length === 0)
        singleRanges.right += 1;
    }
    if (wrong === 0) whole += 1;
  }
  return { counts, singleRanges, whole, questions: tasks.length, cases };
}

function differencesOf(parameter: keyof Statement, read: ReadBack, stated: Statement): string[] {
  const only = (from: Statement): Statement => ({ ...UNSAID, [parameter]: from[parameter] });
  return differencesBetween(only(read), only(stated));
}

function isUnread(value: ReadBack[keyof ReadBack]): boolean {
  return value === null || (value instanceof Map && value.size === 0);
}

/** The columns of the training file, with the descriptions that metadata.txt has: as much as an agent knows. */
async function columnsOf({ files, parameters }: Task): Promise<Record<string, string>> {
  const folder = dirname(files[0]!.path);
  const described = describedColumns(await readFile(join(folder, 'metadata.txt'), 'utf8'));
  const { columns } = await outlineOf(join(folder, parameters.trainFile), parameters.fileKind);
  const names = columns.filter((name) => name !== 'row_id');
  return Object.fromEntries(names.map((name) => [name, described[name] ?? '']));
}

/**
 * From recorded attempts to those that teach: the paper's rejection sampling (rejection.ts) and what is kept out
 * beside it. Counts what each rule kept and removed. It writes nothing; infrastructure failures are no attempts, so
 * that they cannot get here.
 */
import type { AttemptRecord, Transcript } from '../attempt.ts';
import type { Benchmark } from '../bench.ts';
import { UserError } from '../errors.ts';
import type { Score } from '../score.ts';
import type { Store } from '../store.ts';
import { KINDS, type Kind, type Task } from '../task.ts';
import { type FlagName, flagsOf } from './flags.ts';
import { areNearCopies, type Shingles, shinglesOf } from './near-copies.ts';
import {
  type Candidate,
  choose,
  isDiverse,
  isEligible,
  needsDiversity,
  type Strategy,
  type Thresholds,
} from './rejection.ts';
import { rowMessages } from './row.ts';

/** A run, and the benchmark that it was run on. */
export interface Source {
  readonly store: Store;
  readonly benchmark: Benchmark;
}

export interface Attempt extends Candidate {
  readonly record: AttemptRecord;
  readonly store: Store;
  readonly task: Task;
  /** Its dataset's name, and what tells it from one of the same name in another benchmark. */
  readonly data: string;
  /** The one given later, where there is such a one. */
  readonly given: Score;
}

export interface SelectOptions {
  readonly strategy: Strategy;
  readonly thresholds: Thresholds;
  /** At most so many attempts of one task. */
  readonly perTask: number;
  /** Data (`Attempt.data`) to leave out, as an evaluation benchmark has them. */
  readonly forbidden: ReadonlySet<string>;
  /** Called for each task done. */
  readonly onTask: () => void;
}

/** In the order in which they are applied. */
export const RULES = [
  'evaluation data',
  'not valid',
  'flagged',
  'malformed call',
  'task not diverse',
  'not chosen',
  'near copy',
  'more of the task',
] as const;
export type Rule = (typeof RULES)[number];

export interface KindCounts {
  attempts: number;
  readonly removed: Record<Rule, number>;
  kept: number;
  tasks: number;
  tasksValid: number;
  tasksDiverse: number;
  tasksKept: number;
}

export interface Selected {
  /** By task, the better first. */
  readonly kept: readonly Attempt[];
  readonly counts: Readonly<Record<Kind, KindCounts>>;
  readonly flags: Readonly<Partial<Record<FlagName, number>>>;
}

/**
 * All attempts of some runs, scores given later in place of the recorded ones.
 * @param agents only theirs; all without it
 * @throws UserError when a benchmark is not the one that its run was made on.
 */
export async function gatherAttempts(sources: readonly Source[], agents?: readonly string[]): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (const { store, benchmark } of sources) {
    const [settings, scores] = await Promise.all([store.settings(), store.scores()]);
    const tasks = new Map(benchmark.tasks.map((task) => [task.id, task]));
    for await (const record of store.attempts()) {
      if (agents !== undefined && !agents.includes(record.agent)) continue;
      const task = tasks.get(record.task);
      if (task === undefined || task.hash !== settings?.tasks[record.task]) {
        throw new UserError(
          `${benchmark.path} ${task ? `has other content for ${record.task} than` : `lacks ${record.task} of`} ` +
            `the run in ${store.path}. Give the benchmark that it was run on with --bench DIR.`,
        );
      }
      const given = scores.get(record.key) ?? record.score;
      const { kind, seconds, key, started } = record;
      const candidate = { kind, score: given.value ?? 0, seconds, key: `${key} ${started}` };
      attempts.push({ ...candidate, record, store, task, given, data: dataName(task, benchmark) });
    }
  }
  return attempts;
}

export function dataName({ dataset }: Pick<Task, 'dataset'>, { path }: Benchmark): string {
  return `${dataset}\0${path}`;
}

export async function selectAttempts(attempts: readonly Attempt[], options: SelectOptions): Promise<Selected> {
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, noCounts()])) as Record<Kind, KindCounts>;
  const flags: Partial<Record<FlagName, number>> = {};
  const kept: Attempt[] = [];
  const tasks = [...Map.groupBy(attempts, ({ task }) => task.hash).values()].sort(byTask);
  for (const all of tasks) {
    const count = counts[all[0]!.kind];
    const chosen = await selectOfTask(all, options, { count, flags });
    kept.push(...chosen);
    count.attempts += all.length;
    count.kept += chosen.length;
    count.tasks += 1;
    if (chosen.length > 0) count.tasksKept += 1;
    options.onTask();
  }
  return { kept, counts, flags };
}

async function selectOfTask(
  all: readonly Attempt[],
  { strategy, thresholds, perTask, forbidden }: SelectOptions,
  { count, flags }: { count: KindCounts; flags: Partial<Record<FlagName, number>> },
): Promise<Attempt[]> {
  const { kind, task, data } = all[0]!;
  const scores = all.map(({ score }) => score);
  const diverse = isDiverse(kind, scores, thresholds);
  let left: readonly Attempt[] = all;
  const keep = (rule: Rule, test: (attempt: Attempt) => boolean): void => {
    const passed = left.filter(test);
    count.removed[rule] += left.length - passed.length;
    left = passed;
  };
  if (diverse) count.tasksDiverse += 1;
  if (scores.some((score) => score >= thresholds.valid[kind])) count.tasksValid += 1;

  keep('evaluation data', () => !forbidden.has(data));
  keep('not valid', (attempt) => isEligible(attempt, scores, { strategy, thresholds }));
  const looks = new Map<Attempt, Look>();
  for (const attempt of left) looks.set(attempt, lookAt(await transcriptOf(attempt), task));
  for (const { flagged } of looks.values()) for (const name of flagged) flags[name] = (flags[name] ?? 0) + 1;
  keep('flagged', (attempt) => looks.get(attempt)!.flagged.length === 0);
  keep('malformed call', (attempt) => looks.get(attempt)!.wellFormed);
  keep('task not diverse', () => diverse || !needsDiversity(strategy));
  const chosen = choose(left, strategy);
  keep('not chosen', (attempt) => chosen.includes(attempt));
  left = chosen;
  const before: Shingles[] = [];
  keep('near copy', (attempt) => {
    const { shingles } = looks.get(attempt)!;
    if (before.some((other) => areNearCopies(shingles, other))) return false;
    before.push(shingles);
    return true;
  });
  const first = left.slice(0, perTask);
  keep('more of the task', (attempt) => first.includes(attempt));
  return [...left];
}

/** What a transcript shows. */
interface Look {
  readonly flagged: readonly FlagName[];
  readonly wellFormed: boolean;
  readonly shingles: Shingles;
}

function lookAt(transcript: Transcript, task: Task): Look {
  return {
    flagged: flagsOf(transcript, task).map(({ name }) => name),
    wellFormed: rowMessages(transcript) !== null,
    shingles: shinglesOf(transcript),
  };
}

async function transcriptOf({ store, record }: Attempt): Promise<Transcript> {
  return store.transcript(record).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `${store.path}: the transcript of ${record.agent} at ${record.task} #${record.repeat} cannot be read (${why}). ` +
        'Restore it, or make the run again with dare eval.',
    );
  });
}

function noCounts(): KindCounts {
  const removed = Object.fromEntries(RULES.map((rule) => [rule, 0])) as Record<Rule, number>;
  return { attempts: 0, removed, kept: 0, tasks: 0, tasksValid: 0, tasksDiverse: 0, tasksKept: 0 };
}

function byTask([a]: readonly Attempt[], [b]: readonly Attempt[]): number {
  const [one, other] = [a!.task, b!.task].map(({ id, hash }) => `${id} ${hash}`) as [string, string];
  return one < other ? -1 : 1;
}

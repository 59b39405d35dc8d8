/** `dare score --bench DIR --predictions DIR`: scores predictions that anyone made, laid out by dataset. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InfrastructureError, UserError } from '../errors.ts';
import { DEFAULT_LIMITS } from '../sandbox.ts';
import { KINDS, type Kind, SUBMISSION, type Task, versionOf } from '../task.ts';
import { openTruths, type Truths } from '../truths.ts';
import { cacheFolder, openBench, openSandboxLater } from '../wire.ts';
import { openCounter } from './counter.ts';
import { putJson } from './json.ts';
import type { ScoreOptions } from './score.ts';

interface ScoredTask {
  readonly score: number | null;
  readonly exists: boolean;
  readonly perTarget: Readonly<Record<string, number | null>>;
  readonly reason: string | null;
}

export async function scorePredictions(given: string, options: ScoreOptions): Promise<void> {
  const { bench, variant, references, json } = options;
  if (bench === undefined) throw new UserError('Which benchmark? Give --bench DIR beside --predictions.');
  if (!['v1', 'v2', 'all'].includes(variant))
    throw new UserError(`--variant: expected v1, v2 or all, found ${variant}.`);
  if (references !== 'run' && references !== 'file') {
    throw new UserError(`--references: expected run or file, found ${references}.`);
  }
  const predictions = resolve(given);
  if (!(await isFolder(predictions))) throw new UserError(`--predictions: there is no folder ${predictions}.`);
  const benchmark = await openBench(bench, process.env);
  await using sandbox = await openSandboxLater(process.env, { kind: options.sandbox });
  const cache = cacheFolder(process.env);
  const truths = openTruths({ benchmark, sandbox, limits: DEFAULT_LIMITS, cache, references });
  const tasks = benchmark.tasks.filter((task) => variant === 'all' || versionOf(task.variant) === variant);

  const counter = openCounter(process.stderr, 'tasks scored', tasks.length);
  const results = await Promise.all(
    tasks.map(async (task) => {
      const result = await scoreTask(truths, task, predictionOf(task, predictions, variant));
      counter.tick();
      return { task, ...result };
    }),
  ).finally(counter.close);

  const scored: Record<string, { v1?: ScoredTask; v2?: ScoredTask }> = {};
  for (const { task, result } of results) {
    scored[task.dataset] ??= {};
    scored[task.dataset]![versionOf(task.variant)] = result;
  }
  const counted = results.filter(({ hasTruth }) => hasTruth);
  const valuesOf = (kind: Kind | 'total'): number[] =>
    counted.filter(({ task }) => kind === 'total' || task.kind === kind).map(({ result }) => result.score ?? 0);
  const means = Object.fromEntries([...KINDS, 'total' as const].map((kind) => [kind, mean(valuesOf(kind))]));
  const counts = {
    found: results.filter(({ result }) => result.exists).length,
    tasks: tasks.length,
    unscored: results.length - counted.length,
    unusable: benchmark.unusable.length,
  };
  if (json !== undefined) await putJson(json, { tasks: scored, means, unusable: benchmark.unusable });
  if (json !== true) process.stdout.write(tableOf(scored, means, counts));
  if (counts.unscored > 0) process.exitCode = 1;
}

/** A task whose truth is not to be had has no score, says why, and leaves the others theirs. */
async function scoreTask(
  truths: Pick<Truths, 'score'>,
  task: Task,
  prediction: string,
): Promise<{ result: ScoredTask; hasTruth: boolean }> {
  try {
    const { value, ...rest } = await truths.score(task, prediction);
    return { result: { score: value, ...rest }, hasTruth: true };
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    const exists = existsSync(prediction);
    return { result: { score: null, exists, perTarget: {}, reason: `unscored: ${error.message}` }, hasTruth: false };
  }
}

/** Where a task's prediction is, if there is one. */
function predictionOf(task: Task, root: string, variant: string): string {
  const folder = variant === 'all' ? join(root, versionOf(task.variant)) : root;
  return join(folder, task.dataset, SUBMISSION);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

/** In 0–100; null without a task. Undefined scores count 0. */
function mean(scores: readonly number[]): number | null {
  return scores.length === 0 ? null : (100 * scores.reduce((sum, score) => sum + score, 0)) / scores.length;
}

function tableOf(
  scored: Readonly<Record<string, { v1?: ScoredTask; v2?: ScoredTask }>>,
  means: Readonly<Record<string, number | null>>,
  counts: { found: number; tasks: number; unscored: number; unusable: number },
): string {
  const reasons = Object.entries(scored).flatMap(([dataset, versions]) =>
    Object.entries(versions).flatMap(([version, { reason }]) =>
      reason === null || reason === 'no prediction file' ? [] : [`${dataset} ${version}: ${reason}`],
    ),
  );
  const names = Object.keys(means);
  const cells = names.map((name) => (means[name] === null ? '–' : means[name]!.toFixed(2)));
  const width = Math.max(...names.map(({ length }) => length)) + 2;
  const row = (words: readonly string[]) => words.map((word) => word.padStart(width)).join('');
  return [
    ...reasons,
    ...(reasons.length > 0 ? [''] : []),
    row(names),
    row(cells),
    '',
    `${counts.found} of ${counts.tasks} predictions found; missing ones count 0.`,
    ...(counts.unscored > 0 ? [`${counts.unscored} tasks have no truth here and are left out of the means.`] : []),
    ...(counts.unusable > 0 ? [`${counts.unusable} unusable entries are left out; see ./dare tasks.`] : []),
    '',
  ].join('\n');
}

/** `dare curate check`: packaged tasks through their gates again, from their files alone. */
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import PQueue from 'p-queue';
import { selectTasks } from '../bench/select.ts';
import { type CheckedPair, changedFiles, checkPair } from '../curate/check.ts';
import { percent } from '../report/format.ts';
import { openBench, openSandbox } from '../wire.ts';
import { onOneLine } from './columns.ts';
import { openCounter } from './counter.ts';
import { putJson } from './json.ts';

interface Options {
  readonly bench: string;
  readonly task?: string;
  readonly json?: string | true;
}

export function define(command: Command): void {
  command
    .option('--bench <dir>', 'folder that `dare curate` made', 'curated')
    .option('--task <glob>', 'task ids or dataset names, with * and ?')
    .option('--json [file]', 'write JSON to the file, or print it')
    .action(check);
}

async function check({ bench, task, json }: Options): Promise<void> {
  const benchmark = await openBench(bench, process.env);
  const changed = await changedFiles(benchmark.path);
  const datasets = [...Map.groupBy(selectTasks(benchmark, { task }), ({ dataset }) => dataset).values()];
  await using sandbox = await openSandbox(process.env);
  const counter = openCounter(process.stderr, 'pairs checked', datasets.length);
  // While one pair is read, another one's programs run.
  const queue = new PQueue({ concurrency: 2 * availableParallelism() });
  let checked: CheckedPair[];
  try {
    checked = await queue.addAll(
      datasets.map((tasks) => async () => {
        const one = await checkPair(benchmark, tasks, { sandbox });
        counter.tick();
        return one;
      }),
    );
  } finally {
    counter.close();
  }
  const failed = checked.filter(({ problems }) => problems.length > 0);
  const { unusable } = benchmark;
  const found = { checked: checked.length, failed, changed, unusable, coverage: meanOf(checked) };
  if (json !== undefined) await putJson(json, found);
  if (json !== true) process.stdout.write(textOf(found));
  if (failed.length + changed.length + unusable.length > 0) process.exitCode = 1;
}

function meanOf(checked: readonly CheckedPair[]): number | null {
  const known = checked.flatMap(({ coverage }) => coverage ?? []);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
}

interface Found {
  readonly checked: number;
  readonly failed: readonly CheckedPair[];
  readonly changed: readonly string[];
  readonly unusable: readonly { readonly dataset: string; readonly reason: string }[];
  readonly coverage: number | null;
}

function textOf({ checked, failed, changed, unusable, coverage }: Found): string {
  const lines = [
    ...failed.flatMap(({ name, problems }) => problems.map(({ reason, words }) => `${name}: ${reason}: ${words}`)),
    ...changed.map((words) => `checksum: ${words}`),
    ...unusable.map(({ dataset, reason }) => `${dataset}: unusable: ${reason}`),
  ].map(onOneLine);
  const noticed = coverage === null ? '' : `; the scores of IF tasks notice ${percent(coverage)} on average`;
  const total = `${checked} pairs checked, ${failed.length} failed, ${changed.length} files changed${noticed}`;
  return `${[...lines, ...(lines.length > 0 ? [''] : []), total].join('\n')}\n`;
}

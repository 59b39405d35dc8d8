/** `dare select`: which recorded attempts teach, by the paper's rejection sampling, written as training rows. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Benchmark } from '../bench.ts';
import { UserError } from '../errors.ts';
import { readFolderStore } from '../store/folder.ts';
import type { ContentSketch } from '../train/content-sketch.ts';
import { checkData, countData, type DataCheck } from '../train/data-check.ts';
import { releasedSketches, sketchBenchmark } from '../train/evaluation-data.ts';
import { STRATEGIES, type Strategy } from '../train/rejection.ts';
import { type Attempt, gatherAttempts, type Source, selectAttempts } from '../train/selection.ts';
import { readThresholds } from '../train/thresholds.ts';
import { heldOutPath, isHeldOutBy, writeSelection } from '../train/write-selection.ts';
import { openBench } from '../wire.ts';
import { openCounter } from './counter.ts';
import { putJson } from './json.ts';
import { renderSelection, type SelectionReport } from './selection-table.ts';

interface Options {
  readonly run: readonly string[];
  readonly strategy: Strategy;
  readonly thresholds?: string;
  readonly perTask: number;
  readonly agent?: readonly string[];
  readonly bench?: string;
  readonly heldOut?: number;
  readonly evalBench?: readonly string[];
  readonly allowEval?: boolean;
  readonly out: string;
  readonly json?: string | true;
}

export function define(command: Command): void {
  const collect = (text: string, before: string[] = []) => [...before, text];
  command
    .requiredOption('--run <dir>', 'a run folder, as `dare eval` writes it; may be repeated', collect)
    .addOption(
      new Option('--strategy <name>', 'fv, av: fastest or best, or all valid attempts; bv, dv: diverse tasks only')
        .choices(STRATEGIES)
        .makeOptionMandatory(),
    )
    .requiredOption('--out <file>', 'where the rows go, one JSON object a line')
    .option('--thresholds <list>', 'such as class-MM=0.8,time-CF=0.3,variance=0.15,variance-time-CF=0.1')
    .option('--per-task <n>', 'at most so many attempts of one task', whole, 8)
    .option('--agent <name>', 'only this agent’s attempts; may be repeated', collect)
    .option('--held-out <share>', 'hold out about this share of the datasets, in a file beside', share)
    .option('--eval-bench <dir>', 'a benchmark never to train on, beside the released one; may be repeated', collect)
    .option('--allow-eval', 'let evaluation data in, marked as such')
    .option('--bench <dir>', 'benchmark folder, if it has moved since the run')
    .option('--json [file]', 'write the counts as JSON to the file, or print them')
    .action(select);
}

async function select(options: Options): Promise<void> {
  const out = resolve(options.out);
  if (!existsSync(dirname(out))) throw new UserError(`--out: there is no folder ${dirname(out)}. Make it first.`);
  const thresholds = readThresholds(options.thresholds);
  const sources = await openSources(options);
  const attempts = await gatherAttempts(sources, options.agent);
  if (attempts.length === 0) throw new UserError(await nothingIn(options, sources));

  const sketches = [...releasedSketches()];
  for (const path of options.evalBench ?? []) sketches.push(...(await sketchesOf(path)));
  const check = await checked(attempts, sources, sketches);
  const forbidden = new Set(options.allowEval ? [] : check.evaluation.keys());

  const tasks = new Set(attempts.map(({ task }) => task.hash)).size;
  const counter = openCounter(process.stderr, 'tasks gone through', tasks);
  const { strategy, perTask, heldOut } = options;
  const selected = await selectAttempts(attempts, {
    strategy,
    thresholds,
    perTask,
    forbidden,
    onTask: counter.tick,
  }).finally(counter.close);
  const report: SelectionReport = {
    strategy,
    thresholds,
    runs: sources.map(({ store }) => store.path),
    ...selected,
    evaluation: evaluationOf(attempts, selected.kept, check, options),
    written: null,
  };
  if (selected.kept.length > 0) report.written = await written(selected.kept, { out, check, heldOut, strategy });
  if (options.json !== undefined) await putJson(options.json, { ...report, kept: selected.kept.length });
  if (options.json !== true) process.stdout.write(renderSelection(report, process.stdout.columns ?? 100));
  if (selected.kept.length === 0) {
    process.stderr.write('Nothing is selected, and nothing written.\n');
    process.exitCode = 1;
  }
}

async function openSources({ run, bench }: Options): Promise<Source[]> {
  const benchmarks = new Map<string, Benchmark>();
  const sources: Source[] = [];
  for (const folder of new Set(run.map((one) => resolve(one)))) {
    const store = await readFolderStore(folder);
    const path = resolve(bench ?? (await store.settings())!.bench.path);
    const benchmark = benchmarks.get(path) ?? (await openBench(path, process.env));
    benchmarks.set(path, benchmark);
    sources.push({ store, benchmark });
  }
  return sources;
}

async function nothingIn({ run, agent }: Options, sources: readonly Source[]): Promise<string> {
  const settings = await Promise.all(sources.map(({ store }) => store.settings()));
  const agents = settings.flatMap((one) => Object.keys(one?.agents ?? {}));
  if (agent === undefined) return `${run.join(', ')}: no attempt is recorded. Make some with dare eval --runs 8.`;
  return `No attempt of ${agent.join(', ')} is recorded in ${run.join(', ')}. Agents there: ${[...new Set(agents)].join(', ')}.`;
}

async function sketchesOf(path: string): Promise<ContentSketch[]> {
  const benchmark = await openBench(path, process.env);
  const datasets = new Set(benchmark.tasks.map(({ dataset }) => dataset)).size;
  const counter = openCounter(process.stderr, `datasets of ${benchmark.name} read`, datasets);
  return sketchBenchmark(benchmark, counter.tick).finally(counter.close);
}

function checked(attempts: readonly Attempt[], sources: readonly Source[], sketches: readonly ContentSketch[]) {
  const counter = openCounter(process.stderr, 'datasets compared with evaluation data', countData(attempts));
  const benchmarks = sources.map(({ benchmark }) => benchmark);
  return checkData(attempts, { benchmarks, sketches, onDataset: counter.tick }).finally(counter.close);
}

function evaluationOf(
  attempts: readonly Attempt[],
  kept: readonly Attempt[],
  { evaluation }: DataCheck,
  { allowEval = false, evalBench = [] }: Options,
): SelectionReport['evaluation'] {
  return {
    allowed: allowEval,
    benchmarks: ['the released evaluation set', ...evalBench],
    datasets: [...new Set(attempts.flatMap(({ data, task }) => (evaluation.has(data) ? [task.dataset] : [])))].sort(),
    rows: kept.filter(({ data }) => evaluation.has(data)).length,
  };
}

async function written(
  kept: readonly Attempt[],
  { out, check, heldOut, strategy }: { out: string; check: DataCheck; heldOut: number | undefined; strategy: Strategy },
): Promise<SelectionReport['written']> {
  const counter = openCounter(process.stderr, 'rows written', kept.length);
  const evaluation = new Set(check.evaluation.keys());
  const split =
    heldOut === undefined ? {} : { isHeldOut: (data: string) => isHeldOutBy(check.groups.get(data)!, heldOut) };
  const counts = await writeSelection(kept, { path: out, strategy, evaluation, ...split, onRow: counter.tick }).finally(
    counter.close,
  );
  return { path: out, heldOutPath: heldOut === undefined ? null : heldOutPath(out), ...counts };
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Expected a whole number above 0.');
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value < 1)) throw new InvalidArgumentError('Expected a share such as 0.1.');
  return value;
}

/** `dare curate describe`: what a benchmark is made of, beside another one. */
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import PQueue from 'p-queue';
import type { Benchmark } from '../bench.ts';
import { type DescribedPair, describePair, distributionsOf, type Quantiles, type Shares } from '../curate/describe.ts';
import type { Sandbox } from '../sandbox.ts';
import { openBench, openSandbox } from '../wire.ts';
import { columns } from './columns.ts';
import { openCounter } from './counter.ts';
import { putJson } from './json.ts';

interface Options {
  readonly bench: string;
  readonly beside?: string;
  readonly json?: string | true;
}

export function define(command: Command): void {
  command
    .option('--bench <dir>', 'folder of a benchmark', 'curated')
    .option('--beside <dir>', 'another one to set it beside')
    .option('--json [file]', 'write JSON to the file, or print it')
    .action(describe);
}

async function describe({ bench, beside, json }: Options): Promise<void> {
  const folders = beside === undefined ? [bench] : [bench, beside];
  const benchmarks = await Promise.all(folders.map((folder) => openBench(folder, process.env)));
  await using sandbox = await openSandbox(process.env);
  const described: Described[] = [];
  for (const benchmark of benchmarks) described.push(await describeOne(benchmark, sandbox));
  if (json !== undefined) await putJson(json, described);
  if (json !== true) process.stdout.write(`${textOf(described, process.stdout.columns ?? 100)}\n`);
}

interface Described {
  readonly benchmark: string;
  readonly pairs: readonly DescribedPair[];
  readonly datasets: number;
  readonly distributions: readonly (Shares | Quantiles)[];
}

async function describeOne(benchmark: Benchmark, sandbox: Sandbox): Promise<Described> {
  const groups = [...Map.groupBy(benchmark.tasks, ({ dataset }) => dataset).values()];
  const counter = openCounter(process.stderr, `pairs of ${benchmark.name} described`, groups.length);
  const queue = new PQueue({ concurrency: availableParallelism() });
  try {
    const pairs = await queue.addAll(
      groups.map((tasks) => async () => {
        const one = await describePair(benchmark, tasks, sandbox);
        counter.tick();
        return one;
      }),
    );
    const datasets = new Set(pairs.map(({ dataset }) => dataset)).size;
    return { benchmark: benchmark.name, pairs, datasets, distributions: distributionsOf(pairs) };
  } finally {
    counter.close();
  }
}

function textOf(described: readonly Described[], width: number): string {
  const head = ['', '', ...described.map(({ benchmark }) => benchmark)];
  const rows = [
    ['pairs', '', ...described.map(({ pairs }) => String(pairs.length))],
    ['datasets', '', ...described.map(({ datasets }) => String(datasets))],
  ];
  for (const what of new Set(described.flatMap(({ distributions }) => distributions.map((one) => one.what)))) {
    const found = described.map(({ distributions }) => distributions.find((one) => one.what === what));
    const [some] = found.filter((one) => one !== undefined);
    rows.push(...(some!.kind === 'shares' ? shareRows(what, found as Shares[]) : [quantileRow(what, found)]));
  }
  return `${columns([head, ...rows], { width, text: [0, 1] })}\n\n${LEGEND}`;
}

const LEGEND = [
  'Figures: the least, the quartiles, the greatest. Scores of a constant, of the best column alone and of quick models',
  'are of the MM and XF tasks; coverage is the share of deviations that an IF task notices. Domains are guessed by words.',
].join('\n');

/** A line for each value, those of the first benchmark in their order. */
function shareRows(what: string, found: readonly Shares[]): string[][] {
  const values = [...new Set(found.flatMap(({ counts }) => Object.keys(counts)))];
  return values.map((value, at) => [
    at === 0 ? what : '',
    value,
    ...found.map(({ counts }) => {
      const all = Object.values(counts).reduce((sum, one) => sum + one, 0);
      const count = counts[value] ?? 0;
      return all === 0 ? '-' : `${count}  ${((100 * count) / all).toFixed(0).padStart(3)} %`;
    }),
  ]);
}

function quantileRow(what: string, found: readonly (Shares | Quantiles | undefined)[]): string[] {
  return [
    what,
    '',
    ...found.map((one) =>
      one?.kind === 'quantiles' ? one.points.map((value) => value.toFixed(one.unit ? 2 : 0)).join('  ') : '-',
    ),
  ];
}

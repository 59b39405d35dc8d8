/** `dare tasks`: what a benchmark holds, as a table or as JSON; then what cannot be used, and why. */
import Table from 'cli-table3';
import type { Command } from 'commander';
import PQueue from 'p-queue';
import { countByKind, globMatcher, selectTasks } from '../bench/select.ts';
import { shapeOf } from '../bench/shape.ts';
import type { TaskShape, Unusable } from '../bench.ts';
import type { Task } from '../task.ts';
import { openBench } from '../wire.ts';

interface Options {
  readonly bench: string;
  readonly family?: string;
  readonly variant?: string;
  readonly task?: string;
  readonly json?: boolean;
}

/** A task, and what its files measure; null when they cannot be counted. */
interface Row {
  readonly task: Task;
  readonly shape: TaskShape | null;
}

export function define(command: Command): void {
  command
    .requiredOption('--bench <dir>', 'folder with question_list.json and databases/')
    .option('--family <names>', 'classification, regression or time_series_analysis (or class, reg, time)')
    .option('--variant <names>', 'if, mm, xf, cf; several with commas')
    .option('--task <pattern>', 'task ids or dataset names; * and ? stand for anything')
    .option('--json', 'print one JSON object')
    .action(tasks);
}

async function tasks(options: Options): Promise<void> {
  const benchmark = await openBench(options.bench, process.env);
  // A benchmark in which nothing works is just what this command is asked about.
  const selected = benchmark.tasks.length === 0 ? [] : selectTasks(benchmark, options);
  const named = globMatcher(options.task?.replace(/\/[^/]*$/, '') ?? '*');
  const unusable = benchmark.unusable.filter(({ dataset }) => named(dataset));
  const queue = new PQueue({ concurrency: 8 });
  const rows = await queue.addAll(
    selected.map((task) => async (): Promise<Row> => ({ task, shape: await shapeOf(task).catch(() => null) })),
  );
  const { stdout } = process;
  if (options.json) {
    const { name, path } = benchmark;
    const report = { name, path, tasks: rows.map(asJson), unusable, totals: countByKind(selected) };
    stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  const parts = [
    ...(rows.length > 0 ? [tableOf(rows, stdout.columns ?? 100)] : []),
    ...(unusable.length > 0 ? [unusableList(unusable)] : []),
    totals(selected, unusable),
  ];
  stdout.write(`${parts.join('\n\n')}\n`);
}

function asJson({ task, shape }: Row): Record<string, unknown> {
  return {
    id: task.id,
    dataset: task.dataset,
    family: task.family,
    variant: task.variant,
    kind: task.kind,
    trainRows: shape?.trainRows ?? null,
    validationRows: shape?.validationRows ?? null,
    columns: shape?.columns ?? null,
    tables: shape?.tables ?? null,
    targets: task.parameters.targets,
    fileKind: task.parameters.fileKind,
    files: task.files.map(({ name, bytes }) => ({ name, bytes })),
    licence: task.licence,
    hash: task.hash,
  };
}

const HEAD = ['dataset', 'kind', 'train', 'val', 'cols', 'targets', 'file', 'licence'];
const RIGHT = new Set(['train', 'val', 'cols']);

function tableOf(rows: readonly Row[], width: number): string {
  const lines = rows.map(({ task, shape }) => [
    task.dataset,
    task.kind,
    count(shape?.trainRows),
    count(shape?.validationRows),
    count(shape?.columns),
    task.parameters.targets.join(', '),
    shape !== null && shape.tables > 1 ? `${task.parameters.fileKind} ×${shape.tables}` : task.parameters.fileKind,
    short(task.licence),
  ]);
  const widths = narrowed(
    HEAD.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]!.length))),
    width,
  );
  const table = new Table({
    head: HEAD,
    // One space after each cell; cli-table3 counts it as part of the column.
    colWidths: widths.map((cell) => cell + 1),
    colAligns: HEAD.map((title) => (RIGHT.has(title) ? 'right' : 'left')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    chars: BORDERLESS,
  });
  table.push(...lines.map((line) => line.map(onOneLine)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Narrows the text columns, the longest first, until all fit; figures are never cut. */
function narrowed(natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const least: Readonly<Record<number, number>> = { 0: 16, 5: 8, 7: 8 };
  const spare = () => widths.reduce((sum, cell) => sum + cell + 1, 0) - width;
  while (spare() > 0) {
    const [widest] = Object.keys(least)
      .map(Number)
      .filter((column) => widths[column]! > least[column]!)
      .sort((a, b) => weight(b) - weight(a));
    if (widest === undefined) break;
    widths[widest]! -= 1;
  }
  // A dataset's name is what one copies: it may be three times as wide as the others.
  function weight(column: number): number {
    return column === 0 ? widths[column]! / 3 : widths[column]!;
  }
  return widths;
}

const BORDERLESS = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' },
};

function unusableList(unusable: readonly Unusable[]): string {
  const lines = unusable.map(({ dataset, version, reason }) => {
    const half = version === null ? '' : ` (${version})`;
    return `  ${onOneLine(dataset)}${half}: ${onOneLine(reason)}`;
  });
  return ['Unusable:', ...lines].join('\n');
}

function totals(selected: readonly Task[], unusable: readonly Unusable[]): string {
  const datasets = new Set(selected.map(({ dataset }) => dataset)).size;
  const kinds = Object.entries(countByKind(selected)).map(([kind, number]) => `${kind} ${number}`);
  const of = kinds.length > 0 ? `: ${kinds.join(', ')}` : '';
  const rest = unusable.length > 0 ? `; ${unusable.length} unusable` : '';
  return `${selected.length} tasks from ${datasets} datasets${of}${rest}`;
}

/** A licence's own abbreviation, where its name carries one: "Attribution 4.0 International (CC BY 4.0)". */
function short(licence: string | null): string {
  if (licence === null) return '–';
  return /\(([^()]+)\)$/.exec(licence)?.[1] ?? licence;
}

function count(value: number | undefined): string {
  return value === undefined ? '?' : value.toLocaleString('en-US');
}

/** Names come from strangers: no line breaks, no terminal commands. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
}

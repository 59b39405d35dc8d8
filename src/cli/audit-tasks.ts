/** `dare audit tasks`: of what each IF question states, what its score notices. */
import type { Command } from 'commander';
import {
  coverageOf,
  isNoticed,
  shareOf,
  shareOfTask,
  type Totals,
  totalsByModel,
  totalsOf,
} from '../audit/coverage.ts';
import type { TaskOutputs, Tried } from '../audit/outputs.ts';
import type { TaskCoverage } from '../audit.ts';
import { selectTasks } from '../bench/select.ts';
import { UserError } from '../errors.ts';
import { percent } from '../report/format.ts';
import { openAuditing } from './auditing.ts';
import { columns } from './columns.ts';
import { interruptible } from './interrupt.ts';
import { putJson } from './json.ts';

interface Options {
  readonly bench: string;
  readonly task?: string;
  readonly json?: string | true;
}

export function define(command: Command): void {
  command
    .requiredOption('--bench <dir>', 'benchmark folder in the published layout')
    .option('--task <glob>', 'task ids or dataset names, with * and ?; of a single task every deviation is listed')
    .option('--json [file]', 'write JSON to the file, or print it')
    .action((options: Options) => interruptible(() => auditTasks(options)));
}

interface Audited extends TaskOutputs {
  readonly coverage: TaskCoverage;
}

async function auditTasks({ bench, task, json }: Options): Promise<void> {
  await using auditing = await openAuditing(bench);
  const tasks = selectTasks(auditing.benchmark, { task }).filter(({ variant }) => variant === 'if');
  if (tasks.length === 0) throw new UserError('None of the selected tasks is an IF task; only those state steps.');
  const { done, failed } = await auditing.each(tasks, 'tasks audited', async (one): Promise<Audited> => {
    const outputs = await auditing.outputs.of(one);
    return { ...outputs, coverage: coverageOf(outputs) };
  });
  if (json !== undefined) await putJson(json, asJson(done, failed));
  if (json !== true) process.stdout.write(`${asText(done, failed, process.stdout.columns ?? 100)}\n`);
  if (Object.keys(failed).length > 0) process.exitCode = 1;
}

function asJson(audited: readonly Audited[], failed: Readonly<Record<string, string>>) {
  const totals = (given: Totals) => ({ ...given, coverage: shareOf(given.all) });
  return {
    totals: totals(totalsOf(audited.map(({ coverage }) => coverage))),
    byModel: Object.fromEntries(Object.entries(totalsByModel(audited)).map(([model, one]) => [model, totals(one)])),
    tasks: Object.fromEntries(
      audited.map(({ task, coverage, singles, pairs, inapplicable }) => [
        task.id,
        {
          model: task.parameters.workflow!.model,
          coverage: shareOfTask(coverage),
          instructions: coverage,
          deviations: Object.fromEntries(singles.map((one) => [one.name, deviationAsJson(one)])),
          pairs: { tried: pairs.length, noticed: pairs.filter(isNoticed).length },
          inapplicable: Object.fromEntries(inapplicable.map(({ name, ...rest }) => [name, rest])),
        },
      ]),
    ),
    failed,
  };
}

function deviationAsJson({ kinds, words, result }: Tried) {
  return {
    instruction: kinds[0]!.instruction,
    words,
    outcome: result.kind,
    ...('differingRows' in result ? { differingRows: result.differingRows } : {}),
    ...('why' in result ? { why: result.why } : {}),
  };
}

function asText(audited: readonly Audited[], failed: Readonly<Record<string, string>>, width: number): string {
  const problems = Object.entries(failed).map(([id, why]) => `${id}: ${why}`);
  const [only] = audited;
  if (only === undefined) return problems.join('\n');
  const totals = totalsOf(audited.map(({ coverage }) => coverage));
  const parts = [
    audited.length === 1 ? deviationTable(only, width) : taskTable(audited, width),
    ...(audited.length === 1 ? [] : [modelTable(totalsByModel(audited), width)]),
    instructionTable(totals, width),
    `Coverage ${sharePercent(shareOf(totals.all))} of ${audited.length === 1 ? '1 task' : `${audited.length} tasks`}: ` +
      'of the deviations that could matter, the share that changes the answer.',
    ...(problems.length > 0 ? [`Not audited:\n${problems.join('\n')}`] : []),
  ];
  return parts.join('\n\n');
}

function taskTable(audited: readonly Audited[], width: number): string {
  const rows = audited.map(({ task, coverage }) => {
    const { all } = totalsOf([coverage]);
    return [task.dataset, task.parameters.workflow!.model, ...figures(all)];
  });
  return columns([['task', 'model', ...FIGURES], ...rows], { width, text: [0, 1] });
}

function modelTable(byModel: Readonly<Record<string, Totals>>, width: number): string {
  const rows = Object.entries(byModel).map(([model, { tasks, all }]) => [model, String(tasks), ...figures(all)]);
  return columns([['model', 'tasks', ...FIGURES], ...rows], { width, text: [0] });
}

function instructionTable({ byInstruction }: Totals, width: number): string {
  const rows = Object.entries(byInstruction).map(([name, one]) => [name, String(one.tasks), ...figures(one)]);
  return columns([['instruction', 'tasks', ...FIGURES], ...rows], { width, text: [0] });
}

const FIGURES = ['deviations', 'noticed', 'coverage', 'untried'];

function figures(one: Totals['all']): string[] {
  return [String(one.applicable), one.noticed.toFixed(1), sharePercent(shareOf(one)), String(one.untried)];
}

function deviationTable({ task, singles, pairs, inapplicable }: Audited, width: number): string {
  const rows = singles.map((one) => [one.name, outcomeText(one)]);
  const idle = inapplicable.map(({ name, why }) => [name, `does not apply: ${why}`]);
  const together = [`${pairs.length} pairs`, `${pairs.filter(isNoticed).length} noticed`];
  return `${task.id}\n\n${columns([['deviation', 'outcome'], ...rows, together, ...idle], { width, text: [1, 0] })}`;
}

function outcomeText({ result }: Tried): string {
  if (result.kind === 'same') return 'not noticed';
  if (result.kind !== 'different') return `${result.kind === 'failed' ? 'no output' : 'too costly'}: ${result.why}`;
  if (result.differingRows === null) return 'other rows';
  return `${result.differingRows} rows differ`;
}

const sharePercent = (share: number | null): string => (share === null ? '–' : percent(share));

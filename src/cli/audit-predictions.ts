/** `dare audit predictions`: which instruction each prediction of an IF task broke, and what its code shows. */
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { AttemptCode } from '../audit/attempt-code.ts';
import { diagnoserOf } from '../audit/diagnosis.ts';
import type { Diagnosis } from '../audit.ts';
import { UserError } from '../errors.ts';
import { SUBMISSION, type Task } from '../task.ts';
import { openAuditing } from './auditing.ts';
import { columns } from './columns.ts';
import { interruptible } from './interrupt.ts';
import { putJson } from './json.ts';
import { readWitnesses } from './witnesses.ts';

interface Options {
  readonly bench: string;
  readonly predictions: string;
  readonly variant: string;
  readonly json?: string | true;
}

export function define(command: Command): void {
  command
    .requiredOption('--bench <dir>', 'benchmark folder in the published layout')
    .requiredOption('--predictions <dir>', 'a folder of <dataset>/prediction.csv, beside it the code (*.py) if any')
    .option('--variant <version>', 'v1: as above; all: <dataset> is in v1/', 'v1')
    .option('--json [file]', 'write JSON to the file, or print it')
    .action((options: Options) => interruptible(() => auditPredictions(options)));
}

async function auditPredictions({ bench, predictions, variant, json }: Options): Promise<void> {
  if (variant !== 'v1' && variant !== 'all') throw new UserError(`--variant: expected v1 or all, found ${variant}.`);
  const root = variant === 'all' ? join(resolve(predictions), 'v1') : resolve(predictions);
  if (!(await stat(root).catch(() => null))?.isDirectory()) {
    throw new UserError(`--predictions: there is no folder ${root}.`);
  }
  await using auditing = await openAuditing(bench);
  const tasks = auditing.benchmark.tasks.filter((task) => task.variant === 'if');
  if (tasks.length === 0) throw new UserError(`${bench} has no IF task; only those state steps.`);
  const codes = new Map<Task, AttemptCode>();
  for (const task of tasks) {
    const code = await codeIn(join(root, task.dataset));
    if (code !== null) codes.set(task, code);
  }
  const witnessOf = await readWitnesses(auditing, codes);
  const { done, failed } = await auditing.each(tasks, 'predictions audited', async (task) => {
    const path = join(root, task.dataset, SUBMISSION);
    const code = codes.get(task);
    const witness = code === undefined ? null : witnessOf(task, code, await auditing.outputs.facts(task));
    const diagnose = diagnoserOf(auditing.outputs, task);
    const isThere = existsSync(path);
    return { task, isThere, diagnosis: await diagnose(isThere ? path : null, witness) };
  });
  for (const [id, why] of Object.entries(failed)) process.stderr.write(`${id} is not audited: ${why}\n`);
  if (json !== undefined)
    await putJson(json, Object.fromEntries(done.map(({ task, diagnosis }) => [task.dataset, diagnosis])));
  if (json !== true) process.stdout.write(`${asText(done, process.stdout.columns ?? 100)}\n`);
  if (Object.keys(failed).length > 0) process.exitCode = 1;
}

/** The folder's Python files, by name; null when there are none. */
async function codeIn(folder: string): Promise<AttemptCode | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.flatMap((entry) => (entry.isFile() && entry.name.endsWith('.py') ? [entry.name] : [])).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.length === 0 ? null : texts;
}

interface Audited {
  readonly task: Task;
  readonly isThere: boolean;
  readonly diagnosis: Diagnosis;
}

function asText(done: readonly Audited[], width: number): string {
  const rows = done.map(({ task, isThere, diagnosis }) => [
    task.dataset,
    isThere ? verdictOf(diagnosis) : 'no prediction',
    diagnosis.broken.join(', '),
    isThere ? detailOf(diagnosis) : '',
  ]);
  const words = done.flatMap(({ task, diagnosis: { disagreement } }) =>
    disagreement === null ? [] : [`${task.dataset}: ${disagreement}`],
  );
  const table = columns([['task', 'verdict', 'broken', 'because'], ...rows], { width, text: [3, 0, 1, 2] });
  return [table, ...(words.length > 0 ? [words.join('\n')] : [])].join('\n\n');
}

function verdictOf({ equal, explainedBy, broken }: Diagnosis): string {
  if (equal) return 'equal';
  if (explainedBy.length > 0) return 'explained';
  return broken.length > 0 ? 'by its code' : 'unexplained';
}

function detailOf({ equal, explainedBy, differingRows, nearest }: Diagnosis): string {
  if (equal) return '';
  if (explainedBy.length > 0) return explainedBy.join(', ');
  if (nearest === null && differingRows === 1) return 'its rows do not fit the reference’s';
  const share = (part: number) => `${(100 * part).toFixed(part > 0 && part < 0.01 ? 2 : 0)} % of rows`;
  const near = nearest === null ? '' : `; ${share(nearest.differingRows)} from ${nearest.name}`;
  return `${share(differingRows)} differ${near}`;
}

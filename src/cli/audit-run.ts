/** `dare audit run`: which instruction each IF attempt of a run broke. Leaves what it found in the run's folder. */
import type { Command } from 'commander';
import type { AttemptRecord } from '../attempt.ts';
import { type AttemptCode, attemptCode } from '../audit/attempt-code.ts';
import { writeAuditFile } from '../audit/audit-file.ts';
import { coverageOf } from '../audit/coverage.ts';
import { KINDS } from '../audit/deviations.ts';
import { diagnoserOf } from '../audit/diagnosis.ts';
import { type AuditFile, type Diagnosis, INSTRUCTIONS, type TaskCoverage } from '../audit.ts';
import { UserError } from '../errors.ts';
import { readFolderStore } from '../store/folder.ts';
import type { Store } from '../store.ts';
import type { Task } from '../task.ts';
import { openAuditing } from './auditing.ts';
import { columns } from './columns.ts';
import { interruptible } from './interrupt.ts';
import { putJson } from './json.ts';
import { readWitnesses } from './witnesses.ts';

interface Options {
  readonly bench?: string;
  readonly json?: string | true;
}

export function define(command: Command): void {
  command
    .argument('<dir>', 'a run folder')
    .option('--bench <dir>', 'benchmark folder, if it has moved since')
    .option('--json [file]', 'write JSON to the file, or print it')
    .action((dir: string, options: Options) => interruptible(() => auditRun(dir, options)));
}

interface Attempt {
  readonly record: AttemptRecord;
  readonly code: AttemptCode | null;
}

interface AuditedTask {
  readonly task: Task;
  readonly coverage: TaskCoverage;
  readonly diagnoses: readonly (readonly [AttemptRecord, Diagnosis])[];
}

async function auditRun(dir: string, { bench, json }: Options): Promise<void> {
  const store = await readFolderStore(dir);
  const settings = (await store.settings())!;
  await using auditing = await openAuditing(bench ?? settings.bench.path);
  if (auditing.sandbox.environment !== settings.sandbox.environment) {
    process.stderr.write('Note: this Python environment is not the run’s; reference outputs may differ.\n');
  }
  const tasks = new Map(auditing.benchmark.tasks.map((task) => [task.id, task]));
  const attempts = new Map<Task, Attempt[]>();
  for await (const record of store.attempts()) {
    if (record.variant !== 'if') continue;
    const task = tasks.get(record.task);
    if (task === undefined || task.hash !== settings.tasks[record.task]) {
      throw new UserError(
        `${auditing.benchmark.path} ${task ? `has other content for ${record.task} than` : `lacks ${record.task} of`} ` +
          `the run in ${dir}. Give the benchmark that it was run on with --bench DIR.`,
      );
    }
    const code = await codeOf(store, record, task);
    attempts.set(task, [...(attempts.get(task) ?? []), { record, code }]);
  }
  if (attempts.size === 0) throw new UserError(`${dir} has no attempt at an IF task; only those state steps.`);

  const codes = [...attempts].flatMap(([task, all]) =>
    all.flatMap(({ code }) => (code === null ? [] : [[task, code] as const])),
  );
  const witnessOf = await readWitnesses(auditing, codes);
  const { done, failed } = await auditing.each([...attempts.keys()], 'tasks audited', async (task) => {
    const outputs = await auditing.outputs.load(task);
    const diagnose = diagnoserOf({ load: async () => outputs, reference: async () => outputs.reference }, task);
    const diagnoses: [AttemptRecord, Diagnosis][] = [];
    for (const { record, code } of attempts.get(task)!) {
      diagnoses.push([record, await diagnose(store.submission(record), witnessOf(task, code, outputs.facts))]);
    }
    return { task, coverage: coverageOf(outputs), diagnoses };
  });
  for (const [id, why] of Object.entries(failed)) process.stderr.write(`${id} is not audited: ${why}\n`);
  const audit = auditFileOf(done);
  await writeAuditFile(store.path, audit);
  if (json !== undefined) await putJson(json, audit);
  if (json !== true) process.stdout.write(`${asText(done, process.stdout.columns ?? 100)}\n`);
  if (Object.keys(failed).length > 0) process.exitCode = 1;
}

/** Null where an attempt's transcript is lost: its output is still a witness. */
async function codeOf(store: Store, record: AttemptRecord, task: Task): Promise<AttemptCode | null> {
  const transcript = await store.transcript(record).catch(() => null);
  return transcript === null ? null : attemptCode(transcript, task);
}

function auditFileOf(done: readonly AuditedTask[]): AuditFile {
  const diagnoses = done.flatMap((one) => one.diagnoses.map(([{ key }, diagnosis]) => [key, diagnosis] as const));
  const named = new Set(diagnoses.flatMap(([, { explainedBy, nearest }]) => [...explainedBy, nearest?.name ?? '']));
  const parts = new Set([...named].flatMap((name) => name.split('+')));
  const deviations = [...parts].flatMap((name) => {
    const found = KINDS.find((kind) => kind.name === name.replace(/:.*$/s, ''));
    if (found === undefined) return [];
    const variant = name.includes(':') ? ` (${name.slice(found.name.length + 1)})` : '';
    return [[name, { instruction: found.instruction, words: `${found.words}${variant}` }]];
  });
  return {
    format: 1,
    made: new Date().toISOString(),
    diagnoses: Object.fromEntries(diagnoses),
    coverage: Object.fromEntries(done.map(({ task, coverage }) => [task.id, coverage])),
    deviations: Object.fromEntries(deviations),
  };
}

function asText(done: readonly AuditedTask[], width: number): string {
  const agents = Map.groupBy(
    done.flatMap(({ diagnoses }) => diagnoses),
    ([{ agent }]) => agent,
  );
  const counts = Array.from(agents, ([agent, found]) => {
    const count = (test: (one: Diagnosis, record: AttemptRecord) => boolean) =>
      String(found.filter(([record, one]) => test(one, record)).length);
    const isNamed = ({ equal, explainedBy, broken }: Diagnosis) => equal || explainedBy.length + broken.length > 0;
    return [
      agent,
      String(found.length),
      count(({ equal }) => equal),
      count(({ explainedBy }) => explainedBy.length > 0),
      count(({ equal, explainedBy, broken }) => !equal && explainedBy.length === 0 && broken.length > 0),
      count((one, { score }) => !isNamed(one) && score.exists),
      count((one, { score }) => !isNamed(one) && !score.exists),
    ];
  });
  const head = ['agent', 'IF attempts', 'equal', 'explained', 'by code', 'unexplained', 'no prediction'];
  const broken = INSTRUCTIONS.map((instruction) => [
    instruction,
    ...Array.from(agents.values(), (found) =>
      String(found.filter(([, one]) => one.broken.includes(instruction)).length),
    ),
  ]).filter(([, ...each]) => each.some((count) => count !== '0'));
  return [
    columns([head, ...counts], { width, text: [0] }),
    ...(broken.length > 0 ? [columns([['broken', ...agents.keys()], ...broken], { width, text: [0] })] : []),
  ].join('\n\n');
}

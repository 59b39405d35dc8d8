/**
 * Measures what a task's files hold, as far as deviations depend on it: one program in the sandbox a task, made of the
 * very pieces of the reference solution. Cached by task content, program and Python environment.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFacts } from '../audit.ts';
import { InfrastructureError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { type FilterStep, type LoadStep, planOf, render, type Step } from '../reference.ts';
import type { Outcome, RunLimits, Sandbox } from '../sandbox.ts';
import type { Task } from '../task.ts';
import { program } from './python.ts';

export const FACTS = 'facts.json';

export interface FactsOptions {
  readonly sandbox: Sandbox;
  readonly limits: RunLimits;
  /** The user's cache folder. */
  readonly cache: string;
  readonly signal?: AbortSignal;
}

/** @throws InfrastructureError when the files cannot be read as the task says. */
export async function factsOf(task: Task, { sandbox, limits, cache, signal }: FactsOptions): Promise<DataFacts> {
  const code = factsProgram(task);
  const root = join(cache, 'deviations', sandbox.environment);
  const path = join(root, `${hashOf({ task: task.hash, code })}.facts.json`);
  const cached = existsSync(path) ? await parsed(path) : null;
  if (cached) return cached;
  await mkdir(root, { recursive: true });
  const folder = await mkdtemp(join(root, '.making-'));
  try {
    const request = { code, files: task.files, outputs: [FACTS], outputFolder: folder, limits };
    const outcome = await sandbox.run({ ...request, ...(signal ? { signal } : {}) });
    const problem = problemOf(outcome);
    if (problem !== null) throw new InfrastructureError(`the data of ${task.id} could not be measured: ${problem}`);
    const facts = await parsed(join(folder, FACTS));
    if (facts === null)
      throw new InfrastructureError(`the data of ${task.id} could not be measured: no JSON came back`);
    await rename(join(folder, FACTS), path);
    return facts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Null when it is torn. */
async function parsed(path: string): Promise<DataFacts | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as DataFacts;
  } catch {
    return null;
  }
}

export function problemOf(outcome: Outcome): string | null {
  if (outcome.kind === 'failed') return outcome.reason;
  if (outcome.kind !== 'finished') return outcome.kind;
  if (outcome.returnCode !== 0)
    return outcome.stderr.text.trim().split('\n').at(-1) || `return code ${outcome.returnCode}`;
  return outcome.missing[0] ? `it left no ${outcome.missing[0].name}: ${outcome.missing[0].reason}` : null;
}

/** The program that leaves `FACTS` beside the task's files. */
export function factsProgram(task: Task): string {
  const plan = planOf(task, 'filtered');
  const { workflow, targets, trainFile, validationFile, fileKind } = task.parameters;
  const { ranges, features } = workflow!;
  const piece = (...steps: readonly (Step | undefined)[]) =>
    render({ steps: steps.filter((step) => step !== undefined) });
  const steps = <K extends Step['step']>(kind: K) => plan.steps.filter((step) => step.step === kind);
  const load = (tables: LoadStep['tables']) =>
    piece(...steps('load').map((step) => ({ ...(step as LoadStep), tables })));
  const filter = (keep: (column: string) => boolean, bounds: FilterStep['bounds'] = 'both') => {
    const some = Object.fromEntries(Object.entries(ranges).filter(([column]) => keep(column)));
    return piece({ step: 'filter', ranges: some, bounds, missing: 'keep' });
  };
  const kind = (column: string) => ranges[column]!.kind;
  const ranged = Object.keys(ranges);
  const bounded = ranged.filter((column) => kind(column) === 'numeric');
  return program('measure', {
    PIECES: {
      ...Object.fromEntries((['inner', 'left', 'outer'] as const).map((how) => [`load ${how}`, load(how)])),
      drop: piece(...steps('drop-missing')),
      types: piece(...steps('types')),
      'filter all': filter(() => true),
      'filter numeric': filter((column) => kind(column) === 'numeric'),
      'filter categories': filter((column) => kind(column) === 'categorical'),
      'filter selected': filter((column) => features.includes(column)),
      ...Object.fromEntries(ranged.map((column) => [`filter column ${column}`, filter((one) => one === column)])),
      ...Object.fromEntries(
        bounded.map((column) => [`exclusive ${column}`, filter((one) => one === column, 'neither')]),
      ),
    },
    TRAIN_FILE: trainFile,
    RANGES: ranged,
    BOUNDED: bounded,
    TARGETS: targets,
    CSV_FILES: fileKind === 'csv' ? [trainFile, validationFile] : [],
  });
}

/**
 * Whether a task's reference can be relied on: it is run twice, and in a second sandbox where one is given; from the rows
 * without injected errors, as the harness does, and by the stated steps from the rows that agents get. All must agree.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnswerKey } from '../../answer-key.ts';
import { problemOf } from '../../audit/facts.ts';
import { differing, truthOf } from '../../audit/screen.ts';
import { planOf, render } from '../../reference.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../../sandbox.ts';
import { SUBMISSION, type Task } from '../../task.ts';
import { rejectAt } from '../gates/table.ts';
import type { Rejection } from '../rejection.ts';

export interface Repeated {
  /** The reference's output: a prediction file's bytes, the same every time. */
  readonly prediction: Buffer;
  /** Of the sandboxes it was run in. */
  readonly environments: readonly string[];
}

const RUNS = 2;
const LIMITS = { ...DEFAULT_LIMITS, seconds: 120, memoryBytes: 4 * 2 ** 30 };

export interface RepeatOptions {
  readonly sandbox: Sandbox;
  /** Another kind of sandbox, or another Python environment. */
  readonly second?: Sandbox;
  /** An existing folder for what is being made. */
  readonly folder: string;
  /** Output of the stated steps on the files that agents get, when it is known. */
  readonly stated?: Buffer;
  readonly signal?: AbortSignal;
}

export async function repeatReference(
  task: Task,
  key: AnswerKey,
  options: RepeatOptions,
): Promise<Repeated | Rejection> {
  const { sandbox, second, stated } = options;
  const sandboxes = [...Array<Sandbox>(RUNS).fill(sandbox), ...(second ? [second] : [])];
  const outputs: Buffer[] = [];
  for (const one of sandboxes) {
    const output = await runReference(task, key, one, options);
    if ('problem' in output) return rejectAt('reference-failed', `The reference solution fails: ${output.problem}.`);
    outputs.push(output);
  }
  const [prediction] = outputs as [Buffer];
  const reference = truthOf(task, prediction);
  for (const [at, other] of outputs.entries()) {
    const same = at < RUNS ? other.equals(prediction) : differing(other, reference) === 0;
    if (same) continue;
    const rows = differing(other, reference);
    const where = at < RUNS ? 'when run again' : `in the sandbox ${sandboxes[at]!.name}`;
    const words = `The reference gives another answer ${where}: ${rows ?? 'all'} rows differ.`;
    return rejectAt('reference-not-repeatable', words, rows);
  }
  const rows = stated === undefined ? 0 : differing(stated, reference);
  if (rows !== 0) {
    const words = `The stated steps, done on the files that agents get, give another answer: ${rows ?? 'all'} rows differ.`;
    return rejectAt('reference-unlike-question', words, rows);
  }
  return { prediction, environments: [...new Set(sandboxes.map(({ name, environment }) => `${name} ${environment}`))] };
}

async function runReference(
  task: Task,
  key: AnswerKey,
  sandbox: Sandbox,
  { folder: root, signal }: RepeatOptions,
): Promise<Buffer | { readonly problem: string }> {
  if (key.truth.kind !== 'reference') throw new Error(`${task.id} has no reference solution: only IF tasks have`);
  const folder = await mkdtemp(join(root, '.making-'));
  try {
    const outcome = await sandbox.run({
      code: render(planOf(task, 'error-free')),
      files: key.truth.files,
      outputs: [SUBMISSION],
      outputFolder: folder,
      limits: LIMITS,
      ...(signal ? { signal } : {}),
    });
    const problem = problemOf(outcome);
    return problem === null ? await readFile(join(folder, SUBMISSION)) : { problem };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Runs many solutions of one task in few sandbox runs: each solution in a process and under limits of its own, each run
 * for a short while only, so that what is lost when it is given up is little.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError, messageOf } from '../errors.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../sandbox.ts';
import type { Task } from '../task.ts';
import { problemOf } from './facts.ts';
import { program } from './python.ts';

/** Of one solution. */
export interface SolutionLimits {
  /** Of processor time, which a busy machine does not use up. */
  readonly seconds: number;
  readonly memoryBytes: number;
}

export const SOLUTION_LIMITS: SolutionLimits = { seconds: 30, memoryBytes: 4 * 2 ** 30 };

export type Solved =
  | { readonly kind: 'finished'; readonly prediction: string; readonly seconds: number }
  | { readonly kind: 'failed' | 'too-costly'; readonly why: string };

export interface SolveOptions {
  readonly sandbox: Sandbox;
  readonly limits: SolutionLimits;
  /** An existing folder for what comes out of runs. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  /** Solutions that share a process (1: none does), which saves most of its cost where they are quick. */
  readonly together?: number;
  /** Whether what draws random numbers without a seed draws the same ones every time, others for each place. */
  readonly repeatable?: boolean;
  /** Called after each run, with what it finished, by place in `codes`. */
  readonly onSolved: (solved: ReadonlyMap<number, Solved>) => Promise<void>;
}

const LOG = 'outputs.jsonl';
/** Wall seconds after which a run begins no further solution, solutions of a run, and bytes that are enough for one. */
const BUDGET_SECONDS = 10;
const PER_RUN = 60;
const ENOUGH_BYTES = 64e6;
/** Of wall time to processor time, on a machine with much else to do. */
const PATIENCE = 10;
/** For the interpreter that starts the solutions, its files and what it prints. */
const OWN_MEMORY_BYTES = 2 ** 30;

/** @throws InfrastructureError when a run fails before it does anything. */
export async function solveAll(task: Task, codes: readonly string[], options: SolveOptions): Promise<void> {
  const places = Array.from(codes.keys());
  const groups: number[][] = [];
  for (let at = 0; at < places.length; at += PER_RUN) groups.push(places.slice(at, at + PER_RUN));
  await Promise.all(groups.map((group) => solveGroup(task, codes, group, options)));
}

async function solveGroup(
  task: Task,
  codes: readonly string[],
  group: readonly number[],
  options: SolveOptions,
): Promise<void> {
  for (let left = group; left.length > 0; ) {
    const solved = await solveSome(
      task,
      left.map((place) => codes[place]!),
      left.map((place) => (options.repeatable ? place : null)),
      options,
    );
    await options.onSolved(new Map(Array.from(solved, ([at, one]) => [left[at]!, one])));
    left = left.filter((_, at) => !solved.has(at));
  }
}

/** One run: what it came to, of at least the first. */
async function solveSome(
  task: Task,
  codes: readonly string[],
  entropy: readonly (number | null)[],
  { sandbox, limits, folder: root, signal, together = 1 }: SolveOptions,
): Promise<Map<number, Solved>> {
  const wall = limits.seconds * PATIENCE;
  const code = program('solve_all', {
    SOLUTIONS: codes,
    ENTROPY: entropy,
    PARQUET: task.parameters.fileKind === 'parquet',
    CPU_SECONDS: limits.seconds,
    WALL_SECONDS: wall,
    MEMORY_BYTES: limits.memoryBytes,
    BUDGET_SECONDS,
    TOGETHER: together,
    ENOUGH_BYTES,
  });
  await mkdir(root, { recursive: true });
  const folder = await mkdtemp(join(root, '.making-'));
  try {
    const outcome = await sandbox.run({
      code,
      files: task.files,
      outputs: [LOG],
      outputFolder: folder,
      limits: {
        ...DEFAULT_LIMITS,
        seconds: BUDGET_SECONDS + 2 * wall,
        memoryBytes: limits.memoryBytes + OWN_MEMORY_BYTES,
        fileBytes: 2 * DEFAULT_LIMITS.fileBytes,
      },
      ...(signal ? { signal } : {}),
    });
    const problem = problemOf(outcome);
    const log = await readFile(join(folder, LOG), 'utf8').catch(() => '');
    const solved = readLog(log, problem ?? 'the run ended early');
    if (outcome.kind === 'failed' || solved.size === 0) {
      throw new InfrastructureError(`the deviations of ${task.id} could not be run: ${problem ?? 'no word of them'}`);
    }
    return solved;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What was begun and did not end took the whole run down with it. */
function readLog(log: string, problem: string): Map<number, Solved> {
  const solved = new Map<number, Solved>();
  for (const line of log.split('\n')) {
    if (line === '') continue;
    let record: { begun: number } | ({ ended: number } & Solved);
    try {
      record = JSON.parse(line) as typeof record;
    } catch (error) {
      throw new InfrastructureError(`a line about deviations is broken: ${messageOf(error)}`);
    }
    if ('begun' in record) solved.set(record.begun, { kind: 'too-costly', why: problem });
    else solved.set(record.ended, record);
  }
  return solved;
}

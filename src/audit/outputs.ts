/**
 * Runs what `deviations.ts` makes of a task, and keeps what each came to: by task content, reference solution and Python
 * environment for a task, by its code within. Whatever a run of the sandbox has finished is kept at once.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFacts } from '../audit.ts';
import { InfrastructureError } from '../errors.ts';
import { hashOf, sha256 } from '../hash.ts';
import { planOf, render } from '../reference.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../sandbox.ts';
import { sameNumbers } from '../score/column.ts';
import { differingRowsOf, parsePrediction } from '../score/differences.ts';
import { parseTruth, type Truth } from '../score/truth.ts';
import type { Task } from '../task.ts';
import type { Truths } from '../truths.ts';
import { type Bundle, type Result, readBundle, writeBundle } from './bundle.ts';
import { type Case, deviationsFor, type Inapplicable, pairsFor } from './deviations.ts';
import { factsOf } from './facts.ts';
import { SOLUTION_LIMITS, type SolutionLimits, type Solved, solveAll } from './solve.ts';

export interface Tried extends Case {
  readonly result: Result;
}

export interface TaskOutputs {
  readonly task: Task;
  readonly facts: DataFacts;
  /** Every way of breaking one instruction. */
  readonly singles: readonly Tried[];
  readonly pairs: readonly Tried[];
  readonly inapplicable: readonly Inapplicable[];
}

/** The outputs themselves, for comparing attempts with. */
export interface LoadedOutputs extends TaskOutputs {
  readonly reference: Truth;
  /** By a result's `output`. */
  readonly predictions: readonly Uint8Array[];
  /** A prediction to compare with, read when it is first asked for; null where that is not possible. */
  truth(output: number): Truth | null;
}

export interface OutputsOptions {
  readonly sandbox: Sandbox;
  readonly truths: Pick<Truths, 'path'>;
  /** The user's cache folder. */
  readonly cache: string;
  readonly limits?: SolutionLimits;
  readonly signal?: AbortSignal;
}

export interface Outputs {
  /** @throws InfrastructureError when the task has no reference output, or another one than its own steps give */
  of(task: Task): Promise<TaskOutputs>;
  load(task: Task): Promise<LoadedOutputs>;
  /** The reference's output alone. */
  reference(task: Task): Promise<Truth>;
  facts(task: Task): Promise<DataFacts>;
}

export function openOutputs(options: OutputsOptions): Outputs {
  const { sandbox, truths, cache, limits = SOLUTION_LIMITS, signal } = options;
  const folder = join(cache, 'deviations', sandbox.environment);

  const measured = (task: Task): Promise<DataFacts> =>
    factsOf(task, { sandbox, limits: DEFAULT_LIMITS, cache, ...(signal ? { signal } : {}) });

  const referenceOf = async (task: Task): Promise<Truth> => {
    const path = await truths.path(task);
    return parseTruth(path, await readFile(path), rulesOf(task));
  };

  const make = async (task: Task, want: 'index' | 'all') => {
    const { id } = task;
    const facts = await measured(task);
    const { cases, inapplicable } = deviationsFor(task, facts);
    const path = join(folder, `${hashOf({ task: task.hash, reference: render(planOf(task, 'error-free')) })}.outputs`);
    let bundle = (await readBundle(path, want)) ?? { results: new Map<string, Result>(), outputs: [] };
    let reference: Truth | undefined;

    /** Runs those that nobody ran yet. */
    const tryAll = async (all: readonly Case[]): Promise<Tried[]> => {
      const keyed = all.map((one) => {
        const code = render(one.plan);
        return { one, code, key: keyOf(code, one.draw) };
      });
      const owed = [...new Map(keyed.map(({ key, code }) => [key, code]))].filter(([key]) => {
        const known = bundle.results.get(key);
        return known === undefined || (known.kind === 'too-costly' && known.limit !== limitText(limits));
      });
      if (owed.length > 0) {
        reference ??= await referenceOf(task);
        if (want === 'index') bundle = (await readBundle(path, 'all')) ?? bundle;
        const growing = grow(bundle, reference, limits);
        let writing: Promise<void> = Promise.resolve();
        const onSolved = (solved: ReadonlyMap<number, Solved>): Promise<void> => {
          for (const [at, result] of solved) growing.add(owed[at]![0], result);
          writing = writing.then(() => writeBundle(path, growing.bundle()));
          return writing;
        };
        const codes = owed.map(([, code]) => code);
        await solveAll(task, codes, { sandbox, limits, folder, onSolved, ...(signal ? { signal } : {}) });
        bundle = growing.bundle();
      }
      return keyed.map(({ one, key }) => ({ ...one, result: bundle.results.get(key)! }));
    };

    const [faithful, ...singles] = await tryAll([FAITHFUL(task), ...cases]);
    if (faithful!.result.kind !== 'same') {
      throw new InfrastructureError(
        `the steps that ${id} states, done on the files that agents get, do not give the reference’s output: ` +
          describe(faithful!.result),
      );
    }
    const noticed = new Set(singles.filter(({ result }) => result.kind === 'different').map(({ name }) => name));
    const affordable = Math.floor(PAIR_SECONDS / Math.max(faithful!.result.seconds, 0.01));
    const pairs = await tryAll(pairsFor(task, facts, noticed).slice(0, affordable));
    return { outputs: { task, facts, singles, pairs, inapplicable }, bundle, reference };
  };

  return {
    reference: referenceOf,
    facts: measured,
    of: async (task) => (await make(task, 'index')).outputs,
    load: async (task) => {
      const { outputs, bundle, reference = await referenceOf(task) } = await make(task, 'all');
      const truths: (Truth | null)[] = [];
      const truth = (output: number): Truth | null => {
        if (truths[output] === undefined) truths[output] = likeTruth(bundle.outputs[output]!, reference);
        return truths[output];
      };
      return { ...outputs, reference, predictions: bundle.outputs, truth };
    },
  };
}

/** Of a processor, that a task's pairs may take if each takes what the reference takes. */
const PAIR_SECONDS = 40;

const FAITHFUL = (task: Task): Case => ({
  name: 'faithful',
  kinds: [],
  words: 'followed every instruction',
  plan: planOf(task, 'filtered'),
  draw: 0,
});

function keyOf(code: string, draw: number): string {
  return sha256(`${code}\0${draw}`).slice(0, 32);
}

const limitText = ({ seconds, memoryBytes }: SolutionLimits): string => `${seconds} s, ${memoryBytes} bytes`;

function describe(result: Result): string {
  if (result.kind === 'different') return `${result.differingRows ?? 'all'} rows differ`;
  return result.kind === 'same' ? '' : `${result.kind} (${result.why})`;
}

const rulesOf = ({ family, variant, parameters: { targets } }: Task) => ({ family, variant, targets });

/** A bundle that grows by what solutions come to. */
function grow(bundle: Bundle, reference: Truth, limits: SolutionLimits) {
  const results = new Map(bundle.results);
  const outputs = [...bundle.outputs];
  const known = new Map(outputs.map((output, at) => [hashBytes(output), at]));
  const placeOf = (output: Buffer): number => {
    const hash = hashBytes(output);
    const at = known.get(hash) ?? outputs.push(output) - 1;
    known.set(hash, at);
    return at;
  };
  const resultOf = (solved: Solved): Result => {
    if (solved.kind !== 'finished') {
      const { kind, why } = solved;
      return kind === 'failed' ? { kind, why } : { kind, why, limit: limitText(limits) };
    }
    const output = Buffer.from(solved.prediction);
    const differingRows = difference(output, reference);
    return differingRows === 0
      ? { kind: 'same', seconds: solved.seconds }
      : { kind: 'different', output: placeOf(output), differingRows };
  };
  return {
    add: (key: string, solved: Solved): void => {
      results.set(key, resultOf(solved));
    },
    bundle: (): Bundle => ({ results, outputs }),
  };
}

const hashBytes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

function difference(output: Uint8Array, reference: Truth): number | null {
  const table = parsePrediction(new Uint8Array(output), reference);
  return table === null ? null : differingRowsOf(table)(reference);
}

/** An output as something to compare attempts with. Rows that are the reference's are lined up once for all. */
function likeTruth(output: Uint8Array, reference: Truth): Truth | null {
  try {
    const truth = parseTruth('output of a deviation', new Uint8Array(output), reference);
    const same =
      truth.rows === reference.rows &&
      truth.keys.columns.every((column, at) => sameNumbers(column, reference.keys.columns[at]!));
    return same ? { ...truth, keys: reference.keys } : truth;
  } catch (error) {
    if (error instanceof InfrastructureError) return null;
    throw error;
  }
}

/**
 * From answer keys to truths: reads truth files, and makes the truth of IF tasks by running their reference solution
 * in the sandbox. Reference outputs are cached by task content, reference code and Python environment; parsed truths
 * are kept in memory up to a limit. Only scoring and the oracle come here.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnswerKey } from './answer-key.ts';
import type { Benchmark } from './bench.ts';
import { InfrastructureError } from './errors.ts';
import { hashOf } from './hash.ts';
import { planOf, render } from './reference.ts';
import type { Outcome, RunLimits, Sandbox } from './sandbox.ts';
import { scoreSubmission } from './score/submission.ts';
import { readTruth, type Truth } from './score/truth.ts';
import { NO_PREDICTION, type Score } from './score.ts';
import { SUBMISSION, type Task } from './task.ts';

export interface Truths {
  /** Scores a submission's file (null: none was left). @throws InfrastructureError when there is no truth to be had. */
  score(task: Task, submission: string | null): Promise<Score>;
  /** The right answer as a file's bytes; IF: made anew by the reference solution, so that it proves reproducibility. */
  answer(task: Task): Promise<Uint8Array>;
  /** Path of the truth file; IF: of the cached reference output. */
  path(task: Task): Promise<string>;
}

export interface TruthsOptions {
  readonly benchmark: Benchmark;
  readonly sandbox: Sandbox;
  readonly limits: RunLimits;
  /** The user's cache folder. */
  readonly cache: string;
  /** Where IF truth comes from: made here (the default), or the benchmark's own file where it has one. */
  readonly references?: 'run' | 'file';
  /** Parsed truths kept in memory. */
  readonly keepBytes?: number;
}

export function openTruths(options: TruthsOptions): Truths {
  const { benchmark, sandbox, limits, cache, references = 'run', keepBytes = 128e6 } = options;
  const kept = new Map<string, { truth: Truth; bytes: number }>();
  const reading = new Map<string, Promise<Truth>>();
  const making = new Map<string, Promise<string>>();
  let bytes = 0;

  /** Runs the reference solution into a fresh folder and hands its output's path to `use`. */
  const withReference = async <T>(key: AnswerKey, code: string, use: (path: string) => Promise<T>): Promise<T> => {
    const files = key.truth.kind === 'reference' ? key.truth.files : [];
    const root = join(cache, 'references');
    await mkdir(root, { recursive: true });
    const folder = await mkdtemp(join(root, '.making-'));
    try {
      const outcome = await sandbox.run({ code, files, outputs: [SUBMISSION], outputFolder: folder, limits });
      const failure = failureOf(outcome);
      if (failure) throw new InfrastructureError(`the reference solution of ${key.task} failed: ${failure}`);
      return await use(join(folder, SUBMISSION));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  const makeReference = async (task: Task, key: AnswerKey): Promise<string> => {
    const code = render(planOf(task, 'error-free'));
    const folder = join(cache, 'references', sandbox.environment);
    const path = join(folder, `${hashOf({ task: task.hash, code })}.csv`);
    if (existsSync(path)) return path;
    await mkdir(folder, { recursive: true });
    await withReference(key, code, (made) => rename(made, path));
    return path;
  };

  const path = async (task: Task): Promise<string> => {
    const key = benchmark.answerKey(task);
    if (key.truth.kind === 'file') return key.truth.path;
    if (references === 'file' && key.truth.released !== undefined) return key.truth.released;
    return once(making, task.hash, () => makeReference(task, key));
  };

  const truthOf = async (task: Task): Promise<Truth> => {
    const found = kept.get(task.hash);
    if (found) {
      kept.delete(task.hash); // most recently used last
      kept.set(task.hash, found);
      return found.truth;
    }
    return once(reading, task.hash, async () => {
      const { family, variant, targets } = benchmark.answerKey(task);
      const truth = await readTruth(await path(task), { family, variant, targets });
      kept.set(task.hash, { truth, bytes: truth.bytes });
      bytes += truth.bytes;
      for (const [hash, oldest] of kept) {
        if (bytes <= keepBytes || kept.size === 1) break;
        kept.delete(hash);
        bytes -= oldest.bytes;
      }
      return truth;
    });
  };

  return {
    path,
    score: async (task, submission) =>
      submission === null ? NO_PREDICTION : scoreSubmission(submission, await truthOf(task)),
    answer: async (task) => {
      const key = benchmark.answerKey(task);
      if (key.truth.kind === 'file') return readFile(key.truth.path);
      return withReference(key, render(planOf(task, 'error-free')), (made) => readFile(made));
    },
  };
}

/** One piece of work under a name at a time; whoever asks meanwhile gets the same. */
function once<T>(under: Map<string, Promise<T>>, name: string, work: () => Promise<T>): Promise<T> {
  const running = under.get(name);
  if (running !== undefined) return running;
  const started = work().finally(() => under.delete(name));
  under.set(name, started);
  return started;
}

function failureOf(outcome: Outcome): string | null {
  if (outcome.kind === 'failed') return outcome.reason;
  if (outcome.kind !== 'finished') return outcome.kind;
  if (outcome.returnCode !== 0) return outcome.stderr.text.trim().split('\n').at(-1) ?? 'no message';
  return outcome.missing[0] ? `it left no ${outcome.missing[0].name}: ${outcome.missing[0].reason}` : null;
}

/** A long-lived Python process that answers one JSON line with another: the reference for reading and scoring. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

const ROOT = join(import.meta.dirname, '../..');
/** The project's own statement of the rules. */
export const OWN_ORACLE = join(import.meta.dirname, 'oracle.py');
/** The benchmark's statement of them, where it lies beside the repository. */
const SHARED_ORACLE = join(ROOT, '../shared/oracle/score.py');
export const SCORE_ORACLE = existsSync(SHARED_ORACLE) ? SHARED_ORACLE : OWN_ORACLE;

export const PYTHON = process.env.DARE_PYTHON;

export interface Oracle extends AsyncDisposable {
  /** Answers come in the order of the questions. Rejects when the process ends; the next question starts another. */
  ask<Answer>(job: object): Promise<Answer>;
}

interface Running {
  readonly python: ChildProcessByStdio<Writable, Readable, null>;
  readonly waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[];
  readonly closed: Promise<void>;
}

export function openOracle(script: string): Oracle {
  let running: Running | undefined;
  const start = (): Running => {
    if (PYTHON === undefined) throw new Error('DARE_PYTHON must name the Python that has pandas and scikit-learn');
    const python = spawn(PYTHON, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    const waiting: Running['waiting'] = [];
    createInterface({ input: python.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
    const closed = new Promise<void>((resolve) => {
      python.on('close', (code, signal) => {
        running = undefined;
        for (const { reject } of waiting) reject(new Error(`the oracle ended with ${code ?? signal}`));
        resolve();
      });
    });
    return { python, waiting, closed };
  };
  return {
    ask: async (job) => {
      running ??= start();
      const { python, waiting } = running;
      const line = await new Promise<string>((resolve, reject) => {
        waiting.push({ resolve, reject });
        python.stdin.write(`${JSON.stringify(job)}\n`);
      });
      return JSON.parse(line);
    },
    [Symbol.asyncDispose]: async () => {
      running?.python.stdin.end();
      await running?.closed;
    },
  };
}

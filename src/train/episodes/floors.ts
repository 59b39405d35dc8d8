/**
 * What predicting a constant earns in each task: what a reward must be seen against. Made once for each task by the
 * naive agent's script in the sandbox, and kept by the task's content, the script and the Python environment.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { naiveScript } from '../../agent/naive.ts';
import { hashOf } from '../../hash.ts';
import type { RunLimits, Sandbox } from '../../sandbox.ts';
import { replaceFile } from '../../store/files.ts';
import { SUBMISSION, type Task } from '../../task.ts';
import type { Truths } from '../../truths.ts';
import { rewardOf } from '../reward.ts';

export interface Floors {
  /** Null where no constant can be predicted, or the sandbox failed just now. */
  of(task: Task): Promise<number | null>;
}

export function openFloors(options: {
  sandbox: Sandbox;
  truths: Pick<Truths, 'score'>;
  limits: RunLimits;
  /** The user's cache folder. */
  cache: string;
}): Floors {
  const { sandbox, truths, limits, cache } = options;
  const root = join(cache, 'floors', sandbox.environment);
  const known = new Map<string, Promise<number | null>>();

  const make = async (task: Task, code: string): Promise<number | null> => {
    const folder = await mkdtemp(join(root, '.making-'));
    try {
      const { trainFile, validationFile } = task.parameters;
      const files = task.files.filter(({ name }) => name === trainFile || name === validationFile);
      const outcome = await sandbox.run({ code, files, outputs: [SUBMISSION], outputFolder: folder, limits });
      if (outcome.kind !== 'finished' || outcome.files.length === 0) return null;
      return rewardOf(await truths.score(task, join(folder, SUBMISSION)), task.variant);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  const find = async (task: Task): Promise<number | null> => {
    await mkdir(root, { recursive: true });
    const code = naiveScript(task);
    const path = join(root, `${hashOf({ task: task.hash, code })}.json`);
    const stored = await readFile(path, 'utf8').catch(() => null);
    const value = stored === null ? Number.NaN : Number(stored);
    if (!Number.isNaN(value)) return value;
    const made = await make(task, code);
    if (made !== null) await replaceFile(path, String(made));
    return made;
  };

  return {
    of: (task) => {
      const found = known.get(task.hash);
      if (found !== undefined) return found;
      const finding = find(task).then(
        (value) => {
          if (value === null) known.delete(task.hash);
          return value;
        },
        () => {
          known.delete(task.hash);
          return null;
        },
      );
      known.set(task.hash, finding);
      return finding;
    },
  };
}

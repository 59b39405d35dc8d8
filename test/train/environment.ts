/** Episodes of the small benchmark for tests, with truths that need no sandbox. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { openBenchmark } from '../../src/bench/published.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../../src/sandbox.ts';
import { NO_PREDICTION, type Score } from '../../src/score.ts';
import type { Task } from '../../src/task.ts';
import { DEFAULT_BOUNDS, type EpisodesOptions, openEpisodes } from '../../src/train/episodes/open.ts';
import type { Episodes } from '../../src/train/episodes.ts';

export const BENCH = fileURLToPath(new URL('../../examples/bench', import.meta.url));
export const MM = 'palmer_penguins_class/mm';
export const IF = 'palmer_penguins_class/if';

/** In memory where that can be: hundreds of folders are made and removed. */
const ROOT = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'dare-episodes-test-'));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

export const freshFolder = () => mkdtempSync(join(ROOT, 'f-'));

let tasks: Promise<readonly Task[]> | undefined;

export function exampleTasks(): Promise<readonly Task[]> {
  tasks ??= openBenchmark(BENCH, freshFolder()).then((benchmark) => benchmark.tasks);
  return tasks;
}

/** A file is worth the number that is its content; how often was asked is counted. */
export function countingTruths(): { asked: number; score: (task: Task, path: string | null) => Promise<Score> } {
  const truths = {
    asked: 0,
    score: async (_: Task, path: string | null): Promise<Score> => {
      truths.asked += 1;
      if (path === null) return NO_PREDICTION;
      const value = Number(await readFile(path, 'utf8'));
      return Number.isNaN(value)
        ? { value: 0, exists: true, perTarget: {}, reason: 'unreadable', rule: 'unreadable' }
        : { value, exists: true, perTarget: { y: value }, reason: null };
    },
  };
  return truths;
}

export async function testEpisodes(
  sandbox: Sandbox,
  options: Partial<EpisodesOptions> = {},
): Promise<Episodes & { readonly folder: string }> {
  const folder = options.folder ?? freshFolder();
  const episodes = await openEpisodes({
    folder,
    tasks: await exampleTasks(),
    sandbox,
    limits: DEFAULT_LIMITS,
    truths: countingTruths(),
    // Above all rewards: scripts that only write a number are flagged, and what they earn is not to be capped.
    floors: { of: async () => 1.2 },
    idleSeconds: 1800,
    most: 4096,
    bounds: DEFAULT_BOUNDS,
    ...options,
  });
  return { ...episodes, folder };
}

/** A call of the tool that runs `code` and keeps `save`, loading it first where that is asked for. */
export function callOf(
  code: string,
  { id, save = [], load = [] }: { id?: string; save?: string[]; load?: string[] } = {},
) {
  const args = JSON.stringify({ code, files_to_load: load, files_to_save: save });
  return { name: 'python_executor', arguments: args, ...(id === undefined ? {} : { id }) };
}

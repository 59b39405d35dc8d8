/**
 * A benchmark in the published layout (docs/task-format.md), opened: read whole (layout.ts), or as it was found the last
 * time (snapshot.ts).
 */
import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Benchmark } from '../bench.ts';
import { codeOf, messageOf, UserError } from '../errors.ts';
import type { Layout } from './layout.ts';
import { snapshotOf } from './snapshot.ts';

/**
 * @param cache the user's cache folder, where what was found is kept; without it, all is read.
 * @throws UserError when `path` is not a folder with a readable question_list.json and databases/.
 */
export async function openBenchmark(path: string, cache?: string): Promise<Benchmark> {
  const folder = await realFolder(path);
  const snapshot = cache === undefined ? null : snapshotOf<Layout>(cache, folder);
  let content = snapshot?.read() ?? null;
  if (content === null) {
    // Loaded only now: its libraries take longer to load than a snapshot to read.
    const { readLayout } = await import('./layout.ts');
    content = await readLayout(folder);
    snapshot?.write(content);
  }
  const keys = new Map(content.tasks.map(({ task, key }) => [task.id, key]));
  return {
    name: basename(folder),
    path: folder,
    tasks: content.tasks.map(({ task }) => task),
    unusable: content.unusable,
    answerKey: (task) => {
      const key = keys.get(task.id);
      if (key === undefined || key.hash !== task.hash) throw new Error(`${task.id} is not a task of ${folder}`);
      return key;
    },
  };
}

async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const found = codeOf(error) === 'ENOENT' ? 'there is no such folder' : messageOf(error);
    throw new UserError(
      `Expected a benchmark folder (question_list.json and databases/) at ${JSON.stringify(path)}, but ${found}. Check the path given to --bench.`,
    );
  }
}

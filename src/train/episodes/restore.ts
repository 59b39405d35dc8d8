/** Finds the episodes that a server left in its folder: what goes on, and what can't, and why. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../errors.ts';
import type { Task } from '../../task.ts';
import { reopenJournal } from './journal.ts';
import { isSaved, type Live, liveOf, takeIn } from './live.ts';
import type { Waste } from './waste.ts';

export interface Restored {
  readonly found: readonly Live[];
  readonly lost: readonly { readonly id: string; readonly why: string }[];
}

interface Ground {
  /** Of the Python that runs calls now. */
  readonly environment: string;
  readonly taskOf: (id: string) => Task | undefined;
  readonly now: number;
}

/** @param root has a folder for each episode, named by its id; those that can't go on are thrown away */
export async function restoreAll(root: string, waste: Waste, ground: Ground): Promise<Restored> {
  const found: Live[] = [];
  const lost: { id: string; why: string }[] = [];
  for (const id of await readdir(root)) {
    const folder = join(root, id);
    const restored = await restore(folder, { ...ground, id });
    if (restored !== null && typeof restored !== 'string') {
      found.push(restored);
      continue;
    }
    waste.take(folder);
    if (restored !== null) lost.push({ id, why: restored });
  }
  return { found, lost };
}

/**
 * An episode as a server left it in `folder`.
 * @returns null where nobody was told of it yet; words where it can't go on
 */
async function restore(folder: string, parts: Ground & { id: string }): Promise<Live | string | null> {
  try {
    const journal = await reopenJournal(folder);
    let live: Live | undefined;
    for await (const line of journal.read()) {
      if (line.kind === 'opened') {
        const task = parts.taskOf(line.task);
        if (task === undefined) return `its task ${line.task} is no longer in the benchmark`;
        if (task.hash !== line.hash) return `the content of its task ${line.task} has changed`;
        if (line.environment !== parts.environment) return 'the Python environment has changed';
        live = liveOf(task, { id: parts.id, seed: line.seed, key: line.key, journal, usedAt: parts.now });
      } else if (live === undefined) return 'its journal has no beginning';
      else takeIn(live, line);
    }
    if (live === undefined) return null;
    const kept = [...live.files.values()].filter((file) => isSaved(live, file));
    const missing = (await Promise.all(kept.map(({ path }) => stat(path).catch(() => null)))).includes(null);
    if (missing) return 'a file that it saved is gone';
    await journal.prune(new Set(kept.map(({ path }) => Number(path.split('/').at(-2)))));
    return live;
  } catch (error) {
    return `its journal can't be read: ${messageOf(error).slice(0, 200)}`;
  }
}

/**
 * What was found when a benchmark was opened, kept so that opening it again reads none of its data. It holds as long as
 * every file has the name, kind, size, inode and times (of content and of status, in ns) that it had, and so has every
 * file of this reader.
 *
 * It is a matter of speed alone: one that is missing, torn or of another time is read anew from the benchmark.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { sha256 } from '../hash.ts';

export interface Snapshot<T> {
  /** What was kept of the benchmark as it is now. */
  read(): T | null;
  /** Keeps it. Never throws: a full disk costs speed only. */
  write(content: T): void;
}

/** A file that changes twice within a tick of the file system's clock looks unchanged; none has so coarse a clock. */
const SETTLED_NS = 2_000_000_000n;

/** @param cache the user's cache folder. @param folder the benchmark's, as an absolute path without links. */
export function snapshotOf<T>(cache: string, folder: string): Snapshot<T> {
  const look = lookAt(folder);
  const path = join(cache, 'benchmarks', `${sha256(folder).slice(0, 32)}.bin`);
  return {
    read: () => {
      if (look === null) return null;
      try {
        const kept = deserialize(readFileSync(path)) as { state: string; content: T };
        return kept.state === look.state ? kept.content : null;
      } catch {
        return null;
      }
    },
    write: (content) => {
      if (look === null || BigInt(Date.now()) * 1_000_000n - look.newest < SETTLED_NS) return;
      const temporary = `${path}.${process.pid}.tmp`;
      try {
        mkdirSync(join(cache, 'benchmarks'), { recursive: true });
        writeFileSync(temporary, serialize({ state: look.state, content }));
        renameSync(temporary, path);
      } catch {
        // Then it is read again next time.
      }
    },
  };
}

/** The state of all files that opening looks at, and the latest time at which any of them changed. */
function lookAt(folder: string): { state: string; newest: bigint } | null {
  const hash = createHash('sha256');
  let newest = 0n;
  const add = (path: string): void => {
    const { mode, size, ino, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true });
    hash.update(`${path}\0${mode} ${size} ${ino} ${mtimeNs} ${ctimeNs}\0`);
    if (ctimeNs > newest) newest = ctimeNs;
  };
  const addAll = (parent: string, depth: number): void => {
    add(parent);
    for (const entry of readdirSync(parent, { withFileTypes: true })) {
      const path = join(parent, entry.name);
      if (entry.isDirectory() && depth > 0) addAll(path, depth - 1);
      else add(path);
    }
  };
  try {
    for (const name of readdirSync(import.meta.dirname)) add(join(import.meta.dirname, name));
    add(join(import.meta.dirname, '../task.ts'));
    add(join(folder, 'question_list.json'));
    addAll(join(folder, 'databases'), 2);
  } catch {
    return null;
  }
  return { state: hash.digest('hex'), newest };
}

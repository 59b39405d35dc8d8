/**
 * A run in a folder.
 *
 *   run.json         settings                    attempts.jsonl   one line an attempt, append-only
 *   scores.jsonl     scores given later          failures.jsonl   failures of ours, never counted
 *   summary.json     made anew from the rest     attempts/<agent>/<dataset>/<variant>.<repeat>/
 *                                                  transcript.json, exchanges.jsonl, files/prediction.csv, files/…
 *
 * An attempt's folder is filled under `.drafts/`, renamed into place, and counts only once its line is appended; a
 * torn last line is cut off when the folder is next opened for writing. This survives the death of the process at any
 * moment; against the death of the machine it does no more than the file system does by itself.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { AttemptRecord, Transcript } from '../attempt.ts';
import { codeOf, UserError } from '../errors.ts';
import { sha256 } from '../hash.ts';
import type { Exchange } from '../model.ts';
import type { Score } from '../score.ts';
import type { Draft, RunSettings, Store } from '../store.ts';
import { readJsonLines, replaceFile } from './files.ts';
import { type LineLog, openLineLog } from './line-log.ts';
import { type Lock, lockFolder } from './lock.ts';

const SETTINGS = 'run.json';
const ATTEMPTS = 'attempts.jsonl';

/** Opens an existing run folder to read it. @throws UserError when it is none. */
export async function readFolderStore(path: string): Promise<Store> {
  if (!existsSync(join(path, SETTINGS))) {
    throw new UserError(`${path} is not a run folder: it has no ${SETTINGS}. Give a folder that \`dare eval\` wrote.`);
  }
  return folderStore(resolve(path), null);
}

/** Opens a run folder to write to, making it if needed. @throws UserError when another run is writing to it. */
export async function openFolderStore(path: string): Promise<Store> {
  const root = resolve(path);
  await makeFolder(join(root, 'attempts'));
  const lock = await lockFolder(root);
  try {
    await rm(join(root, '.drafts'), { recursive: true, force: true });
    await mkdir(join(root, '.drafts'));
    return folderStore(root, { lock, log: await openLineLog(join(root, ATTEMPTS)) });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function folderStore(root: string, writing: { lock: Lock; log: LineLog } | null): Store {
  let drafts = 0;

  const folderOf = (attempt: { agent: string; task: string; repeat: number }) => {
    const cut = attempt.task.lastIndexOf('/');
    const [dataset, variant] = [attempt.task.slice(0, cut), attempt.task.slice(cut + 1)];
    return join(root, 'attempts', slug(attempt.agent), dataset, `${variant}.${attempt.repeat}`);
  };

  return {
    path: root,
    settings: async () => {
      const text = await readFile(join(root, SETTINGS), 'utf8').catch((error) => {
        if (codeOf(error) === 'ENOENT') return null;
        throw error;
      });
      return text === null ? null : (JSON.parse(text) as RunSettings);
    },
    saveSettings: (settings) => replaceFile(join(root, SETTINGS), `${JSON.stringify(settings, null, 2)}\n`),
    attempts: () => readJsonLines<AttemptRecord>(join(root, ATTEMPTS)),
    begin: async (attempt): Promise<Draft> => {
      const folder = join(root, '.drafts', String(drafts++));
      await mkdir(folder);
      return {
        folder,
        commit: async (record, transcript, exchanges) => {
          await writeFile(join(folder, 'transcript.json'), JSON.stringify(transcript));
          if (exchanges.length > 0) await writeFile(join(folder, 'exchanges.jsonl'), linesOf(exchanges));
          await moveInto(folder, folderOf(attempt));
          await writing!.log.append(record);
        },
        discard: () => rm(folder, { recursive: true, force: true }),
      };
    },
    recordFailure: async (failure) => {
      await writeFile(join(root, 'failures.jsonl'), `${JSON.stringify(failure)}\n`, { flag: 'a' });
    },
    transcript: async (record) =>
      JSON.parse(await readFile(join(folderOf(record), 'transcript.json'), 'utf8')) as Transcript,
    submission: (record) => (record.score.exists ? join(folderOf(record), 'files', 'prediction.csv') : null),
    scores: async () => {
      const scores = new Map<string, Score>();
      for await (const line of readJsonLines<{ key: string; score: Score }>(join(root, 'scores.jsonl'))) {
        scores.set(line.key, line.score);
      }
      return scores;
    },
    saveScores: async (scores) => {
      await replaceFile(join(root, 'scores.jsonl'), linesOf([...scores].map(([key, score]) => ({ key, score }))));
    },
    [Symbol.asyncDispose]: async () => {
      if (!writing) return;
      await writing.log.close();
      await rm(join(root, '.drafts'), { recursive: true, force: true });
      await writing.lock.release();
    },
  };
}

/** Making folders on a read-only disk, Node says only that they do not exist; the first missing one says why. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    let missing = path;
    while (!existsSync(dirname(missing))) missing = dirname(missing);
    await mkdir(missing);
    await mkdir(path, { recursive: true });
  }
}

function linesOf(values: readonly (Exchange | object)[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

/** A folder name for any agent's name, different for different names. */
function slug(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 100);
  return plain === name && !name.startsWith('.') ? name : `${plain.replace(/^\.+/, '')}-${sha256(name).slice(0, 6)}`;
}

/** Renames a folder into place; what an interrupted commit left there was never recorded and gives way. */
async function moveInto(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') await mkdir(join(to, '..'), { recursive: true });
    else if (code === 'ENOTEMPTY' || code === 'EEXIST') await rm(to, { recursive: true });
    else throw error;
    await rename(from, to);
  }
}

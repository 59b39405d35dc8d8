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
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { AttemptRecord, Transcript } from '../attempt.ts';
import { codeOf, UserError } from '../errors.ts';
import { sha256 } from '../hash.ts';
import type { Exchange } from '../model.ts';
import type { Score } from '../score.ts';
import type { Draft, RunSettings, Store } from '../store.ts';
import { readJsonLines, replaceFile } from './files.ts';

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
    await cutTornLine(join(root, ATTEMPTS));
    return folderStore(root, { lock, log: await open(join(root, ATTEMPTS), 'a') });
  } catch (error) {
    lock.close();
    throw error;
  }
}

function folderStore(root: string, writing: { lock: Server; log: FileHandle } | null): Store {
  const log = writing ? appender(writing.log) : null;
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
          await log!.append(`${JSON.stringify(record)}\n`);
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
      await log!.end();
      await rm(join(root, '.drafts'), { recursive: true, force: true });
      await rm(join(root, 'lock.json'), { force: true });
      writing.lock.close();
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

/** Appends whole lines, many at once when they come faster than the disk. A line that cannot be written leaves no part. */
function appender(file: FileHandle): { append(line: string): Promise<void>; end(): Promise<void> } {
  let waiting: string[] = [];
  let flushing: Promise<void> | null = null;

  const flush = async () => {
    await null; // let the lines of this tick gather
    const block = Buffer.from(waiting.join(''));
    waiting = [];
    flushing = null;
    const { size } = await file.stat();
    try {
      await file.appendFile(block);
    } catch (error) {
      await file.truncate(size);
      throw error;
    }
  };
  let last: Promise<void> = Promise.resolve();

  return {
    append: (line) => {
      waiting.push(line);
      if (!flushing) {
        flushing = last.catch(() => {}).then(flush);
        last = flushing;
      }
      return flushing;
    },
    end: async () => {
      await last.catch(() => {});
      await file.close();
    },
  };
}

async function cutTornLine(path: string): Promise<void> {
  const size = (await stat(path).catch(() => null))?.size ?? 0;
  if (size === 0) return;
  const file = await open(path, 'r+');
  try {
    const block = Buffer.alloc(Math.min(size, 1 << 16));
    let end = size;
    while (end > 0) {
      const start = Math.max(0, end - block.length);
      const { bytesRead } = await file.read(block, 0, end - start, start);
      const newline = block.subarray(0, bytesRead).lastIndexOf(10);
      if (newline >= 0) {
        await file.truncate(start + newline + 1);
        return;
      }
      end = start;
    }
    await file.truncate(0);
  } finally {
    await file.close();
  }
}

/**
 * One writer a folder. The lock is an abstract socket named after the folder's inode: it is taken atomically and goes
 * with the process, however that dies. Such sockets are seen on one machine only, so lock.json names the machine.
 */
async function lockFolder(root: string): Promise<Server> {
  const { dev, ino } = await stat(root);
  const server = createServer((socket) => socket.destroy());
  const info = join(root, 'lock.json');
  const holder = JSON.parse(await readFile(info, 'utf8').catch(() => '{}')) as { host?: string; pid?: number };
  const busy = (who: string) =>
    new UserError(
      `${root} is being written to by another run (${who}). Wait for it or stop it, or choose another folder with --out.`,
    );
  if (holder.host !== undefined && holder.host !== hostname()) {
    throw busy(`process ${holder.pid} on ${holder.host}; if that machine is gone, delete ${info}`);
  }
  await new Promise<void>((done, failed) => {
    server.once('error', (error) =>
      failed(codeOf(error) === 'EADDRINUSE' ? busy(`process ${holder.pid ?? 'unknown'}`) : error),
    );
    server.listen({ path: `\0dare-run-${dev}-${ino}`, exclusive: true }, done);
  });
  server.unref();
  await writeFile(info, JSON.stringify({ host: hostname(), pid: process.pid, started: new Date().toISOString() }));
  return server;
}

/**
 * Files into a run's work folder and out of it. The folder is a tmpfs in the run's own mount namespace, reached through
 * a descriptor that outlives the namespace: nothing is ever on the host's disk but what is brought out.
 */
import { randomUUID } from 'node:crypto';
import { constants, fchmodSync, fchownSync, openSync } from 'node:fs';
import { chmod, chown, copyFile, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf } from '../errors.ts';
import type { InputFile, OutputFile, RunRequest } from '../sandbox.ts';
import { USUAL_SCRIPT, WORK_FOLDER } from './arguments.ts';
import { Fault } from './fault.ts';

const PAGE = 4096;
/** For the script, folders and whatever else the file system keeps of its own. */
const SPARE_BYTES = 2 ** 20;

/** The size of a tmpfs in which all the inputs leave `diskBytes` free. */
export async function sizeFor({ files, code, limits }: RunRequest): Promise<number> {
  let total = limits.diskBytes + Buffer.byteLength(code) + SPARE_BYTES;
  for (const { name, path } of files) {
    if (!isPlain(name)) throw new Fault(`${JSON.stringify(name)} is not a plain file name`, 'final');
    const found = await stat(path).catch((error: unknown) => {
      throw new Fault(`the input ${JSON.stringify(name)} can't be read: ${messageOf(error)}`, 'final');
    });
    if (!found.isFile()) throw new Fault(`the input ${JSON.stringify(name)} is not a file: ${path}`, 'final');
    total += Math.ceil(found.size / PAGE) * PAGE;
  }
  return Math.ceil(total / PAGE) * PAGE;
}

/** A name for the script, beside the inputs but none of them. */
export function scriptName({ files, outputs }: RunRequest): string {
  const taken = new Set([...files.map(({ name }) => name), ...outputs]);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? USUAL_SCRIPT : `main_${number}.py`;
    if (!taken.has(name)) return name;
  }
}

/** A descriptor of the work folder of the namespace that a process is in. */
export function openWorkFolder(pid: number): number {
  return openSync(`/proc/${pid}/root${WORK_FOLDER}`, constants.O_RDONLY | constants.O_DIRECTORY);
}

/** @param owner the program's user, when not our own. */
export async function bringIn(
  workFolder: number,
  files: readonly InputFile[],
  script: { name: string; code: string },
  owner: number | null,
): Promise<void> {
  const folder = pathOf(workFolder);
  const settle = async (path: string): Promise<void> => {
    await chmod(path, 0o644);
    if (owner !== null) await chown(path, owner, owner);
  };
  await Promise.all([
    ...files.map(async ({ name, path }) => {
      await copyFile(path, join(folder, name));
      await settle(join(folder, name));
    }),
    writeFile(join(folder, script.name), script.code).then(() => settle(join(folder, script.name))),
  ]);
  if (owner !== null) fchownSync(workFolder, owner, owner);
}

/**
 * Copies the named outputs of a program that is dead, each whole or not at all.
 * @throws Fault when the host can't take them
 */
export async function bringOut(
  workFolder: number,
  { outputs, outputFolder, limits }: RunRequest,
): Promise<{ files: OutputFile[]; missing: { name: string; reason: string }[] }> {
  const files: OutputFile[] = [];
  const missing: { name: string; reason: string }[] = [];
  let total = 0;
  // The program may have closed it to its own user, who may be ours.
  fchmodSync(workFolder, 0o700);
  for (const name of new Set(outputs)) {
    // Never follows a link, never waits for a FIFO's other end.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const refuse = (reason: string) => missing.push({ name, reason });
    if (!isPlain(name)) {
      refuse('not a plain file name');
      continue;
    }
    const file = await open(join(pathOf(workFolder), name), flags).catch((error: unknown) => {
      refuse(whyNotOpened(codeOf(error)));
      return null;
    });
    if (file === null) continue;
    try {
      const found = await file.stat();
      if (!found.isFile()) refuse(found.isDirectory() ? 'a folder, not a file' : 'not a regular file');
      else if (found.size > limits.fileBytes) {
        refuse(`too large: ${found.size} bytes, where at most ${limits.fileBytes} are allowed`);
      } else if (total + found.size > limits.diskBytes) {
        refuse(`too large: all outputs together may have at most ${limits.diskBytes} bytes`);
      } else {
        total += found.size;
        await copyWhole(pathOf(file.fd), outputFolder, name);
        files.push({ name, bytes: found.size });
      }
    } finally {
      await file.close();
    }
  }
  return { files, missing };
}

async function copyWhole(from: string, folder: string, name: string): Promise<void> {
  const partial = join(folder, `.${randomUUID()}.partial`);
  try {
    await copyFile(from, partial, constants.COPYFILE_EXCL);
    await chmod(partial, 0o644);
    await rename(partial, join(folder, name));
  } catch (error) {
    await rm(partial, { force: true });
    throw new Fault(`${JSON.stringify(name)} could not be stored: ${messageOf(error)}`, 'final');
  }
}

function whyNotOpened(code: string | undefined): string {
  if (code === 'ENOENT') return 'the program left no such file';
  if (code === 'ELOOP') return 'a symbolic link, not a file';
  if (code === 'ENXIO') return 'not a regular file';
  return `can't be read (${code ?? 'unknown error'})`;
}

function isPlain(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name) && Buffer.byteLength(name) <= 255;
}

function pathOf(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}

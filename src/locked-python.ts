/**
 * Python environments made from a lock file, and other folders that are made once: in the user's cache folder, under the
 * hash of what they were made of, each moved to its place whole. Two processes that make the same at once do no harm:
 * the second's is thrown away. What pip fetched is in its own cache, so that a second try is quick.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { codeOf, InfrastructureError } from './errors.ts';
import { sha256 } from './hash.ts';
import { processTag, tagIsAlive } from './sandbox/processes.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Watch {
  readonly signal?: AbortSignal | undefined;
  /** Told each line of the standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a program to its end, with all that it starts: pip does its work in another process.
 * @throws InfrastructureError when there is no such program; the signal's reason when it was stopped
 */
export async function run(command: string, words: readonly string[], { signal, onLine }: Watch = {}): Promise<Ended> {
  signal?.throwIfAborted();
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: signal !== undefined });
  const stop = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid);
    } catch {
      // It has ended by itself.
    }
  };
  signal?.addEventListener('abort', stop);
  if (onLine) createInterface({ input: child.stdout }).on('line', onLine);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  try {
    const code = await new Promise<number | null>((done, failed) => {
      child.on('error', failed).on('close', done);
    });
    signal?.throwIfAborted();
    return { code, ...output };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new InfrastructureError(`there is no program ${command}; give the path of a Python 3.11`);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/**
 * @param make fills the folder that it is given, or says that there is nothing to keep
 * @returns the folder `name` in the cache, made now or earlier; null when there is nothing
 */
export async function madeOnce(
  cache: string,
  name: string,
  make: (folder: string) => Promise<boolean>,
): Promise<string | null> {
  const place = join(cache, name);
  if (existsSync(place)) return place;
  mkdirSync(cache, { recursive: true });
  removeLeft(cache);
  const stage = mkdtempSync(join(cache, `${STAGE}${processTag()}.`));
  try {
    const made = join(stage, 'made');
    if (!(await make(made))) return null;
    try {
      renameSync(made, place);
    } catch (error) {
      if (!existsSync(place)) throw error;
    }
    return place;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Not `staging-…`, which the launcher's set-up clears. */
const STAGE = 'making-';

/** What processes left that were killed. */
function removeLeft(cache: string): void {
  for (const name of readdirSync(cache).filter((one) => one.startsWith(STAGE))) {
    const [tag] = name.slice(STAGE.length).split('.');
    if (!tagIsAlive(tag!)) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

export interface LockedPython extends Watch {
  /** Folder for environments; the user's cache. */
  readonly cache: string;
  /** Any Python 3.11: the environment is made from the interpreter that is behind it. */
  readonly python: string;
  /** Of the environment's folder, before the hash. */
  readonly name: string;
  /** Path of a lock file with hashes. */
  readonly lock: string;
  /** What the packages are, in the words of a failure. */
  readonly packages: string;
  /** Takes packages too that must be built; what builds them is not in the lock. */
  readonly builds?: boolean;
  /** Called before anything is installed. */
  readonly onInstall: () => void;
}

/** @returns the path of the environment's own Python @throws InfrastructureError when it can't be made */
export async function provideLocked(options: LockedPython): Promise<string> {
  const { cache, python, name, lock, packages, signal, onLine } = options;
  const found = await succeed('find the interpreter', python, ['-I', '-c', INTERPRETER], { signal });
  const [version, base] = found.trim().split('\n') as [string, string];
  if (!version.startsWith('3.11.')) {
    throw new InfrastructureError(`expected a Python 3.11 at ${python}, found ${version}; give the path of another`);
  }
  const key = sha256(`${version} ${process.arch}\n${readFileSync(lock, 'utf8')}`).slice(0, 16);
  const place = await madeOnce(cache, `${name}-${key}`, async (folder) => {
    options.onInstall();
    await succeed('make a Python environment', base, ['-I', '-m', 'venv', '--without-pip', folder], { signal });
    const own = await run(base, ['-I', '-m', 'pip', '--version'], { signal });
    const tools = join(folder, '..', 'tools');
    if (own.code !== 0) await succeed('make an environment with pip', base, ['-I', '-m', 'venv', tools], { signal });
    const pip = own.code === 0 ? base : join(tools, 'bin', 'python');
    const only = options.builds ? [] : ['--only-binary', ':all:'];
    await succeed(
      `install ${packages}`,
      pip,
      ['-I', '-m', 'pip', '--python', join(folder, 'bin', 'python'), ...PIP, ...only, '-r', lock],
      { signal, ...(onLine && { onLine }) },
    );
    return true;
  });
  return join(place!, 'bin', 'python');
}

const INTERPRETER = `import os, sys
print(sys.version.split()[0])
print(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))`;

const PIP = [
  ...['--no-input', '--disable-pip-version-check', 'install', '--progress-bar', 'off'],
  ...['--require-hashes', '--no-deps', '--no-warn-script-location'],
];

async function succeed(what: string, command: string, words: readonly string[], watch: Watch): Promise<string> {
  const { code, stdout, stderr } = await run(command, words, watch);
  if (code === 0) return stdout;
  throw new InfrastructureError(`could not ${what}: ${lastLine(stderr) || `${command} ended with ${code}`}`);
}

export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

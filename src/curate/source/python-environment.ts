/**
 * The locked Python environment of the `python` source, and what its exporter wrote: both in the user's cache folder,
 * under the hash of what they were made of, each made once and moved to its place whole. Two processes that make the
 * same at once do no harm: the second's is thrown away.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeOf, InfrastructureError } from '../../errors.ts';
import { sha256 } from '../../hash.ts';
import { processTag, tagIsAlive } from '../../sandbox/processes.ts';

export const PROGRAMS = fileURLToPath(new URL('../../../python/frames/', import.meta.url));
const LOCK = join(PROGRAMS, 'requirements.lock');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. @throws InfrastructureError when there is no such program */
export async function run(command: string, words: readonly string[], signal?: AbortSignal): Promise<Ended> {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'], ...(signal && { signal }) });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const code = await new Promise<number | null>((done, failed) => {
    child.on('error', failed).on('close', done);
  }).catch((error: unknown) => {
    if (signal?.aborted) throw signal.reason;
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new InfrastructureError(`there is no program ${command}; give the path of a Python 3.11`);
  });
  return { code, ...output };
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
const STAGE = 'making-frames-';

/** What processes left that were killed. */
function removeLeft(cache: string): void {
  for (const name of readdirSync(cache).filter((one) => one.startsWith(STAGE))) {
    const [tag] = name.slice(STAGE.length).split('.');
    if (!tagIsAlive(tag!)) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

/** @param python any Python 3.11: the environment is made from the interpreter that is behind it. @returns its own */
export async function provideEnvironment(
  cache: string,
  python: string,
  say: (words: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  const found = await succeed('find the interpreter', python, ['-I', '-c', INTERPRETER], signal);
  const [version, base] = found.trim().split('\n') as [string, string];
  if (!version.startsWith('3.11.')) {
    throw new InfrastructureError(`expected a Python 3.11 at ${python}, found ${version}; give the path of another`);
  }
  const key = sha256(`${version} ${process.arch}\n${readFileSync(LOCK, 'utf8')}`).slice(0, 16);
  const place = await madeOnce(cache, `frames-python-${key}`, async (folder) => {
    say('installing the Python packages that hold tables (about 40 s, 600 MB)');
    await succeed('make a Python environment', base, ['-I', '-m', 'venv', '--without-pip', folder], signal);
    const own = await run(base, ['-I', '-m', 'pip', '--version'], signal);
    const tools = join(folder, '..', 'tools');
    if (own.code !== 0) await succeed('make an environment with pip', base, ['-I', '-m', 'venv', tools], signal);
    const pip = own.code === 0 ? base : join(tools, 'bin', 'python');
    await succeed(
      'install the Python packages that hold tables',
      pip,
      ['-I', '-m', 'pip', '--python', join(folder, 'bin', 'python'), ...PIP, '-r', LOCK],
      signal,
    );
    return true;
  });
  return join(place!, 'bin', 'python');
}

const INTERPRETER = `import os, sys
print(sys.version.split()[0])
print(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))`;

const PIP = [
  ...['--no-input', '--disable-pip-version-check', 'install', '--quiet'],
  ...['--require-hashes', '--no-deps', '--only-binary', ':all:', '--no-warn-script-location'],
];

async function succeed(what: string, command: string, words: readonly string[], signal?: AbortSignal): Promise<string> {
  const { code, stdout, stderr } = await run(command, words, signal);
  if (code === 0) return stdout;
  throw new InfrastructureError(`could not ${what}: ${lastLine(stderr) || `${command} ended with ${code}`}`);
}

export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** Of the exporter and all that it reads: another export is owed when it changes. */
export function programsKey(): string {
  const names = readdirSync(PROGRAMS)
    .filter((name) => /\.(?:py|json|txt|lock)$/.test(name))
    .sort();
  return sha256(names.map((name) => `${name}\n${readFileSync(join(PROGRAMS, name), 'utf8')}`).join('\n')).slice(0, 16);
}

/**
 * The Python environments of `dare test --trainers`: real trainers, too large for everyone's set-up. Each is made from
 * its lock once, in a staging folder, and moved to its place in the cache folder whole.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';
import { sha256 } from '../hash.ts';
import { cacheFolder, type Environment } from '../wire.ts';

/** The variable by which tests find an environment's Python, and the lock that it is made from. */
const ENVIRONMENTS = {
  DARE_TRAIN_PYTHON: 'requirements.lock',
  DARE_VERIFIERS_PYTHON: 'verifiers.lock',
  DARE_LLAMAFACTORY_PYTHON: 'llamafactory.lock',
} as const;

/** @returns what the tests need to know @throws UserError when an environment can't be made, with what to do */
export async function provideTrainers(env: Environment): Promise<Record<string, string>> {
  const python = env.DARE_PYTHON;
  if (!python) throw new UserError('The sandbox’s Python is not set up. Start the program with ./dare.');
  const found: Record<string, string> = { DARE_TEST_TRAINERS: '1' };
  for (const [name, lock] of Object.entries(ENVIRONMENTS)) {
    const path = fileURLToPath(new URL(`../../python/train/${lock}`, import.meta.url));
    const key = sha256(`${env.DARE_PYTHON_LOCK} ${await readFile(path, 'utf8')}`).slice(0, 16);
    const folder = join(cacheFolder(env), `trainers-${key}`);
    if (!existsSync(join(folder, 'bin/python'))) await make(folder, python, path);
    found[name] = join(folder, 'bin/python');
  }
  return found;
}

async function make(folder: string, python: string, lock: string): Promise<void> {
  process.stdout.write(`Installing ${lock} into ${folder} (some minutes, several GB)\n`);
  await mkdir(join(folder, '..'), { recursive: true });
  const stage = await mkdtemp(join(folder, '../staging-trainers-'));
  try {
    await run(python, ['-I', '-m', 'venv', '--without-pip', join(stage, 'env')], 'Install python3-venv.');
    await run(python, ['-I', '-m', 'venv', join(stage, 'tools')], 'Install python3-venv.');
    await run(
      join(stage, 'tools/bin/python'),
      [
        ...['-I', '-m', 'pip', '--python', join(stage, 'env/bin/python'), '--no-input', '--disable-pip-version-check'],
        ...['--quiet', 'install', '--require-hashes', '--no-deps', '--no-warn-script-location', '-r', lock],
      ],
      'Check the network and the disk, and try again.',
    );
    await rename(join(stage, 'env'), folder);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

async function run(program: string, words: readonly string[], advice: string): Promise<void> {
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code === 0) return;
  const why = stderr.trim().split('\n').at(-1) ?? 'it said nothing';
  throw new UserError(`The trainers' Python can't be made: ${program} ended with ${code}: ${why} ${advice}`);
}

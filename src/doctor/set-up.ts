/** Looks at what the launcher provides: Node, the packages, the sandbox's Python, bubblewrap. Changes nothing. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../errors.ts';
import type { Finding } from './finding.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `root` is the clone's folder. */
export function examineSetUp(root: string, env: Environment): Promise<Finding[]> {
  return Promise.all([node(root), packages(root), python(env), bubblewrap()]);
}

async function node(root: string): Promise<Finding> {
  const name = 'Node';
  const found = `${process.version} at ${process.execPath}`;
  const locked = await versionsIn(join(root, 'setup/node/package-lock.json'));
  if (locked.has(process.version.slice(1))) return { name, state: 'good', found };
  return {
    name,
    state: 'note',
    found,
    todo: `Start the program with ./dare, which brings ${[...locked].join(' or ')}.`,
  };
}

async function versionsIn(lock: string): Promise<Set<string>> {
  const { packages } = JSON.parse(await readFile(lock, 'utf8')) as { packages: Record<string, { version?: string }> };
  return new Set(Object.values(packages).flatMap(({ version }) => version ?? []));
}

async function packages(root: string): Promise<Finding> {
  const name = 'packages';
  const [wanted, installed] = await Promise.all([
    readFile(join(root, 'package-lock.json')),
    readFile(join(root, 'node_modules/.dare/package-lock.json')).catch(() => null),
  ]);
  if (installed?.equals(wanted)) return { name, state: 'good', found: 'as locked' };
  const found = installed === null ? 'not installed by ./dare' : 'of another lock file than this clone has';
  return { name, state: 'note', found, todo: 'Start any command with ./dare: it installs them.' };
}

const VERSIONS = `
import importlib.metadata as m, json, sys
print(json.dumps({"python": sys.version.split()[0], "packages": {d.metadata["Name"].lower(): d.version for d in m.distributions()}}))
`;
const SHOWN = ['pandas', 'numpy', 'scikit-learn', 'lightgbm', 'xgboost-cpu', 'statsmodels'];

async function python(env: Environment): Promise<Finding> {
  const name = 'sandbox’s Python';
  const todo = 'Start the program with ./dare, which sets it up.';
  const path = env.DARE_PYTHON;
  if (!path) return { name, state: 'bad', found: 'DARE_PYTHON is not set', todo };
  try {
    const { stdout } = await promisify(execFile)(path, ['-I', '-c', VERSIONS], { timeout: 60_000 });
    const answer = JSON.parse(stdout) as { python: string; packages: Record<string, string> };
    const shown = SHOWN.map((one) => `${one} ${answer.packages[one] ?? 'MISSING'}`).join(', ');
    const missing = SHOWN.some((one) => answer.packages[one] === undefined);
    const found = `${answer.python} with ${shown}; environment ${env.DARE_PYTHON_LOCK ?? 'without identity'}, at ${path}`;
    return missing ? { name, state: 'bad', found, todo } : { name, state: 'good', found };
  } catch (error) {
    const why = messageOf(error).split('\n')[0];
    return { name, state: 'bad', found: `${path} does not start: ${why}`, todo: `Remove its folder. ${todo}` };
  }
}

async function bubblewrap(): Promise<Finding> {
  const name = 'bubblewrap';
  try {
    const { stdout } = await promisify(execFile)('bwrap', ['--version']);
    return { name, state: 'good', found: stdout.trim().replace(/^bubblewrap /, '') };
  } catch {
    const todo = 'As root: apt-get install bubblewrap (Fedora: dnf install bubblewrap).';
    return { name, state: 'bad', found: 'not found on PATH; nothing can be run in the sandbox', todo };
  }
}

/**
 * The launcher, in copies of this repository under a new HOME, with the real registries: slow (about two minutes), and
 * needs the network. What it installs is removed at the end.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILES = ['.npmrc', 'dare', 'package.json', 'package-lock.json', 'python', 'setup', 'src'];
const MINUTES = 60_000;

const base = mkdtempSync(join(tmpdir(), 'dare launcher '));
const cache = join(base, 'home/.cache/dare');
const first = join(base, 'a first clone');
const environment: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^DARE_|^XDG_|^NODE_COMPILE|^VITEST/.test(name)),
  ),
  HOME: join(base, 'home'),
  // As a user's: without the Node that the launcher put first.
  PATH: process.env
    .PATH!.split(delimiter)
    .filter((folder) => folder !== dirname(process.execPath) && !folder.includes('node_modules'))
    .join(delimiter),
};

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(program: string, words: readonly string[] = ['--version'], env: NodeJS.ProcessEnv = {}, cwd = base) {
  const child = spawn(program, words, { cwd, env: { ...environment, ...env }, detached: true });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((done) => child.on('close', (code) => done({ code, stdout, stderr })));
  return { ended, kill: () => process.kill(-child.pid!, 'SIGKILL') };
}

function cloneTo(folder: string): string {
  for (const name of FILES) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  return folder;
}

/** A cache that shares what the first one has. */
function cacheWith(...parts: readonly ('node' | 'python')[]): string {
  const folder = join(base, `cache ${randomUUID()}`);
  mkdirSync(folder);
  for (const part of parts) symlinkSync(join(cache, made(cache, part)), join(folder, made(cache, part)));
  return folder;
}

function made(folder: string, part: 'node' | 'python'): string {
  return readdirSync(folder).find((name) => name.startsWith(`${part}-`))!;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

const version = expect.stringMatching(/^\d+\.\d+\.\d+\n$/);
const staged = (folder: string) => readdirSync(folder).filter((name) => /^staging-|^\.set-up\./.test(name));

beforeAll(() => {
  mkdirSync(join(base, 'home'));
  cloneTo(first);
});
// By rm, as it is many files: Node takes several times as long.
afterAll(() => void execFileSync('rm', ['-rf', base]), 5 * MINUTES);

describe('from nothing', () => {
  it('sets up once when two start at the same time', { timeout: 15 * MINUTES }, async () => {
    const both = await Promise.all([start(join(first, 'dare')).ended, start(join(first, 'dare')).ended]);
    for (const { code, stdout, stderr } of both)
      expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: version });
    const said = both.map(({ stderr }) => stderr).join('');
    for (const what of [/fetching Node/g, /installing the sandbox/g, /installing the packages/g]) {
      expect(said.match(what)).toHaveLength(1);
    }
    expect(readdirSync(cache).toSorted()).toEqual([
      expect.stringMatching(/^node-[0-9a-f]{16}$/),
      expect.stringMatching(/^python-[0-9a-f]{16}$/),
      'set-up.log',
    ]);
    expect(staged(first)).toEqual([]);
  });

  it('makes a Python that knows what tasks need and is compiled', () => {
    const python = join(cache, made(cache, 'python'), 'bin/python');
    const code = 'import pandas, sklearn, lightgbm, os; print(os.path.exists(pandas.__cached__))';
    expect(execFileSync(python, ['-I', '-c', code], { env: {} }).toString()).toBe('True\n');
  });

  it('does nothing twice and says nothing', async () => {
    const ready = join(first, 'node_modules/.dare/ready');
    const before = statSync(ready).mtimeMs;
    expect(await start(join(first, 'dare')).ended).toMatchObject({ code: 0, stdout: version, stderr: '' });
    expect(statSync(ready).mtimeMs).toBe(before);
  });

  it('answers a wrong command with one line and 2, through links and from elsewhere', async () => {
    mkdirSync(join(base, 'links'));
    symlinkSync('../a first clone/dare', join(base, 'links/one'));
    symlinkSync('one', join(base, 'links/two'));
    const { code, stdout, stderr } = await start('links/two', ['evall']).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^dare: unknown command 'evall'[^\n]*eval[^\n]*\n$/);
  });
});

describe('with the cache of another clone', () => {
  it('needs only its own packages, and again when their lock changes', { timeout: 5 * MINUTES }, async () => {
    const second = cloneTo(join(base, 'second'));
    const { code, stderr } = await start(join(second, 'dare')).ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/^dare: installing the packages[^\n]*\ndare: ready after \d+ s\n$/);

    writeFileSync(join(second, 'package-lock.json'), '\n', { flag: 'a' });
    const again = await start(join(second, 'dare')).ended;
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('installing the packages') });
  });

  it('never uses what a kill -9 left half-made', { timeout: 10 * MINUTES }, async () => {
    const third = cloneTo(join(base, 'third'));
    for (const parts of [[], ['node'], ['node', 'python']] as const) {
      const DARE_CACHE = cacheWith(...parts);
      const { ended, kill } = start(join(third, 'dare'), ['--version'], { DARE_CACHE });
      await until(() => staged(DARE_CACHE).length > 0 || staged(third).length > 0);
      await sleep(500);
      kill();
      expect((await ended).stdout).toBe('');
      expect(readdirSync(DARE_CACHE).filter((name) => /^(node|python)-/.test(name))).toHaveLength(parts.length);
      expect(existsSync(join(third, 'node_modules/.dare/ready'))).toBe(false);
    }
    // Half a Node in Node's own place, as a copy of a cache that was broken off would have.
    const DARE_CACHE = cacheWith('python');
    mkdirSync(join(DARE_CACHE, made(cache, 'node'), 'bin'), { recursive: true });
    mkdirSync(join(DARE_CACHE, 'staging-node.1'));
    const { ended } = start(join(third, 'dare'), ['--version'], { DARE_CACHE });
    expect(await ended).toMatchObject({ code: 0, stdout: version });
    expect(staged(DARE_CACHE)).toEqual([]);
    expect(staged(third)).toEqual([]);
  });

  it('goes on without bubblewrap, and says how to get it', { timeout: 2 * MINUTES }, async () => {
    const programs = join(base, 'programs');
    mkdirSync(programs);
    for (const name of readdirSync('/usr/bin').filter((one) => !/^(bwrap|apt-get)$/.test(one))) {
      symlinkSync(join('/usr/bin', name), join(programs, name));
    }
    const { code, stdout, stderr } = await start(join(first, 'dare'), ['--version'], { PATH: programs }).ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: version });
    expect(stderr).toMatch(/^dare: bubblewrap is missing[^\n]*apt-get install bubblewrap\n$/);
  });
});

describe('what cannot be done', () => {
  const failure = async (folder: string, env: NodeJS.ProcessEnv) => {
    const { code, stdout, stderr } = await start(join(first, 'dare'), ['--version'], { DARE_CACHE: folder, ...env })
      .ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const last = stderr.trimEnd().split('\n').at(-1)!;
    expect(last).toMatch(/^dare: /);
    expect(stderr).not.toMatch(/npm (error|ERR)|Traceback/);
    return last;
  };

  it('says that the registry is out of reach, and keeps the log', { timeout: 2 * MINUTES }, async () => {
    const folder = cacheWith();
    const nowhere = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' };
    expect(await failure(folder, nowhere)).toMatch(/could not fetch Node: a package registry could not be reached/);
    expect(readdirSync(folder)).toEqual(['set-up.log']);
  });

  it('says that the cache cannot be written', async () => {
    expect(await failure(join(first, 'package.json/cache'), {})).toMatch(
      /cannot write to the cache folder .*DARE_CACHE/,
    );
  });

  it.skipIf(process.getuid!() !== 0)('says that the disk is full (needs root, to make one)', async () => {
    const folder = cacheWith();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]);
    try {
      expect(await failure(folder, {})).toMatch(/could not fetch Node: the disk of .* is full/);
    } finally {
      execFileSync('umount', [folder]);
    }
  });
});

/** What becomes of runs when our own side breaks: bubblewrap, the harness, the machine. */
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { FIRST_ARGUMENTS } from '../../src/sandbox/arguments.ts';
import { openBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import type { LocalOptions } from '../../src/sandbox/local.ts';
import { processTag } from '../../src/sandbox/processes.ts';
import { DEFAULT_LIMITS, type Outcome, type Sandbox } from '../../src/sandbox.ts';
import { processesWith } from '../contract/sandbox/bench.ts';
import { PYTHON, SKIPPED } from './python.ts';

const folder = mkdtempSync(join(tmpdir(), 'dare-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program in bubblewrap's place. */
function impostor(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

function run(sandbox: Sandbox, code: string, signal?: AbortSignal): Promise<Outcome> {
  return sandbox.run({
    code,
    files: [],
    outputs: [],
    outputFolder: folder,
    limits: { ...DEFAULT_LIMITS, seconds: 30 },
    ...(signal ? { signal } : {}),
  });
}

/** Shorter than a timer can. */
async function moment(milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  do await nextTurn();
  while (performance.now() < end);
}

function childNamed(name: string): number | undefined {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
  return children.find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === name);
}

/** Control groups of ours, and what is left in a folder for temporary files. */
function traces(temporary: string): string[] {
  const groups = [
    '/sys/fs/cgroup',
    ...readFileSync('/proc/self/cgroup', 'utf8')
      .split('\n')
      .map((line) => {
        const [, controllers = '', path = ''] = line.split(':');
        return join('/sys/fs/cgroup', controllers, path);
      }),
  ];
  const found = groups.flatMap((group) => (existsSync(group) ? readdirSync(group) : []));
  return [...found.filter((name) => name.startsWith('dare-')), ...readdirSync(temporary)];
}

describe.skipIf(PYTHON === undefined)(PYTHON === undefined ? SKIPPED : 'faults of ours', () => {
  const open = (options: Partial<LocalOptions> = {}) =>
    openBubblewrap({ python: PYTHON!, environment: 'test', workers: 1, ...options });

  it.each([
    ['without bubblewrap', { bubblewrap: '/nonexistent/bwrap' }, /Install bubblewrap/],
    ['without Python', { python: '/nonexistent/python' }, /\/nonexistent\/python.*DARE_PYTHON/],
    ['with a relative path of Python', { python: 'python3' }, /absolute path.*"python3"/],
    [
      'without user namespaces',
      { bubblewrap: impostor('refused', 'echo "bwrap: No permissions to create new namespace" >&2; exit 1') },
      /No permissions to create new namespace.*user namespaces.*Docker/,
    ],
  ])('%s opening ends with what to do', async (_, options, message) => {
    const opening = open(options);
    await expect(opening).rejects.toThrow(UserError);
    await expect(opening).rejects.toThrow(message);
  });

  it('a run that could not be set up is made again, once', async () => {
    const flag = join(folder, 'fail-next');
    const bubblewrap = impostor(
      'flaky',
      `[ -e ${flag} ] && rm ${flag} && echo "passing trouble" >&2 && exit 1\nexec /usr/bin/bwrap "$@"`,
    );
    await using sandbox = await open({ bubblewrap });
    writeFileSync(flag, '');
    expect(await run(sandbox, 'print(1)')).toMatchObject({ kind: 'finished', stdout: { text: '1\n' } });
    expect(existsSync(flag)).toBe(false);
  });

  it('a run that can not be set up is our failure, in its own words', async () => {
    const flag = join(folder, 'broken');
    const bubblewrap = impostor(
      'broken-later',
      `[ -e ${flag} ] && echo "lasting trouble" >&2 && exit 1\nexec /usr/bin/bwrap "$@"`,
    );
    await using sandbox = await open({ bubblewrap });
    writeFileSync(flag, '');
    expect(await run(sandbox, 'print(1)')).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('lasting trouble'),
    });
  });

  it('a run whose bubblewrap someone kills is made again', async () => {
    await using sandbox = await open();
    const mark = randomUUID();
    const first = run(
      sandbox,
      `import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import time; time.sleep(2)', '${mark}'])\nprint('done')`,
    );
    while (processesWith(mark).length === 0) await pause(10);
    process.kill(childNamed('bwrap')!, 'SIGKILL');
    expect(await first).toMatchObject({ kind: 'finished', returnCode: 0, stdout: { text: 'done\n' } });
  });

  it('a run that is aborted while it is still being made ends, and leaves no process', async () => {
    const bubblewrap = join(folder, `bwrap-${randomUUID()}`);
    symlinkSync('/usr/bin/bwrap', bubblewrap);
    await using sandbox = await open({ bubblewrap });
    for (let number = 0; number < 60; number += 1) {
      const stop = new AbortController();
      const ended = run(sandbox, 'import time; time.sleep(60)', stop.signal);
      await moment(number / 5);
      stop.abort();
      expect(await ended).toEqual({ kind: 'failed', reason: 'aborted' });
    }
    expect(processesWith(bubblewrap)).toEqual([]);
  });

  it('a run whose bubblewrap someone kills while it is still being made is made again', async () => {
    await using sandbox = await open();
    for (let number = 0; number < 30; number += 1) {
      const ended = run(sandbox, 'print(1)');
      await moment(number / 2.5);
      const victim = childNamed('bwrap');
      if (victim !== undefined) process.kill(victim, 'SIGKILL');
      expect(await ended).toMatchObject({ kind: 'finished', returnCode: 0, stdout: { text: '1\n' } });
    }
  });

  it('a killed harness takes its programs along and leaves nothing that the next one does not remove', async () => {
    const mark = randomUUID();
    const code = `import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import time; time.sleep(300)', '${mark}'])`;
    const harness = join(import.meta.dirname, 'harness.ts');
    // A folder of its own: other tests have sandboxes of theirs in the common one.
    const temporary = mkdtempSync(join(folder, 'killed-'));
    const child = spawn(process.execPath, [harness, 'cold', PYTHON!, code], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, TMPDIR: temporary },
    });
    while (processesWith(`time.sleep(300)\0${mark}`).length === 0) await pause(20);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const deadline = performance.now() + 5000;
    // The harness' own command line held the mark as well.
    while (processesWith(mark).length > 0 && performance.now() < deadline) await pause(10);
    expect(processesWith(mark)).toEqual([]);
    await using sandbox = await open({ scratch: temporary });
    expect((await run(sandbox, 'print(1)')).kind).toBe('finished');
    const groups = /^dare-(\d+)-/;
    const isOfOthers = (name: string) => groups.test(name) && !name.startsWith(`dare-${child.pid}-`);
    expect(traces(temporary).filter((name) => !isOfOthers(name))).toEqual([]);
  });

  it('a folder that a killed harness left is removed, and one of a living harness is not', async () => {
    const temporary = mkdtempSync(join(folder, 'folders-'));
    const ended = spawnSync('true').pid;
    const [abandoned, used] = [`dare-sandbox-${ended}-1-x`, `dare-sandbox-${processTag()}-x`];
    for (const name of [abandoned, used]) mkdirSync(join(temporary, name));
    writeFileSync(join(temporary, abandoned, '0'), '');
    await using _sandbox = await open({ scratch: temporary });
    expect(readdirSync(temporary)).toEqual([used]);
  });

  it('what a killed bubblewrap had made, and left waiting, is ended by the next harness', async () => {
    const mark = randomUUID();
    const line = [...FIRST_ARGUMENTS, '--unshare-pid', '--die-with-parent', '--ro-bind', '/', '/', '--', 'true', mark];
    const child = spawn('bwrap', line, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    await once(child.stdio[3]!, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await using _ = await open();
    const deadline = performance.now() + 5000;
    while (processesWith(mark).length > 0 && performance.now() < deadline) await pause(10);
    expect(processesWith(mark)).toEqual([]);
  });

  it('200 runs leave no group, descriptor, process or file', async () => {
    const temporary = mkdtempSync(join(folder, 'many-'));
    await using sandbox = await open({ workers: 4, scratch: temporary });
    const descriptors = () => readdirSync('/proc/self/fd').length;
    const before = descriptors();
    const own = `dare-${process.pid}-`;
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, number) => run(sandbox, number % 10 === 0 ? '1/0' : 'pass')),
    );
    expect(outcomes.filter(({ kind }) => kind !== 'finished')).toEqual([]);
    expect(descriptors()).toBeLessThanOrEqual(before + 1);
    expect(traces(temporary).filter((name) => name.startsWith(own))).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

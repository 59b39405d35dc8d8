/** Bad input ends with one clear line and exit code 2, and leaves nothing half-written. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dare, EXAMPLES } from './harness.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-bad-'));
  await writeFile(join(folder, 'bad.yaml'), 'bench: [unclosed\nagents: x');
  await writeFile(join(folder, 'unknown.yaml'), `bench: ${EXAMPLES}\nagents: [naive]\nturnz: 5\n`);
  await writeFile(join(folder, 'sandbox.yaml'), `bench: ${EXAMPLES}\nagents: [naive]\nsandbox: x\n`);
  await writeFile(join(folder, 'file'), 'not a folder');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const NAIVE = ['eval', '--bench', EXAMPLES, '--agent', 'naive'];
const SERVE = ['serve', 'sandbox'];

describe.each<[string, () => string[], RegExp]>([
  ['no such benchmark', () => ['eval', '--bench', at('nowhere'), '--agent', 'naive'], /nowhere/],
  ['a benchmark without a question list', () => ['eval', '--bench', folder, '--agent', 'naive'], /question_list\.json/],
  ['no benchmark named', () => ['eval', '--agent', 'naive'], /--bench/],
  ['no agent named', () => ['eval', '--bench', EXAMPLES], /--agent/],
  ['bad YAML', () => ['eval', '--config', at('bad.yaml')], /bad\.yaml is not valid YAML/],
  ['an unknown setting', () => ['eval', '--config', at('unknown.yaml')], /unknown setting "turnz".*turns/],
  ['no such settings file', () => ['eval', '--config', at('none.yaml')], /there is no file .*none\.yaml/],
  ['an unknown agent', () => ['eval', '--bench', EXAMPLES, '--agent', 'genius'], /Unknown agent "genius".*baseline/],
  ['an unknown provider', () => ['eval', '--bench', EXAMPLES, '--agent', 'nobody/model'], /nobody.*openai/s],
  ['a missing key', () => ['eval', '--bench', EXAMPLES, '--agent', 'openai/gpt-4.1'], /OPENAI_API_KEY/],
  ['an unknown option', () => ['eval', '--bench', EXAMPLES, '--agnet', 'naive'], /--agnet.*--agent/],
  ['text for a number', () => ['eval', '--bench', EXAMPLES, '--agent', 'naive', '--turns', 'many'], /--turns/],
  ['a negative number of runs', () => ['eval', '--bench', EXAMPLES, '--agent', 'naive', '--runs', '-1'], /runs/],
  ['nothing selected', () => ['eval', '--bench', EXAMPLES, '--agent', 'naive', '--task', 'zzz*'], /zzz/],
  ['an unknown variant', () => ['eval', '--bench', EXAMPLES, '--agent', 'naive', '--variant', 'zz'], /if, mm, xf, cf/],
  ['resuming what is no run', () => ['eval', '--resume', folder], /is not a run folder/],
  [
    'replaying what is no run',
    () => ['eval', '--bench', EXAMPLES, '--agent', `replay:${folder}`],
    /is not a run folder/,
  ],
  ['a run folder below a file', () => ['eval', '--bench', EXAMPLES, '--agent', 'nop', '--out', at('file/run')], /file/],
  ['an unknown sandbox', () => [...NAIVE, '--sandbox', 'lukewarm'], /Unknown sandbox "lukewarm".*cold.*docker:IMAGE/],
  [
    'a sandbox in the settings file that is none',
    () => ['eval', '--config', at('sandbox.yaml')],
    /Unknown sandbox "x"/,
  ],
  [
    'a sandbox that is not there',
    () => [...NAIVE, '--sandbox', 'http://127.0.0.1:1'],
    /No sandbox answers at http:\/\/127\.0\.0\.1:1/,
  ],
  [
    'a sandbox address with a password',
    () => [...NAIVE, '--sandbox', 'http://me:pw@127.0.0.1:1'],
    /neither a password/,
  ],
  ['a sandbox address that is none', () => [...NAIVE, '--sandbox', 'http://'], /must be like http:\/\/HOST:PORT/],
  ['no Docker engine', () => [...NAIVE, '--sandbox', 'docker:python'], /Docker engine can't be used.*DOCKER_HOST/],
  ['no Docker image', () => [...NAIVE, '--sandbox', 'docker:'], /Unknown sandbox "docker:"/],
  ['no E2B key', () => [...NAIVE, '--sandbox', 'e2b:base'], /set E2B_API_KEY/],
  [
    'an unknown sandbox for references',
    () => ['reference', '--bench', EXAMPLES, '--sandbox', 'x'],
    /Unknown sandbox "x"/,
  ],
  [
    'an unknown sandbox for scoring',
    () => ['score', '--bench', EXAMPLES, '--predictions', folder, '--sandbox', 'x'],
    /Unknown sandbox "x"/,
  ],
  ['serving what is nothing', () => ['serve', 'lunch'], /lunch/],
  ['serving nothing', () => ['serve'], /serve what.*dare serve sandbox/i],
  ['serving to strangers without a token', () => [...SERVE, '--host', '0.0.0.0'], /--token.*DARE_TOKEN.*127\.0\.0\.1/],
  [
    'serving on an address of another machine',
    () => [...SERVE, '--host', '192.0.2.1', '--token', 't'],
    /192\.0\.2\.1 is no address of this machine/,
  ],
  ['serving on a port that is none', () => [...SERVE, '--port', '65536'], /--port.*0 to 65535/],
  ['serving with no workers', () => [...SERVE, '--workers', '0'], /--workers.*from 1/],
  ['serving with a token that no header can carry', () => [...SERVE, '--token', 'two words'], /token must be/],
  ['serving by a sandbox that is none', () => [...SERVE, '--sandbox', 'lukewarm'], /Unknown sandbox "lukewarm"/],
  ['scoring what is no run', () => ['score', '--run', folder], /is not a run folder/],
  ['reporting what is no run', () => ['report', folder], /is not a run folder/],
])('%s', (_, words, said) => {
  test('one line, exit code 2', async () => {
    const { code, stdout, stderr } = await dare(words(), {
      env: { OPENAI_API_KEY: '', E2B_API_KEY: '', DARE_TOKEN: '', DOCKER_HOST: `unix://${at('no.sock')}` },
      cwd: folder,
    }).ended;
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
    expect(stderr.trim().split('\n'), stderr).toHaveLength(1);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(at('runs'))).toBe(false);
  });
});

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)('disks (needs root to mount one)', () => {
  const mounted = async (options: string): Promise<string> => {
    const path = await mkdtemp(join(folder, 'disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]);
    return path;
  };

  test('a full disk ends the run with one line; what was recorded stays', async () => {
    const disk = await mounted('size=200k');
    try {
      const words = [
        'eval',
        '--bench',
        EXAMPLES,
        '--agent',
        'naive',
        '--variant',
        'mm',
        '--runs',
        '200',
        '--out',
        join(disk, 'run'),
      ];
      const { code, stderr } = await dare(words).ended;
      expect(code, stderr).toBe(2);
      expect(stderr).toMatch(/the disk is full/);
      expect(stderr).not.toMatch(/^\s+at /m);
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });

  test('a read-only disk is refused with one line', async () => {
    const disk = await mounted('ro');
    try {
      const words = ['eval', '--bench', EXAMPLES, '--agent', 'naive', '--out', join(disk, 'run')];
      const { code, stderr } = await dare(words).ended;
      expect(code, stderr).toBe(2);
      expect(stderr.trim()).toMatch(/read-only/);
    } finally {
      execFileSync('umount', [disk]);
      await mkdir(disk, { recursive: true });
    }
  });
});

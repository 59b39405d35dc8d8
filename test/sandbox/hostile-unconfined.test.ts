/**
 * The hostile suite's own test: where nothing is isolated, its programs get what they try, and the suite says so. Only
 * those that do no harm to whoever runs the tests.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pid } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Attack, faultsOf } from '../contract/hostile/library/faults.ts';
import { type Host, openHost } from '../contract/hostile/library/host.ts';
import { ATTACK, readPrograms } from '../contract/hostile/library/program.ts';
import { survivors, uptime } from '../contract/hostile/library/survivors.ts';
import { PYTHON, SKIPPED } from './python.ts';

describe.skipIf(PYTHON === undefined)(PYTHON === undefined ? SKIPPED : 'the hostile suite, without isolation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dare-unconfined-'));
  let host: Host;
  beforeAll(async () => {
    host = await openHost([]);
  });
  afterAll(() => {
    host.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const attack = async (name: string): Promise<Attack> => {
    const program = readPrograms().find((one) => one.name === name)!;
    const work = mkdtempSync(join(folder, 'work-'));
    copyFileSync(ATTACK, join(work, 'attack.py'));
    copyFileSync(host.facts, join(work, 'host.json'));
    writeFileSync(join(work, 'main.py'), program.code);
    const child = spawn(PYTHON!, ['main.py'], { cwd: work, stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 });
    const text = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (chunk: Buffer) => {
        text[stream] += chunk.toString();
      });
    }
    const [code] = await once(child, 'close');
    const streams = {
      stdout: { text: text.stdout, bytes: text.stdout.length, cut: false },
      stderr: { text: text.stderr, bytes: text.stderr.length, cut: false },
    };
    const outcome = {
      kind: 'finished' as const,
      returnCode: code ?? 137,
      ...streams,
      seconds: 0,
      files: [],
      missing: [],
    };
    return { program, outcome, outputFolder: mkdtempSync(join(folder, 'out-')) };
  };

  it.each([
    'reads-truth-by-its-path',
    'reads-truth-through-links',
    'reads-truth-by-going-up',
    'reads-truth-through-processes',
    'reads-keys-in-environments',
    'connects-to-the-hosts-loopback',
    'connects-to-unix-sockets',
  ])('tells a breach by %s', async (name) => {
    const faults = faultsOf(await attack(name), host.mark);
    expect(faults).toContainEqual(expect.stringMatching(/^BREACH/));
  });

  it.each([
    ['sparse-file', /BREACH: a file of a terabyte/],
    ['opens-too-many-files', /expected open-files-limit, ended as/],
    ['output-links', /expected the outputs \["result.txt"\], found \[\]/],
  ])('tells that %s was not what it must be', async (name, words) => {
    expect(faultsOf(await attack(name), host.mark)).toContainEqual(expect.stringMatching(words));
  });

  it('tells a secret that was printed', async () => {
    const made = await attack('output-odd-names');
    const stdout = { ...made.outcome.stdout, text: `${made.outcome.stdout.text}${host.mark}` };
    expect(faultsOf({ ...made, outcome: { ...made.outcome, stdout } }, host.mark)).toContain(
      "it printed a secret of the host's",
    );
  });

  it('tells what is left of a run, and not a later one in a namespace of the same number', () => {
    const own = readlinkSync('/proc/self/ns/pid');
    expect(survivors(own, uptime()).some((process) => process.startsWith(`${pid} `))).toBe(true);
    expect(survivors(own, 0)).toEqual([]);
  });

  it('tells that a library was changed and a server reached', async () => {
    const library = join(folder, 'library.py');
    writeFileSync(library, 'ANSWER = 42\n');
    const other = await openHost([library]);
    expect(other.harm()).toEqual([]);
    writeFileSync(library, 'ANSWER = 43\n');
    const { 'TCP port': port } = JSON.parse(readFileSync(other.facts, 'utf8'));
    await once(connect(port, '127.0.0.1'), 'close');
    expect(other.harm()).toEqual(['a connection by TCP', `${library} was changed`]);
    other.close();
  });
});

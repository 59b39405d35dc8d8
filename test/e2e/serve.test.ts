/** `dare serve sandbox` as a process: its start and end, its death, and an evaluation that uses it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { processesWith } from '../contract/sandbox/bench.ts';
import { type Served, served, siege } from '../fixtures/served.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';
import { dare, EXAMPLES } from './harness.ts';

const root = mkdtempSync(join(tmpdir(), 'dare-serve-test-'));
const folderFor = (name: string) => mkdtempSync(join(root, `${name}-`));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What these tests are of is the server; the cold sandbox is open at once. */
const COLD = ['--port', '0', '--sandbox', 'cold'];

const post = (url: string, code: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/run_code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ code, language: 'python', run_timeout: 100 }),
  });

async function untilRunning({ url }: Served, count: number): Promise<void> {
  for (;;) {
    const { running } = (await (await fetch(`${url}/health`)).json()) as { running: number };
    if (running === count) return;
    await pause(20);
  }
}

describe.skipIf(PYTHON === undefined)(PYTHON === undefined ? SKIPPED : 'dare serve sandbox', () => {
  it('on SIGTERM finishes what runs and ends with 0, leaving nothing', async () => {
    const folder = folderFor('drain');
    const server = await served(COLD, { folder });
    const running = post(server.url, 'import time\ntime.sleep(1)\nprint("whole")');
    await untilRunning(server, 1);
    server.process.kill('SIGTERM');
    expect(await (await running).json()).toMatchObject({ run_result: { stdout: 'whole\n' } });
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('on a second signal ends at once, with all that ran', async () => {
    const folder = folderFor('twice');
    const mark = `twice-${process.pid}-${Date.now()}`;
    const server = await served(COLD, { folder });
    const running = post(
      server.url,
      `import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import time; time.sleep(90)', '${mark}'])`,
    ).catch(() => 'hung up');
    await untilRunning(server, 1);
    server.process.kill('SIGTERM');
    await pause(200);
    server.process.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0 });
    expect(await running).toBe('hung up');
    expect(processesWith(mark)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes its token from the environment, and never shows it', async () => {
    const server = await served(COLD, { folder: folderFor('token'), env: { DARE_TOKEN: 'a-secret-token' } });
    expect((await post(server.url, 'print(1)')).status).toBe(401);
    expect((await post(server.url, 'print(1)', { authorization: 'Bearer a-secret-token' })).status).toBe(200);
    expect(readFileSync(`/proc/${server.process.pid}/cmdline`, 'utf8')).not.toContain('a-secret-token');
    server.process.kill('SIGTERM');
    expect((await server.ended).stderr).not.toContain('a-secret-token');
  });

  it('killed again and again under load never gives a wrong answer, and none that hangs', async () => {
    const folder = folderFor('siege');
    const { kills, right, failed, wrong } = await siege({ kills: 20, clients: 6, folder, sandbox: 'cold' });
    expect([kills, wrong]).toEqual([20, []]);
    expect(right).toBeGreaterThanOrEqual(kills);
    for (const reason of failed) expect(reason).toMatch(/^no answer from the sandbox's server after \d+ tries/);
    // The clients' own folders are what is left: each new server removed what the killed one had.
    expect(readdirSync(folder).filter((name) => !name.startsWith('client-'))).toEqual([]);
  }, 240_000);

  it('gives an evaluation the same scores as the local sandbox, and resumes one that was local', async () => {
    const folder = folderFor('eval');
    const token = 'a-token-for-eval';
    const server = await served(COLD, { folder, env: { DARE_TOKEN: token } });
    const words = ['eval', '--bench', EXAMPLES, '--agent', 'naive', '--task', '*penguins*', '--json', '--runs', '1'];
    const local = await dare([...words, '--out', join(folder, 'local'), '--sandbox', 'cold']).ended;
    expect(local.code, local.stderr).toBe(0);
    const remote = await dare([...words, '--out', join(folder, 'remote'), '--sandbox', server.url], {
      // A cache of its own: the references are made over there as well.
      env: { DARE_TOKEN: token, DARE_CACHE: join(folder, 'cache') },
    }).ended;
    expect(remote.code, remote.stderr).toBe(0);
    const scores = (run: string) => {
      const lines = readFileSync(join(folder, run, 'attempts.jsonl'), 'utf8')
        .trim()
        .split('\n');
      return lines
        .map((line) => JSON.parse(line))
        .map(({ task, score }) => [task, score])
        .sort();
    };
    expect(scores('remote')).toHaveLength(2);
    expect(scores('remote')).toEqual(scores('local'));
    const settings = readFileSync(join(folder, 'remote/run.json'), 'utf8');
    expect(JSON.parse(settings)).toMatchObject({
      sandbox: { name: 'sandbox-fusion', environment: process.env.DARE_PYTHON_LOCK },
      options: { sandbox: server.url },
    });
    expect(settings).not.toContain(token);
    const resumed = await dare(['eval', '--resume', join(folder, 'local'), '--sandbox', server.url, '--json'], {
      env: { DARE_TOKEN: token },
    }).ended;
    expect(resumed.code, resumed.stderr).toBe(0);
    server.process.kill('SIGTERM');
    await server.ended;
  }, 180_000);
});

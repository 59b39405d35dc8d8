/** The sandbox server as clients of SandboxFusion see it: fields, statuses, quirks, limits, the token. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import type { Sandbox } from '../../src/sandbox.ts';
import { type SandboxServer, type ServeOptions, serveSandbox } from '../../src/server/listen.ts';
import { processesWith } from '../contract/sandbox/bench.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';

interface Answer {
  readonly status: string;
  readonly message: string;
  readonly compile_result: unknown;
  readonly run_result: {
    status: string;
    execution_time: number;
    return_code: number | null;
    stdout: string;
    stderr: string;
  };
  readonly files: Record<string, string>;
}

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

describe.skipIf(PYTHON === undefined)(PYTHON === undefined ? SKIPPED : 'the sandbox server', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'dare-server-'));
  let sandbox: Sandbox;
  let server: SandboxServer;
  const serve = (options: Partial<ServeOptions> = {}) =>
    serveSandbox({ sandbox, workers: 2, host: '127.0.0.1', port: 0, version: 'test', scratch, ...options });
  beforeAll(async () => {
    sandbox = await openBubblewrap({ python: PYTHON!, environment: 'test', workers: 2 });
    server = await serve();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await sandbox?.[Symbol.asyncDispose]();
    const left = readdirSync(scratch);
    rmSync(scratch, { recursive: true, force: true });
    expect(left).toEqual([]);
  });

  const post = (
    body: unknown,
    { url = server.url, headers = {}, signal }: { url?: string; headers?: object; signal?: AbortSignal } = {},
  ) =>
    fetch(`${url}/run_code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  const run = async (fields: object): Promise<Answer> => {
    const response = await post({ language: 'python', ...fields });
    expect(response.status).toBe(200);
    return (await response.json()) as Answer;
  };
  const health = async (url = server.url) => (await (await fetch(`${url}/health`)).json()) as Record<string, unknown>;
  const metric = async (name: string) => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(new RegExp(`^${name.replaceAll(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  };

  it('answers a program that ends well with exactly SandboxFusion’s fields', async () => {
    expect(await run({ code: 'import sys\nprint("out")\nprint("err", file=sys.stderr)' })).toEqual({
      status: 'Success',
      message: '',
      compile_result: null,
      run_result: {
        status: 'Finished',
        execution_time: expect.any(Number),
        return_code: 0,
        stdout: 'out\n',
        stderr: 'err\n',
      },
      executor_pod_name: null,
      files: {},
    });
  });

  it('answers a failed program with Failed, its code and traceback', async () => {
    const answer = await run({ code: 'print(1)\n1/0' });
    expect(answer).toMatchObject({
      status: 'Failed',
      run_result: { status: 'Finished', return_code: 1, stdout: '1\n' },
    });
    expect(answer.run_result.stderr).toMatch(/ZeroDivisionError/);
  });

  it('answers a time limit with TimeLimitExceeded, no code, and what was printed and written until then', async () => {
    const code = 'import time\nprint("partial")\nopen("a.txt", "w").write("x")\ntime.sleep(30)';
    const answer = await run({ code, run_timeout: 0.5, fetch_files: ['a.txt'] });
    expect(answer).toMatchObject({
      status: 'Failed',
      run_result: { status: 'TimeLimitExceeded', return_code: null, stdout: 'partial\n' },
      files: { 'a.txt': base64('x') },
    });
    expect(answer.run_result.execution_time).toBeGreaterThanOrEqual(0.5);
  });

  it('answers a memory limit as a failed program, and says which limit it was', async () => {
    const answer = await run({ code: 'x = []\nwhile True: x.append(bytearray(10**7))', memory_limit_MB: 256 });
    expect(answer).toMatchObject({
      status: 'Failed',
      message: 'stopped: memory limit of 256 MiB',
      run_result: { status: 'Finished', return_code: 137 },
    });
    expect(answer.run_result.stderr).toMatch(/\[stopped: memory limit of 256 MiB\]\n$/);
  });

  it('gives a megabyte of output whole, and declares a cut of more', async () => {
    const { run_result: whole } = await run({ code: 'print("x" * 1_000_000)' });
    expect(whole).toMatchObject({ return_code: 0, stdout: `${'x'.repeat(1e6)}\n` });
    const { run_result: cut } = await run({ code: 'print("x" * 3_000_000)' });
    expect(cut.stdout).toMatch(/\n\[\.\.\. 1951425 bytes cut here \.\.\.\]\n/);
  });

  it('gives stdin, takes files and fetches files, null ones left out', async () => {
    const code = `
import os
print(input(), sorted(name for name in os.listdir() if not name.endswith('.py')))
open('out.bin', 'wb').write(open('in.bin', 'rb').read()[::-1])`;
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const answer = await run({
      code,
      stdin: 'a line\n',
      files: { 'in.bin': base64(bytes), './dotted.txt': base64('x'), 'absent.txt': null },
      fetch_files: ['out.bin', './out.bin'],
    });
    expect(answer.run_result.stdout).toBe("a line ['dotted.txt', 'in.bin']\n");
    expect(answer.files).toEqual({ 'out.bin': base64(bytes.reverse()), './out.bin': base64(bytes) });
  });

  it.each(['/etc/passwd', '../../../../etc/passwd', 'link', 'folder/inner.txt', 'nowhere.txt', ''])(
    'leaves %j out of what is fetched, and says why',
    async (name) => {
      const code = 'import os\nos.symlink("/etc/passwd", "link")\nos.mkdir("folder")\nopen("folder/inner.txt", "w")';
      const answer = await run({ code, fetch_files: [name] });
      expect(answer).toMatchObject({ status: 'Success', files: {} });
      expect(answer.message).toContain(`not fetched: ${JSON.stringify(name)}`);
    },
  );

  it('shows `dare` to those who ask for it', async () => {
    const response = await post({
      code: 'print("x" * 5000)\nwhile True: pass',
      language: 'python',
      run_timeout: 0.5,
      fetch_files: ['absent'],
      dare: { limits: { outputBytes: 1000 } },
    });
    expect(await response.json()).toMatchObject({
      dare: {
        kind: 'time-limit',
        returnCode: null,
        seconds: expect.any(Number),
        stdout: { bytes: 5001, cut: true },
        stderr: { bytes: 0, cut: false },
        missing: [{ name: 'absent', reason: expect.stringContaining('no such file') }],
      },
    });
  });

  it.each<[string, unknown, object]>([
    ['without code', { language: 'python' }, { type: 'missing', loc: ['body', 'code'], msg: 'Field required' }],
    ['in another language', { code: 'x', language: 'cpp' }, { type: 'enum', loc: ['body', 'language'], input: 'cpp' }],
    ['with code that is no text', { code: 1, language: 'python' }, { type: 'string_type', loc: ['body', 'code'] }],
    [
      'with a time that is no number',
      { code: '', language: 'python', run_timeout: 'long' },
      { loc: ['body', 'run_timeout'] },
    ],
    ['without time', { code: '', language: 'python', run_timeout: 0 }, { loc: ['body', 'run_timeout'] }],
    [
      'with time beyond any timer',
      { code: '', language: 'python', run_timeout: 1e9 },
      { loc: ['body', 'run_timeout'] },
    ],
    [
      'with files that are no base64',
      { code: '', language: 'python', files: { a: '?' } },
      { loc: ['body', 'files', 'a'] },
    ],
    [
      'with files that are no texts',
      { code: '', language: 'python', files: { a: 1 } },
      { loc: ['body', 'files', 'a'] },
    ],
    [
      'with a list of files',
      { code: '', language: 'python', files: ['QQ=='] },
      { type: 'dict_type', loc: ['body', 'files'] },
    ],
    [
      'with an absolute path',
      { code: '', language: 'python', files: { '/tmp/a': 'QQ==' } },
      { loc: ['body', 'files', '/tmp/a'] },
    ],
    [
      'with a path that leads out',
      { code: '', language: 'python', files: { '../a': 'QQ==' } },
      { loc: ['body', 'files', '../a'] },
    ],
    [
      'with a folder',
      { code: '', language: 'python', files: { 'a/b': 'QQ==' } },
      { msg: expect.stringContaining('plain file name') },
    ],
    ['that is a list', [], { loc: ['body'] }],
    ['that is null', 'null', { loc: ['body'] }],
    ['that is no JSON', '{"code": ', { type: 'json_invalid', loc: ['body'] }],
    ['that is empty', '', { type: 'json_invalid', loc: ['body'] }],
  ])('refuses a body %s with 422 and the place', async (_, body, detail) => {
    const response = await post(body);
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({ detail: [expect.objectContaining(detail)] });
  });

  it('refuses a form, which a page in a browser could send, and a page itself', async () => {
    const form = await post({ code: '', language: 'python' }, { headers: { 'content-type': 'text/plain' } });
    expect(form.status).toBe(422);
    const page = await post({ code: '', language: 'python' }, { headers: { origin: 'http://127.0.0.1' } });
    expect(page.status).toBe(403);
  });

  it('refuses what is too large with 413, whether it says so or not', async () => {
    expect(await rawAnswer(server.url, 'Content-Length: 300000001\r\n\r\n')).toMatch(/^HTTP\/1\.1 413 /);
    const large = await post(JSON.stringify({ code: 'x'.repeat(33e6), language: 'python' }));
    expect(large.status).toBe(413);
    expect(await large.json()).toEqual({ detail: expect.stringContaining('32 MB') });
  });

  it('is up by ping and health, and describes itself', async () => {
    expect(await (await fetch(`${server.url}/v1/ping`)).json()).toBe('pong');
    expect(await health()).toMatchObject({ status: 'ok', environment: 'test', sandbox: 'bubblewrap', workers: 2 });
    const description = (await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(description.paths)).toEqual(['/run_code', '/health', '/metrics', '/v1/ping']);
    expect((await fetch(`${server.url}/run_jupyter`, { method: 'POST' })).status).toBe(404);
  });

  it('counts runs by outcome, refusals, and times', async () => {
    const before = await Promise.all(
      [
        'dare_sandbox_runs_total{outcome="finished"}',
        'dare_sandbox_runs_total{outcome="time-limit"}',
        'dare_sandbox_refused_total{status="422"}',
        'dare_sandbox_run_seconds_count',
      ].map(metric),
    );
    await run({ code: '' });
    await run({ code: '1/0' });
    await run({ code: 'while True: pass', run_timeout: 0.2 });
    await post('nonsense');
    const after = await Promise.all(
      [
        'dare_sandbox_runs_total{outcome="finished"}',
        'dare_sandbox_runs_total{outcome="time-limit"}',
        'dare_sandbox_refused_total{status="422"}',
        'dare_sandbox_run_seconds_count',
      ].map(metric),
    );
    expect(after.map((count, index) => count - before[index]!)).toEqual([2, 1, 1, 3]);
    expect(await metric('dare_sandbox_workers')).toBe(2);
  });

  it('runs as many at once as there are workers, the others in the order in which they came, their clocks stopped', async () => {
    const mark = `order-${process.pid}-${Date.now()}`;
    const slow = `import time\nstart = time.time()\ntime.sleep(2)\nprint(start, time.time(), '${mark}')`;
    const answers: Promise<Answer>[] = [];
    for (let number = 0; number < 6; number += 1) {
      answers.push(run({ code: slow, run_timeout: 5 }));
      await until(async () => {
        const { running, waiting } = await health();
        return Number(running) + Number(waiting) === number + 1;
      });
    }
    const spans = (await Promise.all(answers)).map(
      ({ run_result }) => run_result.stdout.split(' ').map(Number) as [number, number],
    );
    const atOnce = spans.map(([start]) => spans.filter(([from, to]) => from <= start && start < to).length);
    expect(Math.max(...atOnce)).toBe(2);
    // Of the two that run at once either may print first.
    for (let index = 2; index < 6; index += 1) expect(spans[index]![0]).toBeGreaterThan(spans[index - 2]![0]);
  });

  it('says 503 and when to come back only when the bound is reached', async () => {
    await using small = await serve({ workers: 1, mostWaiting: 2 });
    const code = 'import time\ntime.sleep(1)';
    const waiting = Array.from({ length: 3 }, () => post({ code, language: 'python' }, { url: small.url }));
    await until(async () => (await health(small.url)).waiting === 2);
    const refused = await post({ code, language: 'python' }, { url: small.url });
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([503, expect.any(Number)]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await post({ code: '', language: 'python' }, { url: small.url })).status).toBe(200);
  });

  it('ends the run of a client that left, and one in the queue never starts', async () => {
    const mark = `left-${process.pid}-${Date.now()}`;
    const code = `import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import time; time.sleep(100)', '${mark}'])`;
    const leave = new AbortController();
    const runs = Array.from({ length: 4 }, () =>
      post({ code, language: 'python', run_timeout: 100 }, { signal: leave.signal }).catch(() => 'left'),
    );
    await until(async () => processesWith(mark).length === 2);
    await until(async () => (await health()).waiting === 2);
    leave.abort();
    expect(await Promise.all(runs)).toEqual(['left', 'left', 'left', 'left']);
    await until(async () => processesWith(mark).length === 0);
    await until(async () =>
      Object.entries(await health()).every(
        ([name, value]) => !/running|waiting$/.test(name) || value === 0 || name === 'most_waiting',
      ),
    );
    expect((await run({ code: 'print("next")' })).run_result.stdout).toBe('next\n');
  });

  it('survives clients that hang up in the middle of a request', async () => {
    for (const head of [
      'Content-Length: 100\r\n\r\n{"code":',
      'Transfer-Encoding: chunked\r\n\r\n8\r\n{"code":\r\n',
      'Content-Length: 900\r\n\r\n{"files":{"a":"QUJD',
    ]) {
      await rawAnswer(server.url, head, 'hang up');
    }
    await until(async () => (await health()).waiting === 0);
    expect((await run({ code: 'print("next")' })).run_result.stdout).toBe('next\n');
  });

  it('survives clients that hang up as soon as they have begun', async () => {
    const { hostname, port } = new URL(server.url);
    const begun =
      'POST /run_code HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{';
    await Promise.all(
      Array.from({ length: 300 }, async (_, at) => {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => {});
        await new Promise((written) => socket.write(begun, written));
        // At another moment each: now, and some way into what the server does first.
        for (let turn = 0; turn < at % 30; turn += 1) await new Promise(setImmediate);
        socket.resetAndDestroy();
      }),
    );
    expect((await run({ code: 'print(1)' })).run_result.stdout).toBe('1\n');
  });

  it('drains: finishes what runs, sends away what waits and what comes, and leaves the port', async () => {
    const draining = await serve({ workers: 1 });
    const { url } = draining;
    const running = post(
      { code: 'import time\nprint("start")\ntime.sleep(1)\nprint("end")', language: 'python' },
      { url },
    );
    await until(async () => (await health(url)).running === 1);
    const waiting = post({ code: 'print(1)', language: 'python' }, { url });
    await until(async () => (await health(url)).waiting === 1);
    const drained = draining.drain();
    const turned = await waiting;
    expect([turned.status, turned.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
    expect(((await (await running).json()) as Answer).run_result.stdout).toBe('start\nend\n');
    await drained;
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    await draining[Symbol.asyncDispose]();
  });

  it('says so when its port is taken, and leaves nothing', async () => {
    const before = readdirSync(scratch);
    await expect(serve({ port: Number(new URL(server.url).port) })).rejects.toThrow(/is taken.*--port/);
    expect(readdirSync(scratch)).toEqual(before);
  });

  describe('with a token', () => {
    let guarded: SandboxServer;
    beforeAll(async () => {
      guarded = await serve({ token: 'right-token' });
    });
    afterAll(() => guarded?.[Symbol.asyncDispose]());

    it.each([
      {},
      { authorization: 'Bearer wrong' },
      { authorization: 'Bearer right-token2' },
      { authorization: 'Basic right-token' },
      { authorization: 'right-token' },
      { authorization: 'Bearer' },
    ])('refuses %j', async (headers) => {
      const response = await post({ code: '', language: 'python' }, { url: guarded.url, headers });
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect((await fetch(`${guarded.url}/metrics`, { headers })).status).toBe(401);
    });

    it('takes the right one, wherever it is from; health needs none', async () => {
      const headers = { authorization: 'Bearer right-token', origin: 'http://example.com' };
      expect((await post({ code: '', language: 'python' }, { url: guarded.url, headers })).status).toBe(200);
      expect((await fetch(`${guarded.url}/health`)).status).toBe(200);
    });

    it('is wanted where other machines could come in', async () => {
      await expect(serve({ host: '0.0.0.0' })).rejects.toThrow(/--token/);
    });
  });
});

/** Sends the rest of a request to /run_code as it is. @returns what came back until the other side closed */
function rawAnswer(url: string, rest: string, then: 'wait' | 'hang up' = 'wait'): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(`POST /run_code HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${rest}`, () => {
        if (then === 'hang up') setTimeout(() => socket.destroy(), 50);
      });
    });
    socket.setEncoding('utf8').on('data', (part: string) => (text += part));
    socket.on('close', () => resolve(text)).on('error', reject);
  });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('waited 30 s in vain');
    await pause(20);
  }
}

/** The sandbox over HTTP against servers that are not ours, that misbehave, or are not there. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { openBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { openSandboxFusion, type SandboxFusionOptions } from '../../src/sandbox/sandbox-fusion.ts';
import { DEFAULT_LIMITS, type RunRequest, type Sandbox } from '../../src/sandbox.ts';
import { type SandboxServer, serveSandbox } from '../../src/server/listen.ts';
import { sandboxContract } from '../contract/sandbox.ts';
import { type Fault, openFusionProxy } from '../fixtures/fusion-proxy.ts';
import { PYTHON, SKIPPED } from './python.ts';

const PATIENCE = { tries: 3, unreachableSeconds: 0.5, busySeconds: 5, pauseSeconds: 0.2 };

async function openLocal(workers: number, stack: AsyncDisposableStack): Promise<SandboxServer> {
  const local = stack.use(await openBubblewrap({ python: PYTHON!, environment: 'test', workers }));
  return stack.use(await serveSandbox({ sandbox: local, workers, host: '127.0.0.1', port: 0, version: 'test' }));
}

async function openPlain({ workers = 2 }: { workers?: number } = {}): Promise<Sandbox> {
  const stack = new AsyncDisposableStack();
  const server = await openLocal(workers, stack);
  const proxy = stack.use(await openFusionProxy(server.url, { plain: true }));
  const remote = stack.use(await openSandboxFusion({ url: proxy.url }));
  return { ...remote, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const UNSAID = 'the answer of SandboxFusion has no word for it';
const UNASKED = 'the request of SandboxFusion cannot ask for it';

if (PYTHON === undefined) {
  describe.skip(SKIPPED, () => it('has no Python', () => {}));
} else {
  sandboxContract('a SandboxFusion that is not ours', openPlain, {
    skips: {
      'replaces invalid UTF-8, and counts the bytes that there were': UNSAID,
      'that are links, pipes, sockets, folders or devices stay inside, with the reason': UNSAID,
      'of memory is an outcome of its own': UNSAID,
      'of memory counts all processes together': UNSAID,
      'of memory stops a program whose child reached it, even when the program goes on': UNSAID,
      'of processor time stops a program, with what it printed and wrote until then': UNASKED,
      'of processor time counts all processes together, those that ended as well': UNASKED,
      'of errors: process-limit, for a program that forks, with its return code': UNSAID,
      'of errors: process-limit, for a program that starts threads, with its return code': UNSAID,
      'of errors: disk-limit, for a program that fills it, with its return code': UNSAID,
      'of errors: disk-limit, for a program that fills it and cleans up, with its return code': UNSAID,
      'of errors: disk-limit, for a program that fills it through a mapping, with its return code': UNSAID,
      'of errors: file-size-limit, for a program that writes a huge file, with its return code': UNSAID,
      'of errors: file-size-limit, for a program that is killed for one, with its return code': UNSAID,
      'of errors: open-files-limit, for a program that opens files, with its return code': UNSAID,
      'of errors: a program that handled the one of its process limit is finished': UNASKED,
      'of errors: a program that handled the one of its disk limit is finished': UNASKED,
      'of errors: a program that handled the one of its file size limit is finished': UNASKED,
      'of errors: a program that handled the one of its open files limit is finished': UNASKED,
      'of files is one of what is there at once, beside the inputs, however fast a program ends': UNASKED,
      isolation:
        'behind the stand-in is our own sandbox, which is held to it elsewhere; another server isolates as it can',
      'of files: a flood of empty ones is stopped': UNSAID,
      'of output drains 100 MB in flat memory, and counts them honestly': UNSAID,
      'of output stops a program that prints for ever': UNSAID,
      'of processes is an error that the program can see': UNASKED,
      'of disk is an error that the program can see, wherever it writes': UNASKED,
      'of one file is an error that the program can see': UNASKED,
      'wait their turn, first come, first served, without their clock':
        'requests that are sent at once arrive in any order',
      'end when the sandbox is closed': 'of two that are sent at once either may run first',
      'end when aborted, with all their processes': 'what a server does when a client leaves is its own affair',
    },
  });
}

describe.skipIf(PYTHON === undefined)(PYTHON === undefined ? SKIPPED : 'a server that misbehaves', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dare-fusion-'));
  const stack = new AsyncDisposableStack();
  let server: SandboxServer;
  let usual: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    server = await openLocal(2, stack);
    usual = await open();
  });
  /** The one that most tests share, without what an earlier test left. */
  const fresh = () => {
    usual.proxy.faults.length = 0;
    usual.proxy.requests.length = 0;
    return usual;
  };
  afterAll(async () => {
    await stack.disposeAsync();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (options: Partial<SandboxFusionOptions> & { plain?: boolean } = {}) => {
    const own = stack.use(new AsyncDisposableStack());
    const proxy = own.use(await openFusionProxy(server.url, { plain: options.plain ?? false }));
    const sandbox = own.use(await openSandboxFusion({ url: proxy.url, patience: PATIENCE, ...options }));
    proxy.requests.length = 0;
    return { proxy, sandbox };
  };
  const request = (more: Partial<RunRequest> = {}): RunRequest => ({
    code: 'open("out.txt", "w").write(open("in.txt").read() * 2)\nprint("done")',
    files: [{ name: 'in.txt', path: join(folder, 'in.txt') }],
    outputs: ['out.txt'],
    outputFolder: mkdtempSync(join(folder, 'out-')),
    limits: { ...DEFAULT_LIMITS, seconds: 20 },
    ...more,
  });
  beforeAll(() => writeFileSync(join(folder, 'in.txt'), 'ab'));

  const PASSING: readonly Fault[] = [
    'reset',
    'reset after the run',
    'half an answer',
    'half an answer without its length',
    'no JSON',
    'other JSON',
    'a failed sandbox',
    { status: 500, body: 'Internal Server Error' },
    { status: 502 },
    { status: 503, headers: { 'retry-after': '0' } },
    { status: 504 },
    { status: 429 },
  ];

  it.each(PASSING)('once by %j is asked again, and the run is whole', async (fault) => {
    const { proxy, sandbox } = fresh();
    const asked = request();
    proxy.faults.push(fault);
    expect(await sandbox.run(asked)).toMatchObject({
      kind: 'finished',
      returnCode: 0,
      stdout: { text: 'done\n' },
      files: [{ name: 'out.txt', bytes: 4 }],
    });
    expect(readFileSync(join(asked.outputFolder, 'out.txt'), 'utf8')).toBe('abab');
    expect(readdirSync(asked.outputFolder)).toEqual(['out.txt']);
    expect(proxy.faults).toEqual([]);
  });

  const isBusy = (fault: Fault) => typeof fault === 'object' && [429, 503].includes(fault.status);
  it.each(PASSING.filter((fault) => !isBusy(fault)))(
    'for ever by %j is our failure after a few tries, and leaves nothing',
    async (fault) => {
      const { proxy, sandbox } = fresh();
      const asked = request();
      proxy.faults.push(...Array<Fault>(20).fill(fault));
      expect(await sandbox.run(asked)).toEqual({
        kind: 'failed',
        reason: expect.stringMatching(/^no answer from the sandbox's server after 3 tries: ./),
      });
      expect(readdirSync(asked.outputFolder)).toEqual([]);
      expect(proxy.faults).toHaveLength(17);
    },
  );

  it('that is busy is left alone for as long as it asks', async () => {
    const { proxy, sandbox } = fresh();
    proxy.faults.push(
      { status: 503, headers: { 'retry-after': '1' } },
      { status: 429, headers: { 'retry-after': '1' } },
    );
    const started = performance.now();
    expect((await sandbox.run(request())).kind).toBe('finished');
    expect(performance.now() - started).toBeGreaterThan(2000);
  });

  it('that stays busy is given up at last, in its own words', async () => {
    const { proxy, sandbox } = await open({ patience: { ...PATIENCE, busySeconds: 0.5 } });
    proxy.faults.push(...Array<Fault>(50).fill({ status: 503, headers: { 'retry-after': '0' }, body: 'full house' }));
    expect(await sandbox.run(request())).toEqual({ kind: 'failed', reason: expect.stringContaining('full house') });
  });

  it.each([400, 401, 404, 413, 422])('by a refusal (%i) is not asked again', async (status) => {
    const { proxy, sandbox } = fresh();
    proxy.faults.push({ status, body: 'for this reason' }, { status, body: 'again' });
    expect(await sandbox.run(request())).toEqual({
      kind: 'failed',
      reason: expect.stringContaining('for this reason'),
    });
    expect(proxy.faults).toHaveLength(1);
  });

  it('slowly is waited for', async () => {
    const { proxy, sandbox } = fresh();
    proxy.faults.push('slow');
    const outcome = await sandbox.run(request({ limits: { ...DEFAULT_LIMITS, seconds: 1 } }));
    expect(outcome.kind).toBe('finished');
  });

  it('can be left at any time: an abort ends the waiting too', async () => {
    const { proxy, sandbox } = await open({ patience: { ...PATIENCE, busySeconds: 1000 } });
    proxy.faults.push(...Array<Fault>(5).fill({ status: 503, headers: { 'retry-after': '60' } }));
    const stop = new AbortController();
    const run = sandbox.run(request({ signal: stop.signal }));
    await pause(200);
    stop.abort();
    expect(await run).toEqual({ kind: 'failed', reason: 'aborted' });
  });

  it('is left by all runs when the sandbox is closed', async () => {
    const { proxy, sandbox } = await open();
    const runs = Array.from({ length: 3 }, () => sandbox.run(request({ code: 'import time\ntime.sleep(15)' })));
    while (proxy.requests.length < 3) await pause(10);
    await sandbox[Symbol.asyncDispose]();
    expect(await Promise.all(runs)).toEqual(Array(3).fill({ kind: 'failed', reason: 'aborted' }));
    const waiting = async () => {
      const { running, waiting } = (await (await fetch(`${server.url}/health`)).json()) as Record<string, number>;
      return running! + waiting!;
    };
    while ((await waiting()) > 0) await pause(20);
  });

  it('that goes away is our failure when its time is up', async () => {
    const { proxy, sandbox } = await open();
    await proxy[Symbol.asyncDispose]();
    const started = performance.now();
    expect(await sandbox.run(request())).toEqual({ kind: 'failed', reason: expect.stringMatching(/ECONNREFUSED/) });
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('is never asked for a file of its own, nor sent more than it takes', async () => {
    const { proxy, sandbox } = fresh();
    const outcome = await sandbox.run(request({ outputs: ['/etc/passwd', '../x', 'out.txt'] }));
    expect(outcome).toMatchObject({
      files: [{ name: 'out.txt' }],
      missing: [{ name: '/etc/passwd' }, { name: '../x' }],
    });
    expect(proxy.requests.map(({ fetch_files }) => fetch_files)).toEqual([['out.txt']]);
    const path = join(folder, 'large.bin');
    writeFileSync(path, '');
    truncateSync(path, 400e6);
    const large = await sandbox.run(request({ files: [{ name: 'large.bin', path }] }));
    expect(large).toEqual({ kind: 'failed', reason: expect.stringMatching(/too large.*300000000/) });
    expect(proxy.requests).toHaveLength(1);
  });

  it('of another make has an identity by its packages, ours by its own', async () => {
    const [ours, other] = [await open(), await open({ plain: true })];
    expect(ours.sandbox.environment).toBe('test');
    expect(other.sandbox.environment).toMatch(/^python-[0-9a-f]{16}$/);
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    [
      'nothing there',
      async () => 'http://127.0.0.1:1',
      /No sandbox answers at http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\).*dare serve sandbox/,
    ],
    ['no address', async () => 'http://', /must be like http:\/\/HOST:PORT/],
    ['a password in it', async () => server.url.replace('//', '//user:secret@'), /neither a password nor a query/],
    ['a query in it', async () => `${server.url}/?key=secret`, /neither a password nor a query/],
  ])('is refused with %s', async (_, url, message) => {
    const opening = openSandboxFusion({ url: await url(), patience: PATIENCE });
    await expect(opening).rejects.toThrow(UserError);
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.not.toThrow(/secret/);
  });

  it('that wants a token says how to give it', async () => {
    const local = stack.use(await openBubblewrap({ python: PYTHON!, environment: 'test', workers: 1 }));
    const guarded = stack.use(
      await serveSandbox({ sandbox: local, workers: 1, host: '127.0.0.1', port: 0, version: 'test', token: 'right' }),
    );
    await expect(openSandboxFusion({ url: guarded.url, token: 'wrong' })).rejects.toThrow(/DARE_TOKEN/);
    await using sandbox = await openSandboxFusion({ url: `${guarded.url}/run_code`, token: 'right' });
    expect((await sandbox.run(request())).kind).toBe('finished');
  });
});

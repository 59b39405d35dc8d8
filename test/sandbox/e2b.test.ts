/** The sandbox by E2B, against a stand-in for its service that follows its API as its own SDK uses it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openE2b } from '../../src/sandbox/e2b.ts';
import { DEFAULT_LIMITS, type RunRequest, type Sandbox } from '../../src/sandbox.ts';
import { sandboxContract } from '../contract/sandbox.ts';
import { type E2bService, KEY, openE2bService, TEMPLATE } from '../fixtures/e2b-service.ts';
import { PYTHON, SKIPPED } from './python.ts';

const MACHINE = 'it is the machine that isolates, and the stand-in has none';
const DISK = 'a machine is thrown away with its disk, whose size is the template’s';
const REASON =
  PYTHON === undefined
    ? SKIPPED
    : process.getuid?.() !== 0
      ? 'skipped: the stand-in for a machine wants to be started by root'
      : null;

async function open({ workers = 2 }: { workers?: number } = {}): Promise<Sandbox> {
  const stack = new AsyncDisposableStack();
  const { url } = stack.use(await openE2bService(PYTHON!));
  const addresses = { apiUrl: url, sandboxUrl: url };
  const sandbox = stack.use(await openE2b({ template: TEMPLATE, apiKey: KEY, workers, addresses }));
  return { ...sandbox, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

if (REASON !== null) {
  describe.skip(REASON, () => it('is not tried', () => {}));
} else {
  sandboxContract('E2B', open, {
    skips: {
      'of disk is an error that the program can see, wherever it writes': DISK,
      'of errors: disk-limit, for a program that fills it, with its return code': DISK,
      'of errors: disk-limit, for a program that fills it and cleans up, with its return code': DISK,
      'of errors: disk-limit, for a program that fills it through a mapping, with its return code': DISK,
      'of errors: a program that handled the one of its disk limit is finished': DISK,
      'is nobody: not root, without capabilities, unable to gain any, under a system call filter': MACHINE,
      'can not make namespaces or mounts, trace, use keyrings, load programs into the kernel': MACHINE,
      'opens no AF_VSOCK socket': MACHINE,
      'opens no AF_ALG socket': MACHINE,
      'opens no AF_PACKET socket': MACHINE,
      'opens no AF_BLUETOOTH socket': MACHINE,
      'has only harmless devices': MACHINE,
    },
  });
}

describe.skipIf(REASON !== null)(REASON ?? 'E2B', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dare-e2b-test-'));
  let service: E2bService;
  let sandbox: Sandbox;
  const openHere = (more: Partial<Parameters<typeof openE2b>[0]> = {}) =>
    openE2b({
      template: TEMPLATE,
      apiKey: KEY,
      workers: 1,
      addresses: { apiUrl: service.url, sandboxUrl: service.url },
      ...more,
    });
  beforeAll(async () => {
    service = await openE2bService(PYTHON!);
    sandbox = await openHere();
  });
  afterAll(async () => {
    await sandbox?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const run = (more: Partial<RunRequest> = {}) =>
    sandbox.run({
      code: 'print("done")',
      files: [],
      outputs: [],
      outputFolder: folder,
      limits: { ...DEFAULT_LIMITS, seconds: 20 },
      ...more,
    });

  it('is asked for a machine of its own for each run, without internet, that ends by itself', async () => {
    service.asked.length = 0;
    await run();
    await run();
    const machine = { templateID: TEMPLATE, allow_internet_access: false, timeout: 320 };
    expect(service.asked).toEqual([expect.objectContaining(machine), expect.objectContaining(machine)]);
    expect(JSON.stringify(service.asked)).not.toContain(KEY);
  });

  it('keeps no machine, however a run ends', async () => {
    expect((await run({ code: 'while True: pass', limits: { ...DEFAULT_LIMITS, seconds: 0.5 } })).kind).toBe(
      'time-limit',
    );
    expect((await run({ code: '1/0' })).kind).toBe('finished');
    const stop = new AbortController();
    const aborted = run({ code: 'import time; time.sleep(60)', signal: stop.signal });
    await pause(500);
    stop.abort();
    expect(await aborted).toEqual({ kind: 'failed', reason: 'aborted' });
    expect(service.machines()).toBe(0);
  });

  it('that gives no machine once is asked again; that gives none is our failure', async () => {
    service.faults.push(500);
    expect((await run()).kind).toBe('finished');
    service.faults.push(500, 500);
    expect(await run()).toEqual({ kind: 'failed', reason: expect.stringContaining('no machine now') });
  });

  it('that refuses the key, or lacks the template, says what to do, and never the key', async () => {
    const wrong = KEY.replace('0', '1');
    const refused = openHere({ apiKey: wrong });
    await expect(refused).rejects.toThrow(/set E2B_API_KEY/);
    await expect(refused).rejects.not.toThrow(wrong);
    await expect(openHere({ template: 'nothing' })).rejects.toThrow(/template nothing/);
  });
});

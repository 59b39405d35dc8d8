/** The sandbox by Docker, against a stand-in for the engine that follows its documented API: none is to be had here. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { findCgroups } from '../../src/sandbox/cgroups.ts';
import { openDocker } from '../../src/sandbox/docker.ts';
import { DEFAULT_LIMITS, type RunRequest, type Sandbox } from '../../src/sandbox.ts';
import { sandboxContract } from '../contract/sandbox.ts';
import { type DockerEngine, openDockerEngine } from '../fixtures/docker-engine.ts';
import { PYTHON, SKIPPED } from './python.ts';

const IMAGE = 'registry.example/data/python:3.11';
const ENGINE = 'it is the engine that isolates; what is asked of it is tested below';
const REASON =
  PYTHON === undefined
    ? SKIPPED
    : findCgroups().memory === null
      ? 'skipped: the stand-in for the engine wants control groups, which are not writable here'
      : null;

async function open({ workers = 2 }: { workers?: number } = {}): Promise<Sandbox> {
  const stack = new AsyncDisposableStack();
  const engine = stack.use(await openDockerEngine({ image: IMAGE, python: PYTHON! }));
  const sandbox = stack.use(await openDocker({ image: IMAGE, workers, socketPath: engine.socketPath }));
  return { ...sandbox, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

if (REASON !== null) {
  describe.skip(REASON, () => it('is not tried', () => {}));
} else {
  sandboxContract('Docker', open, {
    skips: {
      'sees no file of the host but the system’s and the environment’s': ENGINE,
      'can not write to the system, nor to the interpreter and its libraries': ENGINE,
      'is nobody: not root, without capabilities, unable to gain any, under a system call filter': ENGINE,
      'can not make namespaces or mounts, trace, use keyrings, load programs into the kernel': ENGINE,
      'opens no AF_VSOCK socket': ENGINE,
      'opens no AF_ALG socket': ENGINE,
      'opens no AF_PACKET socket': ENGINE,
      'opens no AF_BLUETOOTH socket': ENGINE,
      'has only harmless devices': ENGINE,
    },
  });
}

describe.skipIf(REASON !== null)(REASON ?? 'a Docker engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dare-docker-test-'));
  let engine: DockerEngine;
  let sandbox: Sandbox;
  beforeAll(async () => {
    engine = await openDockerEngine({ image: IMAGE, python: PYTHON! });
    sandbox = await openDocker({ image: IMAGE, workers: 1, socketPath: engine.socketPath });
  });
  afterAll(async () => {
    await sandbox?.[Symbol.asyncDispose]();
    await engine?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const run = (more: Partial<RunRequest> = {}) =>
    sandbox.run({
      code: 'open("out.txt", "w").write("x")\nprint("done")',
      files: [],
      outputs: ['out.txt'],
      outputFolder: folder,
      limits: { ...DEFAULT_LIMITS, seconds: 20, memoryBytes: 500e6 },
      ...more,
    });

  it('is asked for all that isolates', async () => {
    engine.asked.length = 0;
    await run({ limits: { ...DEFAULT_LIMITS, memoryBytes: 300e6, processes: 20, diskBytes: 50e6 } });
    expect(engine.asked).toEqual([
      expect.objectContaining({
        Image: IMAGE,
        User: '65534:65534',
        Tty: false,
        NetworkDisabled: true,
        HostConfig: {
          NetworkMode: 'none',
          IpcMode: 'private',
          ReadonlyRootfs: true,
          CapDrop: ['ALL'],
          SecurityOpt: ['no-new-privileges'],
          Memory: 300e6,
          MemorySwap: 300e6,
          PidsLimit: 21,
          ShmSize: 50e6,
          Tmpfs: {
            '/work': expect.stringMatching(
              /^rw,exec,nosuid,nodev,size=5\d{7},nr_inodes=205000,mode=0755,uid=65534,gid=65534$/,
            ),
            '/tmp': 'rw,exec,nosuid,nodev,size=50000000,nr_inodes=205000,mode=1777',
          },
          LogConfig: { Type: 'none', Config: {} },
        },
      }),
    ]);
    // Nothing of this machine goes in: no folder, variable or device.
    expect(Object.keys(engine.asked[0]!.HostConfig!)).not.toEqual(expect.arrayContaining(['Binds']));
    expect(engine.asked[0]!.Env).toEqual(['LANG=C.UTF-8']);
  });

  it('has an identity by the packages in the image', () => {
    expect(sandbox.environment).toMatch(/^python-[0-9a-f]{16}$/);
  });

  it.each(['start fails', 'dies at once'] as const)('where one container %s makes another', async (fault) => {
    engine.faults.push(fault);
    expect(await run()).toMatchObject({ kind: 'finished', returnCode: 0, files: [{ name: 'out.txt' }] });
    expect(engine.containers()).toBe(0);
  });

  it.each<[DockerEngine['faults'][number], RegExp]>([
    ['start fails', /OCI runtime create failed/],
    ['dies at once', /ended too early/],
  ])('where each container %s is our failure', async (fault, reason) => {
    engine.faults.push(fault, fault);
    expect(await run()).toEqual({ kind: 'failed', reason: expect.stringMatching(reason) });
    expect(engine.containers()).toBe(0);
  });

  it('that takes the whole container for its memory is a memory limit', async () => {
    engine.faults.push('out of memory');
    expect(await run()).toMatchObject({ kind: 'memory-limit', files: [], missing: [{ name: 'out.txt' }] });
  });

  it('keeps no container, however a run ends', async () => {
    const stop = new AbortController();
    const endings = [
      run({ code: 'while True: pass', limits: { ...DEFAULT_LIMITS, seconds: 0.5 } }),
      run({ code: 'import os; os.kill(1, 9); os.kill(-1, 9)' }),
      run({
        code: 'x = []\nwhile True: x.append(bytearray(10**7))',
        limits: { ...DEFAULT_LIMITS, memoryBytes: 200e6 },
      }),
    ];
    expect((await Promise.all(endings)).map(({ kind }) => kind)).toEqual(['time-limit', 'finished', 'memory-limit']);
    const aborted = run({ code: 'import time; time.sleep(60)', signal: stop.signal });
    await pause(300);
    stop.abort();
    expect(await aborted).toEqual({ kind: 'failed', reason: 'aborted' });
    expect(engine.containers()).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('that is not there, or lacks the image, says what to do', async () => {
    const absent = openDocker({ image: IMAGE, socketPath: join(folder, 'nothing.sock') });
    await expect(absent).rejects.toThrow(UserError);
    await expect(absent).rejects.toThrow(/engine can't be used \(ENOENT\).*DOCKER_HOST/);
    const lacking = openDocker({ image: 'nobody/nothing', socketPath: engine.socketPath });
    await expect(lacking).rejects.toThrow(/no Docker image nobody\/nothing here.*docker pull/);
  });
});

/** What all the sandbox suites use: one sandbox, a fresh folder for each test, a short way to run. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { DEFAULT_LIMITS, type InputFile, type Outcome, type RunLimits, type Sandbox } from '../../../src/sandbox.ts';

export type MakeSandbox = (options?: { workers?: number }) => Promise<Sandbox>;
export type Ended = Exclude<Outcome, { kind: 'failed' }>;

export interface RunOptions {
  readonly files?: readonly InputFile[];
  readonly stdin?: string;
  readonly outputs?: readonly string[];
  readonly limits?: Partial<RunLimits>;
  readonly signal?: AbortSignal;
  readonly sandbox?: Sandbox;
}

export interface Bench {
  /** Runs whatever comes of it. */
  attempt(code: string, options?: RunOptions): Promise<Outcome>;
  /** Runs, and fails the test when that was our fault. */
  run(code: string, options?: RunOptions): Promise<Ended>;
  /** Runs a program that must end by itself with 0; its stdout, trimmed. */
  print(code: string, options?: RunOptions): Promise<string>;
  /** Writes a file on the host. */
  host(name: string, content: string | Uint8Array): InputFile;
  /** A file that a run brought out. */
  output(name: string): Buffer;
  /** All the names that runs brought out. */
  outputs(): string[];
  readonly folder: string;
  readonly outputFolder: string;
}

/** For a describe block: opens one sandbox before its tests and closes it after them. */
export function openBench(makeSandbox: MakeSandbox): Bench {
  let sandbox: Sandbox | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'dare-test-'));
  const outputFolder = mkdtempSync(join(folder, 'out-'));
  beforeAll(async () => {
    sandbox = await makeSandbox({ workers: 2 });
  });
  afterAll(async () => {
    await sandbox?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const attempt: Bench['attempt'] = (code, options = {}) =>
    (options.sandbox ?? sandbox!).run({
      code,
      files: options.files ?? [],
      outputs: options.outputs ?? [],
      outputFolder,
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
      limits: { ...DEFAULT_LIMITS, seconds: 50, memoryBytes: 1e9, ...options.limits },
      ...(options.signal ? { signal: options.signal } : {}),
    });
  const run: Bench['run'] = async (code, options) => {
    const outcome = await attempt(code, options);
    if (outcome.kind === 'failed') expect.fail(`the sandbox failed: ${outcome.reason}`);
    return outcome;
  };
  return {
    attempt,
    run,
    print: async (code, options) => {
      const outcome = await run(code, options);
      expect(outcome, outcome.stderr.text).toMatchObject({ kind: 'finished', returnCode: 0 });
      return outcome.stdout.text.trim();
    },
    host: (name, content) => {
      const path = join(mkdtempSync(join(folder, 'in-')), name);
      writeFileSync(path, content);
      return { name, path };
    },
    output: (name) => readFileSync(join(outputFolder, name)),
    outputs: () => readdirSync(outputFolder),
    folder,
    outputFolder,
  };
}

/** Processes of this machine whose command line has the word. */
export function processesWith(word: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(word) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

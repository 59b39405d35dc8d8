/**
 * A sandbox without Python, for tests of those who use one: each output gets what was loaded under its name, and then
 * the code. Runs can be held up and let go, and made to fail.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '../../src/sandbox.ts';

export interface ScriptedSandbox extends Sandbox {
  /** The code of each run, in the order of their starts. */
  readonly runs: string[];
  /** Resolves when that code has started; it goes on when `release` is called. */
  hold(code: string): { started: Promise<void>; release: () => void };
  /** The next run of that code is a failure of ours. */
  fail(code: string): void;
}

export function scriptedSandbox(): ScriptedSandbox {
  const runs: string[] = [];
  const held = new Map<string, { start: () => void; released: Promise<void> }>();
  const failing = new Set<string>();
  const stream = (text: string) => ({ text, bytes: Buffer.byteLength(text), cut: false });
  return {
    name: 'scripted',
    environment: 'scripted',
    runs,
    hold: (code) => {
      const start = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      held.set(code, { start: start.resolve, released: release.promise });
      return { started: start.promise, release: release.resolve };
    },
    fail: (code) => failing.add(code),
    run: async ({ code, files, outputs, outputFolder, signal }) => {
      runs.push(code);
      held.get(code)?.start();
      await Promise.race([held.get(code)?.released, new Promise((left) => signal?.addEventListener('abort', left))]);
      held.delete(code);
      if (signal?.aborted) return { kind: 'failed', reason: 'aborted' };
      if (failing.delete(code)) return { kind: 'failed', reason: 'the machine broke' };
      const saved = await Promise.all(
        outputs.map(async (name) => {
          const old = files.find((file) => file.name === name);
          const content = `${old === undefined ? '' : await readFile(old.path, 'utf8')}${code}`;
          await writeFile(join(outputFolder, name), content);
          return { name, bytes: Buffer.byteLength(content) };
        }),
      );
      return {
        kind: 'finished',
        returnCode: 0,
        stdout: stream(`ran ${code}; run ${runs.length}`),
        stderr: stream(''),
        seconds: 0,
        files: saved,
        missing: [],
      };
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

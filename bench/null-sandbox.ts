/** A sandbox that runs nothing: every requested output is there at once, so that only our own time is measured. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox, Stream } from '../src/sandbox.ts';

const NOTHING: Stream = { text: '', bytes: 0, cut: false };

/** @param outputs names of outputs to their content. */
export function nullSandbox(outputs: Record<string, string>): Sandbox {
  return {
    name: 'null',
    environment: 'null',
    run: async ({ outputs: wanted, outputFolder }) => {
      const there = wanted.filter((name) => Object.hasOwn(outputs, name));
      await Promise.all(there.map((name) => writeFile(join(outputFolder, name), outputs[name]!)));
      return {
        kind: 'finished',
        returnCode: 0,
        stdout: NOTHING,
        stderr: NOTHING,
        seconds: 0,
        files: there.map((name) => ({ name, bytes: Buffer.byteLength(outputs[name]!) })),
        missing: wanted.filter((name) => !there.includes(name)).map((name) => ({ name, reason: 'no such file' })),
      };
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Starts the program as a user would, for end-to-end tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
export const EXAMPLES = path('../../examples/bench');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** `dare <words>`; the environment is the test's own, with additions. */
export function dare(
  words: readonly string[],
  { env = {}, cwd }: { env?: Record<string, string>; cwd?: string } = {},
): Running {
  const child = spawn(process.execPath, [path('../../src/cli/main.ts'), ...words], {
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
  const ended = new Promise<Ended>((done) => child.on('close', (code) => done({ code, ...text })));
  return { process: child, ended };
}

/** A model server in a process of its own; killed by `close`. */
export async function modelServer(...words: readonly string[]): Promise<{ url: string; close(): void }> {
  const child = spawn(process.execPath, [path('../fixtures/model-server/main.ts'), '--port', '0', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  return { url: String(first.value), close: () => child.kill() };
}

/** A run that is killed at any moment and resumed has exactly the attempts of an undisturbed one. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AttemptRecord } from '../../src/attempt.ts';
import { readFolderStore } from '../../src/store/folder.ts';
import { dare, EXAMPLES, modelServer, type Running } from './harness.ts';

let folder: string;
let server: Awaited<ReturnType<typeof modelServer>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-resume-'));
  server = await modelServer('--script', 'default', '--delay', '0.05');
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const evaluation = (out: string) => [
  ...['eval', '--bench', EXAMPLES, '--agent', 'openai-compatible/model', '--base-url', `${server.url}/v1`],
  ...['--variant', 'mm,xf,cf', '--runs', '3', '--concurrency', '4', '--out', join(folder, out)],
];

/** Until a run says how many attempts it is about to make. */
function announced({ process: { stderr } }: Running): Promise<void> {
  return new Promise((ready) => stderr!.on('data', (chunk) => String(chunk).includes('attempts to make') && ready()));
}

/** What an attempt is, without when it was made and how long it took. */
async function attemptsOf(out: string): Promise<Map<string, unknown>> {
  const store = await readFolderStore(join(folder, out));
  const attempts = new Map<string, unknown>();
  for await (const record of store.attempts()) {
    const name = `${record.agent} ${record.task} ${record.repeat}`;
    expect(attempts.has(name), `${name} is recorded once`).toBe(false);
    const submission = store.submission(record);
    attempts.set(name, {
      ...timeless(record),
      messages: (await store.transcript(record)).messages,
      submission: submission && (await readFile(submission, 'utf8')),
    });
  }
  return attempts;
}

function timeless({ started, seconds, modelSeconds, sandboxSeconds, ...rest }: AttemptRecord): object {
  return rest;
}

test('20 kills, then the attempts of an undisturbed run', { timeout: 300_000 }, async () => {
  const undisturbed = await dare(evaluation('undisturbed')).ended;
  expect(undisturbed.code, undisturbed.stderr).toBe(0);
  let interrupted = 0;
  for (let kill = 0; kill < 20; kill++) {
    const run = dare(evaluation('killed'));
    // Most kills meet attempts, some the start: the warm interpreter loads its libraries before there are any.
    if (kill % 4 > 0) await Promise.race([announced(run), run.ended]);
    await Promise.race([sleep(Math.random() * 900), run.ended]);
    run.process.kill('SIGKILL');
    if ((await run.ended).code === null) interrupted += 1;
  }
  expect(interrupted).toBeGreaterThan(5);
  const last = await dare(['eval', '--resume', join(folder, 'killed')]).ended;
  expect(last.code, last.stderr).toBe(0);
  const [expected, found] = [await attemptsOf('undisturbed'), await attemptsOf('killed')];
  expect(expected.size).toBe(36);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
});

test('the same command again does nothing twice', async () => {
  const again = await dare(evaluation('undisturbed')).ended;
  expect(again.code).toBe(0);
  expect(again.stderr).toContain('0 attempts to make (36 of 36 are recorded already)');
});

test('a second run on one folder is refused while the first is at it', async () => {
  const first = dare(evaluation('shared'));
  await announced(first);
  // Held where it is: on a busy machine it could be over before the second one looks.
  first.process.kill('SIGSTOP');
  const second = await dare(evaluation('shared')).ended;
  first.process.kill('SIGKILL');
  await first.ended;
  expect(second.code).toBe(2);
  expect(second.stderr).toContain('is being written to by another run');
  expect(second.stderr.trim().split('\n')).toHaveLength(1);
});

test('Ctrl-C finishes what runs, records it, and says how to go on', async () => {
  const run = dare(evaluation('interrupted'));
  await announced(run);
  await sleep(300);
  run.process.kill('SIGINT');
  const ended = await run.ended;
  expect(ended.code).toBe(3);
  expect(ended.stdout).toContain('./dare eval --resume');
  const recorded = await attemptsOf('interrupted');
  expect(recorded.size).toBeGreaterThan(0);
  expect(recorded.size).toBeLessThan(36);
});

test('other settings on the same folder are refused, and say what differs', async () => {
  const other = await dare([...evaluation('undisturbed'), '--temperature', '0.7']).ended;
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('holds a run with other settings: agent openai-compatible/model');
});

/** The trials of `dare doctor` against a sandbox that isolates nothing: each of them must notice. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { trySandbox } from '../../src/doctor/trials.ts';
import { openBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { openWarm } from '../../src/sandbox/warm.ts';
import type { Outcome, RunRequest, Sandbox } from '../../src/sandbox.ts';

const python = process.env.DARE_PYTHON ?? 'python3';

/** Runs programs as plain processes of ours, in our folder, with our environment, without any limit but 4 s. */
const sieve: Sandbox = {
  name: 'sieve',
  environment: 'none',
  run: ({ code }: RunRequest) =>
    new Promise<Outcome>((resolve) => {
      const env = { ...process.env, SOME_API_KEY: 'x' };
      const child = spawn(python, ['-c', code], { env, detached: true });
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
      });
      const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), 4000);
      child.on('exit', (returnCode) => {
        clearTimeout(timer);
        // The children of the program's own group only: what left the group is what a trial looks for.
        try {
          process.kill(-child.pid!, 'SIGKILL');
        } catch {}
        const stdout = { text, bytes: text.length, cut: false };
        const stderr = { text: '', bytes: 0, cut: false };
        resolve({ kind: 'finished', returnCode: returnCode ?? 0, stdout, stderr, seconds: 0, files: [], missing: [] });
      });
    }),
  [Symbol.asyncDispose]: async () => {},
};

afterAll(() => {
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('dare-doctor-')) process.kill(Number(id), 'SIGKILL');
    } catch {}
  }
});

it('finds every leak of a sandbox that isolates nothing', async () => {
  const findings = await trySandbox(sieve);
  expect(findings.map(({ name }) => name)).toEqual([
    'network is cut',
    'host’s files are unseen',
    'host’s environment is unseen',
    'memory is limited',
    'processes are limited',
    'time is limited',
    'all ends with the run',
  ]);
  expect(findings.filter(({ state }) => state !== 'bad')).toEqual([]);
  expect(findings.every(({ todo }) => todo !== undefined)).toBe(true);
});

it('says what is wrong when the sandbox itself fails', async () => {
  const run = async (): Promise<Outcome> => ({ kind: 'failed', reason: 'no such kernel' });
  const findings = await trySandbox({ ...sieve, run });
  expect(findings.filter(({ state }) => state !== 'bad')).toEqual([]);
  expect(findings[0]!.found).toContain('no such kernel');
});

it.skipIf(process.env.DARE_PYTHON === undefined).each([
  ['cold', openBubblewrap],
  ['warm', openWarm],
])('finds nothing wrong with the %s sandbox', async (_, open) => {
  await using sandbox = await open({ python, environment: 'test', workers: 1 });
  expect((await trySandbox(sandbox)).filter(({ state }) => state !== 'good')).toEqual([]);
});

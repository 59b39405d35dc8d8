/** The agents without a language model, through the program, on the shipped benchmark. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Summary } from '../../src/report/summary.ts';
import { readFolderStore } from '../../src/store/folder.ts';
import { KINDS } from '../../src/task.ts';
import { dare, EXAMPLES } from './harness.ts';

let folder: string;
let run: string;
let summary: Summary;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-agents-'));
  run = join(folder, 'run');
  const agents = ['naive', 'baseline', 'oracle', 'nop'].flatMap((agent) => ['--agent', agent]);
  const ended = await dare(['eval', '--bench', EXAMPLES, ...agents, '--runs', '1', '--out', run, '--json']).ended;
  expect(ended.code, ended.stderr).toBe(0);
  summary = JSON.parse(ended.stdout) as Summary;
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the oracle gets 100 on all six kinds', () => {
  for (const kind of KINDS) expect(summary.agents.oracle!.means[kind], kind).toBe(100);
});

test('nothing handed in gets 0, and counts', () => {
  for (const kind of KINDS) expect(summary.agents.nop!.means[kind], kind).toBe(0);
  expect(summary.agents.nop!.predictionRate).toBe(0);
});

test('the baseline follows every workflow and beats the naive agent on every other kind', () => {
  const { naive, baseline } = summary.agents;
  expect(baseline!.predictionRate).toBe(1);
  expect(naive!.predictionRate).toBe(1);
  for (const kind of KINDS) {
    if (kind.endsWith('IF')) expect(baseline!.means[kind], kind).toBe(100);
    else expect(baseline!.means[kind]! - naive!.means[kind]!, kind).toBeGreaterThan(10);
  }
});

test('where the baseline’s IF score is shown, it is said where its steps come from', async () => {
  const table = await dare(['report', run]).ended;
  expect(table.stdout).toMatch(/baseline:.*parameters/s);
});

test('a replay leaves the same submissions', { timeout: 300_000 }, async () => {
  const again = join(folder, 'again');
  const words = ['eval', '--bench', EXAMPLES, '--agent', `replay:${run}#baseline`, '--runs', '1', '--out', again];
  const ended = await dare(words).ended;
  expect(ended.code, ended.stderr).toBe(0);
  const [before, after] = [await submissions(run, 'baseline'), await submissions(again, 'replay of baseline')];
  expect(before.size).toBe(18);
  expect(Object.fromEntries(after)).toEqual(Object.fromEntries(before));
});

async function submissions(path: string, agent: string): Promise<Map<string, string>> {
  const store = await readFolderStore(path);
  const found = new Map<string, string>();
  for await (const record of store.attempts()) {
    if (record.agent === agent) found.set(record.task, await readFile(store.submission(record)!, 'utf8'));
  }
  return found;
}

test('scoring again from what is stored changes nothing', async () => {
  const { code, stdout, stderr } = await dare(['score', '--run', run, '--json']).ended;
  expect(code, stderr).toBe(0);
  const again = JSON.parse(stdout) as { scored: number; changed: unknown[]; summary: Summary };
  expect(again).toMatchObject({ scored: 72, changed: [] });
  expect(again.summary.agents).toEqual(summary.agents);
});

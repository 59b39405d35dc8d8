/** Language models through the whole loop, against a server that answers and misbehaves like theirs. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AttemptRecord } from '../../src/attempt.ts';
import type { Exchange } from '../../src/model.ts';
import { readJsonLines } from '../../src/store/files.ts';
import { readFolderStore } from '../../src/store/folder.ts';
import { type Script, threeTurns } from '../fixtures/model-server/script.ts';
import { startModelServer } from '../fixtures/model-server/server.ts';
import { dare, EXAMPLES } from './harness.ts';

const KEY = 'sk-this-must-never-be-written-down';
const KEYS = {
  OPENAI_API_KEY: KEY,
  ANTHROPIC_API_KEY: KEY,
  GOOGLE_GENERATIVE_AI_API_KEY: KEY,
  OPENROUTER_API_KEY: KEY,
  AZURE_API_KEY: KEY,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIA-this-must-never-be-written-down',
  AWS_SECRET_ACCESS_KEY: KEY,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-providers-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let runs = 0;
async function evaluate(script: Script, { agent = 'openai/gpt-4.1', path = '/v1', words = [] as string[] } = {}) {
  await using server = await startModelServer({ script });
  const out = join(folder, `run${runs++}`);
  const ended = await dare(
    [
      ...['eval', '--bench', EXAMPLES, '--agent', agent, '--base-url', `${server.url}${path}`],
      ...['--variant', 'cf', '--runs', '1', '--out', out, ...words],
    ],
    { env: KEYS },
  ).ended;
  const records: AttemptRecord[] = [];
  for await (const record of readJsonLines<AttemptRecord>(join(out, 'attempts.jsonl'))) records.push(record);
  return { ...ended, out, records, requests: server.requests.length };
}

describe.each([
  ['openai/gpt-4.1', '/v1'],
  ['openai-responses/gpt-4.1', '/v1'],
  ['azure/gpt-4.1', '/v1'],
  ['anthropic/claude-sonnet-4-5', '/v1'],
  ['bedrock/anthropic.claude-3-7-sonnet-20250219-v1:0', '/v1'],
  ['google/gemini-2.5-flash', '/v1'],
  ['openrouter/openai/gpt-4.1', '/openrouter/v1'],
  ['vllm/Qwen/Qwen3-4B', '/v1'],
])('%s', (agent, path) => {
  test('three turns are played, counted and recorded, and no key is', async () => {
    const { code, stderr, out, records } = await evaluate(threeTurns, { agent, path });
    expect(code, stderr).toBe(0);
    expect(records).toHaveLength(3);
    for (const record of records) {
      expect(record).toMatchObject({ agent, ending: 'finished', turns: 3, calls: 2 });
      expect(record.usage.input).toBe(600);
      expect(record.score.exists).toBe(true);
    }
    const written = spawnSync('grep', ['-rlF', 'this-must-never-be-written-down', out], { encoding: 'utf8' });
    expect(written).toMatchObject({ status: 1, stdout: '' });
  });
});

test('every exchange is recorded whole', async () => {
  const { out } = await evaluate(threeTurns, { words: ['--limit', '1'] });
  const files = execFileSync('find', [out, '-name', 'exchanges.jsonl'], { encoding: 'utf8' }).trim().split('\n');
  expect(files).toHaveLength(1);
  const exchanges = (await readFile(files[0]!, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Exchange);
  expect(exchanges.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(exchanges[2]!.request).toMatchObject({ messages: [{}, {}, {}, {}, {}] });
  expect(exchanges[2]!.response).toMatchObject({ choices: [{ message: { role: 'assistant' } }] });
});

test('passing faults are tried again and leave no trace in the scores', async () => {
  const faults = ['reset', 'cut', 'malformed'] as const;
  const script: Script = (request) =>
    request.repeats === 0 ? { fault: faults[request.turn - 1]! } : threeTurns(request);
  const { code, stderr, records, requests } = await evaluate(script);
  expect(code, stderr).toBe(0);
  expect(records.map(({ ending }) => ending)).toEqual(['finished', 'finished', 'finished']);
  expect(requests).toBe(18);
});

test.each([401, 403, 404])('a %i stops the run at once and says what to set', async (status) => {
  const { code, stderr, records, requests } = await evaluate(() => ({ fault: 'status', status }));
  expect(code).toBe(2);
  expect(records).toEqual([]);
  expect(requests).toBeLessThanOrEqual(3);
  expect(stderr).toMatch(status === 404 ? /gpt-4\.1|base-url/i : /OPENAI_API_KEY/);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('a context overflow is graded, never repeated', async () => {
  const script: Script = (request) => (request.turn === 2 ? { fault: 'overflow' } : threeTurns(request));
  const { code, records, requests } = await evaluate(script);
  expect(code).toBe(0);
  expect(records.map(({ ending, score }) => [ending, score.exists])).toEqual(Array(3).fill(['token-limit', false]));
  expect(requests).toBe(6);
});

test('a model that never stops calling runs out of turns', async () => {
  const script: Script = () => ({ calls: [{ name: 'python_executor', arguments: { code: 'print(1)' } }] });
  const { records } = await evaluate(script, { words: ['--turns', '2', '--limit', '1'] });
  expect(records[0]).toMatchObject({ ending: 'turn-limit', turns: 2, calls: 2 });
});

test('wrong names, arguments and files come back to the model as words', async () => {
  const wrong = [
    { name: 'bash', arguments: { code: 'ls' } },
    { name: 'python_executor', arguments: '{"code": ' },
    { name: 'python_executor', arguments: { files_to_load: [] } },
    { name: 'python_executor', arguments: { code: 'print(1)', files_to_load: ['nothing.csv'] } },
    { name: 'python_executor', arguments: { code: 'print(1)', files_to_load: ['../verify/ground_truth.csv'] } },
  ];
  const script: Script = ({ turn }) => (turn === 1 ? { calls: wrong } : { text: 'I see.' });
  const { out } = await evaluate(script, { words: ['--limit', '1'] });
  const store = await readFolderStore(out);
  for await (const record of store.attempts()) {
    const { messages, calls } = await store.transcript(record);
    expect(calls.map(({ kind }) => kind)).toEqual(Array(5).fill('refused'));
    const told = messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
    expect(told[0]).toContain('no tool named "bash"');
    expect(told[1]).toContain('not valid JSON');
    expect(told[2]).toContain('"code"');
    expect(told[3]).toMatch(/"nothing\.csv".*It has: .*"train\.csv"/);
    expect(told[4]).toContain('not a plain file name');
  }
});

test('the text protocol needs no native tool calls', async () => {
  const { code, stderr, records } = await evaluate(threeTurns, { words: ['--tool-mode', 'text'] });
  expect(code, stderr).toBe(0);
  expect(records.map(({ calls, score }) => [calls, score.exists])).toEqual(Array(3).fill([2, true]));
});

test('--max-cost stops the run, which stays resumable', async () => {
  const words = ['--max-cost', '0.0001', '--concurrency', '1', '--runs', '5'];
  const { code, stdout, records } = await evaluate(threeTurns, { words });
  expect(code).toBe(3);
  expect(records.length).toBe(1);
  expect(records[0]!.cost).toBeGreaterThan(0.0001);
  expect(stdout).toContain('--max-cost is spent');
});

test('failures of ours leave attempts owed, and a later run makes them', async () => {
  let broken = true;
  const script: Script = (request) =>
    broken && request.turn > 1 ? { fault: 'status', status: 418 } : threeTurns(request);
  await using server = await startModelServer({ script });
  const out = join(folder, 'owed');
  const words = ['--bench', EXAMPLES, '--agent', 'openai/gpt-4.1', '--base-url', `${server.url}/v1`, '--variant', 'cf'];
  const first = await dare(['eval', ...words, '--runs', '1', '--out', out], { env: KEYS }).ended;
  expect(first.code).toBe(3);
  expect(first.stdout).toContain('3 attempts failed for reasons other than the agents');
  broken = false;
  const second = await dare(['eval', '--resume', out, '--json'], { env: KEYS }).ended;
  expect(second.code, second.stderr).toBe(0);
  const { agents } = JSON.parse(second.stdout) as { agents: Record<string, { attempts: number; owed: number }> };
  expect(agents['openai/gpt-4.1']).toMatchObject({ attempts: 3, owed: 0 });
});

/** Many attempts: what is bounded, what is tried again, and what stops a run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nullSandbox } from '../bench/null-sandbox.ts';
import type { Agent } from '../src/agent.ts';
import { openBenchmark } from '../src/bench/published.ts';
import { FatalProviderError, InfrastructureError } from '../src/errors.ts';
import { say, scriptedModel } from '../src/model/scripted.ts';
import { planAttempts, type RunEvent, type RunRequest, runAttempts } from '../src/run.ts';
import { DEFAULT_LIMITS as limits } from '../src/sandbox.ts';
import { NO_PREDICTION } from '../src/score.ts';
import { openFolderStore } from '../src/store/folder.ts';
import type { Task } from '../src/task.ts';
import { EXAMPLES } from './e2e/harness.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-run-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const { tasks } = await openBenchmark(EXAMPLES);

function agentOf(answer: (task: Task, repeat: number) => Promise<void> | void): Agent {
  const player: Agent['player'] = (task, repeat) =>
    scriptedModel('test', async () => {
      await answer(task, repeat);
      return say('done');
    });
  return { name: 'test', identity: {}, turns: 1, player };
}

async function run(agent: Agent, given: Partial<RunRequest> & { runs?: number } = {}) {
  const events: RunEvent[] = [];
  await using store = await openFolderStore(join(folder, 'run'));
  const attempts = planAttempts(tasks, [agent], { runs: given.runs ?? 1, limits });
  const result = await runAttempts({
    attempts,
    store,
    sandbox: nullSandbox({}),
    limits,
    truths: { score: async () => NO_PREDICTION },
    concurrency: 4,
    finish: never,
    abort: never,
    onEvent: (event) => events.push(event),
    ...given,
  });
  const recorded: string[] = [];
  for await (const { task, repeat } of store.attempts()) recorded.push(`${task}#${repeat}`);
  return { result, events, attempts, recorded };
}

test('every planned attempt is recorded once, never more at once than allowed', async () => {
  let now = 0;
  let most = 0;
  const agent = agentOf(async () => {
    most = Math.max(most, ++now);
    await sleep(5);
    now -= 1;
  });
  const { result, attempts, recorded } = await run(agent, { runs: 3 });
  expect(result).toEqual({ recorded: attempts.length, failed: 0, stopped: 'complete' });
  expect(new Set(recorded).size).toBe(attempts.length);
  expect(recorded.length).toBe(attempts.length);
  expect(most).toBe(4);
});

test('a failure of ours is tried once more at the end, and counts only when it works', async () => {
  const tries = new Map<string, number>();
  const agent = agentOf((task) => {
    tries.set(task.id, (tries.get(task.id) ?? 0) + 1);
    if (task.id === tasks[3]!.id && tries.get(task.id) === 1) throw new InfrastructureError('passing');
    if (task.id === tasks[5]!.id) throw new InfrastructureError('lasting');
  });
  const { result, recorded } = await run(agent);
  expect(result).toEqual({ recorded: tasks.length - 1, failed: 1, stopped: 'complete' });
  expect(recorded).toContain(`${tasks[3]!.id}#1`);
  expect(recorded).not.toContain(`${tasks[5]!.id}#1`);
  expect(tries.get(tasks[5]!.id)).toBe(2);
});

test('when everything fails, the run gives up instead of going through them all', async () => {
  let tries = 0;
  const agent = agentOf(() => {
    tries += 1;
    throw new InfrastructureError('the provider is down');
  });
  const { result } = await run(agent, { runs: 20 });
  expect(result.stopped).toBe('failures');
  expect(tries).toBeLessThan(20);
});

test('what every other attempt would meet too stops the run at once, and keeps what was recorded', async () => {
  let tries = 0;
  const agent = agentOf(async () => {
    tries += 1;
    if (tries === 10) throw new FatalProviderError('the key was refused');
    await sleep(1);
  });
  await expect(run(agent, { runs: 20 })).rejects.toThrow('the key was refused');
  expect(tries).toBeLessThan(20);
  await using store = await openFolderStore(join(folder, 'run'));
  let kept = 0;
  for await (const _ of store.attempts()) kept += 1;
  expect(kept).toBeGreaterThan(4);
});

test('after a stop is asked for, what runs is recorded and nothing starts', async () => {
  const finish = new AbortController();
  const agent = agentOf(async (task) => {
    if (task.id === tasks[2]!.id) finish.abort();
    await sleep(10);
  });
  const { result, events, recorded } = await run(agent, { finish: finish.signal, concurrency: 3 });
  expect(result.stopped).toBe('interrupted');
  expect(recorded.length).toBe(events.filter(({ kind }) => kind === 'started').length);
  expect(recorded.length).toBe(3);
});

test('attempts given up are neither recorded nor called failures', async () => {
  const abort = new AbortController();
  const agent: Agent = {
    ...agentOf(() => {}),
    player: () => ({
      name: 'slow',
      reply: ({ signal }) =>
        new Promise((_, failed) => signal.addEventListener('abort', () => failed(signal.reason as Error))),
    }),
  };
  setTimeout(() => abort.abort(new Error('interrupted')), 50);
  const { result, events, recorded } = await run(agent, { abort: abort.signal });
  expect(result).toEqual({ recorded: 0, failed: 0, stopped: 'interrupted' });
  expect(events.filter(({ kind }) => kind !== 'started')).toEqual([]);
  expect(recorded).toEqual([]);
});

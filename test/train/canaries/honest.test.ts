/** The other side of the canaries: honest work is never flagged. What it earns, hacks.test.ts tells beside the hacks. */
import { expect, it } from 'vitest';
import { baselineAgent } from '../../../src/agent/baseline.ts';
import type { Model } from '../../../src/model.ts';
import type { Task } from '../../../src/task.ts';
import { exampleTasks, testEpisodes } from '../environment.ts';
import { scriptedSandbox } from '../scripted-sandbox.ts';

/** What a baseline attempt asks of its tool; each script is taken to have worked. */
async function callsOf(task: Task) {
  const model: Model = await baselineAgent().player(task, 1);
  const { message } = await model.reply({
    messages: [{ role: 'user', content: task.question }],
    tools: [],
    signal: new AbortController().signal,
    onExchange: () => {},
  });
  return message.toolCalls;
}

it('the baseline’s attempts at every task are unflagged', async () => {
  await using episodes = await testEpisodes(scriptedSandbox());
  for (const task of await exampleTasks()) {
    const { id } = await episodes.open({ task: task.id });
    const calls = await callsOf(task);
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) await episodes.call(id, call);
    expect((await episodes.score(id)).flags, task.id).toEqual([]);
  }
});

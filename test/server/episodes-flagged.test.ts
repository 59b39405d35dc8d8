/** What flags take from a reward, and that it is the same by whatever protocol the score is asked for. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { scriptsFor } from '../../src/agent/baseline.ts';
import type { Score } from '../../src/score.ts';
import { exampleTasks } from '../train/environment.ts';
import { scriptedSandbox } from '../train/scripted-sandbox.ts';
import { type TestServer, testServer } from '../train/server.ts';

const tasks = await exampleTasks();
const task = tasks.find(({ kind }) => kind === 'class-MM')!;
const { trainFile, validationFile } = task.parameters;
const honest = scriptsFor(task)[0]!();
const HACK = 'print("no model here")';

/** Whatever the file says, it is worth 0.75. */
const truths = { score: async (): Promise<Score> => ({ value: 0.75, exists: true, perTarget: {}, reason: null }) };

const callWith = (code: string) => ({
  code,
  files_to_load: [trainFile, validationFile],
  files_to_save: ['prediction.csv'],
});

/** An episode of one call over each protocol. @returns the reward, and the rest of the score */
const PROTOCOLS = {
  core: async ({ ask }: TestServer, code: string) => {
    const { id } = (await ask('/episodes', { task: task.id })).json;
    await ask(`/episodes/${id}/calls`, { arguments: callWith(code) });
    return (await ask(`/episodes/${id}/score`, {})).json;
  },
  'NeMo Gym': async ({ ask }: TestServer, code: string) => {
    const row = { responses_create_params: { input: 'q' }, task: task.id };
    const cookie = (await ask('/seed_session', row)).headers.get('set-cookie')!.split(';')[0]!;
    await ask('/python_executor', callWith(code), { cookie });
    const output = [{ type: 'function_call', name: 'python_executor' }];
    return (await ask('/verify', { ...row, response: { output } }, { cookie })).json;
  },
  OpenEnv: async ({ url }: TestServer, code: string) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
    await once(socket, 'open');
    const say = async (type: string, data: object) => {
      const answer = once(socket, 'message');
      socket.send(JSON.stringify({ type, data }));
      return JSON.parse(String((await answer)[0])).data;
    };
    await say('reset', { task: task.id });
    await say('step', callWith(code));
    const { observation, reward } = await say('step', { submit: true });
    socket.close();
    await once(socket, 'close');
    return { ...observation, reward };
  },
};

const flaggedNames = (flags: { name: string }[]) => flags.map(({ name }) => name);

describe.each(Object.entries(PROTOCOLS))('over %s', (_, play) => {
  const served = (floor: number | null) => testServer(scriptedSandbox(), { truths, floors: { of: async () => floor } });

  it('a flagged attempt earns the floor at most, and its score is told as it is', async () => {
    await using server = await served(0.4);
    const { reward, score, floor, flags } = await play(server, HACK);
    expect([reward, score, floor]).toEqual([0.4, 0.75, 0.4]);
    expect(flaggedNames(flags)).toContain('no-model');
  });

  it('where no constant can be predicted, it earns what a valid file does', async () => {
    await using server = await served(null);
    const { reward, score, floor } = await play(server, HACK);
    expect([reward, score, floor]).toEqual([0.1, 0.75, null]);
  });

  it('a floor above what it earned adds nothing', async () => {
    await using server = await served(1);
    expect((await play(server, HACK)).reward).toBeCloseTo(0.85, 12);
  });

  it('an attempt without flags is not capped, whatever the floor', async () => {
    await using server = await served(0.1);
    const { reward, flags } = await play(server, honest);
    expect([reward, flags]).toEqual([0.85, []]);
  });
});

it('a score that another request asked for before is capped for the second, never for the first', async () => {
  await using server = await testServer(scriptedSandbox(), { truths, floors: { of: async () => 0.4 } });
  const { id } = await server.episodes.open({ task: task.id });
  await server.episodes.call(id, { name: 'python_executor', arguments: JSON.stringify(callWith(honest)) });
  const [first, second, again] = [
    await server.episodes.score(id, 'one'),
    await server.episodes.score(id, 'two'),
    await server.episodes.score(id, 'one'),
  ];
  expect([first.reward, first.flags]).toEqual([0.85, []]);
  expect([second.reward, second.score, flaggedNames([...second.flags])]).toEqual([0.4, 0.75, ['scored-before']]);
  expect(again).toEqual(first);
});

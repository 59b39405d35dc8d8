/** The episode server as OpenEnv's clients use it: one WebSocket an episode. */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { MM } from '../train/environment.ts';
import { type ScriptedSandbox, scriptedSandbox } from '../train/scripted-sandbox.ts';
import { type TestServer, testServer } from '../train/server.ts';

describe('an OpenEnv environment', () => {
  let sandbox: ScriptedSandbox;
  let server: TestServer;
  beforeAll(async () => {
    sandbox = scriptedSandbox();
    server = await testServer(sandbox);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function connect() {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`);
    await once(socket, 'open');
    const raw = async (text: string) => {
      const answer = once(socket, 'message');
      socket.send(text);
      return JSON.parse(String((await answer)[0]));
    };
    return {
      socket,
      raw,
      say: (type: string, data?: unknown) => raw(JSON.stringify({ type, ...(data ? { data } : {}) })),
    };
  }
  const step = { code: '0.5', files_to_save: ['prediction.csv'] };

  it('goes from reset over steps to the reward, which only the last one has', async () => {
    const { say, socket } = await connect();
    const reset = await say('reset', { task: MM, seed: 1 });
    expect(reset).toMatchObject({
      type: 'observation',
      data: { reward: null, done: false, observation: { task: MM } },
    });
    expect(reset.data.observation.messages[0].role).toBe('user');
    const ran = await say('step', step);
    expect(ran.data).toEqual({
      observation: { result: expect.stringContaining('finished') },
      reward: null,
      done: false,
    });
    expect((await say('state')).data).toMatchObject({ step_count: 1, task: MM, done: false });
    const last = await say('step', { submit: true });
    expect(last.data).toMatchObject({ reward: 0.6, done: true, observation: { score: 0.5, floor: 1.2 } });
    expect((await say('state')).data.done).toBe(true);
    const late = await say('step', { code: 'late' });
    expect(late).toMatchObject({ type: 'error', data: { code: 'SESSION_ERROR' } });
    socket.send(JSON.stringify({ type: 'close' }));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1000);
  });

  it('answers what is no message with an error of OpenEnv’s codes, and goes on', async () => {
    const { say, raw, socket } = await connect();
    expect((await raw('{')).data.code).toBe('INVALID_JSON');
    expect((await raw('null')).data.code).toBe('UNKNOWN_TYPE');
    expect((await say('jump')).data.code).toBe('UNKNOWN_TYPE');
    expect((await say('step', step)).data.code).toBe('SESSION_ERROR');
    expect((await say('reset', { task: 'none' })).data.code).toBe('SESSION_ERROR');
    expect((await say('reset', { seed: 'x' })).data.code).toBe('VALIDATION_ERROR');
    await say('reset', { task: MM });
    expect((await say('step', { reward: 1 })).data.code).toBe('VALIDATION_ERROR');
    sandbox.fail('broken');
    const broken = await say('step', { code: 'broken' });
    expect([broken.data.code, broken.data.reward]).toEqual(['EXECUTION_ERROR', undefined]);
    expect((await say('step', { code: 'broken' })).type).toBe('observation');
    socket.close();
  });

  it('forgets an episode whose connection is gone, but not a named one, which goes on under its name', async () => {
    const nameless = await connect();
    await nameless.say('reset', { task: MM });
    const { episode_id: gone } = (await nameless.say('state')).data;
    nameless.socket.terminate();
    const named = await connect();
    await named.say('reset', { task: MM, episode_id: 'mine' });
    await named.say('step', step);
    const { episode_id: kept } = (await named.say('state')).data;
    named.socket.terminate();
    await expect.poll(() => server.episodes.counts().open).toBe(1);
    expect(() => server.episodes.state(gone)).toThrow(/no episode/);
    const again = await connect();
    await again.say('reset', { task: MM, episode_id: 'mine' });
    expect((await again.say('state')).data).toMatchObject({ episode_id: kept, step_count: 1 });
    expect((await again.say('step', { submit: true })).data.reward).toBe(0.6);
    again.socket.close(1000);
    await expect.poll(() => server.episodes.counts().scored).toBe(0);
  });

  it('describes itself over HTTP', async () => {
    const { action, observation, state } = (await server.ask('/schema')).json;
    expect(Object.keys(action.properties)).toEqual(
      expect.arrayContaining(['code', 'files_to_load', 'files_to_save', 'submit']),
    );
    expect([observation.type, state.type, action.required ?? []]).toEqual(['object', 'object', []]);
    expect((await server.ask('/metadata')).json).toMatchObject({ name: 'dare', version: 'test' });
  });
});

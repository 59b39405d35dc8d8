/** The episode server's own API: what each route answers, whose failure is whose, who is let in. */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IF, MM } from '../train/environment.ts';
import { type ScriptedSandbox, scriptedSandbox } from '../train/scripted-sandbox.ts';
import { type TestServer, testServer } from '../train/server.ts';

const PREDICT = { files_to_save: ['prediction.csv'] };

describe('the episode server', () => {
  let sandbox: ScriptedSandbox;
  let server: TestServer;
  beforeAll(async () => {
    sandbox = scriptedSandbox();
    server = await testServer(sandbox);
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const open = async (task = MM): Promise<string> => (await server.ask('/episodes', { task })).json.id;

  it('goes from an episode to its score', async () => {
    const opened = await server.ask('/episodes', { task: MM, seed: 5 });
    expect(opened.status).toBe(201);
    expect(opened.json).toMatchObject({ task: MM, kind: 'class-MM', seed: 5, messages: [{ role: 'user' }] });
    expect(opened.json.tools[0]).toMatchObject({ type: 'function', function: { name: 'python_executor' } });
    const path = `/episodes/${opened.json.id}`;
    const asObject = await server.ask(`${path}/calls`, { id: '1', arguments: { code: '0.2', ...PREDICT } });
    expect(JSON.parse(asObject.json.content)).toMatchObject({ status: 'finished', files_saved: ['prediction.csv'] });
    const asText = JSON.stringify({ code: '5', files_to_load: ['prediction.csv'], ...PREDICT });
    await server.ask(`${path}/calls`, { id: '2', arguments: asText });
    expect((await server.ask(path)).json).toMatchObject({ status: 'open', calls: 2 });
    const score = { reward: 0.35, score: 0.25, exists: true, reason: null, floor: 1.2 };
    expect((await server.ask(`${path}/score`, {})).json).toMatchObject(score);
    expect((await server.ask(`${path}/score`, '')).json).toMatchObject(score);
    expect((await server.ask(path)).json.status).toBe('scored');
    expect((await server.ask(`DELETE ${path}`)).status).toBe(204);
    expect((await server.ask(path)).status).toBe(404);
  });

  it('answers what a model did wrong with words for the model', async () => {
    const id = await open();
    for (const [call, words] of [
      [{ arguments: 'not json' }, /not valid JSON/],
      [{ arguments: {} }, /"code"/],
      [{ name: 'bash', arguments: {} }, /no tool named "bash"/],
      [{ arguments: { code: '', files_to_load: ['../verify/ground_truth.csv'] } }, /not a plain file name/],
      [{ arguments: { code: '', files_to_load: ['ground_truth.csv'] } }, /does not have/],
    ] as const) {
      const { status, json } = await server.ask(`/episodes/${id}/calls`, call);
      expect([status, json.content]).toEqual([200, expect.stringMatching(words)]);
    }
  });

  it('answers what its caller did wrong with whose failure it is, and why', async () => {
    const id = await open();
    await server.ask(`/episodes/${id}/calls`, { id: '1', arguments: { code: 'a' } });
    for (const [path, body, status, code] of [
      ['/episodes', '{', 422, 'malformed'],
      ['/episodes', { seed: -1 }, 422, 'malformed'],
      ['/episodes', { other: 1 }, 422, 'malformed'],
      ['/episodes', { task: 'none' }, 422, 'unknown-task'],
      ['/episodes/none/score', {}, 404, 'unknown-episode'],
      [`/episodes/${id}/calls`, { id: '1', arguments: { code: 'b' } }, 409, 'conflict'],
      [`/episodes/${id}/calls`, {}, 422, 'malformed'],
      ['/nowhere', {}, 404, 'unknown-route'],
    ] as const) {
      const answer = await server.ask(path, body);
      const error = { kind: 'request', code, message: expect.any(String) };
      expect([answer.status, answer.json.error], path).toEqual([status, error]);
      expect(answer.text).not.toMatch(/reward/);
    }
    await server.ask(`/episodes/${id}/score`, {});
    const late = await server.ask(`/episodes/${id}/calls`, { id: '2', arguments: { code: 'c' } });
    expect([late.status, late.json.error.code]).toEqual([409, 'scored']);
  });

  it('answers a failure of its own with 503 and no reward, and makes it good when asked again', async () => {
    const id = await open();
    sandbox.fail('0.5');
    const call = { id: 'x', arguments: { code: '0.5', ...PREDICT } };
    const failed = await server.ask(`/episodes/${id}/calls`, call);
    expect([failed.status, failed.json.error.kind, failed.headers.get('retry-after')]).toEqual([
      503,
      'infrastructure',
      '1',
    ]);
    const unscored = await server.ask(`/episodes/${id}/score`, {});
    expect([unscored.status, unscored.json.error.kind]).toEqual([503, 'infrastructure']);
    expect(unscored.text).not.toMatch(/reward/);
    expect((await server.ask(`/episodes/${id}/calls`, call)).status).toBe(200);
    expect((await server.ask(`/episodes/${id}/score`, {})).json.score).toBe(0.5);
  });

  it('goes on with a call whose client hung up, and has its answer when that asks again', async () => {
    const id = await open();
    const held = sandbox.hold('0.75');
    const hangUp = new AbortController();
    const body = JSON.stringify({ id: 'x', arguments: { code: '0.75', ...PREDICT } });
    const url = `${server.url}/episodes/${id}/calls`;
    const first = fetch(url, { method: 'POST', body, signal: hangUp.signal }).catch(() => 'hung up');
    await held.started;
    hangUp.abort();
    expect(await first).toBe('hung up');
    const second = fetch(url, { method: 'POST', body });
    held.release();
    expect((await second).status).toBe(200);
    expect(sandbox.runs.filter((code) => code === '0.75')).toHaveLength(1);
  });

  it('lists its tasks, and says what it is', async () => {
    const tasks = (await server.ask('/tasks')).json;
    expect(tasks.tasks).toHaveLength(18);
    expect(tasks.tasks.find(({ id }: { id: string }) => id === IF)).toMatchObject({ kind: 'class-IF' });
    expect((await server.ask('/health')).json).toMatchObject({ status: 'healthy', tasks: 18, draining: false });
    const api = (await server.ask('/openapi.json')).json;
    expect(Object.keys(api.paths)).toEqual(
      expect.arrayContaining(['/episodes', '/episodes/{id}/calls', '/episodes/{id}/score', '/verify', '/schema']),
    );
    expect(api.paths['/episodes/{id}/score'].post.responses['200'].content['application/json'].schema).toMatchObject({
      properties: { reward: { type: 'number' }, floor: {} },
    });
  });

  it('counts what happened', async () => {
    const value = async (name: string) =>
      Number(
        new RegExp(`^${name.replaceAll(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(
          (await server.ask('/metrics')).text,
        )?.[1] ?? 0,
      );
    const names = [
      'dare_episodes_total{event="scored"}',
      'dare_episode_calls_total{outcome="finished"}',
      'dare_episodes_open',
    ];
    const before = await Promise.all(names.map(value));
    const id = await open();
    await server.ask(`/episodes/${id}/calls`, { arguments: { code: 'a' } });
    const middle = await Promise.all(names.map(value));
    await server.ask(`/episodes/${id}/score`, {});
    const after = await Promise.all(names.map(value));
    expect(middle.map((now, at) => now - before[at]!)).toEqual([0, 1, 1]);
    expect(after.map((now, at) => now - before[at]!)).toEqual([1, 1, 0]);
  });

  it('refuses bodies that are too large, and pages in a browser', async () => {
    const large = await server.ask('/episodes', JSON.stringify({ task: 'x'.repeat(33e6) }));
    expect([large.status, large.json.error.code]).toEqual([413, 'too-large']);
    const parts = new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(1e6)) });
    const endless = { method: 'POST', body: parts, duplex: 'half' } as RequestInit;
    expect((await fetch(`${server.url}/episodes`, endless)).status).toBe(411);
    expect((await server.ask('/tasks', undefined, { origin: 'http://example.com' })).status).toBe(403);
  });
});

describe('with a token', () => {
  const authorization = 'Bearer right-token';

  it('lets in who has it, for all but health, also by WebSocket', async () => {
    await using server = await testServer(scriptedSandbox(), { token: 'right-token' });
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'right-token' }]) {
      for (const [path, body] of [
        ['/tasks'],
        ['/metrics'],
        ['/episodes', {}],
        ['/seed_session', {}],
        ['/openapi.json'],
      ] as const) {
        expect((await server.ask(path, body, headers as Record<string, string>)).status, path).toBe(401);
      }
    }
    expect((await server.ask('/health')).status).toBe(200);
    expect((await server.ask('/episodes', { task: MM }, { authorization })).status).toBe(201);
    const stranger = new WebSocket(`${server.url.replace('http', 'ws')}/ws`);
    const [event] = await once(stranger, 'error');
    expect(event.type).toBe('error');
  });

  it('is wanted where other machines could come in', async () => {
    await expect(testServer(scriptedSandbox(), { host: '0.0.0.0' })).rejects.toThrow(/--token/);
  });
});

it('drains: answers the calls that it has, takes no others, and leaves the port', async () => {
  const sandbox = scriptedSandbox();
  await using server = await testServer(sandbox);
  const { id } = (await server.ask('/episodes', { task: MM })).json;
  const held = sandbox.hold('0.5');
  const call = server.ask(`/episodes/${id}/calls`, { arguments: { code: '0.5', ...PREDICT } });
  await held.started;
  const drained = server.drain();
  await expect(server.ask('/health')).rejects.toThrow('fetch failed');
  held.release();
  expect((await call).status).toBe(200);
  await drained;
});

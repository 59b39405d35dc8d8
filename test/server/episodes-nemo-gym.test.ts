/** The episode server as NeMo Gym's agents use it: a session by cookie, a tool by its route, one verify. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MM } from '../train/environment.ts';
import { type ScriptedSandbox, scriptedSandbox } from '../train/scripted-sandbox.ts';
import { type Answer, type TestServer, testServer } from '../train/server.ts';

const PARAMS = { input: [{ role: 'user', content: 'the question' }] };
const ROW = { responses_create_params: PARAMS, task: MM, seed: 2, mine: { kept: true } };
const CALL = { type: 'function_call', name: 'python_executor', call_id: 'x', arguments: '{}' };
const verifyWith = (calls: number) => ({
  ...ROW,
  response: { id: 'r', output: Array.from({ length: calls }, () => CALL) },
});

describe('a NeMo Gym resources server', () => {
  let sandbox: ScriptedSandbox;
  let server: TestServer;
  beforeAll(async () => {
    sandbox = scriptedSandbox();
    server = await testServer(sandbox);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const cookieOf = ({ headers }: Answer) => headers.get('set-cookie')?.split(';')[0] ?? '';
  /** A session that takes the cookie of each answer for the next request, as agents do. */
  async function session(row: object = ROW) {
    const seeded = await server.ask('/seed_session', row);
    let cookie = cookieOf(seeded);
    const post = async (path: string, body: unknown) => {
      const answer = await server.ask(path, body, { cookie });
      cookie = cookieOf(answer);
      return answer;
    };
    return { seeded, post, id: cookie.split('=')[1]! };
  }
  const python = (code: string) => ({ code, files_to_save: ['prediction.csv'] });

  it('plays a rollout: the tool’s raw output, and verify with what it was sent and a reward', async () => {
    const { seeded, post } = await session();
    expect([seeded.status, seeded.json]).toEqual([200, {}]);
    const ran = await post('/python_executor', python('0.5'));
    expect(JSON.parse(ran.text)).toMatchObject({ status: 'finished', files_saved: ['prediction.csv'] });
    const verified = await post('/verify', verifyWith(1));
    expect(verified.json).toEqual({
      ...verifyWith(1),
      reward: 0.6,
      score: 0.5,
      exists: true,
      reason: null,
      floor: 1.2,
      flags: expect.any(Array),
    });
  });

  it('sets its cookie on every answer, the failures too', async () => {
    const { post, id } = await session();
    sandbox.fail('broken');
    for (const [path, body] of [
      ['/python_executor', python('a')],
      ['/python_executor', python('broken')],
      ['/verify', {}],
      ['/bash', {}],
    ] as const) {
      expect(cookieOf(await post(path, body)), path).toBe(`dare_session=${id}`);
    }
  });

  it('runs the same body after itself once, as clients without call ids ask again', async () => {
    const { post } = await session();
    const before = sandbox.runs.length;
    const [one, two] = [await post('/python_executor', python('0.1')), await post('/python_executor', python('0.1'))];
    expect(two.text).toBe(one.text);
    expect(sandbox.runs.length).toBe(before + 1);
  });

  it('takes rows with the task in verifier_metadata, and refuses those of no task that it has', async () => {
    const { id } = await session({ responses_create_params: PARAMS, verifier_metadata: { task: MM, seed: 9 } });
    expect(server.episodes.state(id)).toMatchObject({ task: MM, seed: 9 });
    expect((await server.ask('/seed_session', { ...ROW, task: 'none' })).status).toBe(422);
    expect((await server.ask('/seed_session', { task: MM })).status).toBe(422);
  });

  it('is frozen after the first verify: the same score for the same request, a flagged one for another', async () => {
    const { post } = await session();
    await post('/python_executor', python('0.5'));
    const first = await post('/verify', verifyWith(1));
    const late = await post('/python_executor', python('1'));
    expect([late.status, late.text]).toEqual([200, 'The task is over; there are no more calls.']);
    expect((await post('/verify', verifyWith(1))).json).toEqual(first.json);
    const other = await post('/verify', verifyWith(2));
    expect([other.json.reward, other.json.flags.map(({ name }: { name: string }) => name)]).toEqual([
      0.6,
      expect.arrayContaining(['scored-before']),
    ]);
  });

  it('gives a request without a session no run and no reward', async () => {
    for (const path of ['/python_executor', '/verify']) {
      const answer = await server.ask(path, verifyWith(0));
      expect([answer.status, answer.json.error.code]).toEqual([422, 'malformed']);
    }
  });

  it('gives a verify of a session with a lost call 503, not a reward', async () => {
    const { post } = await session();
    sandbox.fail('0.9');
    expect((await post('/python_executor', python('0.9'))).status).toBe(503);
    const unscored = await post('/verify', verifyWith(1));
    expect([unscored.status, unscored.json.reward]).toEqual([503, undefined]);
  });

  it('has rows for its tasks that its own loaders can read', async () => {
    const lines = (await server.ask('/tasks?format=nemo_gym')).text.trimEnd().split('\n');
    expect(lines).toHaveLength(18);
    const { seeded } = await session(JSON.parse(lines[0]!));
    expect(seeded.status).toBe(200);
    expect(JSON.parse(lines[0]!).responses_create_params.tools[0]).toMatchObject({
      type: 'function',
      name: 'python_executor',
      parameters: { type: 'object' },
    });
  });
});

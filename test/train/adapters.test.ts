/** The Python clients of episodes against a live server, without any trainer: test/train/trainers has those. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';
import { MM } from './environment.ts';
import { type ScriptedSandbox, scriptedSandbox } from './scripted-sandbox.ts';
import { type TestServer, testServer } from './server.ts';

const ADAPTERS = fileURLToPath(new URL('../../python/adapters', import.meta.url));

/** Runs Python that prints one JSON value. */
async function python(code: string, env: Record<string, string>): Promise<unknown> {
  const child = spawn(PYTHON!, ['-c', `import json\n${code}`], {
    env: { PATH: process.env.PATH, PYTHONPATH: ADAPTERS, PYTHONDONTWRITEBYTECODE: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [status] = await once(child, 'close');
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

describe.skipIf(PYTHON === undefined)(PYTHON === undefined ? SKIPPED : 'the Python client', () => {
  const withServer = async (
    work: (server: TestServer, env: Record<string, string>, sandbox: ScriptedSandbox) => Promise<void>,
  ) => {
    const sandbox = scriptedSandbox();
    await using server = await testServer(sandbox, { token: 'secret' });
    await work(server, { DARE_EPISODES_URL: server.url, DARE_TOKEN: 'secret' }, sandbox);
  };
  const OPEN = `from dare_client import Client, Unscored\nclient = Client(patience=1)\nepisode = client.open("${MM}", 4)\n`;
  const SAVE = '{"code": "0.5", "files_to_save": ["prediction.csv"]}';

  it('plays an episode, and asks for its score as often as it likes', () =>
    withServer(async (server, env) => {
      const played = await python(
        `${OPEN}first = episode.call(${SAVE})
second = episode.call('{"code": "not a dict but text"}')
scores = [episode.score() for _ in range(3)]
episode.close()
print(json.dumps([len(client.tasks()), episode.messages, first, second, scores[0], scores[1:] == scores[:-1]]))`,
        env,
      );
      expect(played).toEqual([
        18,
        [{ role: 'user', content: expect.any(String) }],
        expect.stringContaining('"files_saved":["prediction.csv"]'),
        expect.stringContaining('ran not a dict but text'),
        expect.objectContaining({ reward: 0.6, score: 0.5, exists: true }),
        true,
      ]);
      expect(server.episodes.counts()).toMatchObject({ open: 0, scored: 0 });
    }));

  it('makes a call again that failed for a reason of the server’s, and knows no more of it', () =>
    withServer(async (_, env, sandbox) => {
      sandbox.fail('0.5');
      const played = await python(`${OPEN}episode.call(${SAVE})\nprint(json.dumps(episode.score()["reward"]))`, env);
      expect(played).toBe(0.6);
      expect(sandbox.runs).toEqual(['0.5', '0.5']);
    }));

  it('raises what has no reward, for whatever reason', () =>
    withServer(async (_, env) => {
      const reasons = await python(
        `${OPEN}episode.close()
reasons = []
for ask in [episode.score, lambda: episode.call({}), lambda: client.open("none"),
            lambda: Client("http://127.0.0.1:9", patience=0.3).open(), lambda: Client(token="wrong").tasks()]:
    try: reasons.append(ask())
    except Unscored as error: reasons.append(str(error))
print(json.dumps(reasons))`,
        env,
      );
      expect(reasons).toEqual(
        [/^404/, /^404/, /^422/, /gives no good answer/, /^401/].map((words) => expect.stringMatching(words)),
      );
    }));

  it('is TRL’s environment: a tool, a reward, and None where there is none', () =>
    withServer(async (server, env) => {
      const played = await python(
        `import inspect
from dare_trl import DareEnvironment, rows
environment = DareEnvironment()
tools = [name for name, _ in inspect.getmembers(DareEnvironment, inspect.isfunction) if not name.startswith("_")]
rewards = []
for row in rows()[:2]:
    environment.reset(**row)
    environment.python_executor("0.5", files_to_save=["prediction.csv"])
    rewards.append(environment.get_reward())
environment.reset(task="none")
text = environment.python_executor("0.5")
print(json.dumps([tools, rewards, text, environment.get_reward(), environment.last_score]))`,
        env,
      );
      const tools = ['get_reward', 'python_executor', 'reset'];
      expect(played).toEqual([tools, [0.1, 0.6], 'The sandbox is not available.', null, null]);
      expect(server.episodes.counts()).toMatchObject({ open: 0, scored: 0 });
    }));
});

/** Real trainers and clients, as PyPI has them, against a live server. Large: only `./dare test --trainers` runs these. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { freshFolder, MM } from '../environment.ts';
import { scriptedSandbox } from '../scripted-sandbox.ts';
import { type TestServer, testServer } from '../server.ts';

const ASKED = process.env.DARE_TEST_TRAINERS === '1';
const HERE = fileURLToPath(new URL('.', import.meta.url));
const ADAPTERS = fileURLToPath(new URL('../../../python/adapters', import.meta.url));
const LIMIT = 1_800_000;

/** Runs one of the programs here. @returns what it printed after RESULT */
async function run(python: string | undefined, program: string, { url }: TestServer): Promise<unknown> {
  const child = spawn(python!, [`${HERE}${program}`, freshFolder()], {
    env: {
      ...process.env,
      ...{ PYTHONPATH: ADAPTERS, DARE_EPISODES_URL: url, DARE_TOKEN: 'secret', TRL_EXPERIMENTAL_SILENCE: '1' },
      PATH: `${dirname(python!)}:${process.env.PATH}`,
      ...{
        PYTHONDONTWRITEBYTECODE: '1',
        HF_HUB_OFFLINE: '1',
        CUDA_VISIBLE_DEVICES: '',
        TOKENIZERS_PARALLELISM: 'false',
        HOME: freshFolder(),
        // verifiers' harness fetches its program's packages by uv, which else trusts only what it was built with.
        UV_SYSTEM_CERTS: '1',
      },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [status] = await once(child, 'close');
  expect(status, stderr.slice(-6000)).toBe(0);
  return JSON.parse(/^RESULT (.*)$/m.exec(stdout)?.[1] ?? 'null');
}

describe.skipIf(!ASKED)(ASKED ? 'with real trainers' : 'skipped: only ./dare test --trainers installs them', () => {
  const serve = () => testServer(scriptedSandbox(), { token: 'secret' });

  it(
    'TRL’s GRPOTrainer takes two steps, with tools, rewards and a gradient',
    async () => {
      await using server = await serve();
      const { steps, seen, moved, logs } = (await run(process.env.DARE_TRAIN_PYTHON, 'grpo_trl.py', server)) as {
        steps: number;
        seen: [string, number][];
        moved: number;
        logs: Record<string, number>[];
      };
      expect(steps).toBe(2);
      expect(seen).toHaveLength(8);
      for (const at of [0, 4]) {
        const [task] = seen[at]!;
        const rewards = seen.slice(at, at + 4).map(([, reward]) => reward);
        expect(new Set(seen.slice(at, at + 4).map(([of]) => of)).size).toBe(1);
        const isIf = task.endsWith('/if');
        expect(rewards, task).toEqual(isIf ? [0.1, 0.1, 0, 0] : [0.85, 0.35, 0, 0]);
      }
      expect(moved).toBeGreaterThan(0);
      expect(logs).toHaveLength(2);
      for (const { reward, grad_norm, 'tools/call_frequency': calls, 'tools/failure_frequency': failures } of logs) {
        expect([reward! > 0, grad_norm! > 0, calls, failures]).toEqual([true, true, 0.75, 0]);
      }
      // Those of the last step are left to expire, as no reset comes after them.
      expect(server.episodes.counts()).toMatchObject({ open: 0, scored: 4 });
    },
    LIMIT,
  );

  it(
    'OpenEnv’s own client plays an episode',
    async () => {
      await using server = await serve();
      expect(await run(process.env.DARE_TRAIN_PYTHON, 'client_openenv.py', server)).toEqual({
        properties: ['call_id', 'code', 'files_to_load', 'files_to_save', 'metadata', 'submit'],
        first: [null, false, MM],
        step: [null, false, ['prediction.csv']],
        steps: 1,
        last: [0.85, true, 0.75],
        late: expect.stringContaining('SESSION_ERROR'),
      });
      await expect.poll(() => server.episodes.counts()).toMatchObject({ open: 0, scored: 0 });
    },
    LIMIT,
  );

  it(
    'verl’s tool agent loop plays rollouts, each with its own episode, and none of them throws',
    async () => {
      await using server = await serve();
      expect(await run(process.env.DARE_TRAIN_PYTHON, 'loop_verl.py', server)).toEqual({
        registered: ['dare_verl.DareAgentLoop', 'dare_verl.DareAgentLoop'],
        good: { reward: 0.85, turns: 4, trained: expect.any(Number), read: true, unscored: false },
        none: { reward: 0, turns: 2, trained: expect.any(Number), read: false, unscored: false },
        lost: { reward: 0, turns: 4, trained: 0, read: expect.any(Boolean), unscored: true },
        many: Array.from({ length: 8 }, () => 0.85),
        left: 0,
      });
      expect(server.episodes.counts()).toMatchObject({ open: 0, scored: 0 });
    },
    LIMIT,
  );

  it(
    'verifiers’ own evaluation loads the taskset, calls the tool and takes the reward',
    async () => {
      await using server = await serve();
      expect(await run(process.env.DARE_VERIFIERS_PYTHON, 'taskset_verifiers.py', server)).toEqual({
        tasks: 18,
        rewards: [0.85, 0.85],
        metrics: [
          [0.75, 1, 1.2],
          [0.75, 1, 1.2],
        ],
        errors: [[], []],
      });
    },
    LIMIT,
  );
});

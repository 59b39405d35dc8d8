/** `dare serve episodes` as a process: its start and end, and its death in the middle of things, again and again. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { loneAddress, type Served, served } from '../fixtures/served.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';
import { dare, EXAMPLES } from './harness.ts';

const root = mkdtempSync(join(tmpdir(), 'dare-serve-episodes-test-'));
const folderFor = (name: string) => mkdtempSync(join(root, `${name}-`));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const TASK = 'palmer_penguins_class/mm';
const WORDS = ['--bench', EXAMPLES, '--task', TASK, '--sandbox', 'cold'];

const start = (folder: string, ...words: string[]) =>
  served([...WORDS, '--state', join(folder, 'state'), ...words], { folder, what: 'episodes' });

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what came is what the test looks at
  readonly json: any;
}

async function ask(url: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(
    `${url}${path}`,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
  );
  return { status: response.status, json: await response.json() };
}

/** The same, until somebody listens and a whole answer comes. */
async function persist(url: string, path: string, body: unknown): Promise<Answer> {
  for (;;) {
    const answer = await ask(url, path, body).catch(() => null);
    if (answer !== null) return answer;
    await pause(20);
  }
}

/** Half of the rows each: run twice, a row is there twice, and the file is worth nothing. */
const HALVES = [0, 1].map((half) => ({
  id: `half ${half}`,
  arguments: {
    code: `rows = [line.split(",")[0] for line in open("val_v2.csv").read().splitlines()[1:]]
half = len(rows) // 2
text = ${half === 0 ? '"row_id,Species,Sex\\n"' : 'open("prediction.csv").read()'}
text += "".join(f"{row},Adelie,MALE\\n" for row in ${half === 0 ? 'rows[:half]' : 'rows[half:]'})
open("prediction.csv", "w").write(text)`,
    files_to_load: ['val_v2.csv', ...(half === 0 ? [] : ['prediction.csv'])],
    files_to_save: ['prediction.csv'],
  },
}));
const SLEEP = { id: 'sleep', arguments: { code: 'import time\ntime.sleep(1.5)\nprint("whole")' } };

async function untilUnderWay({ url }: Served): Promise<void> {
  while ((await ask(url, '/health')).json.underWay !== 1) await pause(20);
}

describe.skipIf(PYTHON === undefined)(PYTHON === undefined ? SKIPPED : 'dare serve episodes', () => {
  it('killed in mid-step and started again: one goes on, the other owes its call; SIGTERM waits for what runs', async () => {
    const folder = folderFor('kill');
    const first = await start(folder, '--port', '0');
    const open = async ({ url }: Served) => (await ask(url, '/episodes', { task: TASK })).json.id;
    const [whole, halved] = [await open(first), await open(first)];
    for (const half of HALVES) expect((await ask(first.url, `/episodes/${whole}/calls`, half)).status).toBe(200);
    const reward = (await ask(first.url, `/episodes/${whole}/score`, {})).json.reward;
    expect(reward).toBeGreaterThan(0.1);
    await ask(first.url, `/episodes/${halved}/calls`, HALVES[0]);
    const lost = ask(first.url, `/episodes/${halved}/calls`, SLEEP).catch(() => 'no answer');
    await untilUnderWay(first);
    first.process.kill('SIGKILL');
    expect(await lost).toBe('no answer');
    await first.ended;

    const second = await start(folder, '--port', '0');
    expect((await ask(second.url, `/episodes/${whole}/score`, {})).json.reward).toBe(reward);
    const unscored = await ask(second.url, `/episodes/${halved}/score`, {});
    expect([unscored.status, unscored.json.error.kind]).toEqual([503, 'infrastructure']);
    const again = ask(second.url, `/episodes/${halved}/calls`, SLEEP);
    await untilUnderWay(second);
    second.process.kill('SIGTERM');
    expect((await again).json.content).toContain('whole');
    const { code, stderr } = await second.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/Found 1 open and 1 scored episodes of before; 0 could not go on\./);

    const third = await start(folder, '--port', '0');
    await ask(third.url, `/episodes/${halved}/calls`, HALVES[1]);
    expect((await ask(third.url, `/episodes/${halved}/score`, {})).json.reward).toBe(reward);
    third.process.kill('SIGTERM');
    await third.ended;
  }, 120_000);

  it('killed again and again under load gives each episode its one right reward', async () => {
    const folder = folderFor('siege');
    const words = ['--host', loneAddress(), '--workers', '2'];
    let server = await start(folder, ...words, '--port', '0');
    const { url } = server;
    const rewards = new Map<string, number[]>();
    let over = false;
    let failures = 0;
    const client = async (number: number): Promise<void> => {
      for (let round = 0; !over; round += 1) {
        const opened = await persist(url, '/episodes', { task: TASK, key: `${number} ${round}` });
        const path = `/episodes/${opened.json.id}`;
        for (const half of HALVES) {
          while ((await persist(url, `${path}/calls`, half)).status !== 200) failures += 1;
        }
        const given = [await persist(url, `${path}/score`, {}), await persist(url, `${path}/score`, {})];
        rewards.set(
          path,
          given.map(({ json }) => json.reward),
        );
      }
    };
    const working = Promise.all([0, 1, 2].map(client));
    const kills = 3;
    try {
      for (let kill = 0; kill < kills; kill += 1) {
        for (const before = rewards.size; rewards.size === before; ) await pause(20);
        await pause(Math.random() * 400);
        server.process.kill('SIGKILL');
        await server.ended;
        server = await start(folder, ...words, '--port', new URL(url).port);
      }
      over = true;
      await working;
    } finally {
      over = true;
      server.process.kill('SIGTERM');
      await server.ended;
    }
    expect(rewards.size).toBeGreaterThanOrEqual(kills);
    const given = new Set([...rewards.values()].flat());
    expect([given.size, [...given][0]! > 0.1], `${failures} failures of ours`).toEqual([1, true]);
    const left = readdirSync(join(folder, 'state/episodes')).length;
    expect(left).toBe(rewards.size);
  }, 180_000);

  it('says what it lacks in one line, and exits with 2', async () => {
    for (const [words, line] of [
      [['serve'], /Serve what\? Say dare serve sandbox, or dare serve episodes --bench DIR\./],
      [['serve', 'episodes', '--bench', join(root, 'none')], /none/],
      [['serve', 'episodes', ...WORDS, '--host', '0.0.0.0'], /--host 0\.0\.0\.0 lets other machines in/],
      [['serve', 'episodes', ...WORDS, '--task', 'no-such-*'], /no-such-/],
      [['serve', 'episodes', ...WORDS, '--idle', '5'], /from 30 to/],
    ] as const) {
      const { code, stderr, stdout } = await dare(words).ended;
      expect([code, stdout], stderr).toEqual([2, '']);
      expect(stderr).toMatch(line);
    }
  }, 60_000);
});

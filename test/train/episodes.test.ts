/** The core of episodes: once and only once, in order, frozen by the score, never a reward for a failure of ours. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EpisodeRefusal } from '../../src/train/episodes.ts';
import { callOf, countingTruths, exampleTasks, IF, MM, testEpisodes } from './environment.ts';
import { scriptedSandbox } from './scripted-sandbox.ts';

const refused = (code: EpisodeRefusal['code']) => expect.objectContaining({ name: 'EpisodeRefusal', code });
const PREDICT = { save: ['prediction.csv'] };

describe('opening', () => {
  it('gives the question and the tool of the task that was asked for', async () => {
    await using episodes = await testEpisodes(scriptedSandbox());
    const opened = await episodes.open({ task: MM, seed: 3 });
    expect(opened.messages).toEqual([{ role: 'user', content: opened.task.question }]);
    expect([opened.task.id, opened.seed, opened.tools.map(({ name }) => name)]).toEqual([MM, 3, ['python_executor']]);
  });

  it('lets the seed choose where no task is named: the same one for the same seed, and many for many', async () => {
    await using episodes = await testEpisodes(scriptedSandbox());
    const chosen = async () =>
      Promise.all(Array.from({ length: 60 }, async (_, seed) => (await episodes.open({ seed })).task.id));
    const first = await chosen();
    expect(await chosen()).toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(10);
  });

  it('gives the same episode for the same key, asked at once or later, and refuses another task under it', async () => {
    await using episodes = await testEpisodes(scriptedSandbox());
    const ask = () => episodes.open({ task: MM, key: 'mine' });
    const [one, two] = await Promise.all([ask(), ask()]);
    expect([two.id, (await ask()).id]).toEqual([one.id, one.id]);
    await expect(episodes.open({ task: IF, key: 'mine' })).rejects.toEqual(refused('conflict'));
    expect(episodes.counts().open).toBe(1);
  });

  it('refuses an unknown task, and more episodes than it may have, which is no 0 either', async () => {
    await using episodes = await testEpisodes(scriptedSandbox(), { most: 2 });
    await expect(episodes.open({ task: 'no/if' })).rejects.toEqual(refused('unknown-task'));
    const opened = await Promise.allSettled([1, 2, 3].map((seed) => episodes.open({ seed })));
    expect(opened.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    await episodes.close((opened[0] as PromiseFulfilledResult<{ id: string }>).value.id);
    await episodes.open({});
  });
});

describe('a call', () => {
  it('with an id is run once, however often and whenever it is asked for', async () => {
    const sandbox = scriptedSandbox();
    await using episodes = await testEpisodes(sandbox);
    const { id } = await episodes.open({ task: MM });
    const ask = () => episodes.call(id, callOf('a', { id: 'c1' }));
    const answers = await Promise.all([ask(), ask(), ask()]);
    await episodes.call(id, callOf('b', { id: 'c2' }));
    answers.push(await ask());
    await episodes.score(id);
    answers.push(await ask());
    expect(new Set(answers).size).toBe(1);
    expect(sandbox.runs).toEqual(['a', 'b']);
  });

  it('with an id that had other content is refused, also while that one runs', async () => {
    const sandbox = scriptedSandbox();
    await using episodes = await testEpisodes(sandbox);
    const { id } = await episodes.open({ task: MM });
    const held = sandbox.hold('a');
    const first = episodes.call(id, callOf('a', { id: 'c1' }));
    await held.started;
    await expect(episodes.call(id, callOf('b', { id: 'c1' }))).rejects.toEqual(refused('conflict'));
    held.release();
    await first;
    await expect(episodes.call(id, callOf('b', { id: 'c1' }))).rejects.toEqual(refused('conflict'));
  });

  it('without an id is that call again when it is the same as the last, and another one after another', async () => {
    const sandbox = scriptedSandbox();
    await using episodes = await testEpisodes(sandbox);
    const { id } = await episodes.open({ task: MM });
    const a1 = await Promise.all([episodes.call(id, callOf('a')), episodes.call(id, callOf('a'))]);
    a1.push(await episodes.call(id, callOf('a')));
    await episodes.call(id, callOf('b'));
    const a2 = await episodes.call(id, callOf('a'));
    expect(new Set(a1).size).toBe(1);
    expect(a2).not.toBe(a1[0]);
    expect(sandbox.runs).toEqual(['a', 'b', 'a']);
  });

  it('finds what earlier ones saved, in the order in which they were asked for', async () => {
    await using episodes = await testEpisodes(scriptedSandbox());
    const { id } = await episodes.open({ task: MM });
    await episodes.call(id, callOf('0', { id: '0', ...PREDICT }));
    const again = ['.', '2', '5'].map((code) => callOf(code, { id: code, load: ['prediction.csv'], ...PREDICT }));
    await Promise.all(again.map((call) => episodes.call(id, call)));
    expect((await episodes.score(id)).score).toBe(0.25);
  });

  it('keeps no more files than is allowed, and says so in words that a model can act on', async () => {
    const bounds = { calls: 3, keptBytes: 10 };
    await using episodes = await testEpisodes(scriptedSandbox(), { bounds });
    const { id } = await episodes.open({ task: MM });
    const many = await episodes.call(id, callOf('12345', { save: ['a', 'b', 'c'] }));
    expect(JSON.parse(many)).toMatchObject({ files_saved: [], files_not_saved: { a: /./, b: /./, c: /./ } });
    expect(readdirSync(join(episodes.folder, 'episodes', id)).filter((name) => name !== 'journal.jsonl')).toEqual([
      'files',
    ]);
    expect(readdirSync(join(episodes.folder, 'episodes', id, 'files'))).toEqual([]);
    await episodes.call(id, callOf('0.5', PREDICT));
    await episodes.call(id, callOf('0.6', PREDICT));
    expect(await episodes.call(id, callOf('0.9', PREDICT))).toMatch(/^Error: the code was not run. All 3 calls/);
    expect((await episodes.score(id)).score).toBe(0.6);
  });
});

describe('a failure of ours', () => {
  it('is thrown, leaves nothing of the call, and keeps the episode without a score until the call is made again', async () => {
    const sandbox = scriptedSandbox();
    await using episodes = await testEpisodes(sandbox);
    const { id } = await episodes.open({ task: MM });
    sandbox.fail('1');
    const call = callOf('1', { id: 'c1', ...PREDICT });
    const failure = expect.objectContaining({ name: 'InfrastructureError' });
    await expect(episodes.call(id, call)).rejects.toEqual(failure);
    await episodes.call(id, callOf('other', { id: 'c2' }));
    await expect(episodes.score(id)).rejects.toEqual(failure);
    await episodes.call(id, call);
    expect(await episodes.score(id)).toMatchObject({ reward: 1.1, exists: true });
  });

  it('in scoring leaves the episode unscored; the next try scores it', async () => {
    const truths = countingTruths();
    let broken = true;
    const score: typeof truths.score = async (task, path) => {
      if (broken) throw new Error('no truth to be had');
      return truths.score(task, path);
    };
    await using episodes = await testEpisodes(scriptedSandbox(), { truths: { score } });
    const { id } = await episodes.open({ task: MM });
    await episodes.call(id, callOf('0.5', PREDICT));
    await expect(episodes.score(id)).rejects.toThrow('no truth');
    expect(episodes.state(id).status).toBe('open');
    broken = false;
    expect((await episodes.score(id)).score).toBe(0.5);
  });
});

describe('the score', () => {
  it('is made once: asked twenty times at once and later, the truth is looked at once', async () => {
    const truths = countingTruths();
    await using episodes = await testEpisodes(scriptedSandbox(), { truths });
    const { id } = await episodes.open({ task: MM });
    await episodes.call(id, callOf('0.5', PREDICT));
    const scores = await Promise.all(Array.from({ length: 20 }, () => episodes.score(id)));
    scores.push(await episodes.score(id));
    expect(new Set(scores.map((score) => JSON.stringify(score))).size).toBe(1);
    expect(truths.asked).toBe(1);
  });

  it('waits for the call under way, counts it, and no call comes after', async () => {
    const sandbox = scriptedSandbox();
    await using episodes = await testEpisodes(sandbox);
    const { id } = await episodes.open({ task: MM });
    const held = sandbox.hold('0.25');
    const before = episodes.call(id, callOf('0.25', { id: 'c1', ...PREDICT }));
    await held.started;
    const scored = episodes.score(id);
    await expect(episodes.call(id, callOf('1', { id: 'c2', ...PREDICT }))).rejects.toEqual(refused('scored'));
    held.release();
    await before;
    expect((await scored).score).toBe(0.25);
    await expect(episodes.call(id, callOf('1', { id: 'c3', ...PREDICT }))).rejects.toEqual(refused('scored'));
    expect((await episodes.score(id)).score).toBe(0.25);
    expect(sandbox.runs).toEqual(['0.25']);
  });

  it('is flagged for whoever asks with other content than the first who asked', async () => {
    await using episodes = await testEpisodes(scriptedSandbox());
    const { id } = await episodes.open({ task: MM });
    const flagsFor = async (by: string) => (await episodes.score(id, by)).flags.map(({ name }) => name);
    expect([await flagsFor('one'), await flagsFor('one'), await flagsFor('two')]).toEqual([[], [], ['scored-before']]);
  });

  it('never shows in what a model reads', async () => {
    await using episodes = await testEpisodes(scriptedSandbox());
    for (const { id: task } of await exampleTasks()) {
      const { id, messages, tools } = await episodes.open({ task });
      const read = [JSON.stringify(tools), await episodes.call(id, callOf('0.5', PREDICT))];
      await episodes.score(id);
      read.push(await episodes.call(id, callOf('0.5', PREDICT)));
      expect(read.join('\n')).not.toMatch(/reward|score/i);
      expect(messages.map(({ content }) => content).join('\n')).not.toMatch(/reward/i);
    }
  });
});

it('closes: ends the program, removes everything, and knows the episode no more', async () => {
  const sandbox = scriptedSandbox();
  await using episodes = await testEpisodes(sandbox);
  const { id } = await episodes.open({ task: MM });
  const { started } = sandbox.hold('for ever');
  const running = episodes.call(id, callOf('for ever', PREDICT)).catch((error: Error) => error.name);
  await started;
  await episodes.close(id);
  expect(await running).toBe('InfrastructureError');
  expect(readdirSync(join(episodes.folder, 'episodes'))).toEqual([]);
  await expect(episodes.call(id, callOf('a'))).rejects.toEqual(refused('unknown-episode'));
  await episodes.close(id);
});

it('in 24 hours of a fake clock removes what is idle, never what runs, and leaks nothing', async () => {
  let seconds = 0;
  const sandbox = scriptedSandbox();
  const events: string[] = [];
  await using episodes = await testEpisodes(sandbox, {
    now: () => seconds,
    idleSeconds: 1800,
    onEvent: ({ kind }) => events.push(kind),
  });
  const busy = await episodes.open({ task: MM });
  const held = sandbox.hold('all day');
  const running = episodes.call(busy.id, callOf('all day'));
  await held.started;
  const used = await episodes.open({ task: MM });
  const ids: string[] = [];
  for (let minute = 0; minute < 24 * 60; minute += 15) {
    seconds = minute * 60;
    const { id } = await episodes.open({ task: MM, key: `at ${minute}` });
    ids.push(id);
    await episodes.call(id, callOf(`${minute}`, PREDICT));
    if (minute % 30 === 0) await episodes.score(id);
    episodes.state(used.id);
    await episodes.expire();
    // Those of the last half hour, the busy and the used one.
    const { open, scored } = episodes.counts();
    expect(open + scored).toBeLessThanOrEqual(5);
  }
  await expect(episodes.score(ids.at(-4)!)).rejects.toEqual(refused('expired'));
  await expect(episodes.score(ids[0]!)).rejects.toEqual(refused('unknown-episode'));
  held.release();
  expect(await running).toMatch(/ran all day/);
  seconds += 1800;
  await episodes.expire();
  expect(episodes.counts()).toEqual({ open: 0, scored: 0, lost: 0, underWay: 0 });
  expect(readdirSync(join(episodes.folder, 'episodes'))).toEqual([]);
  expect(events.filter((kind) => kind === 'expired')).toHaveLength(ids.length + 2);
  // A key of one that expired opens a new one.
  expect((await episodes.open({ task: MM, key: 'at 0' })).id).not.toBe(ids[0]);
});

/**
 * Episodes after the death of their server. A copy of its folder, made at any moment, is what a killed one leaves; a
 * journal cut at any byte is what it leaves in the middle of a write.
 */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { EpisodeScore } from '../../src/train/episodes.ts';
import { callOf, countingTruths, exampleTasks, freshFolder, IF, MM, testEpisodes } from './environment.ts';
import { scriptedSandbox } from './scripted-sandbox.ts';

const APPEND = { load: ['prediction.csv'], save: ['prediction.csv'] };
const START = { save: ['prediction.csv'] };

/** What a server that is killed now leaves. */
function copyOf(folder: string): string {
  const copy = freshFolder();
  cpSync(join(folder, 'episodes'), join(copy, 'episodes'), { recursive: true });
  return copy;
}

it('go on where they were: files, answers, keys, scores', async () => {
  const sandbox = scriptedSandbox();
  await using before = await testEpisodes(sandbox);
  const one = await before.open({ task: MM, key: 'one' });
  const answer = await before.call(one.id, callOf('0.', { id: 'c1', ...START }));
  const two = await before.open({ task: MM });
  await before.call(two.id, callOf('0.5', START));
  const score = await before.score(two.id, 'by');
  const truths = countingTruths();
  await using after = await testEpisodes(sandbox, { folder: copyOf(before.folder), truths });
  expect((await after.open({ task: MM, key: 'one' })).id).toBe(one.id);
  expect(await after.call(one.id, callOf('0.', { id: 'c1', ...START }))).toBe(answer);
  await after.call(one.id, callOf('7', { id: 'c2', ...APPEND }));
  expect((await after.score(one.id)).score).toBe(0.7);
  expect(await after.score(two.id, 'by')).toEqual(score);
  expect((await after.score(two.id, 'other')).flags.map(({ name }) => name)).toContain('scored-before');
  expect(truths.asked).toBe(1);
  expect(sandbox.runs).toEqual(['0.', '0.5', '7']);
});

it('go on where a call has Unicode’s own line ends in its text', async () => {
  const code = '# one\u2028two\u2029three';
  await using before = await testEpisodes(scriptedSandbox());
  const { id } = await before.open({ task: MM });
  const answer = await before.call(id, callOf(code, { id: 'c1' }));
  await using after = await testEpisodes(scriptedSandbox(), { folder: copyOf(before.folder) });
  expect(answer).toContain(code);
  expect(await after.call(id, callOf(code, { id: 'c1' }))).toBe(answer);
});

it('killed in mid-step have no score until the call is made again, which is then done once', async () => {
  const sandbox = scriptedSandbox();
  await using before = await testEpisodes(sandbox);
  const { id } = await before.open({ task: MM });
  await before.call(id, callOf('0.', { id: 'c1', ...START }));
  const held = sandbox.hold('7');
  const lost = before.call(id, callOf('7', { id: 'c2', ...APPEND })).catch(() => {});
  await held.started;
  await using after = await testEpisodes(sandbox, { folder: copyOf(before.folder) });
  held.release();
  await lost;
  await expect(after.score(id)).rejects.toThrow(/failed for a reason of ours/);
  await after.call(id, callOf('7', { id: 'c2', ...APPEND }));
  expect((await after.score(id)).score).toBe(0.7);
});

it('killed in mid-step, a call without an id that is asked for again is that call', async () => {
  const sandbox = scriptedSandbox();
  await using before = await testEpisodes(sandbox);
  const { id } = await before.open({ task: MM });
  const held = sandbox.hold('0.7');
  const lost = before.call(id, callOf('0.7', START)).catch(() => {});
  await held.started;
  await using after = await testEpisodes(sandbox, { folder: copyOf(before.folder) });
  held.release();
  await lost;
  await after.call(id, callOf('0.7', START));
  expect((await after.score(id)).score).toBe(0.7);
});

it('cut at any byte of the journal go on from a whole step, and are never given another score', async () => {
  const sandbox = scriptedSandbox();
  const folder = freshFolder();
  let id: string;
  let score: EpisodeScore;
  {
    await using episodes = await testEpisodes(sandbox, { folder });
    ({ id } = await episodes.open({ task: MM }));
    await episodes.call(id, callOf('0.', { id: 'c1', ...START }));
    await episodes.call(id, callOf('7', { id: 'c2', ...APPEND }));
    score = await episodes.score(id);
  }
  const whole = readFileSync(join(folder, 'episodes', id, 'journal.jsonl'));
  const seen = new Set<string>();
  for (
    let bytes = 0;
    bytes <= whole.length;
    bytes += bytes < 20 || whole[bytes] === 10 || whole[bytes - 1] === 10 ? 1 : 29
  ) {
    const copy = copyOf(folder);
    const scored = whole.subarray(0, bytes).includes('"kind":"scored"') && whole[bytes - 1] === 10;
    writeFileSync(join(copy, 'episodes', id, 'journal.jsonl'), whole.subarray(0, bytes));
    await using episodes = await testEpisodes(sandbox, { folder: copy });
    const { open, scored: done, lost } = episodes.counts();
    seen.add(`${open} ${done} ${lost}`);
    if (lost > 0) await expect(episodes.score(id)).rejects.toThrow(/lost/);
    else if (open + done > 0) {
      if (!scored) {
        // The files of a later call are there by now, as if the kill had come between a run and its line.
        await episodes.call(id, callOf('0.', { id: 'c1', ...START }));
        await episodes.call(id, callOf('7', { id: 'c2', ...APPEND }));
      }
      expect((await episodes.score(id)).reward).toBe(score.reward);
    } else expect(existsSync(join(copy, 'episodes', id))).toBe(false);
  }
  expect(seen).toContain('0 0 0');
  expect(seen).toContain('1 0 0');
});

it('are lost, as a failure of ours, when their task has changed, is gone, or the journal is broken', async () => {
  const sandbox = scriptedSandbox();
  await using before = await testEpisodes(sandbox);
  const [changed, gone, broken] = await Promise.all([MM, IF, MM].map((task) => before.open({ task })));
  const folder = copyOf(before.folder);
  const journal = join(folder, 'episodes', broken!.id, 'journal.jsonl');
  writeFileSync(journal, `${readFileSync(journal, 'utf8')}{"kind":"unheard of"}\n`);
  const tasks = (await exampleTasks())
    .filter(({ id }) => id !== IF)
    .map((task) => (task.id === MM ? { ...task, hash: 'other' } : task));
  await using after = await testEpisodes(sandbox, { folder, tasks });
  expect(after.counts()).toMatchObject({ open: 0, lost: 3 });
  for (const opened of [changed, gone, broken]) {
    const error = await after.score(opened!.id).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'InfrastructureError', message: /is lost: / });
  }
  expect(readdirSync(join(folder, 'episodes'))).toEqual([]);
});

it('have one server: a second one is told so', async () => {
  await using first = await testEpisodes(scriptedSandbox());
  await expect(testEpisodes(scriptedSandbox(), { folder: first.folder })).rejects.toThrow(
    /written to by another server .* choose another folder with --state/,
  );
});

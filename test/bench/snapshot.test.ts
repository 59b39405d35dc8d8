/** Opening a benchmark again goes by what was kept, and never by what is no longer so. */
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { openBenchmark } from '../../src/bench/published.ts';
import { type Copy, copyExample, EXAMPLE, PENGUINS, temporaryFolder } from './copy.ts';

/** Longer than a change must lie back to be told apart from the next. */
const SETTLED_MS = 2100;

async function keptFiles(cache: string): Promise<string[]> {
  const folder = join(cache, 'benchmarks');
  return (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
}

async function opened(): Promise<{ copy: Copy; cache: string }> {
  const copy = await copyExample();
  const cache = await temporaryFolder();
  await pause(SETTLED_MS);
  await openBenchmark(copy.path, cache);
  expect(await keptFiles(cache)).toHaveLength(1);
  return { copy, cache };
}

test('what was kept is what was read', async () => {
  const cache = await temporaryFolder();
  const read = await openBenchmark(EXAMPLE, cache);
  const again = await openBenchmark(EXAMPLE, cache);
  const plain = ({ tasks, unusable, name, path, answerKey }: typeof read) => ({
    ...{ tasks, unusable, name, path },
    keys: tasks.map(answerKey),
  });
  expect(plain(again)).toEqual(plain(read));
  expect(plain(again)).toEqual(plain(await openBenchmark(EXAMPLE)));
});

test('nothing is read again: what was kept is believed', async () => {
  const { copy, cache } = await opened();
  const [path] = await keptFiles(cache);
  const kept = deserialize(await readFile(path!)) as { content: { tasks: { task: { question: string } }[] } };
  kept.content.tasks[0]!.task.question = 'another question';
  await writeFile(path!, serialize(kept));
  expect((await openBenchmark(copy.path, cache)).tasks[0]!.question).toBe('another question');
});

test('one changed byte is noticed, at once and with its old time and size', async () => {
  const { copy, cache } = await opened();
  const before = await openBenchmark(copy.path, cache);
  const path = copy.file(PENGUINS, 'verify/ground_truth.csv');
  const text = await readFile(path, 'utf8');
  const at = new Date(1_700_000_000_000);
  await writeFile(
    path,
    text.replace(/\n1,(.)/, (_, first: string) => `\n1,${first === 'A' ? 'B' : 'A'}`),
  );
  await utimes(path, at, at);
  const after = await openBenchmark(copy.path, cache);
  const changed = after.tasks.filter(({ hash, id }) => before.tasks.find((task) => task.id === id)!.hash !== hash);
  expect(changed.map(({ id }) => id)).toEqual([`${PENGUINS}/mm`]);
});

test('what changed a moment ago is not kept: it could change again unseen', async () => {
  const copy = await copyExample();
  const cache = await temporaryFolder();
  await openBenchmark(copy.path, cache);
  expect(await keptFiles(cache)).toEqual([]);
});

test('a torn snapshot, or a folder that cannot be written to, costs nothing but time', async () => {
  const { copy, cache } = await opened();
  const [kept] = await keptFiles(cache);
  await writeFile(kept!, (await readFile(kept!)).subarray(0, 1000));
  expect((await openBenchmark(copy.path, cache)).tasks).toHaveLength(18);
  const file = join(cache, 'file');
  await writeFile(file, '');
  expect((await openBenchmark(copy.path, file)).tasks).toHaveLength(18);
});

/** A task's hash stands for all that an attempt and its score depend on, and for nothing else. */
import { appendFile, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../src/bench/hash.ts';
import { openBenchmark } from '../../src/bench/published.ts';
import { type Copy, copyExample, PENGUINS, WEATHER } from './copy.ts';

async function hashesOf(path: string): Promise<Record<string, string>> {
  const { tasks } = await openBenchmark(path);
  return Object.fromEntries(tasks.map(({ id, hash }) => [id, hash]));
}

async function changedBy(change: (copy: Copy) => Promise<unknown>): Promise<string[]> {
  const copy = await copyExample();
  const before = await hashesOf(copy.path);
  await change(copy);
  const after = await hashesOf(copy.path);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  return Object.keys(before).filter((id) => before[id] !== after[id]);
}

it.each([
  ['source/train_v1.csv', ['if']],
  ['source/val_v1.csv', ['if']],
  ['source/train_v1_no_err.csv', ['if']],
  ['source/train_v2.csv', ['mm']],
  ['source/val_v2.csv', ['mm']],
  ['verify/ground_truth.csv', ['mm']],
  ['source/metadata.txt', ['if', 'mm']],
])('one byte of %s', async (name, variants) => {
  const changed = await changedBy(async ({ file }) => {
    const path = file(PENGUINS, name);
    const bytes = await readFile(path);
    bytes[bytes.length - 2]! ^= 1;
    await writeFile(path, bytes);
  });
  expect(changed).toEqual(variants.map((variant) => `${PENGUINS}/${variant}`));
});

it.each([
  ['question', 'if', (copy: Copy) => copy.editEntry(PENGUINS, (entry) => (entry.question_v1 += ' '))],
  ['seed', 'if', (copy: Copy) => copy.editQuestion(PENGUINS, (question) => (question.random_state = 13))],
  [
    'order of features',
    'if',
    (copy: Copy) => copy.editQuestion(PENGUINS, (q) => (q.selected_features as []).reverse()),
  ],
  ['needed files', 'mm', (copy: Copy) => copy.editEntry(PENGUINS, (e) => (e.needed_files_v2 as string[]).splice(2))],
])('another %s', async (_what, variant, change) => {
  expect(await changedBy(change)).toEqual([`${PENGUINS}/${variant}`]);
});

it('a truth of a series changes its own version only', async () => {
  expect(await changedBy(({ file }) => appendFile(file(WEATHER, 'verify/ground_truth_v2.csv'), '\n'))).toEqual([
    `${WEATHER}/cf`,
  ]);
});

it('not: times, place, and fields that nothing depends on', async () => {
  const copy = await copyExample();
  const before = await hashesOf(copy.path);
  await utimes(copy.file(PENGUINS, 'source/train_v1.csv'), 1, 1);
  await copy.editEntry(PENGUINS, (entry) => (entry.usability_rating = 0.1));
  await copy.editQuestion(PENGUINS, (question) => (question.output_file = 'elsewhere'));
  const moved = `${copy.path} 移動, moved`;
  await rename(copy.path, moved);
  expect(await hashesOf(moved)).toEqual(before);
});

it('not: the order of the list, and of the keys of an object', async () => {
  const changed = await changedBy(async ({ path, edit }) => {
    await edit(join(path, 'question_list.json'), (text) => JSON.stringify((JSON.parse(text) as []).reverse()));
  });
  expect(changed).toEqual([]);
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, shuffled(inner)]),
    );
  };
  fc.assert(fc.property(fc.jsonValue(), (value) => canonicalJson(value) === canonicalJson(shuffled(value))));
});

it('a task keeps to its benchmark: the key of another one is refused', async () => {
  const copy = await copyExample();
  const before = await openBenchmark(copy.path);
  await appendFile(copy.file(PENGUINS, 'verify/ground_truth.csv'), '\n');
  const after = await openBenchmark(copy.path);
  const task = before.tasks.find(({ id }) => id === `${PENGUINS}/mm`)!;
  expect(before.answerKey(task).hash).toBe(task.hash);
  expect(() => after.answerKey(task)).toThrow(/is not a task of/);
});

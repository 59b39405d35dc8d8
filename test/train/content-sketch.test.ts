/** Evaluation data are known by their content, and nothing else is taken for them. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openBenchmark } from '../../src/bench/published.ts';
import type { TaskFile } from '../../src/task.ts';
import { type ContentSketch, hashTables, sharesRows, sketchOf } from '../../src/train/content-sketch.ts';
import { filesByDataset, groupsByContent, releasedSketches, writtenSketches } from '../../src/train/evaluation-data.ts';
import { EXAMPLES } from '../e2e/harness.ts';

const RELEASED = process.env.DARE_EVAL ?? join(import.meta.dirname, '../../../shared/dare-eval');
const folder = await mkdtemp(join(tmpdir(), 'dare-sketch-'));
afterAll(() => rm(folder, { recursive: true }));

const files = filesByDataset((await openBenchmark(EXAMPLES)).tasks);
const NATIONS = 'gapminder_life-expectancy_reg';
const sketches: ContentSketch[] = [];
for (const [name, own] of files) sketches.push(sketchOf(name, await hashTables(own)));

async function table(name: string, rows: readonly (readonly string[])[]): Promise<TaskFile> {
  const path = join(folder, name);
  await writeFile(path, `${rows.map((row) => row.join(',')).join('\n')}\n`);
  return { name, path, bytes: 0 };
}

/** Rows of a CSV file without quotes. */
async function rowsOf(dataset: string, name: string): Promise<string[][]> {
  const { path } = files.get(dataset)!.find((file) => file.name === name)!;
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.filter((line) => !line.includes('"')).map((line) => line.split(','));
}

it('each dataset is found in its own sketch, and in no other’s', async () => {
  for (const [name, own] of files) {
    const hashed = await hashTables(own);
    expect(sharesRows(hashed, sketches)?.name).toBe(name);
    expect(
      sharesRows(
        hashed,
        sketches.filter((sketch) => sketch.name !== name),
      ),
    ).toBeNull();
    expect(sharesRows(hashed, releasedSketches())).toBeNull();
  }
});

it('another order of rows and columns, other names, other spellings of numbers, half the rows: still found', async () => {
  const [head, ...rows] = await rowsOf(NATIONS, 'train_v2.csv');
  const columns = [...head!.keys()].filter((at) => head![at] !== 'row_id').reverse();
  const spelled = (cell: string) => (/^\d+$/.test(cell) ? `${cell}.0` : cell);
  const turned = [
    columns.map((at) => `column_${at}`),
    ...rows
      .filter((_, at) => at % 2 === 0)
      .reverse()
      .map((row) => columns.map((at) => spelled(row[at]!))),
  ];
  const hashed = await hashTables([await table('turned.csv', turned)]);
  expect(sharesRows(hashed, sketches)?.name).toBe(NATIONS);
});

it('columns shuffled each for itself are other data', async () => {
  const [head, ...rows] = await rowsOf(NATIONS, 'train_v2.csv');
  const shifted = rows.map((row, at) => row.map((_, column) => rows[(at + 17 * column) % rows.length]![column]!));
  const hashed = await hashTables([await table('shifted.csv', [head!, ...shifted])]);
  expect(sharesRows(hashed, sketches)).toBeNull();
});

it('dates and codes in common are no rows in common', async () => {
  const days = Array.from({ length: 200 }, (_, at) => new Date(Date.UTC(2020, 0, at + 1)).toISOString().slice(0, 10));
  const one = await table('one.csv', [['date', 'country'], ...days.map((day) => [day, 'US'])]);
  const sketch = sketchOf('one', await hashTables([one]));
  const more = await table('two.csv', [['when', 'where'], ...[...days, '2021-01-01'].map((day) => [day, 'US'])]);
  expect(sharesRows(await hashTables([more]), [sketch])).toBeNull();
  const same = await table('same.csv', [['when', 'where'], ...days.toReversed().map((day) => [day, 'US'])]);
  expect(sharesRows(await hashTables([same]), [sketch])?.name).toBe('one');
});

it('data published twice stay together in a split, however many lie between', () => {
  const sketch = (name: string, from: number) => ({
    name,
    rows: Array.from({ length: 64 }, (_, at) => from + at),
    tables: [],
  });
  const groups = groupsByContent([sketch('d', 1000), sketch('c', 80), sketch('b', 40), sketch('a', 0)]);
  expect(Object.fromEntries(groups)).toEqual({ a: 'a', b: 'a', c: 'a', d: 'd' });
});

it('sketches come back from their file as they went', () => {
  const [released] = [releasedSketches()];
  expect(released.length).toBeGreaterThan(50);
  expect(writtenSketches(released)).toBe(writtenSketches(releasedSketches()));
  expect(released.every(({ rows, tables }) => rows.length + tables.length > 0)).toBe(true);
  expect(released.flatMap(({ rows }) => rows).every(Number.isSafeInteger)).toBe(true);
});

it.skipIf(!existsSync(RELEASED))(
  'a released dataset is known without its data (skipped where DARE_EVAL does not lead to them)',
  async () => {
    const { tasks } = await openBenchmark(RELEASED);
    const small = [...filesByDataset(tasks.filter(({ files: own }) => own.every(({ bytes }) => bytes < 30_000)))].slice(
      0,
      5,
    );
    expect(small.length).toBeGreaterThan(2);
    for (const [, own] of small) expect(sharesRows(await hashTables(own), releasedSketches())).not.toBeNull();
  },
);

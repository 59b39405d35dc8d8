/** What a benchmark's tasks are: files, shapes, names; and how they are selected and listed. */
import { spawnSync } from 'node:child_process';
import { cp, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openBenchmark } from '../../src/bench/published.ts';
import { countByKind, globMatcher, selectTasks } from '../../src/bench/select.ts';
import { shapeOf } from '../../src/bench/shape.ts';
import { countRows, outlineOf } from '../../src/bench/table.ts';
import type { Benchmark } from '../../src/bench.ts';
import { copyExample, ELECTION, EXAMPLE, PENGUINS, temporaryFolder, WEATHER } from './copy.ts';

const example = await openBenchmark(EXAMPLE);
const task = (id: string, from: Benchmark = example) => from.tasks.find((one) => one.id === id)!;

describe('tasks', () => {
  it('never show an agent the truth or the error-free rows', () => {
    for (const one of example.tasks) {
      const { truth } = example.answerKey(one);
      const hidden = truth.kind === 'file' ? [truth.path] : [truth.files[0]!.path];
      expect(one.files.map(({ name }) => name).join()).not.toMatch(/no_err|ground_truth|all_metadata/);
      for (const { path, name } of one.files) {
        expect(basename(dirname(path))).toBe('source');
        expect(basename(path)).toBe(name);
        expect(hidden).not.toContain(path);
      }
      // What is stored, shown or sent of a task says nothing of where the truth is.
      expect(JSON.stringify(one)).not.toMatch(/verify|no_err/);
    }
  });

  it('take the reference from the error-free rows and the rows to predict', () => {
    const { truth } = example.answerKey(task(`${ELECTION}/if`));
    expect(truth.kind === 'reference' && truth.files.map(({ name }) => name)).toEqual([
      'train_v1_no_err.sqlite',
      'val_v1.sqlite',
    ]);
  });

  it('have the rows and columns that their files have', async () => {
    expect(await shapeOf(task(`${ELECTION}/if`))).toEqual({
      trainRows: 679,
      validationRows: 378,
      columns: 11,
      tables: 3,
    });
    expect(await shapeOf(task('wisconsin_breast-cancer_class/mm'))).toEqual({
      trainRows: 341,
      validationRows: 228,
      columns: 31,
      tables: 1,
    });
    expect(await shapeOf(task(`${WEATHER}/cf`))).toMatchObject({ trainRows: 2628, validationRows: 294, columns: 7 });
  });

  it('may have any name, in any folder', async () => {
    const copy = await copyExample();
    const name = 'Größe, 市場 (2020) & "more"%_class';
    await rename(join(copy.path, 'databases', ELECTION), join(copy.path, 'databases', name));
    await copy.editEntry(ELECTION, (entry) => (entry.file_path = name));
    const folder = join(dirname(copy.path), 'a b?c#d%20,é');
    await rename(copy.path, folder);
    const { tasks, unusable } = await openBenchmark(folder);
    expect(unusable).toEqual([]);
    const odd = tasks.find(({ id }) => id === `${name}/if`)!;
    expect(await shapeOf(odd)).toMatchObject({ trainRows: 679, tables: 3 });
    expect(selectTasks(await openBenchmark(folder), { task: name }).map(({ dataset }) => dataset)).toEqual([
      name,
      name,
    ]);
  });
});

describe('SQLite files', () => {
  it('count the rows of the join, whatever tables and columns are called', async () => {
    const path = join(await temporaryFolder(), 'odd.sqlite');
    {
      using database = new DatabaseSync(path);
      database.exec(`CREATE TABLE "a ""b"", ü" (row_id INTEGER, "x,y" TEXT);
        CREATE TABLE "select" (row_id INTEGER, "x""y" TEXT);
        INSERT INTO "a ""b"", ü" VALUES (1, 'p'), (2, 'q'), (3, NULL);
        INSERT INTO "select" VALUES (1, 'p'), (3, 'q'), (4, 'r')`);
    }
    expect(await countRows(path, 'sqlite')).toBe(2);
    expect(await outlineOf(path, 'sqlite')).toEqual({ columns: ['row_id', 'x,y', 'x"y'], tables: 2, empty: false });
  });
});

describe('selecting', () => {
  it.each([
    [{}, 18],
    [{ family: 'class' }, 6],
    [{ family: 'reg,time' }, 12],
    [{ family: 'time_series_analysis', variant: 'cf' }, 3],
    [{ variant: 'IF, xf' }, 9],
    [{ task: '*_ts' }, 6],
    [{ task: '*/if' }, 6],
    [{ task: 'noaa_weather-two-cities_t?/cf' }, 1],
    [{ limit: 5 }, 5],
    [{ limit: 50 }, 18],
  ])('%j', (selection, count) => {
    expect(selectTasks(example, selection)).toHaveLength(count);
  });

  it.each([
    [{ family: 'images' }, /--family: expected one of class, .*, found "images"/],
    [{ variant: 'if,v1' }, /--variant: expected one of if, mm, xf, cf .* found "v1"/],
    [{ variant: 'toString' }, /--variant/],
    [{ limit: 0 }, /--limit: expected a whole number above 0, found 0/],
    [{ family: 'class', variant: 'xf' }, /fits --family class --variant xf\. It has 3 class-IF, .*3 time-CF/],
    [{ task: 'nothing*' }, /fits --task nothing\*.*the first is "anes_/],
  ])('not %j', (selection, message) => {
    expect(() => selectTasks(example, selection)).toThrow(
      expect.objectContaining({ name: 'UserError', message: expect.stringMatching(message) as string }),
    );
  });

  it('reads only * and ? as patterns', () => {
    expect(globMatcher('a.b[1]+(c)')('a.b[1]+(c)')).toBe(true);
    expect(globMatcher('a.b')('axb')).toBe(false);
    expect(globMatcher('a?c')('a市c')).toBe(true);
    expect(globMatcher('a*c')('a/b\nc')).toBe(true);
    expect(globMatcher('b')('abc')).toBe(false);
  });
});

describe('dare tasks', () => {
  const main = join(import.meta.dirname, '../../src/cli/main.ts');
  const tasks = (...words: string[]) =>
    spawnSync(process.execPath, [main, 'tasks', ...words], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });

  it('prints every task as JSON', () => {
    const { stdout, status, stderr } = tasks('--bench', EXAMPLE, '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const report = JSON.parse(stdout) as { tasks: Record<string, unknown>[]; totals: unknown; unusable: unknown };
    expect(report.unusable).toEqual([]);
    expect(report.totals).toEqual(countByKind(example.tasks));
    expect(report.tasks.map(({ id }) => id)).toEqual(example.tasks.map(({ id }) => id));
    expect(report.tasks.find(({ id }) => id === `${PENGUINS}/if`)).toEqual({
      id: `${PENGUINS}/if`,
      dataset: PENGUINS,
      family: 'classification',
      variant: 'if',
      kind: 'class-IF',
      trainRows: 199,
      validationRows: 167,
      columns: 7,
      tables: 1,
      targets: ['Species', 'Sex'],
      fileKind: 'csv',
      files: task(`${PENGUINS}/if`).files.map(({ name, bytes }) => ({ name, bytes })),
      licence: 'CC0-1.0',
      hash: task(`${PENGUINS}/if`).hash,
    });
  });

  it('prints a table of 100 columns when piped, then what is unusable, then totals', async () => {
    const copy = await copyExample();
    const long = `${'very-'.repeat(40)}long_class`;
    await cp(join(copy.path, 'databases', PENGUINS), join(copy.path, 'databases', long), { recursive: true });
    await copy.edit(join(copy.path, 'question_list.json'), (text) => {
      const list = JSON.parse(text) as Record<string, unknown>[];
      const penguins = list.find((entry) => entry.file_path === PENGUINS);
      return JSON.stringify([...list, { ...penguins, file_path: long }, { file_path: 'gone\u001b[31m' }]);
    });
    const { stdout, status } = tasks('--bench', copy.path);
    expect(status).toBe(0);
    const [table, unusable, totals] = stdout.trimEnd().split('\n\n');
    expect(table!.split('\n')).toHaveLength(21);
    for (const line of table!.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(table).toMatch(/very-very-\S*… +class-IF +199 +167 +7 /);
    expect(unusable).toMatch(/^Unusable:\n {2}gone \[31m: /);
    expect(totals).toMatch(/^20 tasks from 10 datasets: class-IF 4, .*; 1 unusable$/);
  });

  it('shows the reasons when nothing works', async () => {
    const copy = await copyExample();
    await copy.edit(join(copy.path, 'question_list.json'), () => '[{"file_path": "gone"}]');
    const { stdout, status } = tasks('--bench', copy.path, '--task', 'gone');
    expect(status).toBe(0);
    expect(stdout).toMatch(/gone: .*no folder "gone"/);
  });

  it.each([
    [['--bench', '/nowhere/at all'], /there is no such folder/],
    [['--bench', EXAMPLE, '--variant', 'zz'], /--variant: expected one of/],
    [['--bench', EXAMPLE, '--nonsense'], /unknown option '--nonsense'/],
    [[], /required option '--bench/],
  ])('says in one line what is wrong with %j', (words, message) => {
    const { stderr, stdout, status } = tasks(...words);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});

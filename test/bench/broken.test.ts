/** Each kind of breakage gives exactly one unusable entry that says what is wrong, and leaves all other tasks. */
import { spawnSync } from 'node:child_process';
import { appendFile, cp, link, mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openBenchmark } from '../../src/bench/published.ts';
import type { Unusable } from '../../src/bench.ts';
import { CANCER, type Copy, copyExample, ELECTION, PENGUINS, QUAKES, WEATHER } from './copy.ts';

interface Case {
  readonly what: string;
  readonly dataset: string;
  /** null: the whole dataset. */
  readonly version: Unusable['version'];
  readonly reason: RegExp;
  readonly breakIt: (copy: Copy) => Promise<unknown>;
}

const csvHeader = (text: string) => `${text.split('\n')[0]}\n`;

const CASES: readonly Case[] = [
  {
    what: 'no training file',
    dataset: PENGUINS,
    version: 'v1',
    reason: /^source\/train_v1\.csv is missing$/,
    breakIt: ({ file }) => rm(file(PENGUINS, 'source/train_v1.csv')),
  },
  {
    what: 'no training file of a series, which both versions share',
    dataset: WEATHER,
    version: null,
    reason: /^source\/train\.csv is missing$/,
    breakIt: ({ file }) => rm(file(WEATHER, 'source/train.csv')),
  },
  {
    what: 'no error-free rows',
    dataset: CANCER,
    version: 'v1',
    reason: /^source\/train_v1_no_err\.parquet is missing$/,
    breakIt: ({ file }) => rm(file(CANCER, 'source/train_v1_no_err.parquet')),
  },
  {
    what: 'no truth',
    dataset: WEATHER,
    version: 'v2',
    reason: /^verify\/ground_truth_v2\.csv is missing$/,
    breakIt: ({ file }) => rm(file(WEATHER, 'verify/ground_truth_v2.csv')),
  },
  {
    what: 'a truth without its target column',
    dataset: PENGUINS,
    version: 'v2',
    reason: /^verify\/ground_truth\.csv lacks the column "Sex"$/,
    breakIt: ({ file, edit }) => edit(file(PENGUINS, 'verify/ground_truth.csv'), (t) => t.replace('Sex', 'Gender')),
  },
  {
    what: 'a key column in the truth that the rows to predict lack',
    dataset: WEATHER,
    version: 'v2',
    reason: /key column "location", which val_v2\.csv lacks/,
    breakIt: ({ file, edit }) => edit(file(WEATHER, 'source/val_v2.csv'), (t) => t.replace('location', 'place')),
  },
  {
    what: 'a selected feature that is nowhere',
    dataset: PENGUINS,
    version: 'v1',
    reason: /^source\/train_v1\.csv lacks the column "Island"$/,
    breakIt: ({ file, edit }) => edit(file(PENGUINS, 'source/train_v1.csv'), (t) => t.replace('Island', 'Isle')),
  },
  {
    what: 'training rows that are only a header',
    dataset: PENGUINS,
    version: 'v2',
    reason: /^source\/train_v2\.csv has no rows$/,
    breakIt: ({ file, edit }) => edit(file(PENGUINS, 'source/train_v2.csv'), csvHeader),
  },
  {
    what: 'an empty file',
    dataset: PENGUINS,
    version: 'v2',
    reason: /^source\/val_v2\.csv is empty$/,
    breakIt: ({ file }) => writeFile(file(PENGUINS, 'source/val_v2.csv'), ''),
  },
  {
    what: 'a database without rows',
    dataset: ELECTION,
    version: 'v2',
    reason: /^source\/train_v2\.sqlite has no rows$/,
    breakIt: async ({ file }) => {
      using database = new DatabaseSync(file(ELECTION, 'source/train_v2.sqlite'));
      database.exec('DELETE FROM train_set');
    },
  },
  {
    what: 'a database without tables',
    dataset: ELECTION,
    version: 'v2',
    reason: /^source\/val_v2\.sqlite holds no table$/,
    breakIt: async ({ file }) => {
      using database = new DatabaseSync(file(ELECTION, 'source/val_v2.sqlite'));
      database.exec('DROP TABLE val_set');
    },
  },
  {
    what: 'a database that is something else',
    dataset: ELECTION,
    version: 'v1',
    reason: /^source\/train_v1\.sqlite is not a SQLite database$/,
    breakIt: ({ file }) => writeFile(file(ELECTION, 'source/train_v1.sqlite'), 'a,b\n1,2\n'),
  },
  {
    what: 'a database cut short',
    dataset: ELECTION,
    version: 'v1',
    reason: /^source\/train_v1\.sqlite is cut short$/,
    breakIt: ({ file }) => truncate(file(ELECTION, 'source/train_v1.sqlite'), 9000),
  },
  {
    what: 'a Parquet file cut short',
    dataset: CANCER,
    version: 'v2',
    reason: /^source\/train_v2\.parquet is not a Parquet file, or is cut short$/,
    breakIt: ({ file }) => truncate(file(CANCER, 'source/train_v2.parquet'), 5000),
  },
  {
    what: 'a Parquet file with a broken footer',
    dataset: CANCER,
    version: 'v2',
    reason: /^source\/val_v2\.parquet is not a readable Parquet file/,
    breakIt: ({ file }) =>
      writeFile(file(CANCER, 'source/val_v2.parquet'), 'PAR1 nothing at all \xff\xff\0\0PAR1', 'latin1'),
  },
  {
    what: 'metadata that is no JSON',
    dataset: QUAKES,
    version: null,
    reason: /^verify\/all_metadata\.json is not JSON/,
    breakIt: ({ file }) => appendFile(file(QUAKES, 'verify/all_metadata.json'), '}'),
  },
  {
    what: 'no metadata',
    dataset: QUAKES,
    version: null,
    reason: /^verify\/all_metadata\.json is missing$/,
    breakIt: ({ file }) => rm(file(QUAKES, 'verify/all_metadata.json')),
  },
  {
    what: 'metadata without a target',
    dataset: QUAKES,
    version: null,
    reason: /question\.target/,
    breakIt: ({ editQuestion }) => editQuestion(QUAKES, (question) => (question.target = [])),
  },
  {
    what: 'an unknown model, which only IF needs',
    dataset: PENGUINS,
    version: 'v1',
    reason: /model_type is "Prophet"/,
    breakIt: ({ editQuestion }) => editQuestion(PENGUINS, (question) => (question.model_type = 'Prophet')),
  },
  {
    what: 'features that are neither numeric nor categorical',
    dataset: PENGUINS,
    version: 'v1',
    reason: /numerical_features and categorical_features together are not the selected_features/,
    breakIt: ({ editQuestion }) => editQuestion(PENGUINS, (question) => (question.numerical_features = [])),
  },
  {
    what: 'no time format',
    dataset: WEATHER,
    version: null,
    reason: /question\.time_format/,
    breakIt: ({ editQuestion }) => editQuestion(WEATHER, (question) => delete question.time_format),
  },
  {
    what: 'a list that disagrees about the family',
    dataset: PENGUINS,
    version: null,
    reason: /question_list\.json says regression, all_metadata\.json says classification/,
    breakIt: ({ editEntry }) => editEntry(PENGUINS, (entry) => (entry.task = 'regression')),
  },
  {
    what: 'an empty question',
    dataset: PENGUINS,
    version: 'v2',
    reason: /no question_v2/,
    breakIt: ({ editEntry }) => editEntry(PENGUINS, (entry) => (entry.question_v2 = ' ')),
  },
  {
    what: 'a malformed entry',
    dataset: PENGUINS,
    version: null,
    reason: /entry in question_list\.json is malformed: "needed_files_v1/,
    breakIt: ({ editEntry }) => editEntry(PENGUINS, (entry) => (entry.needed_files_v1 = [1])),
  },
  {
    what: 'an entry without a folder',
    dataset: 'gone',
    version: null,
    reason: /databases\/ has no folder "gone"/,
    breakIt: ({ path, edit }) =>
      edit(join(path, 'question_list.json'), (text) => text.replace(/\]\s*$/, ', {"file_path": "gone"}]')),
  },
  {
    what: 'a folder without an entry',
    dataset: 'new',
    version: null,
    reason: /no entry for it/,
    breakIt: ({ path }) => mkdir(join(path, 'databases/new')),
  },
  {
    what: 'a needed file outside source/',
    dataset: PENGUINS,
    version: 'v2',
    reason: /"\.\.\/verify\/ground_truth\.csv", which is not the plain name/,
    breakIt: ({ editEntry }) =>
      editEntry(PENGUINS, (entry) => (entry.needed_files_v2 as string[]).push('../verify/ground_truth.csv')),
  },
  {
    what: 'error-free rows among the needed files',
    dataset: PENGUINS,
    version: 'v1',
    reason: /"train_v1_no_err\.csv", which no agent may see/,
    breakIt: ({ editEntry }) =>
      editEntry(PENGUINS, (entry) => (entry.needed_files_v1 as string[]).push('train_v1_no_err.csv')),
  },
  {
    what: 'a needed file that links to the truth',
    dataset: PENGUINS,
    version: 'v2',
    reason: /^source\/val_v2\.csv is a link/,
    breakIt: async ({ file }) => {
      await rm(file(PENGUINS, 'source/val_v2.csv'));
      await symlink('../verify/ground_truth.csv', file(PENGUINS, 'source/val_v2.csv'));
    },
  },
  {
    what: 'the truth under another name',
    dataset: PENGUINS,
    version: 'v2',
    reason: /^source\/metadata\.txt is the truth itself/,
    breakIt: async ({ file, editEntry }) => {
      await editEntry(PENGUINS, (entry) => (entry.needed_files_v1 as string[]).splice(2));
      await rm(file(PENGUINS, 'source/metadata.txt'));
      await link(file(PENGUINS, 'verify/ground_truth.csv'), file(PENGUINS, 'source/metadata.txt'));
    },
  },
  {
    what: 'source/ that links elsewhere',
    dataset: PENGUINS,
    version: null,
    reason: /"source" is a link/,
    breakIt: async ({ file, path }) => {
      await rename(file(PENGUINS, 'source'), join(path, 'elsewhere'));
      await symlink(join(path, 'elsewhere'), file(PENGUINS, 'source'));
    },
  },
  {
    what: 'a dataset that links elsewhere',
    dataset: PENGUINS,
    version: null,
    reason: /is a link/,
    breakIt: async ({ file, path }) => {
      await rename(dirname(file(PENGUINS, 'source')), join(path, 'elsewhere'));
      await symlink(join(path, 'elsewhere'), dirname(file(PENGUINS, 'source')));
    },
  },
  {
    what: 'a pipe, on which reading would wait for ever',
    dataset: PENGUINS,
    version: 'v2',
    reason: /^source\/val_v2\.csv is not a regular file$/,
    breakIt: async ({ file }) => {
      await rm(file(PENGUINS, 'source/val_v2.csv'));
      expect(spawnSync('mkfifo', [file(PENGUINS, 'source/val_v2.csv')]).status).toBe(0);
    },
  },
];

describe('a broken dataset', () => {
  it.each(CASES)('$what', async ({ dataset, version, reason, breakIt }) => {
    const copy = await copyExample();
    const before = await openBenchmark(copy.path);
    expect(before.unusable).toEqual([]);
    await breakIt(copy);
    const after = await openBenchmark(copy.path);
    expect(after.unusable).toEqual([{ dataset, version, reason: expect.stringMatching(reason) as string }]);
    const lost = before.tasks.filter(({ id }) => !after.tasks.some((task) => task.id === id)).map(({ id }) => id);
    const halves = before.tasks.filter((task) => task.dataset === dataset).map(({ id }) => id);
    expect(lost).toEqual(version === null ? halves : [halves[version === 'v1' ? 0 : 1]]);
  });

  it.each(['../outside', '/etc', 'a/b', '.', '..', ''])('a file_path that leads out: %j', async (path) => {
    const copy = await copyExample();
    await cp(dirname(copy.file(PENGUINS, 'source')), join(copy.path, 'outside'), { recursive: true });
    await copy.editEntry(PENGUINS, (entry) => (entry.file_path = path));
    const { tasks, unusable } = await openBenchmark(copy.path);
    expect(tasks).toHaveLength(16);
    expect(new Set(unusable.map(({ dataset }) => dataset))).toEqual(new Set([PENGUINS, path]));
    expect(unusable).toHaveLength(2);
    expect(unusable.find(({ dataset }) => dataset === path)!.reason).toMatch(/not the plain name of a folder/);
  });

  it('an entry that is there twice counts once', async () => {
    const copy = await copyExample();
    await copy.edit(join(copy.path, 'question_list.json'), (text) => {
      const list = JSON.parse(text) as unknown[];
      return JSON.stringify([...list, list[0]]);
    });
    const { tasks, unusable } = await openBenchmark(copy.path);
    expect(tasks).toHaveLength(18);
    expect(unusable).toEqual([
      { dataset: ELECTION, version: null, reason: 'question_list.json has it more than once; the first is used' },
    ]);
  });
});

describe('a folder that is no benchmark', () => {
  it.each([
    ['no list', (copy: Copy) => rm(join(copy.path, 'question_list.json')), /there is no such file/],
    ['no datasets', (copy: Copy) => rm(join(copy.path, 'databases'), { recursive: true }), /there is no such folder/],
    ['a torn list', (copy: Copy) => truncate(join(copy.path, 'question_list.json'), 500), /it is not JSON/],
    ['an object', (copy: Copy) => writeFile(join(copy.path, 'question_list.json'), '{}'), /it holds an object/],
    ['nothing at all', (copy: Copy) => rm(copy.path, { recursive: true }), /there is no such folder/],
  ])('%s', async (_what, breakIt, message) => {
    const copy = await copyExample();
    await breakIt(copy);
    await expect(openBenchmark(copy.path)).rejects.toThrow(
      expect.objectContaining({ name: 'UserError', message: expect.stringMatching(message) as string }),
    );
  });
});

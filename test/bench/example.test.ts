/** The shipped example benchmark: what it must hold, that `dare curate` makes it, and that it keeps its own rules. */
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readCsvHeader } from '../../src/bench/csv.ts';
import { openBenchmark } from '../../src/bench/published.ts';
import { shapeOf } from '../../src/bench/shape.ts';
import { columnOf } from '../../src/curate/frame.ts';
import { readPair } from '../../src/curate/package/read-pair.ts';
import { countMissing } from '../../src/curate/shape/facts.ts';
import { questionDifferences } from '../../src/curate/write/check-question.ts';
import { FILE_KINDS, KINDS } from '../../src/task.ts';
import { dare } from '../e2e/harness.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';
import { EXAMPLE, temporaryFolder } from './copy.ts';

const run = promisify(execFile);
const DATA = join(EXAMPLE, '../data');

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

it('holds every kind of task and file', async () => {
  const { tasks, unusable } = await openBenchmark(EXAMPLE);
  expect(unusable).toEqual([]);
  expect(new Set(tasks.map(({ kind }) => kind))).toEqual(new Set(KINDS));
  expect(new Set(tasks.map(({ parameters }) => parameters.fileKind))).toEqual(new Set(FILE_KINDS));
  expect(tasks.some(({ parameters }) => parameters.targets.length === 2)).toBe(true);
  const shapes = await Promise.all(tasks.map(shapeOf));
  expect(shapes.some(({ tables }) => tables === 3)).toBe(true);
});

it('holds missing values that an IF task fills', async () => {
  const { tasks } = await openBenchmark(EXAMPLE);
  const gaps = tasks
    .filter(({ variant }) => variant === 'if')
    .map(async ({ dataset, parameters }) => {
      const { train } = await readPair(join(EXAMPLE, 'databases', dataset));
      return parameters.workflow!.features.some((name) => countMissing(columnOf(train, name)) > 0);
    });
  expect(await Promise.all(gaps)).toContain(true);
});

it('holds one series and several, even ones and one to resample, and a day-first date', async () => {
  const { tasks } = await openBenchmark(EXAMPLE);
  const forecasts = tasks.filter(({ variant }) => variant === 'cf');
  const keys = forecasts.map(({ files }) => readCsvHeader(files.find(({ name }) => name === 'val_v2.csv')!.path));
  expect(new Set(keys.map(({ columns }) => columns.length))).toEqual(new Set([1, 2]));
  const times = forecasts.map(({ parameters }) => parameters.time!);
  expect(new Set(times.map(({ resampled }) => resampled))).toEqual(new Set([true, false]));
  expect(times.map(({ format }) => format)).toContain('%d/%m/%Y');
});

it('states every parameter of an IF task in its question', async () => {
  const { tasks } = await openBenchmark(EXAMPLE);
  for (const task of tasks) expect(questionDifferences(task), task.id).toEqual([]);
  // The names and numbers themselves, whatever the reader of questions makes of them.
  for (const { question, parameters, id } of tasks.filter(({ variant }) => variant === 'if')) {
    const { ranges, features, imputer, model, seed } = parameters.workflow!;
    const said = (words: string) => expect(question, `${id} does not say ${words}`).toContain(words);
    for (const [column, range] of Object.entries(ranges)) {
      // What stands between the column's name and the next one.
      const clauses = question.split(`\`${column}\``).map((text) => text.split('`')[0]!);
      const bounds = range.kind === 'numeric' ? [range.low, range.high] : range.values.map((value) => `"${value}"`);
      const states = (clause: string) => bounds.every((bound) => clause.includes(String(bound)));
      expect(clauses.slice(1).some(states), `${id} does not say ${bounds.join(', ')} of ${column}`).toBe(true);
    }
    const listed = features.map((name) => `\`${name}\``);
    said(`${listed.slice(0, -1).join(', ')} and ${listed.at(-1)}`);
    said({ mean: 'mean', median: 'median', most_frequent: 'most frequent' }[imputer]);
    said(model);
    if (!/^(GaussianNB|LinearRegression)$/.test(model)) {
      expect(question, id).toMatch(new RegExp(`random_state(=| set to | of )${seed}\\b`));
    }
    if (parameters.targets.length > 1) said('MultiOutputClassifier');
    for (const name of [...parameters.targets, parameters.trainFile, parameters.validationFile]) said(`\`${name}\``);
  }
});

it('is small, and names a licence for each dataset', async () => {
  const folder = join(EXAMPLE, '..');
  const sizes = await Promise.all((await filesOf(folder)).map(async (name) => (await stat(join(folder, name))).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4e6);
  expect(Math.max(...sizes)).toBeLessThan(700e3);
  const { tasks } = await openBenchmark(EXAMPLE);
  const licences = await readFile(join(EXAMPLE, 'LICENSES.csv'), 'utf8');
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  for (const { dataset, licence } of tasks) {
    expect(licences).toContain(`\n${dataset},${licence},`);
    expect(readme).toContain(`\`${dataset}\``);
  }
});

describe.skipIf(PYTHON === undefined)(PYTHON === undefined ? SKIPPED : "with the sandbox's Python", () => {
  it('is made by the command that its page names, byte for byte', async () => {
    const page = await readFile(join(EXAMPLE, '../README.md'), 'utf8');
    const [, words] = /^ {4}\.\/dare (curate --input .*)$/m.exec(page)!;
    const folder = join(await temporaryFolder(), 'bench');
    const places: Record<string, string> = { 'examples/data': DATA, 'examples/bench': folder };
    const { code, stderr } = await dare(words!.split(' ').map((word) => places[word] ?? word)).ended;
    expect(code, stderr).toBe(0);
    const made = (await filesOf(folder)).filter((name) => !name.startsWith('.curation/'));
    expect(new Set(made)).toEqual(new Set(await filesOf(EXAMPLE)));
    for (const name of made) {
      const [ours, theirs] = await Promise.all([readFile(join(EXAMPLE, name)), readFile(join(folder, name))]);
      expect(ours.equals(theirs), name).toBe(true);
    }
  }, 600_000);

  it('passes all gates again, from its files alone', async () => {
    const { code, stdout } = await dare(['curate', 'check', '--bench', EXAMPLE]).ended;
    expect(stdout).toMatch(/^9 pairs checked, 0 failed, 0 files changed; /m);
    expect(code).toBe(0);
  }, 600_000);

  it('keeps its own rules: filtering gives the error-free rows, and no forecast lies in the past', async () => {
    const { stdout } = await run(PYTHON!, ['-B', join(import.meta.dirname, 'check.py'), EXAMPLE]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(9);
  });
});

/** The shipped example benchmark: what it must hold, that its script makes it, and that it keeps its own rules. */
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openBenchmark } from '../../src/bench/published.ts';
import { shapeOf } from '../../src/bench/shape.ts';
import { FILE_KINDS, KINDS } from '../../src/task.ts';
import { EXAMPLE, temporaryFolder } from './copy.ts';

const run = promisify(execFile);
const MAKER = join(EXAMPLE, '../make-bench');
const PYTHON = process.env.DARE_PYTHON;

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

it('states every parameter of an IF task in its question', async () => {
  const { tasks } = await openBenchmark(EXAMPLE);
  for (const { question, parameters, id } of tasks.filter(({ variant }) => variant === 'if')) {
    const { ranges, features, imputer, model, seed } = parameters.workflow!;
    const said = (words: string) => expect(question, `${id} does not say ${words}`).toContain(words);
    for (const [column, range] of Object.entries(ranges)) {
      if (range.kind === 'numeric') said(`\`${column}\`: from ${range.low} to ${range.high}, both included`);
      else said(`\`${column}\`: one of ${range.values.map((value) => `"${value}"`).join(', ')}`);
    }
    const listed = features.map((name) => `\`${name}\``);
    said(`in this order: ${listed.slice(0, -1).join(', ')} and ${listed.at(-1)}`);
    said(
      { mean: "the column's mean", median: "the column's median", most_frequent: "the column's most frequent" }[
        imputer
      ],
    );
    said(model);
    said(`random_state=${seed}`);
    if (parameters.targets.length > 1) said('MultiOutputClassifier');
    for (const name of [...parameters.targets, parameters.trainFile, parameters.validationFile]) said(`\`${name}\``);
  }
});

it('is small, and names a licence for each dataset', async () => {
  const sizes = await Promise.all((await filesOf(EXAMPLE)).map(async (name) => (await stat(join(EXAMPLE, name))).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3e6);
  expect(Math.max(...sizes)).toBeLessThan(700e3);
  const { tasks } = await openBenchmark(EXAMPLE);
  const licences = await readFile(join(EXAMPLE, 'LICENSES.csv'), 'utf8');
  const readme = await readFile(join(EXAMPLE, 'README.md'), 'utf8');
  for (const { dataset, licence } of tasks) {
    expect(licences).toContain(`\n${dataset},${licence},`);
    expect(readme).toContain(`\`${dataset}\``);
  }
});

describe.skipIf(PYTHON === undefined)("with the sandbox's Python (skipped where DARE_PYTHON is not set)", () => {
  it('is made by its script, byte for byte', async () => {
    const folder = await temporaryFolder();
    await run(PYTHON!, ['-B', join(MAKER, 'make.py'), folder]);
    const made = await filesOf(folder);
    expect(new Set([...made, 'README.md'])).toEqual(new Set(await filesOf(EXAMPLE)));
    for (const name of made) {
      const [ours, theirs] = await Promise.all([readFile(join(EXAMPLE, name)), readFile(join(folder, name))]);
      expect(ours.equals(theirs), name).toBe(true);
    }
  });

  it('keeps its own rules: filtering gives the error-free rows, and no forecast lies in the past', async () => {
    const { stdout } = await run(PYTHON!, ['-B', join(MAKER, 'check.py'), EXAMPLE]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(9);
  });
});

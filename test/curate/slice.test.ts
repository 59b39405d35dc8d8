/**
 * Two hundred tasks from the tables of packages, made and put through their gates again. Minutes long: only
 * `./dare test --long` runs it.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openBenchmark } from '../../src/bench/published.ts';
import { KINDS } from '../../src/task.ts';
import { dare } from '../e2e/harness.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';

const ASKED = process.env.DARE_TEST_LONG === '1';
const WHY = ASKED ? `, ${SKIPPED}` : ', skipped: only ./dare test --long runs it';
const LIMIT = 40 * 60_000;

const folder = mkdtempSync(join(tmpdir(), 'dare-slice-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const bench = join(folder, 'slice');

const can = ASKED && PYTHON !== undefined;
describe.skipIf(!can)(`a slice of two hundred tasks${can ? '' : WHY}`, () => {
  it('is made, of all kinds and several models, with instructions that are noticed', { timeout: LIMIT }, async () => {
    const words = ['--source', 'vega', '--source', 'python', '--tasks', '200', '--per-dataset', '2', '--seed', 'slice'];
    expect(await dare(['curate', ...words, '--out', bench]).ended).toMatchObject({ code: 0 });
    const { tasks, unusable } = await openBenchmark(bench);
    expect(unusable).toEqual([]);
    expect(tasks.length).toBeGreaterThanOrEqual(200);
    expect(new Set(tasks.map(({ kind }) => kind))).toEqual(new Set(KINDS));
    const models = new Set(tasks.flatMap(({ parameters }) => parameters.workflow?.model ?? []));
    expect(models.size).toBeGreaterThanOrEqual(7);
  });

  it('passes all gates again from its files', { timeout: LIMIT }, async () => {
    const file = join(folder, 'check.json');
    expect(await dare(['curate', 'check', '--bench', bench, '--json', file]).ended).toMatchObject({ code: 0 });
    const found = JSON.parse(readFileSync(file, 'utf8')) as { checked: number; failed: unknown[]; coverage: number };
    expect(found).toMatchObject({ failed: [], changed: [], unusable: [] });
    expect(found.checked).toBeGreaterThanOrEqual(100);
    expect(found.coverage).toBeGreaterThanOrEqual(0.9);
  });
});

/** `dare score --predictions` and `dare reference`, through the program, on the shipped benchmark. */
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBenchmark } from '../../src/bench/published.ts';
import { type Task, versionOf } from '../../src/task.ts';
import { dare, EXAMPLES } from './harness.ts';

const PENGUINS = 'palmer_penguins_class';

interface Scored {
  readonly score: number | null;
  readonly exists: boolean;
  readonly perTarget: Readonly<Record<string, number | null>>;
  readonly reason: string | null;
}
interface Report {
  readonly tasks: Readonly<Record<string, { readonly v1?: Scored; readonly v2?: Scored }>>;
  readonly means: Readonly<Record<string, number | null>>;
}

let folder: string;
let references: Record<string, string>;
const { tasks, answerKey } = await openBenchmark(EXAMPLES);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-score-'));
  const made = await dare(['reference', '--bench', EXAMPLES, '--json']).ended;
  expect(made.code, made.stderr).toBe(0);
  references = JSON.parse(made.stdout) as Record<string, string>;
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const truthOf = (task: Task): string => {
  const { truth } = answerKey(task);
  return truth.kind === 'file' ? truth.path : references[task.id]!;
};

/** A folder of right answers to these tasks. */
async function answers(name: string, of: readonly Task[], layout: 'v1 and v2' | 'flat'): Promise<string> {
  const root = join(folder, name);
  for (const task of of) {
    const place = join(root, layout === 'flat' ? '' : versionOf(task.variant), task.dataset);
    await mkdir(place, { recursive: true });
    await copyFile(truthOf(task), join(place, 'prediction.csv'));
  }
  await mkdir(root, { recursive: true });
  return root;
}

async function scored(predictions: string, ...words: string[]): Promise<Report> {
  const file = join(folder, 'scores.json');
  const all = ['score', '--bench', EXAMPLES, '--predictions', predictions, '--json', file, ...words];
  const { code, stderr } = await dare(all).ended;
  expect(code, stderr).toBe(0);
  return JSON.parse(await readFile(file, 'utf8')) as Report;
}

test('right answers score 1 each, and every kind 100', async () => {
  const { tasks: scores, means } = await scored(await answers('all', tasks, 'v1 and v2'), '--variant', 'all');
  expect(Object.keys(scores)).toHaveLength(9);
  for (const { v1, v2 } of Object.values(scores)) {
    expect([v1, v2]).toMatchObject([
      { score: 1, exists: true, reason: null },
      { score: 1, exists: true, reason: null },
    ]);
  }
  expect(new Set(Object.values(means))).toEqual(new Set([100]));
});

test('one version: predictions lie directly under the dataset, and the other version is not there', async () => {
  const v2 = tasks.filter((task) => versionOf(task.variant) === 'v2');
  const { tasks: scores, means } = await scored(await answers('v2', v2, 'flat'), '--variant', 'v2');
  expect(scores[PENGUINS]).toEqual({ v2: expect.objectContaining({ score: 1 }) as unknown });
  expect(means).toMatchObject({ 'class-MM': 100, 'class-IF': null, 'time-XF': null, 'time-CF': 100 });
});

test('a missing prediction is a zero in the means, a broken one says why', async () => {
  const classification = tasks.filter((task) => task.kind === 'class-MM');
  const given = classification.filter(({ dataset }) => dataset !== PENGUINS);
  const root = await answers('missing', given, 'flat');
  const broken = join(root, given[0]!.dataset, 'prediction.csv');
  await writeFile(broken, (await readFile(broken, 'utf8')).replace('row_id', 'id'));
  const { tasks: scores, means } = await scored(root, '--variant', 'v2');
  const none = { score: 0, exists: false, perTarget: {}, reason: 'no prediction file' };
  expect(scores[PENGUINS]!.v2).toEqual(none);
  expect(scores[given[0]!.dataset]!.v2).toMatchObject({ score: 0, exists: true });
  expect(scores[given[0]!.dataset]!.v2!.reason).toMatch(/^the key column row_id is missing; the prediction has id, /);
  expect(means['class-MM']).toBeCloseTo((100 * (classification.length - 2)) / classification.length, 10);
});

test('--references file takes the benchmark’s own output where it has one', async () => {
  const bench = join(folder, 'bench');
  await cp(EXAMPLES, bench, { recursive: true });
  const task = tasks.find(({ id }) => id === `${PENGUINS}/if`)!;
  const other = (await readFile(truthOf(task), 'utf8')).replace(/^(\d+),.*/m, '$1,Nobody');
  await writeFile(join(bench, 'databases', PENGUINS, 'verify/simulated_pred_local.csv'), other);
  const root = await answers('file', [task], 'flat');
  const words = ['score', '--bench', bench, '--predictions', root, '--variant', 'v1', '--json'];
  const score = async (...more: string[]) => {
    const { code, stdout, stderr } = await dare([...words, ...more]).ended;
    expect(code, stderr).toBe(0);
    return (JSON.parse(stdout) as Report).tasks[PENGUINS]!.v1!.score;
  };
  expect(await score()).toBe(1);
  expect(await score('--references', 'file')).toBe(0);
});

test('a reference that fails leaves its task unscored, says why, and the others their scores', async () => {
  const bench = join(folder, 'failing');
  await cp(EXAMPLES, bench, { recursive: true });
  const path = join(bench, 'databases', PENGUINS, 'source/train_v1_no_err.csv');
  const [header] = (await readFile(path, 'utf8')).split('\n');
  await writeFile(path, `${header}\n${','.repeat(header!.split(',').length - 1)}\n`);
  const root = await answers('failing-predictions', tasks, 'v1 and v2');
  const words = ['score', '--bench', bench, '--predictions', root, '--json'];
  const { code, stdout, stderr } = await dare(words).ended;
  expect(code, stderr).toBe(1);
  const { tasks: scores, means } = JSON.parse(stdout) as Report;
  expect(scores[PENGUINS]!.v1).toMatchObject({
    score: null,
    exists: true,
    reason: expect.stringMatching(/^unscored: /),
  });
  expect(means['class-IF']).toBe(100);
});

test('reference --code prints scripts that make the reference outputs', async () => {
  const { code, stdout } = await dare(['reference', '--bench', EXAMPLES, '--task', PENGUINS, '--code']).ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^# ${PENGUINS}/if\\nimport pandas as pd\\n`));
  expect(stdout).toContain('prediction.to_csv("prediction.csv", index=False)');
});

test.each([
  [['--variant', 'v3'], /--variant: expected v1, v2 or all, found v3/],
  [['--references', 'made'], /--references: expected run or file, found made/],
  [['--predictions', '/nowhere'], /there is no folder \/nowhere/],
])('%j is refused', async (words, said) => {
  const { code, stdout, stderr } = await dare(['score', '--bench', EXAMPLES, '--predictions', folder, ...words]).ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(said);
});

/** `dare audit`, as users start it, on one task of the shipped benchmark: coverage, diagnoses, what is kept. */
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAuditFile } from '../../src/audit/audit-file.ts';
import { readBundle } from '../../src/audit/bundle.ts';
import { diagnoserOf } from '../../src/audit/diagnosis.ts';
import { openOutputs } from '../../src/audit/outputs.ts';
import type { Diagnosis } from '../../src/audit.ts';
import { render } from '../../src/reference.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox.ts';
import { SUBMISSION } from '../../src/task.ts';
import { openTruths } from '../../src/truths.ts';
import { openBench, openSandboxLater } from '../../src/wire.ts';
import { dare, EXAMPLES } from '../e2e/harness.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';

const DATASET = 'palmer_penguins_class';
const TASK = `${DATASET}/if`;

describe.skipIf(PYTHON === undefined)(PYTHON ? 'dare audit' : SKIPPED, () => {
  let folder: string;
  let cache: string;
  const audit = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await dare(['audit', ...words], { env: { DARE_CACHE: cache } }).ended;
    return { code, stdout, stderr };
  };
  const tasksJson = ['tasks', '--bench', EXAMPLES, '--task', TASK, '--json'];
  const bundlePath = async () => {
    const [environment] = await readdir(join(cache, 'deviations'));
    const files = await readdir(join(cache, 'deviations', environment!));
    return join(cache, 'deviations', environment!, files.find((name) => name.endsWith('.outputs'))!);
  };
  const outputsHere = async () => {
    const benchmark = await openBench(EXAMPLES, { ...process.env, DARE_CACHE: cache });
    const sandbox = await openSandboxLater(process.env);
    const truths = openTruths({ benchmark, sandbox, limits: DEFAULT_LIMITS, cache });
    const task = benchmark.tasks.find(({ id }) => id === TASK)!;
    return { task, truths, outputs: openOutputs({ sandbox, truths, cache }) };
  };

  let first: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dare-audit-'));
    cache = join(folder, 'cache');
    const { code, stdout, stderr } = await audit(...tasksJson);
    if (code !== 0) throw new Error(stderr);
    first = stdout;
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('tells of each deviation what came of it, or why it does not apply', () => {
    const { tasks, totals, failed } = JSON.parse(first);
    expect(failed).toEqual({});
    const { coverage, deviations, instructions, inapplicable, pairs } = tasks[TASK];
    expect(coverage).toBeCloseTo(totals.coverage);
    expect(coverage).toBeGreaterThan(0.5);
    expect(coverage).toBeLessThan(1);
    expect(deviations['scale-none']).toEqual({
      instruction: 'scale',
      words: 'did not scale the numeric features',
      outcome: 'different',
      differingRows: expect.any(Number),
    });
    expect(deviations['features-categorical-first'].outcome).toBe('same');
    expect(instructions.scale).toEqual({ applicable: 3, noticed: 3, untried: 0 });
    expect(inapplicable['seed-42'].why).toContain('draws no random numbers');
    expect(pairs).toEqual({ tried: 19, noticed: 19 });
  });

  it('leaves whole files only, and finds the same in them without running anything', async () => {
    const path = await bundlePath();
    const names = await readdir(join(path, '..'));
    expect(names.filter((name) => !/^[0-9a-f]{64}\.(outputs|facts\.json)$/.test(name))).toEqual([]);
    const before = await readFile(path);
    expect((await audit(...tasksJson)).stdout).toBe(first);
    expect(await readFile(path)).toEqual(before);
  });

  it('writes tables of at most 100 columns', async () => {
    const { stdout, code } = await audit('tasks', '--bench', EXAMPLES, '--task', TASK);
    expect(code).toBe(0);
    expect(stdout).toContain('scale-none');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('names each deviation by its own output, and a pair where no single one gives the same', async () => {
    const { task, outputs, truths } = await outputsHere();
    const loaded = await outputs.load(task);
    const diagnose = diagnoserOf(outputs, task);
    const path = join(folder, 'own.csv');
    let pairs = 0;
    for (const { name, result, kinds } of [...loaded.singles, ...loaded.pairs]) {
      if (result.kind !== 'different') continue;
      await writeFile(path, loaded.predictions[result.output]!);
      const { equal, explainedBy, broken, nearest } = await diagnose(path, null);
      expect(equal, name).toBe(false);
      expect(nearest, name).toBeNull();
      if (kinds.length === 1 || explainedBy.some((one) => one.includes('+'))) {
        expect(explainedBy).toContain(name);
        expect(broken).toEqual(expect.arrayContaining(kinds.map(({ instruction }) => instruction)));
        if (kinds.length === 2) pairs++;
      } else expect(explainedBy.length, name).toBeGreaterThan(0);
    }
    expect(pairs).toBeGreaterThan(10);
    expect(await diagnose(await truths.path(task), null)).toMatchObject({ equal: true, broken: [] });
  });

  it('reads code that goes by the types of columns with what the task and its files say of them', async () => {
    const { workflow, targets, trainFile } = (await outputsHere()).task.parameters;
    const { numeric, categorical } = workflow!;
    const root = join(folder, 'by-type');
    await mkdir(join(root, DATASET), { recursive: true });
    const script = `import pandas as pd
from sklearn.linear_model import LogisticRegression
train, val = pd.read_csv(${JSON.stringify(trainFile)}), pd.read_csv("val_v1.csv")
chosen = train[${JSON.stringify([...categorical, ...numeric])}]
numbers = chosen.select_dtypes("number").columns
model = LogisticRegression().fit(train[numbers], train[${JSON.stringify(targets[0])}])
pd.DataFrame({"row_id": val["row_id"], ${JSON.stringify(targets[0])}: model.predict(val[numbers])}).to_csv("prediction.csv", index=False)
`;
    await writeFile(join(root, DATASET, 'solve.py'), script);
    const { stdout, stderr, code } = await audit('predictions', '--bench', EXAMPLES, '--predictions', root, '--json');
    expect(code, stderr).toBe(0);
    const { witness } = (JSON.parse(stdout) as Record<string, Diagnosis>)[DATASET]!;
    const features = witness!.steps.find(({ instruction }) => instruction === 'features')!;
    expect(features).toMatchObject({ verdict: 'breaks', found: `without ${JSON.stringify(categorical[0])}` });
  });

  it('diagnoses predictions and the code beside them, and has a word for every IF task', async () => {
    const { task, outputs } = await outputsHere();
    const { singles, predictions } = await outputs.load(task);
    const one = singles.find(({ name }) => name === 'scale-none')!;
    const root = join(folder, 'predictions');
    await mkdir(join(root, DATASET), { recursive: true });
    await writeFile(join(root, DATASET, SUBMISSION), predictions[(one.result as { output: number }).output]!);
    await writeFile(join(root, DATASET, 'solve.py'), render(one.plan));
    // A folder of such a name is no code.
    await mkdir(join(root, DATASET, 'notes.py'));
    const { stdout, code } = await audit('predictions', '--bench', EXAMPLES, '--predictions', root, '--json');
    expect(code).toBe(0);
    const found = JSON.parse(stdout) as Record<string, Diagnosis>;
    expect(found[DATASET]).toMatchObject({ equal: false, explainedBy: ['scale-none'], broken: ['scale'] });
    expect(found[DATASET]!.witness).toMatchObject({ readable: true });
    expect(found['gapminder_life-expectancy_reg']).toMatchObject({ equal: false, differingRows: 1, witness: null });
    expect(Object.keys(found)).toHaveLength(6);
    const text = await audit('predictions', '--bench', EXAMPLES, '--predictions', root);
    expect(text.stdout).toMatch(/palmer_penguins_class +explained +scale +scale-none/);
    expect(text.stdout).toMatch(/gapminder_life-expectancy_reg +no prediction$/m);
    for (const line of text.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('diagnoses a run, and leaves in its folder what it found', async () => {
    const out = join(folder, 'run');
    const eval_ = ['eval', '--bench', EXAMPLES, '--task', TASK, '--runs', '1', '--out', out];
    const ran = await dare([...eval_, '--agent', 'baseline', '--agent', 'naive', '--agent', 'nop'], {
      env: { DARE_CACHE: cache },
    }).ended;
    expect(ran.code, ran.stderr).toBe(0);
    const { stdout, code, stderr } = await audit('run', out, '--json');
    expect(code, stderr).toBe(0);
    const kept = (await readAuditFile(out))!;
    expect(JSON.parse(stdout)).toEqual(kept);
    const diagnoses = Object.values(kept.diagnoses);
    expect(diagnoses).toHaveLength(3);
    expect(diagnoses.filter(({ equal }) => equal)).toHaveLength(1);
    expect(diagnoses.find(({ equal }) => equal)).toMatchObject({ broken: [], witness: { readable: true } });
    expect(kept.coverage[TASK]!.scale).toEqual({ applicable: 3, noticed: 3, untried: 0 });
    const text = await audit('run', out);
    expect(text.stdout).toMatch(/baseline +1 +1 +0 +0 +0/);
  });

  it('finds the same after its files were torn and it was killed in the middle', async () => {
    const path = await bundlePath();
    for (const name of await readdir(join(path, '..'))) await truncate(join(path, '..', name), 100);
    const running = dare(['audit', ...tasksJson], { env: { DARE_CACHE: cache } });
    while ((await readBundle(path, 'all')) === null) await wait(50);
    running.process.kill('SIGKILL');
    await running.ended;
    const kept = (await readBundle(path, 'all'))!.results.size;
    expect(kept).toBeGreaterThan(0);
    expect((await audit(...tasksJson)).stdout).toBe(first);
  });
});

describe('dare audit, given what it cannot use', () => {
  it.each([
    [['tasks'], /--bench/],
    [['tasks', '--bench', '/nowhere'], /\/nowhere/],
    [['tasks', '--bench', EXAMPLES, '--task', '*/mm'], /None of the selected tasks is an IF task/],
    [['predictions', '--bench', EXAMPLES], /--predictions/],
    [['predictions', '--bench', EXAMPLES, '--predictions', '/nowhere'], /there is no folder \/nowhere/],
    [
      ['predictions', '--bench', EXAMPLES, '--predictions', EXAMPLES, '--variant', 'v2'],
      /expected v1 or all, found v2/,
    ],
    [['run', EXAMPLES], /is not a run folder/],
    [[], /expected one of tasks, run, predictions, found nothing/],
    [['dance'], /expected one of tasks, run, predictions, found dance/],
  ])('says so: %j', async (words, message) => {
    const { code, stdout, stderr } = await dare(['audit', ...words]).ended;
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

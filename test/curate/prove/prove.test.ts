/** Proving, on real files in a real sandbox: what it says of a task is what a full audit says of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverageOf, shareOfTask } from '../../../src/audit/coverage.ts';
import { deviationsFor } from '../../../src/audit/deviations.ts';
import { screenTask } from '../../../src/audit/screen.ts';
import { type Made, type Proof, type ProveOptions, proveWorkflow, type Wish } from '../../../src/curate/prove/prove.ts';
import { repeatReference } from '../../../src/curate/prove/repeatable.ts';
import { randomOf } from '../../../src/curate/random.ts';
import { isRejection, type Rejection } from '../../../src/curate/rejection.ts';
import type { TabularShape } from '../../../src/curate/shape.ts';
import type { Sandbox } from '../../../src/sandbox.ts';
import { MODEL_NAMES, type ModelName } from '../../../src/task.ts';
import { openSandbox } from '../../../src/wire.ts';
import { PYTHON, SKIPPED } from '../../sandbox/python.ts';
import { madeFrame, makeTask, shapeOf } from './pairs.ts';

const only = (model: ModelName) => new Set(MODEL_NAMES.filter((other) => other !== model));

describe.skipIf(PYTHON === undefined)(PYTHON ? 'proving' : SKIPPED, () => {
  let folder: string;
  let sandbox: Sandbox;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dare-prove-test-'));
    sandbox = await openSandbox(process.env);
  });
  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const prove = (shape: TabularShape, name: string, changes: Partial<ProveOptions> = {}): Promise<Proof | Rejection> =>
    proveWorkflow({
      ...{ family: shape.design.family, trainRows: shape.train.rows, sandbox, random: randomOf('secret', name) },
      make: (wish) => makeTask(join(folder, name), shape, wish),
      ...changes,
    });
  const reasonOf = (result: Proof | Rejection) => (isRejection(result) ? result.rejected.reason : 'proven');

  it('finds a draw whose coverage a full screening finds again, of a question that leaves open what it may', async () => {
    const shape = shapeOf(madeFrame(300), 'regression');
    // A linear model without a penalty: neither scaling nor any order changes its answer.
    const linear = async (wish: Wish) =>
      makeTask(join(folder, 'one'), shape, { ...wish, avoid: only('LinearRegression') });
    const proof = (await prove(shape, 'one', { make: linear, least: 0.8 })) as Proof;
    expect(reasonOf(proof)).toBe('proven');
    expect(proof.share).toBeGreaterThanOrEqual(0.8);
    expect(proof.share).toBeGreaterThan(proof.shareOfAll);
    expect(proof.leftOpen).toContain('scale');
    const { task } = await makeTask(
      join(folder, 'one'),
      shape,
      { draw: proof.draw, avoid: only('LinearRegression') },
      proof.leftOpen,
    );
    const again = await screenTask(task, { sandbox, folder, ways: 'one', least: 0, doubtful: () => false });
    expect('problem' in again ? again.problem : again.share).toBe(proof.share);
  });

  it('is the same whether it gives up early or not, where it does not give up', async () => {
    const shape = shapeOf(madeFrame(300), 'regression');
    const { task } = await makeTask(join(folder, 'two'), shape, { draw: 1, avoid: only('Ridge') });
    const options = { sandbox, folder, ways: 'one', least: 0 } as const;
    const whole = await screenTask(task, { ...options, doubtful: () => false });
    const parted = await screenTask(task, { ...options, doubtful: (name) => name.startsWith('f') });
    if ('problem' in whole || 'problem' in parted) throw new Error('the stated steps fail');
    // Without a seed nothing is the same twice; Ridge draws none.
    const namesOf = ({ singles }: typeof whole) => singles.map(({ name, result }) => `${name} ${result.kind}`);
    expect(namesOf(parted)).toEqual(namesOf(whole));
    const names = new Set(whole.singles.map(({ kinds }) => kinds[0]!.name));
    expect(names).toEqual(new Set(deviationsFor(task, whole.facts).cases.map(({ kinds }) => kinds[0]!.name)));
    expect(shareOfTask(coverageOf(whole))).toBe(whole.share);
    const early = await screenTask(task, {
      ...options,
      least: 1,
      doubtful: (name) => name.startsWith('features-order'),
    });
    expect(early).toMatchObject({ complete: false });
  });

  it('says the same of a task every time, of what draws random numbers as well', async () => {
    const shape = shapeOf(madeFrame(200), 'classification');
    const { task } = await makeTask(join(folder, 'again'), shape, { draw: 0, avoid: only('DecisionTreeClassifier') });
    const screen = async () => {
      const result = await screenTask(task, { sandbox, folder, ways: 'one', least: 0, doubtful: () => false });
      if ('problem' in result) throw new Error(result.problem);
      return { share: result.share, predictions: result.predictions.map(String) };
    };
    expect(await screen()).toEqual(await screen());
  });

  it('gives up with the best that was found when no draw will do', async () => {
    const shape = shapeOf(madeFrame(300), 'regression');
    const wishes: Wish[] = [];
    const result = await prove(shape, 'three', {
      ...{ draws: 2, least: 1.01 },
      make: (wish) => {
        wishes.push(wish);
        return makeTask(join(folder, 'three'), shape, wish);
      },
    });
    expect(reasonOf(result)).toBe('instructions-not-noticed');
    expect((result as Rejection).rejected.figure).toBeGreaterThan(0.5);
    expect(wishes.map(({ draw }) => draw)).toEqual([0, 1]);
    expect(new Set(wishes.map(({ model }) => model)).size).toBe(2);
  });

  it('rejects a reference that another solution of the same steps contradicts', async () => {
    const shape = shapeOf(madeFrame(300), 'regression');
    const others = { ...shapeOf(madeFrame(320), 'regression'), fileKind: shape.fileKind };
    const result = await prove(shape, 'four', {
      ...{ draws: 1, least: 0 },
      make: async (): Promise<Made> => {
        const drawn = { draw: 0, avoid: only('LinearRegression') };
        const { task } = await makeTask(join(folder, 'four'), shape, drawn);
        // The harness's own rows are another dataset's.
        const { key } = await makeTask(join(folder, 'other'), others, drawn);
        return { task, key };
      },
    });
    expect(reasonOf(result)).toBe('reference-unlike-question');
  });

  it('runs the reference in every sandbox it is given, and notices when one disagrees', async () => {
    const shape = shapeOf(madeFrame(200), 'classification');
    const { task, key } = await makeTask(join(folder, 'five'), shape, {
      draw: 0,
      avoid: only('DecisionTreeClassifier'),
    });
    let runs = 0;
    const counting: Sandbox = {
      ...{ name: 'counting', environment: 'second' },
      run: (request) => {
        runs++;
        return sandbox.run(request);
      },
      [Symbol.asyncDispose]: async () => {},
    };
    const good = await repeatReference(task, key, { sandbox, second: counting, folder });
    expect(good).toMatchObject({ environments: [expect.any(String), 'counting second'] });
    expect(runs).toBe(1);
    const forgetful: Sandbox = {
      ...counting,
      run: (request) => sandbox.run({ ...request, code: seedless(request.code) }),
    };
    const bad = await repeatReference(task, key, { sandbox, second: forgetful, folder });
    expect(bad).toMatchObject({ rejected: { reason: 'reference-not-repeatable' } });
  });

  it('says when the stated steps fail', async () => {
    const shape = shapeOf(madeFrame(200), 'classification');
    const result = await prove(shape, 'six', {
      draws: 1,
      make: async (wish): Promise<Made> => {
        const { task, key } = await makeTask(join(folder, 'six'), shape, wish);
        const workflow = {
          ...task.parameters.workflow!,
          numeric: [...task.parameters.workflow!.numeric, 'kind'],
          categorical: [],
        };
        return { task: { ...task, parameters: { ...task.parameters, workflow } }, key };
      },
    });
    expect(reasonOf(result)).toBe('reference-failed');
  });
});

/** Another model, as a newer library may bring. */
function seedless(code: string): string {
  return code.replace(/DecisionTreeClassifier\([^)]*\)/g, 'DecisionTreeClassifier(max_depth=1)');
}

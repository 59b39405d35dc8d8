/** Filtering the rows with injected errors leaves the error-free rows and the same predictions, for every file kind. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editStep, type Plan, planOf, render } from '../../src/reference.ts';
import { FILE_KINDS, type FileKind, type ModelName, type Range } from '../../src/task.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';
import { ifTask } from './if-task.ts';

interface Made {
  ranges: Record<string, Range>;
  numeric: string[];
  categorical: string[];
  targets: string[];
}

interface Result {
  rows: Record<string, Record<string, unknown>>;
  prediction: string;
}

const RUN_ALL = `
import json, sys
results = []
for code in json.load(sys.stdin):
    names = {}
    exec(code, names)
    rows = names["train"].reset_index(drop=True)[names["features"] + names["targets"]]
    results.append({"rows": json.loads(rows.to_json()), "prediction": open("prediction.csv").read()})
print(json.dumps(results))
`;
const MAKER = fileURLToPath(new URL('awkward.py', import.meta.url));

describe.skipIf(PYTHON === undefined)(PYTHON ? 'reference solution' : SKIPPED, () => {
  const folders = new Map<FileKind, { folder: string; made: Made }>();
  beforeAll(() => {
    for (const kind of FILE_KINDS) {
      const folder = mkdtempSync(join(tmpdir(), `dare-reference-${kind}-`));
      const made = JSON.parse(execFileSync(PYTHON!, [MAKER, kind, folder], { encoding: 'utf8' })) as Made;
      folders.set(kind, { folder, made });
    }
  });
  afterAll(() => {
    for (const { folder } of folders.values()) rmSync(folder, { recursive: true });
  });

  const taskOf = (kind: FileKind, model: ModelName, targets: readonly string[]) => {
    const { ranges, numeric, categorical } = folders.get(kind)!.made;
    return ifTask({ fileKind: kind, targets, ranges, numeric, categorical, model });
  };
  /** Of each plan the prediction, and the training rows as they went into the model; all in one interpreter. */
  const run = (kind: FileKind, ...plans: readonly Plan[]): Result[] => {
    const { folder } = folders.get(kind)!;
    const input = JSON.stringify(plans.map(render));
    const options = { cwd: folder, input, encoding: 'utf8', maxBuffer: 1e8, stdio: 'pipe' } as const;
    return JSON.parse(execFileSync(PYTHON!, ['-W', 'ignore', '-c', RUN_ALL], options)) as Result[];
  };

  for (const kind of FILE_KINDS) {
    it(`is the same from filtered as from error-free ${kind} rows`, () => {
      const cases = [
        ['LogisticRegression', ['first target', 'second target']],
        ['DecisionTreeClassifier', ['first target']],
        ['MLPRegressor', ['amount', 'amount 2']],
        ['GaussianNB', ['third target']],
      ] as const;
      const tasks = cases.map(([model, targets]) => taskOf(kind, model, targets));
      const filtered = run(kind, ...tasks.map((task) => planOf(task, 'filtered')));
      const clean = run(kind, ...tasks.map((task) => planOf(task, 'error-free')));
      expect(filtered).toEqual(clean);
      for (const { prediction } of clean) expect(prediction.trim().split('\n')).toHaveLength(41);
    });
  }

  it('differs when the filter is left out, and loses rows when it drops missing values', () => {
    const plan = planOf(taskOf('csv', 'Ridge', ['amount']), 'filtered');
    const without = editStep(plan, 'filter', () => null);
    const dropping = editStep(plan, 'filter', (step) => ({ ...step, missing: 'drop' }));
    const [right, unfiltered, dropped] = run('csv', plan, without, dropping);
    expect(unfiltered!.prediction).not.toBe(right!.prediction);
    const missing = ({ rows }: Result) => Object.values(rows.plain!).filter((value) => value === null).length;
    expect(missing(right!)).toBeGreaterThan(10);
    expect(missing(dropped!)).toBe(0);
  });

  it('gives another answer for every edit that a step allows', () => {
    const plan = planOf(taskOf('sqlite', 'MLPRegressor', ['amount', 'amount 2']), 'filtered');
    const both = 'train-and-validation' as const;
    const edits: Record<string, Plan> = {
      'imputer on all rows': editStep(plan, 'numeric', (s) => ({ ...s, impute: { ...s.impute, fitOn: both } })),
      'scaler on all rows': editStep(plan, 'numeric', (s) => ({ ...s, scale: { scaler: 'standard', fitOn: both } })),
      'min-max': editStep(plan, 'numeric', (s) => ({ ...s, scale: { scaler: 'min-max', fitOn: 'train' } })),
      'no scaler': editStep(plan, 'numeric', (s) => ({ ...s, scale: null })),
      'reversed numbers': editStep(plan, 'numeric', (s) => ({ ...s, columns: s.columns.toReversed() })),
      ordinal: editStep(plan, 'categorical', (s) => ({ ...s, encode: { ...s.encode, encoder: 'ordinal' } })),
      'first level dropped': editStep(plan, 'categorical', (s) => ({ ...s, encode: { ...s.encode, drop: 'first' } })),
      seed: editStep(plan, 'model', (s) => ({ ...s, parameters: { random_state: 0 } })),
      'no seed': editStep(plan, 'model', (s) => ({ ...s, parameters: {} })),
      'one model each': editStep(plan, 'model', (s) => ({ ...s, targets: 'one-model-each' })),
      'ids from 0': editStep(plan, 'predict', (s) => ({ ...s, ids: 'recounted' })),
      'exclusive bounds': editStep(plan, 'filter', (s) => ({ ...s, bounds: 'neither' })),
    };
    const [right, ...edited] = run('sqlite', plan, ...Object.values(edits));
    const same = Object.keys(edits).filter((_, index) => edited[index]!.prediction === right!.prediction);
    expect(same).toEqual([]);
  });

  it('writes class labels as codes if the plan says so', () => {
    const plan = planOf(taskOf('csv', 'DecisionTreeClassifier', ['first target']), 'filtered');
    const [right, codes] = run(
      'csv',
      plan,
      editStep(plan, 'predict', (step) => ({ ...step, labels: 'codes' })),
    );
    const back: Record<string, string> = { 0: 'NA', 1: 'no', 2: 'yes' };
    expect(codes!.prediction.replace(/,(\d)$/gm, (_, code: string) => `,${back[code]}`)).toBe(right!.prediction);
  });

  it('joins tables on row_id whatever the order of their rows, or in the ways a plan can be wrong', () => {
    const plan = planOf(taskOf('sqlite', 'Ridge', ['amount']), 'error-free');
    const outer = editStep(plan, 'load', (step) => ({ ...step, tables: 'outer' }));
    const [inner, joined] = run('sqlite', plan, outer);
    expect(joined!.prediction).toBe(inner!.prediction);
    const first = editStep(plan, 'load', (step) => ({ ...step, tables: 'first' }));
    expect(() => run('sqlite', first)).toThrow(/KeyError/);
  });
});

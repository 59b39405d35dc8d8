/** Whoever writes in one of the planted styles and breaks nothing has the reference's answer, however awkward the data. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planOf, render } from '../../src/reference.ts';
import { FILE_KINDS, type FileKind, type ModelName, type Range, type Task } from '../../src/task.ts';
import { ifTask } from '../reference/if-task.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';
import { chance } from './planted/chance.ts';
import { type Facts, factsProgram, parseFacts } from './planted/facts.ts';
import { QUIRKS, SLIPS } from './planted/slips.ts';
import { STYLES } from './planted/styles.ts';
import { faithful, type Work } from './planted/work.ts';

interface Made {
  readonly ranges: Record<string, Range>;
  readonly numeric: string[];
  readonly categorical: string[];
}

/** Every model once, and every kind of file with classes and with numbers, one target and several. */
const CASES: Readonly<Record<FileKind, readonly (readonly [ModelName, readonly string[]])[]>> = {
  csv: [
    ['LogisticRegression', ['first target', 'second target']],
    ['MLPRegressor', ['amount', 'amount 2']],
    ['Lasso', ['amount']],
    ['GaussianNB', ['third target']],
  ],
  sqlite: [
    ['DecisionTreeClassifier', ['first target', 'second target']],
    ['LinearRegression', ['amount', 'amount 2']],
    ['LinearSVC', ['third target']],
  ],
  parquet: [
    ['MLPClassifier', ['first target']],
    ['Ridge', ['amount', 'amount 2']],
    ['DecisionTreeRegressor', ['amount']],
  ],
};

/** Of each case, runs each list of scripts and compares what it leaves with what the first one left. */
const RUN_ALL = `
import json, os, sys
import numpy as np
import pandas as pd

def run(codes):
    if os.path.exists("prediction.csv"):
        os.remove("prediction.csv")
    problem = None
    for code in codes:
        try:
            exec(code, {"__name__": "__main__"})
            problem = None
        except Exception as error:
            problem = repr(error)
    return problem, pd.read_csv("prediction.csv", keep_default_na=False) if problem is None else None

def verdict(codes, answers):
    problem, found = run(codes)
    if problem is not None:
        return problem
    if list(found) != list(answers) or len(found) != len(answers):
        return "other rows or columns"
    same = [np.allclose(answers[c], found[c]) if answers[c].dtype.kind == "f" else (answers[c] == found[c]).all() for c in answers]
    return "equal" if all(same) else "differs"

sys.stdout = open(os.devnull, "w")
found = []
for reference, *others in json.load(sys.stdin):
    _, answers = run(reference)
    found.append([verdict(codes, answers) for codes in others])
print(json.dumps(found), file=sys.__stdout__)
`;
const MAKER = fileURLToPath(new URL('../reference/awkward.py', import.meta.url));

describe.skipIf(PYTHON === undefined)(PYTHON ? 'planted styles' : SKIPPED, () => {
  const folders = new Map<FileKind, { folder: string; made: Made }>();
  beforeAll(() => {
    for (const kind of FILE_KINDS) {
      const folder = mkdtempSync(join(tmpdir(), `dare-planted-${kind}-`));
      const made = JSON.parse(execFileSync(PYTHON!, [MAKER, kind, folder], { encoding: 'utf8' })) as Made;
      folders.set(kind, { folder, made });
    }
  });
  afterAll(() => {
    for (const { folder } of folders.values()) rmSync(folder, { recursive: true });
  });

  const python = (kind: FileKind, code: string, input = ''): string => {
    const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
    const options = {
      cwd: folders.get(kind)!.folder,
      env,
      input,
      encoding: 'utf8',
      maxBuffer: 1e8,
      stdio: 'pipe',
    } as const;
    return execFileSync(PYTHON!, ['-W', 'ignore', '-c', code], options);
  };
  /** Of each task, what each of its attempts' scripts came to beside the reference. */
  const verdicts = (kind: FileKind, cases: readonly { task: Task; attempts: readonly string[][] }[]): string[][] => {
    const all = cases.map(({ task, attempts }) => [[render(planOf(task, 'error-free'))], ...attempts]);
    return JSON.parse(python(kind, RUN_ALL, JSON.stringify(all))) as string[][];
  };
  /**
   * Where missing text is None, scikit-learn's imputer leaves it as a category of its own, and so does the reference;
   * pandas fills it. Only CSV files have NaN there, and all styles the same answer.
   */
  const taskOf = (kind: FileKind, model: ModelName, targets: readonly string[]): Task => {
    const { ranges, numeric, categorical } = folders.get(kind)!.made;
    const without = kind === 'csv' ? categorical : categorical.filter((column) => column !== 'import');
    return ifTask({ fileKind: kind, targets, ranges, numeric, categorical: without, model });
  };
  const factsOf = (kind: FileKind): Facts => parseFacts(python(kind, factsProgram(taskOf(kind, 'Ridge', ['amount']))));

  it.each(FILE_KINDS)('have the reference’s answer from %s files', (kind) => {
    const facts = factsOf(kind);
    const cases = CASES[kind].map(([model, targets]) => {
      const task = taskOf(kind, model, targets);
      const work = faithful(task, facts);
      const styles = STYLES.filter((style) => style.writes(work));
      const attempts = styles.map((style) => style.write(work, chance(1, style.name)).map(({ code }) => code));
      return { task, styles, attempts };
    });
    const found = verdicts(kind, cases);
    const wrong = cases.flatMap(({ task, styles }, at) =>
      styles.flatMap(({ name }, index) => {
        const verdict = found[at]![index];
        return verdict === 'equal' ? [] : [`${task.parameters.workflow!.model}, ${name}: ${verdict}`];
      }),
    );
    expect(wrong).toEqual([]);
    expect(cases.every(({ styles }) => styles.length >= 12)).toBe(true);
  });

  it('say each slip in at least five styles, in code that runs', () => {
    const task = taskOf('csv', 'DecisionTreeClassifier', ['first target', 'second target']);
    const facts = factsOf('csv');
    const work = faithful(task, facts);
    const random = chance(3);
    const told: { what: string; codes: string[] }[] = [];
    const writers = new Map<string, number>();
    const add = (what: string, wrong: Work | null) => {
      if (wrong === null) return;
      const able = STYLES.filter((style) => style.writes(wrong));
      writers.set(what, able.length);
      const style = random.pick(able);
      told.push({ what: `${what} (${style.name})`, codes: style.write(wrong, random).map(({ code }) => code) });
    };
    for (const { name, make } of SLIPS) add(name, make(work, facts, random));
    for (const { name, make } of QUIRKS) add(name, make(work));
    const [found] = verdicts('csv', [{ task, attempts: told.map(({ codes }) => codes) }]);
    const failed = told.filter((_, at) => !/^(equal|differs|other)/.test(found![at]!)).map(({ what }) => what);
    expect(failed).toEqual([]);
    expect(told.length).toBeGreaterThan(28);
    expect([...writers].filter(([, count]) => count < 5).map(([name]) => name)).toEqual(['scaled-by-sample']);
    expect(found!.filter((verdict) => verdict !== 'equal').length).toBeGreaterThan(20);
  });
});

/** Each deviation is the change that its name says, of the step that its instruction is about, and of nothing else. */
import { describe, expect, it } from 'vitest';
import { deviationsFor, KINDS, likelihoodOf, pairsFor } from '../../src/audit/deviations.ts';
import { type DataFacts, INSTRUCTIONS } from '../../src/audit.ts';
import { type Plan, planOf, render } from '../../src/reference.ts';
import { MODEL_NAMES, type Task } from '../../src/task.ts';
import { ifTask } from '../reference/if-task.ts';
import { busyFacts, columnFacts } from './facts-of.ts';

const PARTS = {
  fileKind: 'csv',
  targets: ['y', 'z'],
  ranges: {
    a: { kind: 'numeric', low: 0, high: 9 },
    u: { kind: 'numeric', low: 1, high: 2 },
    d: { kind: 'categorical', values: ['x'] },
  },
  numeric: ['c', 'a', 'b'],
  categorical: ['d', 'e'],
} as const;
const tree = ifTask({ ...PARTS, model: 'DecisionTreeClassifier' });
const perceptron = ifTask({ ...PARTS, fileKind: 'sqlite', model: 'MLPRegressor' });
const logistic = ifTask({ ...PARTS, model: 'LogisticRegression' });
const ALL = [tree, perceptron, logistic, medianOf(tree)];

function medianOf(task: Task): Task {
  const workflow = { ...task.parameters.workflow!, imputer: 'median' } as const;
  return { ...task, parameters: { ...task.parameters, workflow } };
}

/** What differs between two plans, as `step.field`; a step that is gone or new as its name alone. */
function changes(before: Plan, after: Plan): string[] {
  const named = (plan: Plan) =>
    Map.groupBy(plan.steps, (step) => ('frame' in step ? `${step.step} ${step.frame}` : step.step));
  const [left, right] = [named(before), named(after)];
  const fields = [...new Set([...left.keys(), ...right.keys()])].flatMap((name) => {
    const [one, other] = [left.get(name) ?? [], right.get(name) ?? []];
    if (one.length !== other.length) return [name];
    const [was, is] = [one[0] as unknown as Record<string, unknown>, other[0] as unknown as Record<string, unknown>];
    return Object.keys(was).flatMap((field) =>
      JSON.stringify(was[field]) === JSON.stringify(is[field]) ? [] : [`${name}.${field}`],
    );
  });
  return fields.sort();
}

function applied(task: Task, name: string, facts: DataFacts = busyFacts(task)): [string, string[]][] {
  const plan = planOf(task, 'filtered');
  return deviationsFor(task, facts).cases.flatMap(({ kinds, name: way, plan: edited }) =>
    kinds[0]!.name === name ? [[way, changes(plan, edited)]] : [],
  );
}

/** The fields of a plan that each deviation may change, and does. */
const CHANGED: Readonly<Record<string, readonly string[]>> = {
  'join-left': ['load train.tables', 'load validation.tables'],
  'join-outer': ['load train.tables', 'load validation.tables'],
  'join-one-table': [
    'categorical.columns',
    'filter.ranges',
    'load train.tables',
    'numeric.columns',
    'select.features',
    'types.numbers',
  ],
  'missing-words-default': ['load train.missing', 'load validation.missing'],
  'filter-none': ['filter'],
  'filter-drop-missing': ['filter.missing'],
  'filter-exclusive': ['filter.bounds'],
  'filter-numeric-only': ['filter.ranges'],
  'filter-categories-only': ['filter.ranges'],
  'filter-selected-only': ['filter.ranges'],
  'filter-one-left-out': ['filter.ranges'],
  'types-codes-as-numbers': ['categorical.columns', 'numeric.columns', 'select.features'],
  'types-numbers-as-codes': ['categorical.columns', 'numeric.columns', 'select.features'],
  'types-left-as-read': ['types'],
  'features-all': ['categorical.columns', 'numeric.columns', 'select.features'],
  'features-left-out': ['categorical.columns', 'numeric.columns', 'select.features'],
  'features-order-reversed': ['categorical.columns', 'numeric.columns', 'select.features'],
  'features-order-sorted': ['numeric.columns', 'select.features'],
  'features-order-file': ['categorical.columns', 'numeric.columns', 'select.features'],
  'features-categorical-first': ['model.first'],
  'impute-mean': ['numeric.impute'],
  'impute-median': ['numeric.impute'],
  'impute-most-frequent': ['numeric.impute'],
  'impute-zero': ['numeric.impute'],
  'impute-own-category': ['categorical.impute'],
  'impute-drop-rows': ['drop-missing'],
  'impute-all-rows': ['categorical.impute', 'numeric.impute'],
  'scale-none': ['numeric.scale'],
  'scale-min-max': ['numeric.scale'],
  'scale-all-rows': ['numeric.scale'],
  'encode-ordinal': ['categorical.encode'],
  'encode-drop-first': ['categorical.encode'],
  'encode-all-rows': ['categorical.encode'],
  'model-another': ['model.name', 'model.parameters', 'model.targets'],
  'model-more-iterations': ['model.parameters'],
  'model-other-solver': ['model.parameters'],
  'model-balanced': ['model.parameters'],
  'model-other-setting': ['model.parameters'],
  'seed-none': ['model.parameters'],
  'seed-42': ['model.parameters'],
  'seed-0': ['model.parameters'],
  'targets-one-model-each': ['model.targets'],
  'targets-together': [],
  'output-ids-sorted': ['predict.ids'],
  'output-ids-from-0': ['predict.ids'],
  'output-ids-from-1': ['predict.ids'],
  'output-label-codes': ['predict.labels'],
  'output-rounded': ['predict.digits'],
};

describe('deviations', () => {
  it('have names of their own, which begin with an instruction, and words', () => {
    const names = KINDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, instruction, words } of KINDS) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
      expect(name.startsWith(`${instruction}-`)).toBe(true);
      expect(words).toMatch(/^[a-z].*[^.]$/);
    }
    expect(new Set(KINDS.map(({ instruction }) => instruction))).toEqual(new Set(INSTRUCTIONS));
    expect(Object.keys(CHANGED)).toEqual(names);
  });

  for (const { name } of KINDS) {
    it(`change what they say: ${name}`, () => {
      const ways = ALL.flatMap((task) => applied(task, name));
      const allowed = CHANGED[name]!;
      for (const [way, changed] of ways) {
        expect(changed.length, `${way} changes nothing`).toBeGreaterThan(0);
        expect(allowed, way).toEqual(expect.arrayContaining(changed));
      }
      expect(new Set(ways.flatMap(([, changed]) => changed))).toEqual(new Set(allowed));
    });
  }

  it('leave the plan that they edit as it was, and give Python that differs from its Python', () => {
    for (const task of ALL) {
      const before = render(planOf(task, 'filtered'));
      const { cases } = deviationsFor(task, busyFacts(task));
      expect(render(planOf(task, 'filtered'))).toBe(before);
      for (const { name, plan } of cases) expect(render(plan), name).not.toBe(before);
    }
  });

  it('come to a plan or to a reason for every task, each once', () => {
    for (const model of MODEL_NAMES) {
      for (const targets of [['y'], ['y', 'z']]) {
        const task = ifTask({ ...PARTS, targets, model });
        const { cases, inapplicable } = deviationsFor(task, busyFacts(task));
        const names = [...new Set(cases.map(({ kinds }) => kinds[0]!.name)), ...inapplicable.map(({ name }) => name)];
        expect(names.sort()).toEqual(KINDS.map(({ name }) => name).sort());
        expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
        for (const { why } of inapplicable) expect(why).toMatch(/^\S.+[^.]$/);
      }
    }
  });

  it('do not apply where the data leave them nothing to do', () => {
    const quiet = columnFacts({
      missing: { kept: 0, train: 0, validation: 0 },
      missingWords: 0,
      outOfRange: 0,
      onBound: 0,
      numeric: false,
      whole: false,
      coded: true,
      even: true,
      unseen: 0,
      retyped: false,
    });
    const busy = busyFacts(logistic);
    const facts: DataFacts = {
      ...busy,
      columns: Object.fromEntries(Object.keys(busy.columns).map((name) => [name, quiet])),
      validationOrder: [],
      rows: { kept: 60, unfiltered: 60, byNumericRanges: 60, byCategories: 60, bySelected: 60 },
      tables: 1,
      tableColumns: {},
      joins: { left: false, outer: false },
      ids: { rising: true, from0: true, from1: false },
    };
    const kept = new Set(deviationsFor(logistic, facts).cases.map(({ kinds }) => kinds[0]!.name));
    expect([...kept]).toEqual([
      'features-left-out',
      'features-order-reversed',
      'features-order-sorted',
      'features-order-file',
      'features-categorical-first',
      'scale-none',
      'scale-min-max',
      'scale-all-rows',
      'encode-ordinal',
      'encode-drop-first',
      'model-another',
      'model-more-iterations',
      'model-other-solver',
      'model-other-setting',
      'output-ids-from-1',
    ]);
  });

  it('name columns with any signs so that a pair is still two names around a plus', () => {
    const task = ifTask({ ...PARTS, numeric: ['a+b', 'c:d'], categorical: ['e'], model: 'Ridge' });
    const { cases } = deviationsFor(task, busyFacts(task));
    for (const { name } of cases) expect(name).not.toContain('+');
    expect(cases.map(({ name }) => name)).toContain('features-left-out:c:d');
  });
});

describe('pairs', () => {
  const facts = busyFacts(tree);
  const { cases } = deviationsFor(tree, facts);
  const all = new Set(cases.map(({ name }) => name));

  it('are of two instructions that alone change the answer, the likeliest first', () => {
    const pairs = pairsFor(tree, facts, all);
    expect(pairs.length).toBeGreaterThan(20);
    for (const pair of pairs) {
      const [one, other, ...more] = pair.kinds;
      expect(more).toEqual([]);
      expect(one!.instruction).not.toBe(other!.instruction);
      expect(pair.name.split('+')).toHaveLength(2);
    }
    const likelihoods = pairs.map(likelihoodOf);
    expect(likelihoods).toEqual(likelihoods.toSorted((a, b) => b - a));
    expect(new Set(pairs.map(({ name }) => name)).size).toBe(pairs.length);
  });

  it('make both changes', () => {
    const plan = planOf(tree, 'filtered');
    const changed = (name: string) => changes(plan, cases.find((one) => one.name === name)!.plan);
    for (const { name, plan: edited } of pairsFor(tree, facts, all)) {
      const [one, other] = name.split('+') as [string, string];
      expect(changes(plan, edited), name).toEqual([...new Set([...changed(one), ...changed(other)])].sort());
    }
  });

  it('are none where only one thing is noticed', () => {
    expect(pairsFor(tree, facts, new Set(['scale-none']))).toEqual([]);
    expect(pairsFor(tree, facts, new Set(['scale-none', 'seed-42'])).map(({ name }) => name)).toEqual([
      'scale-none+seed-42',
    ]);
  });
});

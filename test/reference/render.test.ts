/** What a plan says is what the Python text says, whatever the names in it. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { literal, type PythonValue } from '../../src/reference/python.ts';
import { editStep, planOf, render } from '../../src/reference.ts';
import { MODEL_NAMES } from '../../src/task.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';
import { ifTask } from './if-task.ts';

const EVALUATE = `
import ast, json, sys
print(json.dumps([ast.literal_eval(text) for text in json.load(sys.stdin)]))
`;
const ASSIGNED = `
import ast, json, sys
def assigned(code):
    found = {}
    for node in ast.parse(code).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try: found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError: pass
    return found
print(json.dumps([assigned(code) for code in json.load(sys.stdin)]))
`;

/** Runs a program that reads JSON and prints JSON. */
function python(program: string, input: unknown): unknown {
  return JSON.parse(execFileSync(PYTHON!, ['-c', program], { input: JSON.stringify(input), encoding: 'utf8' }));
}

const task = ifTask({
  fileKind: 'csv',
  targets: ['y'],
  ranges: { a: { kind: 'numeric', low: 0, high: 9 }, b: { kind: 'categorical', values: ['x'] } },
  numeric: ['a'],
  categorical: ['b'],
  model: 'Ridge',
});

describe.skipIf(PYTHON === undefined)(PYTHON ? 'Python text' : SKIPPED, () => {
  it('holds any text, number, list and dictionary', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const scalar = fc.oneof(text, number, fc.integer(), fc.boolean(), fc.constant(null));
    const value = fc.oneof(scalar, fc.array(scalar), fc.dictionary(text, fc.array(scalar), { noNullPrototype: true }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 50, maxLength: 200 }), (values) => {
        const back = python(
          EVALUATE,
          values.map((one) => literal(one as PythonValue)),
        );
        expect(back).toEqual(JSON.parse(JSON.stringify(values)));
      }),
      { numRuns: 8 },
    );
  });

  it('names the columns, targets and ranges exactly as the plan does, however hostile', () => {
    const hostile = fc.constantFrom(
      '"',
      "'",
      '\\',
      '\n',
      '\r',
      '{x}',
      '$&',
      '# no',
      '"""',
      '\u2028',
      '\0',
      'é',
      '列',
      '🙂',
    );
    const name = fc
      .array(fc.oneof(hostile, fc.string({ maxLength: 4 })), { minLength: 1, maxLength: 5 })
      .map((p) => p.join(''));
    const names = fc.uniqueArray(name, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(names, { minLength: 20, maxLength: 40 }), (cases) => {
        const tasks = cases.map(([a, b, c, y, z]) =>
          ifTask({
            fileKind: 'csv',
            targets: [y!, z!],
            ranges: { [a!]: { kind: 'numeric', low: -1.5, high: 2 }, [c!]: { kind: 'categorical', values: [y!, a!] } },
            numeric: [a!, b!],
            categorical: [c!],
            model: 'LinearSVC',
          }),
        );
        const found = python(
          ASSIGNED,
          tasks.map((one) => render(planOf(one, 'filtered'))),
        );
        expect(found).toMatchObject(
          cases.map(([a, b, c, y, z]) => ({
            features: [a, b, c],
            targets: [y, z],
            numeric: [a, b],
            categorical: [c],
            limits: Object.fromEntries([[a, [-1.5, 2]]]),
            allowed: Object.fromEntries([[c, [y, a]]]),
          })),
        );
      }),
      { numRuns: 5 },
    );
  });
});

describe('render', () => {
  it('writes the same text every time, and a text that differs when any step is left out', () => {
    const plan = planOf(task, 'filtered');
    expect(render(planOf(task, 'filtered'))).toBe(render(plan));
    for (const { step } of plan.steps) {
      expect(render(editStep(plan, step, () => null))).not.toBe(render(plan));
    }
  });

  it('reads the error-free rows under their own name, and does not filter them', () => {
    const text = render(planOf(task, 'error-free'));
    expect(text).toContain('"train_v1_no_err.csv"');
    expect(text).not.toContain('between');
    expect(render(planOf(task, 'filtered'))).not.toContain('no_err');
  });

  it('wraps only the classifiers that fit one target, and only for several', () => {
    const wrapped = MODEL_NAMES.filter((model) => {
      const several = planOf(
        ifTask({ ...task.parameters.workflow!, fileKind: 'csv', targets: ['y', 'z'], model }),
        'filtered',
      );
      const one = planOf(ifTask({ ...task.parameters.workflow!, fileKind: 'csv', targets: ['y'], model }), 'filtered');
      expect(render(one)).not.toContain('MultiOutput');
      return render(several).includes('MultiOutputClassifier');
    });
    expect(wrapped).toEqual(['LogisticRegression', 'GaussianNB', 'LinearSVC']);
  });

  it('gives the stated seed to every model that takes one', () => {
    const unseeded = MODEL_NAMES.filter((model) => {
      const plan = planOf(ifTask({ ...task.parameters.workflow!, fileKind: 'csv', targets: ['y'], model }), 'filtered');
      return !render(plan).includes(`${model}(random_state=17)`);
    });
    expect(unseeded).toEqual(['GaussianNB', 'LinearRegression']);
  });

  it('refuses a task that states no workflow', () => {
    const { workflow: _, ...parameters } = task.parameters;
    expect(() => planOf({ ...task, parameters }, 'filtered')).toThrow(/states no workflow/);
  });
});

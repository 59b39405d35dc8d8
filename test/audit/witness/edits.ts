/** Any IF task, and every single change of its plan by which one instruction is broken. */
import fc from 'fast-check';
import type { Instruction } from '../../../src/audit.ts';
import { editStep, type Plan, planOf, render } from '../../../src/reference.ts';
import { FILE_KINDS, MODEL_NAMES, type Range, type Task } from '../../../src/task.ts';
import { ifTask } from '../../reference/if-task.ts';

const letters = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9 _()./%$é'"\\-]{0,14}$/);
const name = letters.filter((text) => text !== 'row_id');

const range = (categorical: boolean): fc.Arbitrary<Range> =>
  categorical
    ? fc
        .oneof(
          fc.uniqueArray(fc.stringMatching(/^[A-Za-z ,'é/-]{1,8}$/), { minLength: 1, maxLength: 6 }),
          fc.uniqueArray(fc.integer({ min: -5, max: 40 }), { minLength: 1, maxLength: 6 }),
          fc.constant([true, false]),
        )
        .map((values) => ({ kind: 'categorical' as const, values }))
    : fc
        .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1, max: 1e5, noNaN: true }))
        .map(([low, width]) => ({ kind: 'numeric' as const, low: low + 0, high: low + width }));

/** IF tasks with one to three targets, numeric and categorical features or either, and columns that are filtered only. */
export const tasks: fc.Arbitrary<Task> = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 9, maxLength: 9, selector: (text) => text.toLowerCase() }),
    numeric: fc.integer({ min: 0, max: 3 }),
    categorical: fc.integer({ min: 0, max: 2 }),
    others: fc.integer({ min: 0, max: 1 }),
    targets: fc.integer({ min: 1, max: 3 }),
    kind: fc.constantFrom(...FILE_KINDS),
    model: fc.constantFrom(...MODEL_NAMES),
    imputer: fc.constantFrom('mean', 'median', 'most_frequent'),
    seed: fc.integer({ min: 0, max: 99 }),
    ranges: fc.tuple(...Array.from({ length: 6 }, (_, index) => range(index === 3 || index === 4))),
  })
  .filter(({ numeric, categorical }) => numeric + categorical > 0)
  .map(({ names, numeric, categorical, others, targets, kind, model, imputer, seed, ranges }) => {
    const own = [...names.slice(0, numeric), ...names.slice(3, 3 + categorical), ...names.slice(5, 5 + others)];
    const task = ifTask({
      fileKind: kind,
      targets: names.slice(6, 6 + targets),
      ranges: Object.fromEntries(own.map((column) => [column, ranges[names.indexOf(column)]!])),
      numeric: names.slice(0, numeric),
      categorical: names.slice(3, 3 + categorical),
      model,
    });
    const workflow = { ...task.parameters.workflow!, imputer, seed };
    return { ...task, question: 'multiple tables', parameters: { ...task.parameters, workflow } };
  });

export interface Edit {
  readonly name: string;
  readonly instruction: Instruction;
  /** Whether the text shows it beyond doubt. */
  readonly sure: boolean;
  readonly code: string;
}

const BOTH = 'train-and-validation';
type Change = (plan: Plan, task: Task) => Plan;

const leaveOut = (plan: Plan, column: string): Plan =>
  editStep(
    editStep(
      editStep(plan, 'select', (step) => ({ ...step, features: step.features.filter((one) => one !== column) })),
      'numeric',
      (step) => ({ ...step, columns: step.columns.filter((one) => one !== column) }),
    ),
    'categorical',
    (step) => ({ ...step, columns: step.columns.filter((one) => one !== column) }),
  );

const EDITS: readonly (readonly [string, Instruction, Change])[] = [
  ['outer join', 'join', (plan) => editStep(plan, 'load', (step) => ({ ...step, tables: 'outer' }))],
  ['left join', 'join', (plan) => editStep(plan, 'load', (step) => ({ ...step, tables: 'left' }))],
  ['first table', 'join', (plan) => editStep(plan, 'load', (step) => ({ ...step, tables: 'first' }))],
  [
    "reader's words",
    'missing-words',
    (plan) => editStep(plan, 'load', (step) => ({ ...step, missing: 'reader-default' })),
  ],
  ['no filter', 'filter', (plan) => editStep(plan, 'filter', () => null)],
  ['filter drops missing', 'filter', (plan) => editStep(plan, 'filter', (step) => ({ ...step, missing: 'drop' }))],
  ...(['neither', 'left', 'right'] as const).map(
    (bounds) =>
      [
        `bounds ${bounds}`,
        'filter',
        (plan: Plan) => editStep(plan, 'filter', (step) => ({ ...step, bounds })),
      ] as const,
  ),
  ...(['numeric', 'categorical'] as const).map(
    (kind) =>
      [
        `${kind} ranges only`,
        'filter',
        (plan: Plan) =>
          editStep(plan, 'filter', (step) => ({
            ...step,
            ranges: Object.fromEntries(Object.entries(step.ranges).filter(([, one]) => one.kind === kind)),
          })),
      ] as const,
  ),
  [
    'a wider range',
    'filter',
    (plan) =>
      editStep(plan, 'filter', (step) => ({
        ...step,
        ranges: Object.fromEntries(
          Object.entries(step.ranges).map(([column, one], index) =>
            index > 0
              ? [column, one]
              : [
                  column,
                  one.kind === 'numeric'
                    ? { ...one, high: one.high + 1 }
                    : { ...one, values: [...one.values, 'other'] },
                ],
          ),
        ),
      })),
  ],
  ['a feature left out', 'features', (plan, task) => leaveOut(plan, task.parameters.workflow!.features[0]!)],
  [
    'a feature more',
    'features',
    (plan) =>
      editStep(
        editStep(plan, 'select', (step) => ({ ...step, features: [...step.features, 'more'] })),
        'numeric',
        (step) => ({ ...step, columns: [...step.columns, 'more'] }),
      ),
  ],
  [
    'features reversed',
    'features',
    (plan) =>
      editStep(
        editStep(plan, 'numeric', (step) => ({ ...step, columns: step.columns.toReversed() })),
        'categorical',
        (step) => ({ ...step, columns: step.columns.toReversed() }),
      ),
  ],
  [
    'a category as a number',
    'types',
    (plan, task) => {
      const [column] = task.parameters.workflow!.categorical;
      if (column === undefined) return plan;
      const without = editStep(plan, 'categorical', (step) => ({ ...step, columns: step.columns.slice(1) }));
      return editStep(without, 'numeric', (step) => ({ ...step, columns: [...step.columns, column] }));
    },
  ],
  [
    'a number as a category',
    'types',
    (plan, task) => {
      const [column] = task.parameters.workflow!.numeric;
      if (column === undefined) return plan;
      const without = editStep(plan, 'numeric', (step) => ({ ...step, columns: step.columns.slice(1) }));
      return editStep(without, 'categorical', (step) => ({ ...step, columns: [...step.columns, column] }));
    },
  ],
  ...(['mean', 'median', 'most_frequent'] as const).map(
    (strategy) =>
      [
        `imputed by ${strategy}`,
        'impute',
        (plan: Plan) => editStep(plan, 'numeric', (step) => ({ ...step, impute: { ...step.impute, strategy } })),
      ] as const,
  ),
  [
    'imputer on all rows',
    'impute',
    (plan) =>
      editStep(
        editStep(plan, 'numeric', (step) => ({ ...step, impute: { ...step.impute, fitOn: BOTH } })),
        'categorical',
        (step) => ({ ...step, impute: { ...step.impute, fitOn: BOTH } }),
      ),
  ],
  [
    'rows with missing features dropped',
    'impute',
    (plan, task) =>
      editStep(plan, 'drop-missing', (step) => ({
        ...step,
        columns: [...step.columns, ...task.parameters.workflow!.features],
      })),
  ],
  ['no scaler', 'scale', (plan) => editStep(plan, 'numeric', (step) => ({ ...step, scale: null }))],
  [
    'min-max',
    'scale',
    (plan) => editStep(plan, 'numeric', (step) => ({ ...step, scale: { scaler: 'min-max', fitOn: 'train' } })),
  ],
  [
    'scaler on all rows',
    'scale',
    (plan) => editStep(plan, 'numeric', (step) => ({ ...step, scale: { scaler: 'standard', fitOn: BOTH } })),
  ],
  [
    'ordinal',
    'encode',
    (plan) => editStep(plan, 'categorical', (step) => ({ ...step, encode: { ...step.encode, encoder: 'ordinal' } })),
  ],
  [
    'first level dropped',
    'encode',
    (plan) => editStep(plan, 'categorical', (step) => ({ ...step, encode: { ...step.encode, drop: 'first' } })),
  ],
  [
    'another model',
    'model',
    (plan) => editStep(plan, 'model', (step) => ({ ...step, name: step.name === 'Ridge' ? 'Lasso' : 'Ridge' })),
  ],
  [
    'tolerance',
    'model',
    (plan) => editStep(plan, 'model', (step) => ({ ...step, parameters: { ...step.parameters, tol: 0.5 } })),
  ],
  [
    'another seed',
    'seed',
    (plan) =>
      editStep(plan, 'model', (step) =>
        'random_state' in step.parameters
          ? { ...step, parameters: { random_state: Number(step.parameters.random_state) + 1 } }
          : step,
      ),
  ],
  ['no seed', 'seed', (plan) => editStep(plan, 'model', (step) => ({ ...step, parameters: {} }))],
  [
    'targets together or each',
    'targets',
    (plan, task) =>
      // Of one target, or of linear models, both are the same.
      task.parameters.targets.length === 1 || /^(Ridge|Lasso|LinearRegression)$/.test(task.parameters.workflow!.model)
        ? plan
        : editStep(plan, 'model', (step) => ({
            ...step,
            targets: step.targets === 'together' ? 'one-model-each' : 'together',
          })),
  ],
  ['ids from 0', 'output', (plan) => editStep(plan, 'predict', (step) => ({ ...step, ids: 'recounted' }))],
  ['labels as codes', 'output', (plan) => editStep(plan, 'predict', (step) => ({ ...step, labels: 'codes' }))],
];

/** The edits that change a task's script. */
export function edits(task: Task): Edit[] {
  const plan = planOf(task, 'filtered');
  const plain = render(plan);
  return EDITS.flatMap(([name, instruction, change]) => {
    const code = render(change(plan, task));
    return code === plain ? [] : [{ name, instruction, sure: name !== 'tolerance', code }];
  });
}

/** Deviations in which columns the model sees, as what, and in which order. */
import type { DataFacts } from '../../audit.ts';
import { editStep, type Plan } from '../../reference.ts';
import type { Task } from '../../task.ts';
import { statesKindOrder } from '../kind-order.ts';
import { each, isLeftOpen, type Kind, kind, total, withFeatures, workflowOf } from './kind.ts';

/** Whole numbers of no more values than this may pass for codes of categories. */
const CODES = 20;

const codesAsNumbers = kind({
  name: 'types-codes-as-numbers',
  instruction: 'types',
  words: 'took categories written as numbers for numbers',
  likelihood: 3,
  edit: (plan, task, facts) => {
    const { categorical } = workflowOf(task);
    const coded = categorical.filter((column) => facts.columns[column]!.numeric);
    if (coded.length === 0) return 'no categorical feature is written as numbers';
    return eachAndAll(plan, task, coded);
  },
});

const numbersAsCodes = kind({
  name: 'types-numbers-as-codes',
  instruction: 'types',
  words: 'took numbers of few values for categories',
  likelihood: 1,
  edit: (plan, task, facts) => {
    const { numeric } = workflowOf(task);
    const few = numeric.filter((column) => facts.columns[column]!.whole && facts.columns[column]!.distinct <= CODES);
    if (few.length === 0) return `no numeric feature holds whole numbers of at most ${CODES} values`;
    return eachAndAll(plan, task, few);
  },
});

const leftAsRead = kind({
  name: 'types-left-as-read',
  instruction: 'types',
  words: 'left columns that the bad rows had made text as they were read',
  likelihood: 2,
  idle: (task, facts) =>
    total(facts, workflowOf(task).features, ({ retyped }) => Number(retyped)) > 0
      ? null
      : 'every feature is read with its own type',
  edit: (plan) => editStep(plan, 'types', () => null),
});

const allFeatures = kind({
  name: 'features-all',
  instruction: 'features',
  words: 'used all columns as features instead of the selected ones',
  likelihood: 2,
  edit: (plan, task, facts) => {
    const { numeric, categorical } = workflowOf(task);
    const others = facts.fileOrder.filter(
      (column) =>
        ![...numeric, ...categorical, ...task.parameters.targets].includes(column) &&
        facts.validationOrder.includes(column),
    );
    if (others.length === 0) return 'there are no other columns';
    const isNumber = (column: string) =>
      numeric.includes(column) || (others.includes(column) && facts.columns[column]!.numeric);
    const all = facts.fileOrder.filter((column) => [...numeric, ...categorical, ...others].includes(column));
    const words = all.filter((column) => !isNumber(column));
    return withFeatures(plan, all.filter(isNumber), words);
  },
});

const leftOut = kind({
  name: 'features-left-out',
  instruction: 'features',
  words: 'left out a selected feature',
  likelihood: 2,
  edit: (plan, task) => {
    const { features, numeric, categorical } = workflowOf(task);
    if (features.length < 2) return 'there is one feature';
    return each(
      features.map((gone) => {
        const stays = (column: string) => column !== gone;
        return [gone, withFeatures(plan, numeric.filter(stays), categorical.filter(stays))];
      }),
    );
  },
});

const ordered = (
  name: string,
  words: string,
  likelihood: 1 | 2 | 3,
  order: (columns: readonly string[], facts: DataFacts) => readonly string[],
): Kind =>
  kind({
    name,
    instruction: 'features',
    words,
    likelihood,
    isStated: (task) => !isLeftOpen(task, 'order'),
    idle: (task, facts) => {
      const { numeric, categorical } = workflowOf(task);
      const kept = [numeric, categorical].every((columns) => same(columns, order(columns, facts)));
      return kept ? 'that is the listed order' : null;
    },
    edit: (plan, task, facts) => {
      const { numeric, categorical } = workflowOf(task);
      return withFeatures(plan, order(numeric, facts), order(categorical, facts));
    },
  });

const categoricalFirst = kind({
  name: 'features-categorical-first',
  instruction: 'features',
  words: 'put the categorical features before the numeric ones',
  likelihood: 3,
  isStated: (task) => statesKindOrder(task) && !isLeftOpen(task, 'blocks'),
  idle: (task) => {
    const { numeric, categorical } = workflowOf(task);
    return numeric.length > 0 && categorical.length > 0 ? null : 'all features are of one kind';
  },
  edit: (plan) => editStep(plan, 'model', (step) => ({ ...step, first: 'categorical' })),
});

/** Some features treated as the other kind: a list that loses some keeps its order, one that gains has the whole list's. */
function retreated(plan: Plan, task: Task, moved: readonly string[]): Plan {
  const { features, numeric, categorical } = workflowOf(task);
  const after = (own: readonly string[], other: readonly string[]) => {
    const stay = own.filter((column) => !moved.includes(column));
    const gained = other.filter((column) => moved.includes(column));
    if (gained.length === 0) return stay;
    return features.filter((column) => stay.includes(column) || gained.includes(column));
  };
  return withFeatures(plan, after(numeric, categorical), after(categorical, numeric));
}

function eachAndAll(plan: Plan, task: Task, columns: readonly string[]) {
  const all = columns.length > 1 ? [['*', retreated(plan, task, columns)] as const] : [];
  return each([...all, ...columns.map((column) => [column, retreated(plan, task, [column])] as const)]);
}

const same = (left: readonly string[], right: readonly string[]): boolean =>
  left.every((column, at) => column === right[at]);

/** As Python sorts text: by code points. */
function byCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export const COLUMNS: readonly Kind[] = [
  codesAsNumbers,
  numbersAsCodes,
  leftAsRead,
  allFeatures,
  leftOut,
  ordered('features-order-reversed', 'reversed the order of the features', 1, (columns) => columns.toReversed()),
  ordered('features-order-sorted', 'sorted the features by name', 1, (columns) => columns.toSorted(byCodePoints)),
  ordered('features-order-file', 'took the features in the order of the file', 3, (columns, { fileOrder }) =>
    fileOrder.filter((column) => columns.includes(column)),
  ),
  categoricalFirst,
];

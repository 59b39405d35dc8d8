/** Deviations in how rows come to be: joining tables, words for missing values, filtering. */
import { editStep, type FilterStep, type Plan } from '../../reference.ts';
import type { Range, Task } from '../../task.ts';
import { each, type Kind, kind, stepOf, total, withFeatures, workflowOf } from './kind.ts';

const joined = (how: 'left' | 'outer', likelihood: 1 | 2): Kind =>
  kind({
    name: `join-${how}`,
    instruction: 'join',
    words: `joined the tables with ${how === 'left' ? 'a left' : 'an outer'} join`,
    likelihood,
    idle: (_, { tables, joins }) => {
      if (tables < 2) return 'the training file holds one table';
      return joins[how]
        ? null
        : 'every table holds the same row_ids, so this join gives the same rows in the same order';
    },
    edit: (plan) => editStep(plan, 'load', (step) => ({ ...step, tables: how })),
  });

const oneTable = kind({
  name: 'join-one-table',
  instruction: 'join',
  words: 'read one table only, the one with the target, and used what features it holds',
  likelihood: 1,
  edit: (plan, task, { tables, tableColumns }) => {
    const { numeric, categorical } = workflowOf(task);
    if (tables < 2) return 'the training file holds one table';
    const held = Object.entries(tableColumns).flatMap(([name, columns]) => {
      const has = (column: string) => columns.includes(column);
      const features = [...numeric, ...categorical].filter(has);
      return task.parameters.targets.every(has) && features.length > 0 ? [{ name, has, count: features.length }] : [];
    });
    const [best] = held.sort((a, b) => b.count - a.count);
    if (best === undefined) return 'no table holds the target and a feature';
    const read = editStep(plan, 'load', (step) =>
      step.frame === 'train' ? { ...step, tables: { only: best.name } } : step,
    );
    const typed = editStep(read, 'types', (step) => ({
      ...step,
      numbers: step.numbers.filter(best.has),
      words: step.words.filter(best.has),
    }));
    return withFeatures(withRanges(typed, best.has), numeric.filter(best.has), categorical.filter(best.has));
  },
});

const readerDefault = kind({
  name: 'missing-words-default',
  instruction: 'missing-words',
  words: "read the file with the reader's own list of words for missing values",
  likelihood: 3,
  idle: (task, facts) => {
    if (task.parameters.fileKind !== 'csv') return 'only CSV files are read with words for missing values';
    const { features, ranges } = workflowOf(task);
    const used = [...new Set([...features, ...task.parameters.targets, ...Object.keys(ranges)])];
    return total(facts, used, (column) => column.missingWords) > 0 ? null : 'no cell that is used holds such a word';
  },
  edit: (plan) => editStep(plan, 'load', (step) => ({ ...step, missing: 'reader-default' })),
});

const noFilter = kind({
  name: 'filter-none',
  instruction: 'filter',
  words: 'kept the rows outside the expected ranges',
  likelihood: 2,
  idle: (_, { rows }) => (rows.unfiltered > rows.kept ? null : 'no row is outside the ranges'),
  edit: (plan) => editStep(plan, 'filter', () => null),
});

const dropMissing = kind({
  name: 'filter-drop-missing',
  instruction: 'filter',
  words: 'dropped rows with missing values in the filter',
  likelihood: 3,
  idle: (task, facts) =>
    total(facts, Object.keys(workflowOf(task).ranges), ({ missing }) => missing.kept) > 0
      ? null
      : 'no kept row has a missing value in a column with a range',
  edit: (plan) => editStep(plan, 'filter', (step) => ({ ...step, missing: 'drop' })),
});

const exclusive = kind({
  name: 'filter-exclusive',
  instruction: 'filter',
  words: 'took the bounds of the ranges as excluded',
  likelihood: 2,
  idle: (task, facts) =>
    total(facts, Object.keys(workflowOf(task).ranges), ({ onBound }) => onBound) > 0
      ? null
      : 'no kept row lies on a bound',
  edit: (plan) => editStep(plan, 'filter', (step) => ({ ...step, bounds: 'neither' })),
});

type RowsLeft = 'byNumericRanges' | 'byCategories' | 'bySelected';

const someRanges = (
  name: string,
  words: string,
  likelihood: 1 | 2,
  left: RowsLeft,
  keep: (column: string, range: Range, task: Task) => boolean,
): Kind =>
  kind({
    name,
    instruction: 'filter',
    words,
    likelihood,
    idle: (_, { rows }) => (rows[left] > rows.kept ? null : 'no row is outside the other ranges alone'),
    edit: (plan, task) => {
      const edited = withRanges(plan, (column, range) => keep(column, range, task));
      return Object.keys(stepOf(edited, 'filter').ranges).length > 0
        ? edited
        : 'there are no others: it is no filter at all';
    },
  });

const oneRangeLeftOut = kind({
  name: 'filter-one-left-out',
  instruction: 'filter',
  words: 'left one range out of the filter',
  likelihood: 2,
  idle: (task, facts) =>
    total(facts, Object.keys(workflowOf(task).ranges), ({ outOfRange }) => outOfRange) > 0
      ? null
      : 'no row is outside one range alone',
  edit: (plan, task, facts) => {
    const columns = Object.keys(workflowOf(task).ranges);
    if (columns.length < 2) return 'there is one range: it is no filter at all';
    const telling = columns.filter((column) => (facts.columns[column]?.outOfRange ?? 0) > 0);
    return each(telling.map((column) => [column, withRanges(plan, (one) => one !== column)]));
  },
});

function withRanges(plan: Plan, keep: (column: string, range: Range) => boolean): Plan {
  return editStep(plan, 'filter', (step): FilterStep => {
    const ranges = Object.fromEntries(Object.entries(step.ranges).filter(([column, range]) => keep(column, range)));
    return { ...step, ranges };
  });
}

export const ROWS: readonly Kind[] = [
  joined('left', 1),
  joined('outer', 2),
  oneTable,
  readerDefault,
  noFilter,
  dropMissing,
  exclusive,
  someRanges(
    'filter-numeric-only',
    'filtered by the numeric ranges only',
    2,
    'byNumericRanges',
    (_, range) => range.kind === 'numeric',
  ),
  someRanges(
    'filter-categories-only',
    'filtered by the lists of categories only',
    1,
    'byCategories',
    (_, range) => range.kind === 'categorical',
  ),
  someRanges(
    'filter-selected-only',
    'filtered by the ranges of the selected features only',
    2,
    'bySelected',
    (column, _, task) => workflowOf(task).features.includes(column),
  ),
  oneRangeLeftOut,
];

/** Facts of data in which every deviation has something to do, to be changed as a test wishes. */
import type { ColumnFacts, DataFacts } from '../../src/audit.ts';
import type { Task } from '../../src/task.ts';

export function columnFacts(changes: Partial<ColumnFacts> = {}): ColumnFacts {
  return {
    missing: { kept: 2, train: 3, validation: 1 },
    missingWords: 1,
    outOfRange: 4,
    onBound: 2,
    distinct: 3,
    numeric: true,
    whole: true,
    coded: false,
    even: false,
    unseen: 1,
    retyped: true,
    ...changes,
  };
}

/** The training file holds the task's columns, the last first, and one that nothing uses. */
export function busyFacts({ parameters: { targets, workflow, fileKind } }: Task): DataFacts {
  const several = fileKind === 'sqlite';
  const { features, ranges } = workflow!;
  const names = [...new Set([...targets, ...features, ...Object.keys(ranges)])].reverse();
  const fileOrder = ['unused', ...names];
  return {
    columns: Object.fromEntries(fileOrder.map((name) => [name, columnFacts()])),
    fileOrder,
    validationOrder: fileOrder.filter((name) => !targets.includes(name)),
    trainRows: 100,
    validationRows: 20,
    rows: { kept: 60, unfiltered: 90, byNumericRanges: 70, byCategories: 71, bySelected: 72 },
    tables: several ? 2 : 1,
    tableColumns: several ? { first: [...fileOrder.filter((_, at) => at % 2 === 0), ...targets], second: [] } : {},
    joins: { left: several, outer: several },
    ids: { rising: false, from0: false, from1: false },
  };
}

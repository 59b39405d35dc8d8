/** Which rows the model learns from, beside the stated steps: how tables are joined, missing values read, rows filtered. */
import { errorFreeName } from '../reference.ts';
import type { Range } from '../task.ts';
import type { BaseFact, Cell, CodeFacts, FitFact, Kept, RowOperation, Stage } from './code-facts.ts';
import {
  breaks,
  type Compare,
  type Found,
  follows,
  onlyTargets,
  operationsOf,
  quoted,
  type Reading,
  readsOf,
  roleOf,
  unclear,
} from './reading.ts';

export const join: Compare = (reading) => {
  const { task, data } = reading;
  if (task.parameters.fileKind !== 'sqlite') {
    return { stated: 'nothing: each file is one table', found: [follows('one table a file')] };
  }
  const several = data ? data.tables > 1 : /\bjoin(ed|ing)?\b|multiple tables/i.test(task.question);
  const stated = several ? 'the tables joined on row_id, rows that all of them have' : 'the one table read';
  return { stated, found: reading.fits.map((fit) => judgeJoin(reading, fit, several)) };
};

function judgeJoin(reading: Reading, fit: FitFact, several: boolean): Found {
  const { facts, data } = reading;
  const { rows } = fit;
  if (rows === null || roleOf(reading, rows) !== 'train')
    return unclear('the code does not show the training table plainly');
  const joins = joinsOf(facts, rows);
  const reads = readsOf(facts, rows)!;
  const lines = [...joins, ...reads].map(({ line }) => line);
  const odd = operationsOf(facts, rows).find((one) => one.kind === 'unclear' && /query/.test(one.why));
  if (odd) return unclear('a query that the code does not show plainly', odd.line);
  const named = reads.every(({ table }) => table !== 'rest' && table !== null);
  if (joins.length === 0) {
    const { table } = reads[0]!;
    if (table === null) return unclear('the code does not show which table', ...lines);
    if (!several) return follows('one table', ...lines);
    if (facts.rows[rows]!.base.kind === 'concat') return unclear('training rows put together from parts', ...lines);
    // Columns of another table may have been put in by other means than a join.
    const shown = fit.doubt === null && fit.columns?.every(({ name }) => name !== null);
    if (!shown) return unclear('where columns of other tables would come from', ...lines);
    if (data || table === 'first') return breaks('reads one table only', ...lines);
    return /\bjoin(ed|ing)?\b/i.test(reading.task.question)
      ? breaks(`reads the table ${table} only`, ...lines)
      : unclear(`reads the table ${table} only`, ...lines);
  }
  for (const { how, on, line } of joins) {
    if (!['row_id', 'shared', 'unclear', 'index', 'position'].includes(on)) return breaks(`joined on ${on}`, line);
    if (how === 'unclear' || ['unclear', 'index', 'position'].includes(on)) {
      return unclear(
        on === 'position' ? 'tables put side by side' : 'the code does not show how they are joined',
        line,
      );
    }
    if (how !== 'inner') return breaks(`joined ${how}, not inner`, line);
  }
  if (named && data && new Set(reads.map(({ table }) => table)).size < data.tables) {
    return breaks(`joins ${reads.length} of ${data.tables} tables`, ...lines);
  }
  return follows('an inner join on row_id', ...lines);
}

function joinsOf(facts: CodeFacts, rows: number): (BaseFact & { kind: 'join' })[] {
  const { base } = facts.rows[rows]!;
  return base.kind === 'join' ? [...base.parts.flatMap((part) => joinsOf(facts, part)), base] : [];
}

export const missingWords: Compare = (reading) => {
  if (reading.task.parameters.fileKind !== 'csv') {
    return { stated: 'nothing: this kind of file marks missing values', found: [follows('read as they are')] };
  }
  const stated = 'only the empty string is read as a missing value';
  const found = reading.fits.flatMap((fit) =>
    [fit.rows, fit.appliedRows].map((rows) => judgeWords(reading, fit, rows)),
  );
  return { stated, found };
};

const isHidden = ({ kind, detail }: Stage): boolean =>
  kind === 'unclear' || kind === 'either' || (kind === 'convert' && detail[0] === 'number');

function judgeWords({ facts, data, workflow, task }: Reading, fit: FitFact, rows: number | null): Found {
  const reads = readsOf(facts, rows);
  if (rows === null || reads === null) return unclear('the code does not show how the file is read');
  const again = operationsOf(facts, rows).find((one) => one.kind === 'stored' && one.missing !== 'empty-string');
  const worst = reads.find(({ missing }) => missing !== 'empty-string');
  if (!worst) {
    return again
      ? unclear('written and read again with other words for missing values', again.line)
      : follows('the empty string alone', ...reads.map(({ line }) => line));
  }
  const stated = [...Object.keys(workflow.ranges), ...workflow.features, ...task.parameters.targets];
  const without = data && stated.every((column) => (data.columns[column]?.missingWords ?? 0) === 0);
  if (worst.missing === 'reader-default') {
    return without
      ? follows("the reader's list of words, none of which is in these columns", worst.line)
      : breaks("the reader's own list of words (NA, None, null, …)", worst.line);
  }
  // What was read as words may have been made missing afterwards.
  const hidden = fit.doubt !== null || fit.columns === null || fit.columns.some(({ stages }) => stages.some(isHidden));
  if (hidden && worst.missing !== 'unclear') return unclear('words may become missing values later', worst.line);
  if (worst.missing === 'none') return breaks('nothing is read as a missing value', worst.line);
  if (worst.missing === 'other') return breaks('other words than the empty string', worst.line);
  return unclear('the code does not show it', worst.line);
}

export const filter: Compare = (reading) => {
  const columns = Object.keys(reading.workflow.ranges);
  const stated = `rows whose known values lie within the ranges of ${quoted(columns)}, those with missing values kept`;
  return { stated, found: reading.fits.flatMap((fit) => judgeFilter(reading, fit.rows)) };
};

function judgeFilter(reading: Reading, rows: number | null): Found[] {
  const { facts, task, workflow } = reading;
  const reads = readsOf(facts, rows);
  if (rows === null || roleOf(reading, rows) !== 'train')
    return [unclear('the code does not show the training rows plainly')];
  const operations = operationsOf(facts, rows);
  const errorFree = reads!.every(({ file }) => file === errorFreeName(task.parameters.trainFile));
  const found: Found[] = [];
  const hidden = operations.find((one) => one.kind === 'unclear');
  const kept = keptOf(operations);
  if (facts.rows[rows]!.base.kind === 'concat') return [unclear('training rows put together from parts')];
  for (const [column, range] of Object.entries(workflow.ranges)) {
    if (range.kind === 'numeric' && !(Number.isFinite(range.low) && Number.isFinite(range.high))) continue;
    const own = kept.get(column);
    if (own === undefined && errorFree) continue;
    if (own === undefined && hidden) continue;
    found.push(
      own === undefined
        ? breaks(`no condition on ${JSON.stringify(column)}`)
        : judgeColumn(reading, column, range, own),
    );
  }
  for (const [column, own] of kept) {
    if (column in workflow.ranges) continue;
    if (own.kept === null) {
      found.push(unclear(`several conditions on ${JSON.stringify(column)}`, ...own.lines));
      continue;
    }
    const none = column === 'row_id' || reading.data?.columns[column]?.missing.train === 0;
    if (own.kept.kind === 'any' && (none || task.parameters.targets.includes(column))) continue;
    found.push(breaks(`a condition on ${JSON.stringify(column)}, which has no range`, ...own.lines));
  }
  if (hidden) found.push(unclear(hidden.kind === 'unclear' ? hidden.why : '', hidden.line));
  for (const one of operations) {
    if (one.kind === 'part' && one.why === 'drop_duplicates')
      found.push(breaks(`keeps a part of the rows (${one.why})`, one.line));
  }
  found.push(...drops(reading, operations, true));
  return found.length > 0 ? found : [follows(errorFree ? 'reads the rows without errors' : 'as stated')];
}

interface Column {
  /** null: conditions that cannot be told together. */
  readonly kept: Kept | null;
  readonly lines: readonly number[];
}

/** What is kept by each column's conditions together. */
function keptOf(operations: readonly RowOperation[]): ReadonlyMap<string, Column> {
  const found = new Map<string, Column>();
  for (const operation of operations) {
    if (operation.kind !== 'filter') continue;
    for (const kept of operation.kept) {
      const before = found.get(kept.column);
      if (!before) found.set(kept.column, { kept, lines: [operation.line] });
      else found.set(kept.column, { kept: together(before.kept, kept), lines: [...before.lines, operation.line] });
    }
  }
  return found;
}

function together(first: Kept | null, second: Kept): Kept | null {
  if (first === null) return null;
  const both = (a: boolean | null, b: boolean | null) =>
    a === false || b === false ? false : a === null || b === null ? null : true;
  const shared = {
    column: first.column,
    missing: both(first.missing, second.missing),
    words: both(first.words, second.words),
    missingAs: [...first.missingAs, ...second.missingAs],
  };
  if (second.kind === 'any') return { ...first, ...shared };
  if (first.kind === 'any') return { ...second, ...shared };
  if (first.kind === 'range' && second.kind === 'range') {
    const low = tighter(first.low, first.lowInclusive, second.low, second.lowInclusive, 1);
    const high = tighter(first.high, first.highInclusive, second.high, second.highInclusive, -1);
    return {
      ...shared,
      kind: 'range',
      low: low.bound,
      lowInclusive: low.inclusive,
      high: high.bound,
      highInclusive: high.inclusive,
    };
  }
  if (first.kind === 'values' && second.kind === 'values') {
    return { ...shared, kind: 'values', values: first.values.filter((value) => second.values.includes(value)) };
  }
  return null;
}

function tighter(a: number | null, aInclusive: boolean, b: number | null, bInclusive: boolean, sign: 1 | -1) {
  if (a === null) return { bound: b, inclusive: bInclusive };
  if (b === null) return { bound: a, inclusive: aInclusive };
  if (a === b) return { bound: a, inclusive: aInclusive && bInclusive };
  return sign * a > sign * b ? { bound: a, inclusive: aInclusive } : { bound: b, inclusive: bInclusive };
}

function judgeColumn({ data }: Reading, column: string, range: Range, { kept, lines }: Column): Found {
  const name = JSON.stringify(column);
  if (kept === null) return unclear(`several conditions on ${name}`, ...lines);
  const values =
    range.kind === 'numeric' ? judgeRange(name, range, kept, lines) : judgeValues(name, range, kept, lines);
  if (values.verdict === 'breaks') return values;
  if (kept.missing === false) {
    const none = data?.columns[column] && data.columns[column].missing.train === 0;
    if (!none) return breaks(`drops rows with a missing ${name}`, ...lines);
  }
  if (values.verdict === 'unclear') return values;
  if (kept.missing === null)
    return unclear(`the code does not show whether rows with a missing ${name} are kept`, ...lines);
  if (range.kind === 'categorical' && kept.words === true) {
    return unclear(`words become missing values before the condition on ${name}`, ...lines);
  }
  return follows('as stated', ...lines);
}

function judgeRange(name: string, range: Range & { kind: 'numeric' }, kept: Kept, lines: readonly number[]): Found {
  if (kept.kind === 'any') return breaks(`no range of ${name}`, ...lines);
  if (kept.kind !== 'range') return unclear(`a list of values of ${name}`, ...lines);
  const sides = [
    { is: kept.low, inclusive: kept.lowInclusive, should: range.low, step: -1, word: 'lower' },
    { is: kept.high, inclusive: kept.highInclusive, should: range.high, step: 1, word: 'upper' },
  ];
  for (const { is, inclusive, should, step, word } of sides) {
    if (is === null) return breaks(`no ${word} bound of ${name}`, ...lines);
    if (is === should && !inclusive) return breaks(`the ${word} bound of ${name} is exclusive`, ...lines);
    if (is === should) continue;
    // Of whole numbers, `> 2` is `>= 3`.
    if (!inclusive && Number.isInteger(should) && is === should + step)
      return unclear(`an exclusive bound of ${name}`, ...lines);
    return breaks(`the ${word} bound of ${name} is ${is}, not ${should}`, ...lines);
  }
  return follows('as stated', ...lines);
}

function judgeValues(
  name: string,
  range: Range & { kind: 'categorical' },
  kept: Kept,
  lines: readonly number[],
): Found {
  if (kept.kind === 'any') return breaks(`no list of values of ${name}`, ...lines);
  if (kept.kind !== 'values') return unclear(`a condition on ${name} other than a list of values`, ...lines);
  const lacking = range.values.filter((value) => !kept.values.some((other) => sameCell(value, other)));
  const extra = kept.values.filter(
    (value) => !kept.missingAs.includes(String(value)) && !range.values.some((other) => sameCell(other, value)),
  );
  if (lacking.length > 0) return breaks(`leaves out ${quoted(lacking.map(String), 2)} of ${name}`, ...lines);
  if (extra.length > 0) return breaks(`keeps ${quoted(extra.map(String), 2)} of ${name}`, ...lines);
  return follows('as stated', ...lines);
}

/** Whether two cells say the same, however numbers and truth values are written. */
function sameCell(a: Cell, b: Cell): boolean {
  if (a === b) return true;
  if (typeof a === 'boolean' || typeof b === 'boolean') {
    const truth = (cell: Cell) =>
      ({ true: 'true', '1': 'true', false: 'false', '0': 'false' })[String(cell).toLowerCase()];
    return truth(a) !== undefined && truth(a) === truth(b);
  }
  if (typeof a === 'string' && typeof b === 'string') return false;
  return String(a) !== '' && String(b) !== '' && Number(a) === Number(b);
}

interface Drop {
  /** Whose step it breaks: the filter's, or that of imputing. The other's is unclear then: it is done in its place. */
  readonly filter: boolean;
  readonly found: Found;
}

/** Of the drops: what they are to the filter, or to imputing. */
export function drops(reading: Reading, operations: readonly RowOperation[], filter: boolean): Found[] {
  return judgeDrops(reading, operations).map((one) =>
    one.filter === filter ? one.found : unclear(`in the place of that: ${one.found.found}`, ...one.found.lines),
  );
}

/**
 * Rows dropped for missing values. Where other columns with a range decide, or before the ranges are applied, it breaks the
 * filter, which keeps them; where only features decide, it takes the place of imputing.
 */
function judgeDrops(reading: Reading, operations: readonly RowOperation[]): Drop[] {
  const { workflow, data } = reading;
  const others = Object.keys(workflow.ranges).filter((column) => !workflow.features.includes(column));
  const lastFilter = operations.findLastIndex(({ kind }) => kind === 'filter');
  return operations.flatMap((one, index) => {
    if (one.kind !== 'drop-missing' || onlyTargets(reading, one.columns)) return [];
    const { columns, line } = one;
    const stated = [...others, ...workflow.features];
    const touched = columns === null ? stated : columns.filter((column) => stated.includes(column));
    const all = columns ?? Object.keys(data?.columns ?? {});
    if (data && all.every((column) => column === 'row_id' || data.columns[column]?.missing.train === 0)) return [];
    if (data && columns !== null && touched.every((column) => data.columns[column]?.missing.train === 0)) return [];
    const ours = index < lastFilter || touched.some((column) => others.includes(column));
    if (one.how === 'all') return [{ filter: ours, found: unclear('drops rows without any value', line) }];
    const which = columns === null ? 'in any column' : `in ${quoted(columns)}`;
    return [{ filter: ours, found: breaks(`drops rows with a missing value ${which}`, line) }];
  });
}

/** What shaping asks of a column: which values it has, which cells are missing, and which rows are alike. */
import { type Cell, type Column, cellOf, columnOf, type Frame } from '../frame.ts';

export function isMissing(column: Column, row: number): boolean {
  const value = column.values[row]!;
  return value === null || Number.isNaN(value);
}

export function countMissing(column: Column): number {
  let missing = 0;
  for (let row = 0; row < column.values.length; row += 1) if (isMissing(column, row)) missing += 1;
  return missing;
}

/** Present values in the order in which they come first, each once; no more than `most` of them. */
export function distinctValues(column: Column, most = Number.POSITIVE_INFINITY): Exclude<Cell, null>[] {
  const found = new Set<Exclude<Cell, null>>();
  for (let row = 0; row < column.values.length && found.size < most; row += 1) {
    const cell = cellOf(column, row);
    if (cell !== null) found.add(cell);
  }
  return [...found];
}

/** Smallest and largest of a number column's values; null when none is present. */
export function extremesOf(values: Float64Array): { low: number; high: number } | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { low, high } : null;
}

/**
 * A number for each row, equal for rows that are equal in these columns; missing cells equal each other. Numbers go
 * from 0 in the order in which the rows come.
 */
export function rowGroups(frame: Frame, names: readonly string[]): Int32Array {
  let groups = new Int32Array(frame.rows);
  let size = 1;
  for (const name of names) {
    const column = columnOf(frame, name);
    const codes = new Map<Cell, number>();
    const joined = new Map<number, number>();
    const next = new Int32Array(frame.rows);
    for (let row = 0; row < frame.rows; row += 1) {
      const cell = cellOf(column, row);
      let code = codes.get(cell);
      if (code === undefined) {
        code = codes.size;
        codes.set(cell, code);
      }
      const key = code * size + groups[row]!;
      let group = joined.get(key);
      if (group === undefined) {
        group = joined.size;
        joined.set(key, group);
      }
      next[row] = group;
    }
    groups = next;
    size = Math.max(1, joined.size);
  }
  return groups;
}

/** Columns one under another. @throws Error when their kinds differ */
export function concatenated(first: Column, second: Column): Column {
  if (first.kind === 'number' && second.kind === 'number') {
    const values = new Float64Array(first.values.length + second.values.length);
    values.set(first.values);
    values.set(second.values, first.values.length);
    return { kind: 'number', values, whole: first.whole && second.whole };
  }
  if (first.kind === 'text' && second.kind === 'text')
    return { kind: 'text', values: [...first.values, ...second.values] };
  if (first.kind === 'boolean' && second.kind === 'boolean') {
    return { kind: 'boolean', values: [...first.values, ...second.values] };
  }
  throw new Error(`a ${first.kind} column cannot go on as a ${second.kind} column`);
}

/** One frame under another; both have the same columns. */
export function stacked(first: Frame, second: Frame): Frame {
  const columns = [...first.columns].map(
    ([name, column]) => [name, concatenated(column, columnOf(second, name))] as const,
  );
  return { rows: first.rows + second.rows, columns: new Map(columns) };
}

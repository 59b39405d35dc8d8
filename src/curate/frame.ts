/**
 * A table in memory, column by column: what all stages of curation hand on. Reading a file into one is the sources'
 * work (source/), writing one to a file is packaging's (package/).
 */

export type Column =
  /** NaN is missing. `whole`: all present values are integers that a double holds exactly. */
  | { readonly kind: 'number'; readonly values: Float64Array; readonly whole: boolean }
  | { readonly kind: 'text'; readonly values: readonly (string | null)[] }
  | { readonly kind: 'boolean'; readonly values: readonly (boolean | null)[] };

/** Columns in the file's order; all have `rows` values. Dates and times are text, as the file has them. */
export interface Frame {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

export type Cell = number | string | boolean | null;

/** A cell; a missing number is null. */
export function cellOf(column: Column, row: number): Cell {
  const value = column.values[row]!;
  return column.kind === 'number' && Number.isNaN(value) ? null : value;
}

/** @throws Error when there is no such column */
export function columnOf(frame: Frame, name: string): Column {
  const column = frame.columns.get(name);
  if (column === undefined) throw new Error(`there is no column ${JSON.stringify(name)}`);
  return column;
}

export function makeFrame(columns: Iterable<readonly [string, Column]>): Frame {
  const all = new Map(columns);
  const lengths = new Set([...all.values()].map(({ values }) => values.length));
  if (lengths.size > 1) throw new Error(`columns of different lengths: ${[...lengths].join(', ')}`);
  return { rows: [...lengths][0] ?? 0, columns: all };
}

/** Of numbers as they come: whether they are whole is looked at here. */
export function numberColumn(values: Float64Array | readonly number[]): Column {
  const array = values instanceof Float64Array ? values : Float64Array.from(values);
  return { kind: 'number', values: array, whole: array.every((v) => Number.isNaN(v) || Number.isSafeInteger(v)) };
}

/** The rows at these places, in this order; a place may come more than once. */
export function takeRows(frame: Frame, places: Int32Array | readonly number[]): Frame {
  const take = (column: Column): Column => {
    if (column.kind === 'number') return numberColumn(Float64Array.from(places, (at) => column.values[at]!));
    if (column.kind === 'text') return { kind: 'text', values: Array.from(places, (at) => column.values[at]!) };
    return { kind: 'boolean', values: Array.from(places, (at) => column.values[at]!) };
  };
  const columns = [...frame.columns].map(([name, column]) => [name, take(column)] as const);
  return { rows: places.length, columns: new Map(columns) };
}

/** These columns, in this order. @throws Error when one is not there */
export function takeColumns(frame: Frame, names: readonly string[]): Frame {
  return { rows: frame.rows, columns: new Map(names.map((name) => [name, columnOf(frame, name)])) };
}

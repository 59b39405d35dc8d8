/**
 * A column as pandas holds it, and what one cell of it is to Python. No reading (infer.ts) and no comparing here.
 */
import type { Dictionary } from './dictionary.ts';
import { pythonFloatText } from './number.ts';

/** One cell as a Python object: int (bigint), float (number), bool or str. */
export type Cell = bigint | number | boolean | string;

export interface IntegerColumn {
  readonly kind: 'int';
  /** uint64, else int64. */
  readonly unsigned: boolean;
  /** Rounded to doubles. */
  readonly values: Float64Array;
  /** The exact values, when any is beyond 2^53. */
  readonly exact: BigInt64Array | BigUint64Array | null;
}

export interface FloatColumn {
  readonly kind: 'float';
  readonly values: Float64Array;
}

export interface BooleanColumn {
  readonly kind: 'bool';
  /** 0 and 1. */
  readonly values: Uint8Array;
}

/**
 * Python objects. A code of 0 or more is a text of `texts`; `MISSING` is pandas' one NaN object, which is identical to
 * itself; a lower code is `others[OTHER - code]` (numbers and booleans; a NaN there is an object of its own).
 */
export interface ObjectColumn {
  readonly kind: 'object';
  readonly codes: Int32Array;
  readonly texts: Dictionary;
  readonly others: readonly Cell[];
}

export type Column = IntegerColumn | FloatColumn | BooleanColumn | ObjectColumn;

export const MISSING = -1;
export const OTHER = -2;

export const lengthOf = (column: Column): number =>
  column.kind === 'object' ? column.codes.length : column.values.length;

/** The Python object in a row. */
export function cellAt(column: Column, row: number): Cell {
  if (column.kind === 'float') return column.values[row]!;
  if (column.kind === 'bool') return column.values[row] === 1;
  if (column.kind === 'int') return column.exact === null ? BigInt(column.values[row]!) : column.exact[row]!;
  const code = column.codes[row]!;
  if (code >= 0) return column.texts.text(code);
  return code === MISSING ? Number.NaN : column.others[OTHER - code]!;
}

/** Python's `str` of a cell. */
export function cellText(cell: Cell): string {
  if (typeof cell === 'number') return pythonFloatText(cell);
  if (typeof cell === 'boolean') return cell ? 'True' : 'False';
  return String(cell);
}

export function isMissing(column: Column, row: number): boolean {
  if (column.kind === 'float') return Number.isNaN(column.values[row]!);
  if (column.kind !== 'object') return false;
  const code = column.codes[row]!;
  return code === MISSING || (code < MISSING && Number.isNaN(column.others[OTHER - code]!));
}

/** Approximate bytes held. */
export function bytesOf(column: Column): number {
  if (column.kind === 'object') return column.codes.byteLength + column.texts.bytes + 16 * column.others.length;
  return column.values.byteLength + (column.kind === 'int' ? (column.exact?.byteLength ?? 0) : 0);
}

/** Whether two columns hold the same numbers in the same rows; of other kinds nothing is said. */
export function sameNumbers(left: Column, right: Column): boolean {
  if (left.kind === 'object' || right.kind === 'object' || left.kind !== right.kind) return false;
  if (left.kind === 'int' && right.kind === 'int' && (left.exact !== null || right.exact !== null)) return false;
  if (left.values.length !== right.values.length) return false;
  return left.values.every((value, row) => value === right.values[row]);
}

/** Columns as small whole numbers, one a value, so that they can be combined and compared quickly. */
import type { Column } from '../frame.ts';

export interface Codes {
  /** A row's value. */
  readonly of: Int32Array;
  /** How many values there are; a missing one counts as a value of its own. */
  readonly size: number;
  /** Code of the missing value, -1 where there is none. */
  readonly missing: number;
}

export function codesOf(column: Column): Codes {
  return coded(column.values, column.kind === 'number' ? Number.isNaN : (value) => value === null);
}

export function codesOfNumbers(values: Float64Array): Codes {
  return coded(values, Number.isNaN);
}

function coded(values: ArrayLike<unknown>, isMissing: (value: unknown) => boolean): Codes {
  const known = new Map<unknown, number>();
  const of = new Int32Array(values.length);
  let missing = -1;
  for (let row = 0; row < of.length; row += 1) {
    const value = values[row];
    let code = known.get(value);
    if (code === undefined) {
      code = known.size;
      known.set(value, code);
      if (isMissing(value)) missing = code;
    }
    of[row] = code;
  }
  return { of, size: known.size, missing };
}

/** One code a combination that occurs. */
export function combine(first: Codes, second: Codes): Codes {
  const keys = new Float64Array(first.of.length);
  for (let row = 0; row < keys.length; row += 1) keys[row] = first.of[row]! * second.size + second.of[row]!;
  return { ...codesOfNumbers(keys), missing: -1 };
}

/**
 * Whether `by` tells `what` in this share of the rows at least. Rows whose `what` is missing are left out.
 * A row that stands apart from the others of its `by` changes the value twice, as it comes and after it: more changes
 * than that and the count need not be made.
 */
export function determines(by: Codes, what: Codes, least: number): boolean {
  const before = new Int32Array(by.size).fill(-1);
  let [rows, changes] = [0, 0];
  const most = 2 * (1 - least) * by.of.length + 1;
  for (let row = 0; row < by.of.length && changes <= most; row += 1) {
    const value = what.of[row]!;
    if (value === what.missing) continue;
    rows += 1;
    const of = by.of[row]!;
    if (before[of] !== -1 && before[of] !== value) changes += 1;
    before[of] = value;
  }
  return changes <= most && rows > 0 && shareTold(by, what, rows) >= least;
}

/** Of these rows, those that have the commonest `what` of their `by`. */
function shareTold(by: Codes, what: Codes, rows: number): number {
  const pairs = combine(by, what);
  const best = new Int32Array(by.size);
  const counts = new Int32Array(pairs.size);
  for (let row = 0; row < by.of.length; row += 1) {
    if (what.of[row] === what.missing) continue;
    const at = pairs.of[row]!;
    counts[at] = counts[at]! + 1;
    best[by.of[row]!] = Math.max(best[by.of[row]!]!, counts[at]!);
  }
  return best.reduce((sum, count) => sum + count, 0) / rows;
}

/** Rows beyond the first of each combination of values, as a share; 1 as soon as it is more than `most`. */
export function doubledShare(columns: readonly Codes[], most: number): number {
  const rows = columns[0]!.of.length;
  const room = columns.reduce((product, { size }) => product * size, 1);
  if (room > Number.MAX_SAFE_INTEGER) return doubledShare([columns.reduce(combine)], most);
  const seen = new Set<number>();
  for (let row = 0; row < rows; row += 1) {
    let key = 0;
    for (const { of, size } of columns) key = key * size + of[row]!;
    seen.add(key);
    if (row + 1 - seen.size > most * rows) return 1;
  }
  return rows === 0 ? 0 : 1 - seen.size / rows;
}

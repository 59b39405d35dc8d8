/**
 * What one target column is worth, on rows that are lined up, as Python lists, numpy and scikit-learn 1.7 give it:
 * equality, closeness and R² (macro-F1 is in macro-f1.ts). Where those raise, the measure is 0 and `problem` tells why.
 */
import type { Problem, Rule } from '../score.ts';
import { type Column, cellAt, isMissing, MISSING } from './column.ts';
import { pythonFloat } from './number.ts';

export interface Measure {
  /** In [0, 1], or NaN where undefined. */
  readonly value: number;
  /** Why the column could not be measured; else null. */
  readonly problem: Problem | null;
}

/** A column as seen through the rows of a join. */
export interface Side {
  readonly column: Column;
  readonly rows: Int32Array;
}

export const measured = (value: number): Measure => ({ value, problem: null });
export const failed = (rule: Rule, words: string): Measure => ({ value: 0, problem: { rule, words } });

/** Classification IF: 1 when the two are equal as Python lists, else 0. */
export function equality(truth: Side, prediction: Side): Measure {
  return measured(listsEqual(truth, prediction) ? 1 : 0);
}

function listsEqual(truth: Side, prediction: Side): boolean {
  const [left, right] = [truth.column, prediction.column];
  const size = truth.rows.length;
  if (left.kind === 'object' && right.kind === 'object' && left.others.length + right.others.length === 0) {
    const known = left.texts.translate(right.texts);
    for (let at = 0; at < size; at++) {
      const wanted = left.codes[truth.rows[at]!]!;
      const given = right.codes[prediction.rows[at]!]!;
      if (wanted === MISSING || given === MISSING ? wanted !== given : wanted !== known[given]) return false;
    }
    return true;
  }
  if (left.kind !== 'object' && right.kind !== 'object' && !hasExact(left) && !hasExact(right)) {
    for (let at = 0; at < size; at++) {
      if (left.values[truth.rows[at]!] !== right.values[prediction.rows[at]!]) return false;
    }
    return true;
  }
  for (let at = 0; at < size; at++) if (!cellsEqual(left, truth.rows[at]!, right, prediction.rows[at]!)) return false;
  return true;
}

export const hasExact = (column: Column): boolean => column.kind === 'int' && column.exact !== null;

/** Python's `is` or `==`: pandas' NaN object is itself wherever it stands in an object column. */
export function cellsEqual(left: Column, leftRow: number, right: Column, rightRow: number): boolean {
  if (left.kind === 'object' && right.kind === 'object') {
    if (left.codes[leftRow] === MISSING && right.codes[rightRow] === MISSING) return true;
  }
  const [a, b] = [cellAt(left, leftRow), cellAt(right, rightRow)];
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  // biome-ignore lint/suspicious/noDoubleEquals: between bigint and number, == compares exact values
  return (typeof a === 'boolean' ? Number(a) : a) == (typeof b === 'boolean' ? Number(b) : b);
}

/** Whether two numbers are as close as numpy's `allclose(truth, prediction)` asks. */
export const near = (wanted: number, given: number): boolean =>
  (Math.abs(wanted - given) <= 1e-8 + 1e-5 * Math.abs(given) && Number.isFinite(given)) || wanted === given;

/** Regression IF: 1 when all are as close as numpy's `allclose(truth, prediction)` asks, else 0. */
export function closeness(truth: Side, prediction: Side): Measure {
  const [left, right] = [numbersOf(truth), numbersOf(prediction)];
  if (typeof left === 'string') return failed('truth', `the truth holds the text ${left}`);
  if (typeof right === 'string')
    return failed('target-type', `it holds text where numbers belong, for example ${right}`);
  let close = true;
  for (let at = 0; at < left.length; at++) {
    if (!near(left[at]!, right[at]!)) {
      close = false;
      break;
    }
  }
  if (close) return measured(1);
  const gap = missingCount(prediction);
  return gap === 0 ? measured(0) : failed('target-gaps', `it ${gapsText(gap)}`);
}

/** numpy's array of a list: doubles, or an example of the text that makes it an array of text. */
function numbersOf({ column, rows }: Side): Float64Array | string {
  if (column.kind !== 'object') return gathered(column.values, rows);
  const numbers = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const cell = cellAt(column, rows[at]!);
    if (typeof cell === 'string') return textExample(column, rows);
    numbers[at] = Number(cell);
  }
  return numbers;
}

/** A text that is no number, if there is one. */
function textExample(column: Column, rows: Int32Array): string {
  const texts = Array.from(rows, (row) => cellAt(column, row)).filter((cell) => typeof cell === 'string');
  return JSON.stringify(texts.find((text) => pythonFloat(text) === undefined) ?? texts[0]);
}

export function gathered(values: Float64Array | Uint8Array, rows: Int32Array): Float64Array {
  const numbers = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) numbers[at] = values[rows[at]!]!;
  return numbers;
}

/** Regression MM and time series: R², clipped to [0, 1]; NaN for a single row. */
export function rSquared(truth: Side, prediction: Side): Measure {
  const wanted = floatsOf(truth);
  if ('rule' in wanted) return failed('truth', `the truth ${wanted.words}`);
  const given = floatsOf(prediction);
  if ('rule' in given) return failed(given.rule, `it ${given.words}`);
  const size = wanted.length;
  if (size < 2) return measured(Number.NaN);
  const mean = pairwiseSum(wanted) / size;
  for (let at = 0; at < size; at++) {
    given[at] = (wanted[at]! - given[at]!) ** 2;
    wanted[at] = (wanted[at]! - mean) ** 2;
  }
  const errors = pairwiseSum(given);
  const spread = pairwiseSum(wanted);
  if (errors === 0) return measured(1);
  if (spread === 0) return measured(0);
  return measured(Math.max(0, Math.min(1, 1 - errors / spread)));
}

/** The doubles that scikit-learn makes of a list (numbers written as text included), or what is wrong with it. */
function floatsOf(side: Side): Float64Array | Problem {
  const { column, rows } = side;
  const numbers = column.kind === 'object' ? new Float64Array(rows.length) : gathered(column.values, rows);
  if (column.kind === 'object') {
    for (let at = 0; at < rows.length; at++) {
      const cell = cellAt(column, rows[at]!);
      const number = typeof cell === 'string' ? pythonFloat(cell) : Number(cell);
      if (number === undefined) {
        return { rule: 'target-type', words: `holds text where numbers belong, for example ${JSON.stringify(cell)}` };
      }
      numbers[at] = number;
    }
  }
  if (allFinite(numbers)) return numbers;
  const gaps = missingCount(side);
  return gaps > 0
    ? { rule: 'target-gaps', words: gapsText(gaps) }
    : { rule: 'target-infinite', words: 'holds values that are not finite' };
}

function allFinite(numbers: Float64Array): boolean {
  for (let at = 0; at < numbers.length; at++) if (numbers[at]! - numbers[at]! !== 0) return false;
  return true;
}

/**
 * numpy's sum: halves, down to runs of at most 128 numbers that are added up in eight lanes. The order decides the last
 * bit, and with it whether a constant column has no spread at all.
 */
export function pairwiseSum(values: Float64Array, from = 0, size = values.length): number {
  if (size < 8) {
    let sum = -0;
    for (let at = from; at < from + size; at++) sum += values[at]!;
    return sum;
  }
  if (size <= 128) {
    const lanes = values.slice(from, from + 8);
    let at = 8;
    for (; at < size - (size % 8); at += 8)
      for (let lane = 0; lane < 8; lane++) lanes[lane]! += values[from + at + lane]!;
    let sum = lanes[0]! + lanes[1]! + (lanes[2]! + lanes[3]!) + (lanes[4]! + lanes[5]! + (lanes[6]! + lanes[7]!));
    for (; at < size; at++) sum += values[from + at]!;
    return sum;
  }
  const half = Math.floor(size / 2);
  const left = half - (half % 8);
  return pairwiseSum(values, from, left) + pairwiseSum(values, from + left, size - left);
}

export function missingCount({ column, rows }: Side): number {
  let count = 0;
  for (const row of rows) if (isMissing(column, row)) count++;
  return count;
}

export const gapsText = (count: number): string => `holds ${count} missing value${count === 1 ? '' : 's'}`;

/**
 * Lines a prediction's rows up with the truth's by their key columns, as pandas' inner merge does: which keys are
 * equal, which column types refuse to join, and how often each row is matched. Missing keys equal each other.
 */
import { type Cell, type Column, cellAt, isMissing, lengthOf, MISSING } from './column.ts';
import { indexNumbers, type NumberIndex } from './number-index.ts';

/** A truth's key columns, and what is worked out once for all its submissions. */
export interface Keys {
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly cache: { readonly numbers: Map<Column, Codes & { index: NumberIndex }>; combined: Combined | undefined };
}

export function keysOf(columns: readonly Column[], rows: number): Keys {
  return { columns, rows, cache: { numbers: new Map(), combined: undefined } };
}

export interface Join {
  /** Rows of the merged table. */
  readonly pairs: number;
  /** The truth's and the prediction's row of each pair, in the truth's order; only when `pairs` is the truth's rows. */
  readonly rows: { readonly truth: Int32Array; readonly prediction: Int32Array } | null;
  /** How often each truth row's key occurs in the prediction. */
  matches(truthRow: number): number;
}

/** Key codes: equal keys have equal codes below `size`. */
interface Codes {
  readonly codes: Int32Array;
  readonly size: number;
}

/** One key column on both sides; a prediction's key that the truth lacks is -1. `kept`: truth codes are the cached. */
interface Matched {
  readonly truth: Codes;
  readonly prediction: Int32Array;
  readonly kept: boolean;
}

interface Combined extends Codes {
  readonly steps: readonly NumberIndex[];
}

/** The number of a key column whose types refuse to join, else the join. */
export function join(keys: Keys, prediction: readonly Column[]): Join | { readonly refused: number } {
  const matched: Matched[] = [];
  for (const [at, column] of keys.columns.entries()) {
    if (refuses(column, prediction[at]!)) return { refused: at };
  }
  const single = keys.columns.length === 1;
  if (single && sameRisingNumbers(keys.columns[0]!, prediction[0]!)) return rowByRow(keys.rows);
  for (const [at, column] of keys.columns.entries()) matched.push(matchColumn(keys, column, prediction[at]!, single));
  const { truth, predicted } = single
    ? { truth: matched[0]!.truth, predicted: matched[0]!.prediction }
    : combine(keys, matched);
  return pair(truth, predicted);
}

const isNumber = (column: Column): boolean => column.kind === 'int' || column.kind === 'float';

/** pandas refuses objects that hold text (or booleans and gaps), and no integer, against numbers. */
function refuses(truth: Column, prediction: Column): boolean {
  if (lengthOf(truth) === 0 || lengthOf(prediction) === 0) return false;
  const object = truth.kind === 'object' ? truth : prediction.kind === 'object' ? prediction : undefined;
  const other = object === truth ? prediction : truth;
  if (object === undefined || !isNumber(other)) return false;
  let text = false;
  let boolean = false;
  let float = false;
  for (let row = 0; row < object.codes.length; row++) {
    const code = object.codes[row]!;
    if (code >= 0) text = true;
    else if (code === MISSING) float = true;
    else {
      const cell = object.others[-2 - code]!;
      if (typeof cell === 'bigint') return false;
      if (typeof cell === 'boolean') boolean = true;
      else float = true;
    }
  }
  return text || (boolean && float);
}

/** Whether the keys are the same numbers in the same, rising order, as most predictions have them. */
function sameRisingNumbers(truth: Column, prediction: Column): boolean {
  if (!plainNumbers(truth) || !plainNumbers(prediction)) return false;
  const [left, right] = [truth.values, prediction.values];
  if (left.length !== right.length) return false;
  for (let row = 0; row < left.length; row++) {
    if (left[row] !== right[row] || (row > 0 && left[row]! <= left[row - 1]!)) return false;
  }
  return true;
}

function rowByRow(size: number): Join {
  const rows = new Int32Array(size);
  for (let row = 0; row < size; row++) rows[row] = row;
  return { pairs: size, rows: { truth: rows, prediction: rows }, matches: () => 1 };
}

function matchColumn(keys: Keys, truth: Column, prediction: Column, single: boolean): Matched {
  if (truth.kind === 'object' && prediction.kind === 'object' && truth.others.length + prediction.others.length === 0) {
    const size = truth.texts.size;
    const known = truth.texts.translate(prediction.texts);
    const codes = truth.codes.slice();
    for (let row = 0; row < codes.length; row++) if (codes[row] === MISSING) codes[row] = size;
    const predicted = prediction.codes.slice();
    for (let row = 0; row < predicted.length; row++) {
      const code = predicted[row]!;
      predicted[row] = code === MISSING ? size : known[code]!;
    }
    return { truth: { codes, size: size + 1 }, prediction: predicted, kept: true };
  }
  if (plainNumbers(truth) && plainNumbers(prediction)) {
    const kept = keys.cache.numbers.get(truth) ?? numberCodes(truth.values);
    keys.cache.numbers.set(truth, kept);
    const missing = kept.size - 1;
    const predicted = new Int32Array(prediction.values.length);
    for (let row = 0; row < predicted.length; row++) {
      const value = prediction.values[row]!;
      predicted[row] = Number.isNaN(value) ? missing : kept.index.find(value);
    }
    return { truth: kept, prediction: predicted, kept: true };
  }
  return matchCells(truth, prediction, comparesAsFloats(truth, prediction, single));
}

type PlainNumbers = Exclude<Column, { kind: 'object' }>;

/** Numbers or booleans whose doubles are exact. */
function plainNumbers(column: Column): column is PlainNumbers {
  return column.kind === 'float' || column.kind === 'bool' || (column.kind === 'int' && column.exact === null);
}

/** Numbers' codes; the last is for missing ones. */
function numberCodes(values: Float64Array | Uint8Array): Codes & { index: NumberIndex } {
  const { index, codes } = indexNumbers(Float64Array.from(values));
  for (let row = 0; row < codes.length; row++) if (codes[row] === -1) codes[row] = index.size;
  return { index, codes, size: index.size + 1 };
}

/**
 * Whether pandas rounds both columns to doubles before it compares: integers against floats; int64 against uint64,
 * unless it takes its way for a single key that rises on both sides.
 */
function comparesAsFloats(truth: Column, prediction: Column, single: boolean): boolean {
  if (truth.kind === 'float' || prediction.kind === 'float') return isNumber(truth) && isNumber(prediction);
  if (truth.kind !== 'int' || prediction.kind !== 'int' || truth.unsigned === prediction.unsigned) return false;
  const [left, right] = [rising(truth), rising(prediction)];
  return !(single && left !== 'no' && right !== 'no' && (left === 'strictly' || right === 'strictly'));
}

function rising(column: Column): 'strictly' | 'weakly' | 'no' {
  let strictly = true;
  for (let row = 1; row < lengthOf(column); row++) {
    const [before, now] = [cellAt(column, row - 1) as bigint, cellAt(column, row) as bigint];
    if (now < before) return 'no';
    if (now === before) strictly = false;
  }
  return strictly ? 'strictly' : 'weakly';
}

/** Any columns, cell by cell as Python objects: 1, 1.0 and True are one key. */
function matchCells(truth: Column, prediction: Column, asFloats: boolean): Matched {
  const known = new Map<string | number | bigint, number>();
  const keyOf = (cell: Cell): string | number | bigint => {
    if (typeof cell === 'string') return cell;
    if (asFloats) return Number(cell);
    if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? Number(cell) : cell;
    const number = Number(cell);
    return Number.isInteger(number) && !Number.isSafeInteger(number) ? BigInt(number) : number;
  };
  const rows = lengthOf(truth);
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    if (isMissing(truth, row)) {
      codes[row] = -1;
      continue;
    }
    const key = keyOf(cellAt(truth, row));
    const code = known.get(key) ?? known.size;
    known.set(key, code);
    codes[row] = code;
  }
  const missing = known.size;
  for (let row = 0; row < rows; row++) if (codes[row] === -1) codes[row] = missing;
  const predicted = new Int32Array(lengthOf(prediction));
  for (let row = 0; row < predicted.length; row++) {
    predicted[row] = isMissing(prediction, row) ? missing : (known.get(keyOf(cellAt(prediction, row))) ?? -1);
  }
  return { truth: { codes, size: missing + 1 }, prediction: predicted, kept: false };
}

/** Several key columns as one: codes of pairs of codes, column after column. */
function combine(keys: Keys, matched: readonly Matched[]): { truth: Codes; predicted: Int32Array } {
  const kept = matched.every((column) => column.kept);
  const combined = (kept ? keys.cache.combined : undefined) ?? combineTruth(matched);
  if (kept) keys.cache.combined = combined;
  const predicted = matched[0]!.prediction.slice();
  for (const [step, index] of combined.steps.entries()) {
    const { truth, prediction } = matched[step + 1]!;
    for (let row = 0; row < predicted.length; row++) {
      const left = predicted[row]!;
      const right = prediction[row]!;
      predicted[row] = left < 0 || right < 0 ? -1 : index.find(left * truth.size + right);
    }
  }
  return { truth: combined, predicted };
}

function combineTruth(matched: readonly Matched[]): Combined {
  let { codes, size } = matched[0]!.truth;
  const steps: NumberIndex[] = [];
  for (const { truth } of matched.slice(1)) {
    const both = new Float64Array(codes.length);
    for (let row = 0; row < both.length; row++) both[row] = codes[row]! * truth.size + truth.codes[row]!;
    const { index, codes: next } = indexNumbers(both);
    steps.push(index);
    codes = next;
    size = index.size;
  }
  return { codes, size, steps };
}

function pair(truth: Codes, predicted: Int32Array): Join {
  const rows = truth.codes.length;
  const truthCounts = new Int32Array(truth.size);
  for (let row = 0; row < rows; row++) truthCounts[truth.codes[row]!]!++;
  const counts = new Int32Array(truth.size);
  let pairs = 0;
  for (let row = 0; row < predicted.length; row++) {
    const code = predicted[row]!;
    if (code < 0) continue;
    counts[code]!++;
    pairs += truthCounts[code]!;
  }
  const matches = (row: number): number => counts[truth.codes[row]!]!;
  if (pairs !== rows) return { pairs, rows: null, matches };
  // The prediction's rows of each key, key after key.
  const begins = new Int32Array(truth.size + 1);
  for (let code = 0; code < truth.size; code++) begins[code + 1] = begins[code]! + counts[code]!;
  const next = begins.slice();
  const byKey = new Int32Array(begins[truth.size]!);
  for (let row = 0; row < predicted.length; row++) if (predicted[row]! >= 0) byKey[next[predicted[row]!]!++] = row;
  const left = new Int32Array(rows);
  const right = new Int32Array(rows);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const code = truth.codes[row]!;
    for (let match = begins[code]!; match < begins[code + 1]!; match++) {
      left[at] = row;
      right[at++] = byKey[match]!;
    }
  }
  return { pairs, rows: { truth: left, prediction: right }, matches };
}

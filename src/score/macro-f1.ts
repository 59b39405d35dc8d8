/** Classification MM: scikit-learn's macro-F1 over all labels of either side, and what it takes for labels. */
import type { Problem } from '../score.ts';
import { type Cell, type Column, cellAt, cellText, MISSING, OTHER } from './column.ts';
import { failed, gapsText, gathered, type Measure, measured, missingCount, pairwiseSum, type Side } from './measure.ts';
import { indexNumbers } from './number-index.ts';

export function macroF1(truth: Side, prediction: Side): Measure {
  const [wanted, given] = [kindOf(truth), kindOf(prediction)];
  const problem = problemOf(truth, wanted);
  if (problem !== null) return failed('truth', `the truth ${problem.words}`);
  const fault = problemOf(prediction, given);
  if (fault !== null) return failed(fault.rule, `it ${fault.words}`);
  if ((wanted === 'text') !== (given === 'text')) {
    const [labels, other] = wanted === 'text' ? ['text', 'numbers'] : ['numbers', 'text'];
    const example = firstOf(prediction, (cell) => (typeof cell === 'string') === (given === 'text'));
    return failed('target-type', `it holds ${other} where the labels are ${labels}, for example ${example}`);
  }
  const { codes, size, labels } =
    wanted === 'text' ? textCodes(truth, prediction) : numberCodes(truth, prediction, wanted, given);
  const rows = truth.rows.length;
  const truthCounts = new Float64Array(size);
  const givenCounts = new Float64Array(size);
  const hits = new Float64Array(size);
  for (let at = 0; at < rows; at++) {
    const label = codes[at]!;
    const guess = codes[rows + at]!;
    truthCounts[label]!++;
    givenCounts[guess]!++;
    if (label === guess) hits[label]!++;
  }
  const scores = hits.map((hit, label) => (2 * hit) / (truthCounts[label]! + givenCounts[label]!));
  if (labels === undefined) return measured(pairwiseSum(scores) / size);
  return measured(pairwiseSum(Float64Array.from(labels, (label) => scores[label]!)) / labels.length);
}

/** What numpy makes of a list: one text among its cells makes all text, one float all floats. */
type Kind = 'text' | 'float' | 'integer';

function kindOf({ column, rows }: Side): Kind {
  if (column.kind === 'float') return 'float';
  if (column.kind === 'bool' || (column.kind === 'int' && column.exact === null)) return 'integer';
  if (column.kind === 'int') {
    // Integers on both sides of 2^63 have no integer type in common.
    const large = rows.reduce((count, row) => (column.exact![row]! >= 2n ** 63n ? count + 1 : count), 0);
    return large > 0 && large < rows.length ? 'float' : 'integer';
  }
  let kind: Kind = 'integer';
  for (const row of rows) {
    const code = column.codes[row]!;
    if (code >= 0) return 'text';
    if (code === MISSING || typeof column.others[OTHER - code] === 'number') kind = 'float';
  }
  return kind;
}

/** Why scikit-learn refuses the labels, or null. Floats must be whole, and fit 64 bits. */
function problemOf(side: Side, kind: Kind): Problem | null {
  if (kind !== 'float') return null;
  for (const number of numbersOf(side)) {
    if (Number.isNaN(number)) return { rule: 'target-gaps', words: gapsText(missingCount(side)) };
    if (Number.isInteger(number) && number >= -(2 ** 63) && number < 2 ** 63) continue;
    return { rule: 'target-labels', words: `holds numbers that are no labels, for example ${cellText(number)}` };
  }
  return null;
}

function numbersOf({ column, rows }: Side): Float64Array {
  if (column.kind !== 'object') return gathered(column.values, rows);
  return Float64Array.from(rows, (row) => Number(cellAt(column, row)));
}

/** Both sides' labels as codes from 0, the truth's rows before the prediction's. */
interface Labels {
  readonly codes: Int32Array;
  readonly size: number;
  /** The labels to average over, by code, where they are not each code once. */
  readonly labels?: Int32Array;
}

/**
 * Integers of one type are compared exactly. Where numpy has to make floats of them (int64 against uint64 or float64),
 * labels beyond 2^53 that become the same float are one class; but scikit-learn averages over the labels that there
 * were before, so that such a class counts once for each.
 */
function numberCodes(truth: Side, prediction: Side, wanted: Kind, given: Kind): Labels {
  const [left, right] = [truth.column, prediction.column];
  const large = (column: Column): boolean => column.kind === 'int' && column.exact !== null;
  const rounded = joined(numbersOf(truth), numbersOf(prediction));
  if (!large(left) && !large(right)) return rounded;
  const isUnsigned = (column: Column): boolean => column.kind === 'int' && column.unsigned;
  if (wanted === 'integer' && given === 'integer' && isUnsigned(left) === isUnsigned(right)) {
    return cellCodes(truth, prediction, (cell) => BigInt(cell));
  }
  const labels = new Map<bigint, number>();
  const cells = [truth, prediction].flatMap(({ column, rows }) => Array.from(rows, (row) => cellAt(column, row)));
  for (const [at, cell] of cells.entries()) labels.set(BigInt(cell), rounded.codes[at]!);
  return { ...rounded, labels: Int32Array.from(labels.values()) };
}

/** Text labels. A missing value among them is the text "nan". */
function textCodes(truth: Side, prediction: Side): Labels {
  const [left, right] = [truth.column, prediction.column];
  if (left.kind !== 'object' || right.kind !== 'object' || left.others.length + right.others.length > 0) {
    return cellCodes(truth, prediction, cellText);
  }
  // Ids: the truth's texts, then the prediction's own, then a missing value's unless either side has its text.
  const known = left.texts.translate(right.texts);
  const size = left.texts.size;
  const nan = Buffer.from('nan');
  const [leftNan, rightNan] = [left.texts.find(nan, 0, nan.length), right.texts.find(nan, 0, nan.length)];
  const missing = leftNan >= 0 ? leftNan : size + (rightNan >= 0 ? rightNan : right.texts.size);
  // Loops by index: typed arrays' own `from` with a function is several times as slow.
  const both = new Float64Array(truth.rows.length + prediction.rows.length);
  let at = 0;
  for (let row = 0; row < truth.rows.length; row++) {
    const code = left.codes[truth.rows[row]!]!;
    both[at++] = code === MISSING ? missing : code;
  }
  for (let row = 0; row < prediction.rows.length; row++) {
    const code = right.codes[prediction.rows[row]!]!;
    both[at++] = code === MISSING ? missing : known[code]! < 0 ? size + code : known[code]!;
  }
  return indexed(both);
}

function joined(left: Float64Array, right: Float64Array): Labels {
  const both = new Float64Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return indexed(both);
}

function indexed(numbers: Float64Array): Labels {
  const { index, codes } = indexNumbers(numbers);
  return { codes, size: index.size };
}

/** Labels cell by cell, under whatever key makes equal ones equal. */
function cellCodes(truth: Side, prediction: Side, keyOf: (cell: Cell) => string | bigint): Labels {
  const known = new Map<string | bigint, number>();
  const codes: number[] = [];
  for (const { column, rows } of [truth, prediction]) {
    for (const row of rows) {
      const key = keyOf(cellAt(column, row));
      const code = known.get(key) ?? known.size;
      known.set(key, code);
      codes.push(code);
    }
  }
  return { codes: Int32Array.from(codes), size: known.size };
}

function firstOf({ column, rows }: Side, wanted: (cell: Cell) => boolean): string {
  const row = rows.find((candidate) => wanted(cellAt(column, candidate)));
  if (row === undefined) return 'a missing value';
  const cell = cellAt(column, row);
  return typeof cell === 'string' ? JSON.stringify(cell) : cellText(cell);
}

/**
 * In how many rows a prediction differs from a truth, under the rules by which IF tasks are scored: it differs in none
 * exactly when its score is 1. Made for comparing one prediction with many truths of the same rows.
 */
import { type Column, cellAt, MISSING } from './column.ts';
import { type Join, join } from './join.ts';
import { cellsEqual, hasExact, near, type Side } from './measure.ts';
import { UnreadableTable } from './row-scanner.ts';
import { nameCollisions } from './submission.ts';
import { parseTable, type Table } from './table.ts';
import type { Truth } from './truth.ts';

/** Rows of the truth in which any target differs; null when the rows cannot be lined up. */
export type DifferingRows = (truth: Truth) => number | null;

/** The content of a file, which is changed while it is read; null when pandas would not read it. */
export function parsePrediction(content: Uint8Array, truth: Truth): Table | null {
  try {
    return parseTable(content, () => [...truth.keyNames, ...truth.targets]);
  } catch (error) {
    if (error instanceof UnreadableTable) return null;
    throw error;
  }
}

/** Truths that share their `keys` are lined up once. */
export function differingRowsOf(prediction: Table): DifferingRows {
  const lined = new Map<Truth['keys'], Join['rows']>();
  const lineUp = (truth: Truth): Join['rows'] => {
    const keys = truth.keyNames.map((name) => prediction.columns.get(name));
    if (keys.includes(undefined)) return null;
    const joined = join(truth.keys, keys as Column[]);
    return 'refused' in joined ? null : joined.rows;
  };
  return (truth) => {
    const rows = lined.has(truth.keys) ? lined.get(truth.keys)! : lineUp(truth);
    lined.set(truth.keys, rows);
    if (rows === null) return null;
    const collisions = nameCollisions(truth, prediction);
    if (collisions === 'all') return null;
    const marks = new Uint8Array(truth.rows);
    for (const target of truth.targets) {
      const given = prediction.columns.get(target);
      if (given === undefined || collisions.includes(target)) return truth.rows;
      const [left, right] = [
        { column: truth.columns.get(target)!, rows: rows.truth },
        { column: given, rows: rows.prediction },
      ];
      (truth.family === 'classification' ? markUnequal : markFar)(left, right, marks);
    }
    return marks.reduce((sum, mark) => sum + mark, 0);
  };
}

function markUnequal(truth: Side, prediction: Side, marks: Uint8Array): void {
  const [left, right] = [truth.column, prediction.column];
  if (left.kind === 'object' && right.kind === 'object' && left.others.length + right.others.length === 0) {
    const known = left.texts.translate(right.texts);
    for (let at = 0; at < marks.length; at++) {
      const wanted = left.codes[truth.rows[at]!]!;
      const given = right.codes[prediction.rows[at]!]!;
      const equal = wanted === MISSING || given === MISSING ? wanted === given : wanted === known[given];
      if (!equal) marks[at] = 1;
    }
  } else if (left.kind !== 'object' && right.kind !== 'object' && !hasExact(left) && !hasExact(right)) {
    for (let at = 0; at < marks.length; at++) {
      if (left.values[truth.rows[at]!] !== right.values[prediction.rows[at]!]) marks[at] = 1;
    }
  } else {
    for (let at = 0; at < marks.length; at++) {
      if (!cellsEqual(left, truth.rows[at]!, right, prediction.rows[at]!)) marks[at] = 1;
    }
  }
}

/** Text is no number, and nothing is close to it: a column in which pandas finds one text holds text only. */
function markFar(truth: Side, prediction: Side, marks: Uint8Array): void {
  const [left, right] = [numbersOf(truth.column), numbersOf(prediction.column)];
  for (let at = 0; at < marks.length; at++) {
    if (!near(left[truth.rows[at]!]!, right[prediction.rows[at]!]!)) marks[at] = 1;
  }
}

function numbersOf(column: Column): Float64Array | Uint8Array {
  if (column.kind !== 'object') return column.values;
  return Float64Array.from(column.codes, (_, row) => {
    const cell = cellAt(column, row);
    return typeof cell === 'string' ? Number.NaN : Number(cell);
  });
}

/**
 * Gates on the two splits of a tabular shape: are there enough rows of everything, and are the rows to predict new?
 * Nothing is run here.
 */
import { type Column, columnOf, type Frame } from '../frame.ts';
import type { Rejection } from '../rejection.ts';
import type { TabularShape } from '../shape.ts';
import { cellHashes, join53 } from './hashing.ts';
import { rejectAt } from './table.ts';
import { THRESHOLDS } from './thresholds.ts';

/** All that is wrong, the cheapest to find out first; found out as it is asked for. */
export function* splitRejections(shape: TabularShape): Generator<Rejection> {
  yield* sizeRejections(shape);
  for (const target of shape.design.targets) yield* targetRejections(shape, target);
  yield* duplicateRejections(shape);
}

function* sizeRejections({ train, validation }: TabularShape): Generator<Rejection> {
  if (train.rows < THRESHOLDS.trainRows) {
    const words = `${train.rows} rows to learn from; at least ${THRESHOLDS.trainRows} are wanted.`;
    yield rejectAt('too-few-train-rows', words, train.rows);
  }
  if (validation.rows <= THRESHOLDS.validationRows) {
    const words = `${validation.rows} rows to predict; more than ${THRESHOLDS.validationRows} are wanted.`;
    yield rejectAt('too-few-validation-rows', words, validation.rows);
  }
}

/** Of classes, the smallest. */
function* targetRejections({ design, train, validation }: TabularShape, target: string): Generator<Rejection> {
  const learned = countsOf(columnOf(train, target));
  const asked = countsOf(columnOf(validation, target));
  if (learned.size < 2 || asked.size < 2) {
    yield rejectAt('constant-target', `${JSON.stringify(target)} has one value in one of the splits.`);
  }
  if (design.family !== 'classification') return;
  const labels = [...new Set([...learned.keys(), ...asked.keys()])];
  const fewest = (counts: ReadonlyMap<string, number>) => {
    const [[label, count]] = labels
      .map((one) => [one, counts.get(one) ?? 0] as const)
      .sort(([, a], [, b]) => a - b) as [readonly [string, number]];
    return { count, what: `class ${JSON.stringify(label)} of ${JSON.stringify(target)}` };
  };
  if (labels.length === 0) return;
  const { count: few, what } = fewest(learned);
  if (few < THRESHOLDS.classTrain) {
    const words = `${few} training rows of ${what}; at least ${THRESHOLDS.classTrain} are wanted.`;
    yield rejectAt('class-too-small', words, few);
  }
  const { count: scored, what: which } = fewest(asked);
  if (scored < THRESHOLDS.classValidation) {
    const words = `${scored} rows to predict of ${which}; at least ${THRESHOLDS.classValidation} are wanted.`;
    yield rejectAt('class-too-small-to-score', words, scored);
  }
}

function* duplicateRejections({ design, train, validation }: TabularShape): Generator<Rejection> {
  const share = splitDuplicates(train, validation, design.features);
  if (share <= THRESHOLDS.splitDuplicates) return;
  const words = `${Math.round(100 * share)} % of the rows to predict have the very features of a training row.`;
  yield rejectAt('split-duplicates', words, share);
}

/** Share of the rows to predict whose features are those of some training row. */
export function splitDuplicates(train: Frame, validation: Frame, features: readonly string[]): number {
  const known = new Set(orderedRows(train, features));
  const asked = orderedRows(validation, features);
  return asked.filter((row) => known.has(row)).length / Math.max(asked.length, 1);
}

/** Present values and how often. */
export function countsOf(column: Column): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of column.values) {
    if (value === null || (column.kind === 'number' && Number.isNaN(value))) continue;
    const name = String(value);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** A hash for each row of these columns; here it matters which value stands in which. */
function orderedRows(frame: Frame, names: readonly string[]): number[] {
  const low = new Uint32Array(frame.rows);
  const high = new Uint32Array(frame.rows);
  for (const [at, name] of names.entries()) {
    const hashes = cellHashes(columnOf(frame, name));
    for (let row = 0; row < frame.rows; row++) {
      low[row] = Math.imul(low[row]!, 31) + Math.imul(hashes.low[row]!, 2 * at + 1);
      high[row] = Math.imul(high[row]!, 37) + hashes.high[row]!;
    }
  }
  return Array.from(low, (word, row) => join53(word, high[row]!));
}

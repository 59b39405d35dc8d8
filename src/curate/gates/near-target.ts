/**
 * Gate on features that are the target itself, in other units or by some other monotone rule (Fahrenheit for Celsius,
 * an adjusted price): |correlation| of the values, or of their ranks, so high that nothing is left to learn.
 */
import { columnOf, type Frame } from '../frame.ts';
import type { Rejection } from '../rejection.ts';
import { rejectAt } from './table.ts';
import { THRESHOLDS } from './thresholds.ts';

/** Of the largest frames as many rows are looked at, evenly spread. */
const MOST_ROWS = 5000;

/** @param frame training rows. Only numeric features are compared with numeric targets. */
export function* nearTargetRejections(
  frame: Frame,
  features: readonly string[],
  targets: readonly string[],
): Generator<Rejection> {
  for (const target of targets) {
    const wanted = numbersOf(frame, target);
    if (wanted === null) continue;
    const ranks = ranksOf(wanted);
    for (const feature of features) {
      const given = numbersOf(frame, feature);
      if (given === null) continue;
      const found = Math.max(correlation(given, wanted), rankCorrelation(given, wanted, ranks));
      if (found <= THRESHOLDS.correlation) continue;
      const words = `${JSON.stringify(feature)} all but equals ${JSON.stringify(target)}: |correlation| ${found.toFixed(5)}.`;
      yield rejectAt('near-target-column', words, found);
      break;
    }
  }
}

/** |Pearson's r| over rows where both are present; 0 where that is undefined. */
export function correlation(left: Float64Array, right: Float64Array): number {
  let [count, meanLeft, meanRight, squareLeft, squareRight, product] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < left.length; row++) {
    const [a, b] = [left[row]!, right[row]!];
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    count++;
    const [fromLeft, fromRight] = [a - meanLeft, b - meanRight];
    meanLeft += fromLeft / count;
    meanRight += fromRight / count;
    squareLeft += fromLeft * (a - meanLeft);
    squareRight += fromRight * (b - meanRight);
    product += fromLeft * (b - meanRight);
  }
  const scale = Math.sqrt(squareLeft * squareRight);
  return count < 3 || !(scale > 0) ? 0 : Math.min(1, Math.abs(product / scale));
}

/** Of a frame with gaps in the feature, ranks are taken anew over the rows where both are present. */
function rankCorrelation(given: Float64Array, wanted: Float64Array, ranks: Float64Array): number {
  if (!given.some(Number.isNaN)) return correlation(ranksOf(given), ranks);
  const both = wanted.map((value, row) => (Number.isNaN(given[row]!) ? Number.NaN : value));
  return correlation(ranksOf(given), ranksOf(both));
}

/** 1 for the least; the mean of their ranks for equal values; NaN stays. */
export function ranksOf(values: Float64Array): Float64Array {
  const order = Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]!));
  order.sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let at = from; at < to; at++) ranks[order[at]!] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

function numbersOf(frame: Frame, name: string): Float64Array | null {
  const column = columnOf(frame, name);
  if (column.kind !== 'number') return null;
  const step = Math.ceil(frame.rows / MOST_ROWS);
  return step <= 1 ? column.values : column.values.filter((_, row) => row % step === 0);
}

/**
 * A frame's likeness in a few hundred numbers: which rows, which columns and which telling cells it has. Bottom-k
 * sketches: of the hashes of all that there is, the k smallest, which are a fair sample that two frames take alike. The
 * order of rows and columns and the columns' names do not show.
 *
 * Training rows are kept apart from evaluation data by another look-up (train/content-sketch.ts says why).
 */
import type { Column, Frame } from '../frame.ts';
import { type CellHashes, cellHashes, join53 } from './hashing.ts';

/** The smallest hashes, ascending, and about how many different ones there were. */
export interface Sample {
  readonly smallest: readonly number[];
  readonly count: number;
}

export const ASPECTS = ['rows', 'columns', 'cells'] as const;
export type Aspect = (typeof ASPECTS)[number];

export interface Sketch extends Readonly<Record<Aspect, Sample>> {
  /** Of all cells, by their rows. */
  readonly content: number;
}

const KEPT: Readonly<Record<Aspect, number>> = { rows: 64, columns: 32, cells: 64 };
/** Columns of fewer values are alike by chance, and so are tables of fewer different rows, of fewer such columns. */
const TELLING_VALUES = 20;
const TELLING_ROWS = 50;
const TELLING_COLUMNS = 3;
/** Share of rows that are different; where fewer are, answers on a scale of five meet again in any other such table. */
const DIFFERENT_ROWS = 0.8;
/** Values of one cell that numbers of so many digits are not by chance. */
const TELLING_DIGITS = 5;

export function sketchOf(frame: Frame): Sketch {
  const columns = [...frame.columns.values()];
  const hashes = columns.map(cellHashes);
  const rows = rowHashes(hashes, frame.rows);
  const bags = new Set(columns.flatMap((column, at) => (tells(column) ? [bagHash(hashes[at]!)] : [])));
  const cells = tellingCells(columns, hashes);
  const different = new Set(rows);
  const none = new Set<number>();
  return {
    content: contentOf(rows),
    rows: sample(different.size >= Math.max(TELLING_ROWS, DIFFERENT_ROWS * frame.rows) ? different : none, KEPT.rows),
    columns: sample(bags.size >= TELLING_COLUMNS ? bags : none, KEPT.columns),
    cells: cells.count >= TELLING_ROWS ? cells : sample(none, KEPT.cells),
  };
}

function rowHashes(hashes: readonly CellHashes[], rows: number): Float64Array {
  const low = new Uint32Array(rows);
  const high = new Uint32Array(rows);
  for (const one of hashes) {
    for (let row = 0; row < rows; row++) {
      low[row]! += one.low[row]!;
      high[row]! += one.high[row]!;
    }
  }
  return Float64Array.from(low, (word, row) => join53(word, high[row]!));
}

function contentOf(rows: Float64Array): number {
  let [low, high] = [0, rows.length];
  for (const hash of rows) {
    low = (low + (hash % 2 ** 32)) >>> 0;
    high = (high + Math.floor(hash / 2 ** 32)) >>> 0;
  }
  return join53(low, high);
}

function bagHash({ low: lows, high: highs }: CellHashes): number {
  let [low, high] = [0, 0];
  for (let row = 0; row < lows.length; row++) {
    low = (low + lows[row]!) >>> 0;
    high = (high + highs[row]!) >>> 0;
  }
  return join53(low, high);
}

/** Many values, and no plain count of rows. */
function tells({ kind, values }: Column): boolean {
  const seen = new Set<unknown>();
  for (const value of values) {
    if (value !== null && !(kind === 'number' && Number.isNaN(value))) seen.add(value);
    if (seen.size >= TELLING_VALUES) break;
  }
  if (seen.size < TELLING_VALUES) return false;
  if (kind !== 'number') return true;
  let steps = 0;
  for (let row = 1; row < values.length; row++) if (values[row]! - values[row - 1]! === 1) steps++;
  return steps < 0.9 * (values.length - 1);
}

/** Hashes that are held at once; more are thinned out. */
const MOST_HELD = 4096;

/**
 * Numbers of several digits, which two datasets do not share by chance. Of very many only those with small hashes are
 * held, whatever the order in which they come.
 */
function tellingCells(columns: readonly Column[], hashes: readonly CellHashes[]): Sample {
  let bound = 2 ** 53;
  let held = new Set<number>();
  for (const [at, { kind, values }] of columns.entries()) {
    if (kind !== 'number') continue;
    const { low, high } = hashes[at]!;
    for (let row = 0; row < values.length; row++) {
      const value = Math.abs(values[row]!);
      if (!Number.isFinite(value) || value === 0 || digitsOf(value) < TELLING_DIGITS) continue;
      const hash = join53(low[row]!, high[row]!);
      if (hash < bound) held.add(hash);
      while (held.size > MOST_HELD) {
        bound /= 2;
        held = new Set([...held].filter((one) => one < bound));
      }
    }
  }
  const found = sample(held, KEPT.cells);
  return { ...found, count: Math.round(found.count * (2 ** 53 / bound)) };
}

/** Significant decimal digits, as far as they matter here. */
function digitsOf(value: number): number {
  const scaled = value * 10 ** (TELLING_DIGITS - 2 - Math.floor(Math.log10(value)));
  return Math.abs(scaled - Math.round(scaled)) > 1e-9 * scaled ? TELLING_DIGITS : TELLING_DIGITS - 1;
}

function sample(hashes: ReadonlySet<number>, kept: number): Sample {
  const all = Float64Array.from(hashes).sort();
  return { smallest: Array.from(all.subarray(0, kept)), count: all.length };
}

/**
 * Which share of the smaller of two sets the other one holds, as far as samples tell.
 * @returns null when the samples have too little in common to tell
 */
export function containment(one: Sample, other: Sample, least = 8): number | null {
  const [small, large] = one.count <= other.count ? [one, other] : [other, one];
  if (small.count === 0) return null;
  const whole = large.count <= large.smallest.length;
  const bound = whole ? Number.POSITIVE_INFINITY : large.smallest.at(-1)!;
  const comparable = small.smallest.filter((hash) => hash <= bound);
  if (comparable.length < Math.min(least, small.count)) return null;
  const known = new Set(large.smallest);
  return comparable.filter((hash) => known.has(hash)).length / comparable.length;
}

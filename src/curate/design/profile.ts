/**
 * What each column of a frame holds, in one pass a column: how many values, which, how many are missing, whether they
 * run upwards, whether they are times. Facts only; what follows from them is asked elsewhere.
 */
import type { Column, Frame } from '../frame.ts';
import { type NameSays, nameSays } from './names.ts';
import { findTimeFormat, type TimeFormat } from './time-format.ts';

export interface Profile {
  readonly rows: number;
  /** In the frame's order. */
  readonly columns: readonly ColumnProfile[];
}

export interface ColumnProfile {
  readonly name: string;
  readonly place: number;
  readonly kind: Column['kind'];
  readonly says: NameSays;
  readonly present: number;
  readonly missing: number;
  /** Values that are different from each other; a missing one is none. */
  readonly distinct: number;
  /** How often each value comes, by the text of the value, the commonest first; [] for more than MOST_COUNTED. */
  readonly counts: readonly (readonly [string, number])[];
  /** Of numbers. */
  readonly numbers: NumberFacts | null;
  readonly texts: TextFacts | null;
  /** Format in which all present values are times of a calendar; null when there is none. */
  readonly time: TimeFormat | null;
}

export interface NumberFacts {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** Standard deviation of the population. */
  readonly deviation: number;
  readonly whole: boolean;
  /** Every present value in the rows' order is at least (at most) the one before. */
  readonly monotone: boolean;
  /** Whole, each once, and dense as a counter of rows is. */
  readonly counter: boolean;
}

export interface TextFacts {
  readonly meanLength: number;
  readonly meanWords: number;
  /** Of present values, those that are numbers with marks (`$1,200`, `12 %`, `5 kg`), or plain. */
  readonly numeric: number;
}

export const MOST_COUNTED = 200;

export function profileFrame(frame: Frame): Profile {
  const columns = [...frame.columns].map(([name, column], place) => profileColumn(name, place, column));
  return { rows: frame.rows, columns };
}

function profileColumn(name: string, place: number, column: Column): ColumnProfile {
  const counted = new Map<number | string | boolean, number>();
  let missing = 0;
  for (const value of column.values) {
    if (value === null || Number.isNaN(value)) missing += 1;
    else counted.set(value, (counted.get(value) ?? 0) + 1);
  }
  const present = column.values.length - missing;
  const says = nameSays(name);
  const counts = counted.size > MOST_COUNTED ? [] : [...counted].map(([value, n]) => [String(value), n] as const);
  return {
    name,
    place,
    kind: column.kind,
    says,
    present,
    missing,
    distinct: counted.size,
    counts: counts.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
    numbers: column.kind === 'number' && present > 0 ? numberFacts(column, present, counted.size) : null,
    texts: column.kind === 'text' && present > 0 ? textFacts([...counted.keys()] as string[]) : null,
    time: column.kind === 'boolean' || counted.size < 2 ? null : findTimeFormat(column, says.time),
  };
}

function numberFacts(
  { values, whole }: Extract<Column, { kind: 'number' }>,
  present: number,
  distinct: number,
): NumberFacts {
  let [low, high, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  let [up, down] = [true, true];
  let before = Number.NaN;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
    sum += value;
    if (value < before) up = false;
    if (value > before) down = false;
    before = value;
  }
  const mean = sum / present;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  return {
    low,
    high,
    mean,
    deviation: Math.sqrt(squares / present),
    whole,
    monotone: up || down,
    counter: whole && distinct === present && present > 2 && high - low + 1 <= present * 1.05,
  };
}

/** Thousands may be apart, and there is one decimal mark at most: `192.168.1.1` is no number. */
const MARKED_NUMBER = /^[^\p{L}\d]{0,3}(\d{1,3}([,.' ]\d{3})+|\d+)([.,]\d+)?\s?(%|\p{Sc}|[\p{L}°/²³]{1,4})?$/u;

/** Over the distinct texts: often repeated ones count once. */
function textFacts(distinct: readonly string[]): TextFacts {
  const sample = evenly(distinct, 1000);
  const total = (measure: (text: string) => number) => sample.reduce((sum, text) => sum + measure(text), 0);
  return {
    meanLength: total((text) => text.length) / sample.length,
    meanWords: total((text) => text.trim().split(/\s+/).length) / sample.length,
    numeric: total((text) => (MARKED_NUMBER.test(text.trim()) ? 1 : 0)) / sample.length,
  };
}

/** At most so many, from all over. */
export function evenly<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, at) => items[Math.floor((at * items.length) / most)]!);
}

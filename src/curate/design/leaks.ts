/**
 * Columns that give the target away: copies in another unit, codes of it, columns that it is cut from, and pairs that
 * it is calculated from. A sample of the rows decides. What a model could make of several columns is for the gates.
 */
import { type Column, type Frame, takeRows } from '../frame.ts';
import { givenAwayByPair } from './arithmetic.ts';
import { type Codes, codesOf, determines } from './codes.ts';
import { correlation, orderOf, ranksOf } from './correlation.ts';

const SAMPLE = 2000;
/** Of the target's rows, those that a column must tell to be one. */
const NEARLY_ALL = 0.995;
const SAME_LINE = 0.999;
const SAME_ORDER = 0.9998;
/** A column whose values hardly repeat tells a class only as a name tells its bearer. */
const REPEATS = 5;
const MOST_CLASSES = 20;

export interface Leaks {
  /** For each of the columns that gives the target away, how. */
  of(target: string, columns: readonly string[]): Map<string, string>;
}

interface Sampled {
  readonly column: Column;
  readonly codes: Codes;
  /** Of numbers; made when first wanted. */
  readonly ranks: () => Float64Array;
  readonly order: () => Int32Array;
}

/** What is worked out about a column serves all targets. */
export function leaksIn(frame: Frame): Leaks {
  const step = Math.max(1, Math.floor(frame.rows / SAMPLE));
  const sample = takeRows(
    frame,
    Int32Array.from({ length: Math.ceil(frame.rows / step) }, (_, at) => at * step),
  );
  const known = new Map<string, Sampled>();
  const sampled = (name: string): Sampled => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const column = sample.columns.get(name)!;
    const numbers = column.kind === 'number' ? column.values : new Float64Array();
    const made = {
      column,
      codes: codesOf(column),
      ranks: once(() => ranksOf(numbers)),
      order: once(() => orderOf(numbers)),
    };
    known.set(name, made);
    return made;
  };
  return {
    of: (target, columns) => {
      const truth = sampled(target);
      const leaks = new Map<string, string>();
      for (const name of columns) {
        const how = leakOf(sampled(name), truth);
        if (how !== null) leaks.set(name, how);
      }
      if (truth.column.kind !== 'number' || truth.codes.size <= MOST_CLASSES) return leaks;
      const numbers = columns.flatMap((name) => {
        const { column } = sampled(name);
        return leaks.has(name) || column.kind !== 'number' ? [] : [{ name, values: column.values }];
      });
      for (const { name, how } of givenAwayByPair(truth.column.values, numbers)) leaks.set(name, how);
      return leaks;
    },
  };
}

function leakOf(column: Sampled, truth: Sampled): string | null {
  const [by, classes] = [column.codes, truth.codes];
  if (by.size < 2 || classes.size < 2) return null;
  const repeats = by.of.length >= by.size * REPEATS;
  if (truth.column.kind === 'number' && classes.size > MOST_CLASSES) {
    if (column.column.kind === 'number' && isSameLine(column, truth)) return 'it is the target in another unit';
    return repeats && by.size > 2 && determines(by, classes, NEARLY_ALL) ? 'each of its values has one target' : null;
  }
  if (largestShare(classes) >= NEARLY_ALL) return null;
  if (repeats && determines(by, classes, NEARLY_ALL)) return 'each of its values has one target';
  if (column.column.kind === 'number' && isCutFrom(column, classes)) return 'the target is a range of it';
  return null;
}

function isSameLine(a: Sampled, b: Sampled): boolean {
  const values = ({ column }: Sampled) => column.values as Float64Array;
  return (
    Math.abs(correlation(values(a), values(b))) >= SAME_LINE ||
    Math.abs(correlation(a.ranks(), b.ranks())) >= SAME_ORDER
  );
}

/** Sorted by the column, each class lies in one piece; rows of one value but of two classes speak against it. */
function isCutFrom(column: Sampled, classes: Codes): boolean {
  const values = column.column.values as Float64Array;
  const order = column.order();
  if (order.length < 20 * classes.size) return false;
  const most = classes.size + order.length * 0.002;
  const seen = new Set<number>();
  let [pieces, current] = [0, -1];
  for (let at = 0; at < order.length && pieces <= most; ) {
    const tied = new Map<number, number>();
    const value = values[order[at]!]!;
    for (; at < order.length && values[order[at]!] === value; at += 1) {
      const one = classes.of[order[at]!]!;
      if (one !== classes.missing) tied.set(one, (tied.get(one) ?? 0) + 1);
    }
    const [first, ...others] = [...tied].sort((a, b) => b[1] - a[1]);
    if (first === undefined) continue;
    for (const [one, rows] of others) {
      seen.add(one);
      pieces += rows;
    }
    seen.add(first[0]);
    if (first[0] !== current) pieces += 1;
    current = first[0];
  }
  return seen.size > 1 && pieces <= most;
}

function largestShare({ of, size, missing }: Codes): number {
  const counts = new Int32Array(size);
  for (const code of of) if (code !== missing) counts[code] = counts[code]! + 1;
  return (
    Math.max(...counts) /
    Math.max(
      1,
      counts.reduce((sum, count) => sum + count, 0),
    )
  );
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

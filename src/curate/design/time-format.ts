/**
 * The format of a column of times, found by parsing: a candidate counts only if every value has it. Where two do (day
 * and month are both below 13), the order of the rows decides, and then how evenly the times lie; a column that leaves
 * it open has no format, for a guess would sort it wrongly.
 */
import type { Column } from '../frame.ts';
import { parseTime } from './strptime.ts';
import { formatsOf } from './time-shapes.ts';

export interface TimeFormat {
  /** strptime's. */
  readonly format: string;
  /** The times run one way from row to row, repeats aside. */
  readonly ordered: boolean;
  /** Times that are different from each other. */
  readonly distinct: number;
}

/** Years that a table of anything is likely to be about. */
const FIRST_YEAR = 1700;
const LAST_YEAR = 2100;
const PROBES = 60;

/** @param named the column's name speaks of a time; needed for numbers, which may be anything */
export function findTimeFormat(column: Exclude<Column, { kind: 'boolean' }>, named: boolean): TimeFormat | null {
  const texts = textsOf(column, named);
  if (texts === null) return null;
  const candidates = texts[0]!.length === 4 ? ['%Y'] : formatsOf(texts[0]!);
  const many = Math.min(PROBES, texts.length);
  const probes = Array.from({ length: many }, (_, at) => texts[Math.floor((at * texts.length) / many)]!);
  const likely = [...new Set(candidates)].filter((format) =>
    probes.every((text) => isPlausible(parseTime(format, text))),
  );
  const fitting = likely.flatMap((format) => {
    const instants = parseAll(format, texts);
    return instants === null ? [] : [{ format, instants }];
  });
  return choose(fitting);
}

/** Present values as texts, in the rows' order; null when they cannot be times. */
function textsOf(column: Exclude<Column, { kind: 'boolean' }>, named: boolean): string[] | null {
  if (column.kind === 'text') {
    const texts = column.values.filter((value) => value !== null);
    const first = texts[0];
    if (first === undefined || !/\d/.test(first) || first.length > 40 || first.length < 5) return null;
    return texts;
  }
  if (!column.whole || !named) return null;
  const texts: string[] = [];
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    const year = [1, 100, 10_000].map((unit) => Math.floor(value / unit)).find((one) => one <= LAST_YEAR);
    if (year === undefined || year < FIRST_YEAR) return null;
    texts.push(String(value));
  }
  return texts.length > 0 && texts.every((text) => text.length === texts[0]!.length) ? texts : null;
}

function isPlausible(instant: number | null): boolean {
  if (instant === null) return false;
  const year = new Date(instant).getUTCFullYear();
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}

function parseAll(format: string, texts: readonly string[]): Float64Array | null {
  const known = new Map<string, number>();
  const instants = new Float64Array(texts.length);
  for (const [at, text] of texts.entries()) {
    let instant = known.get(text);
    if (instant === undefined) {
      const parsed = parseTime(format, text);
      if (parsed === null) return null;
      known.set(text, parsed);
      instant = parsed;
    }
    instants[at] = instant;
  }
  return instants;
}

function choose(fitting: readonly { readonly format: string; readonly instants: Float64Array }[]): TimeFormat | null {
  const read = fitting.map(({ format, instants }) => ({ format, instants, ...orderOf(instants) }));
  const facts = ({ format, ordered, instants }: (typeof read)[number]): TimeFormat => ({
    format,
    ordered,
    distinct: new Set(instants).size,
  });
  const [first, ...others] = read;
  if (first === undefined) return null;
  // Formats that read all values alike (%b and %B of May) are one.
  const different = others.filter(({ instants }) => instants.some((instant, at) => instant !== first.instants[at]));
  if (different.length === 0) return facts(first);
  const sorted = [first, ...different].sort((a, b) => a.turns - b.turns || a.unevenness - b.unevenness);
  const [best, next] = [sorted[0]!, sorted[1]!];
  const byOrder = best.turns * 2 < next.turns;
  const evenest = [...sorted].sort((a, b) => a.unevenness - b.unevenness);
  const byEvenness = evenest[0]!.unevenness * 2 < evenest[1]!.unevenness;
  if (byOrder) return facts(best);
  return byEvenness ? facts(evenest[0]!) : null;
}

/** How often the rows turn back in time, and how much the steps between neighbouring times differ (0: all the same). */
function orderOf(instants: Float64Array): { ordered: boolean; turns: number; unevenness: number } {
  let [ups, downs] = [0, 0];
  for (let at = 1; at < instants.length; at += 1) {
    if (instants[at]! > instants[at - 1]!) ups += 1;
    if (instants[at]! < instants[at - 1]!) downs += 1;
  }
  const times = Float64Array.from(new Set(instants)).sort();
  const steps = times.slice(1).map((time, at) => time - times[at]!);
  const middle = steps.toSorted()[steps.length >> 1] ?? 0;
  const uneven = steps.reduce((sum, step) => sum + (Math.abs(step - middle) > middle * 0.15 ? 1 : 0), 0);
  return { ordered: Math.min(ups, downs) === 0, turns: Math.min(ups, downs), unevenness: uneven / (steps.length || 1) };
}

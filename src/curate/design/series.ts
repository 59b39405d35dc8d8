/**
 * Whether a table is a time series, or several: its time column, the columns that tell series apart, and whether the
 * times lie evenly or are to be resampled.
 */
import type { TimeDesign } from '../design.ts';
import { columnOf, type Frame } from '../frame.ts';
import { type Codes, codesOf, codesOfNumbers, combine, doubledShare } from './codes.ts';
import { type Entities, entitiesOf, FEW_DOUBLED } from './entities.ts';
import { type Pace, paceOf } from './pace.ts';
import type { ColumnProfile, Profile } from './profile.ts';
import { isTimeFormat, parseTime } from './strptime.ts';

export interface Series extends Omit<TimeDesign, 'resample'> {
  /** Null where the times lie evenly already. */
  readonly rule: string | null;
  /** Several rows have the same time and entities. */
  readonly repeated: boolean;
  /** Calendar facts and the like: columns that have one value a time, over several series. */
  readonly ofTime: ReadonlySet<string>;
  /** In [0, 3], how much it looks like a series. */
  readonly score: number;
}

/** Of times different from each other. */
const FEWEST_TIMES = 30;
const FEWEST_YEARS = 20;

/** The likeliest reading of a table as series; null when there is none. */
export function seriesOf(frame: Frame, profile: Profile): Series | null {
  const candidates = profile.columns
    .filter((column) => isTime(column))
    .sort((a, b) => timeScore(b, profile) - timeScore(a, profile) || a.place - b.place)
    .slice(0, 2);
  for (const column of candidates) {
    const series = readingBy(column, frame, profile);
    if (series !== null) return series;
  }
  return null;
}

function isTime({ time, missing }: ColumnProfile): boolean {
  if (time === null || missing > 0) return false;
  return time.distinct >= (time.format === '%Y' ? FEWEST_YEARS : FEWEST_TIMES);
}

function timeScore({ says, time, place }: ColumnProfile, { rows }: Profile): number {
  const fine = Math.log10(time!.distinct) / Math.log10(Math.max(rows, 10));
  return (says.time ? 1 : 0) + (time!.ordered ? 1 : 0) + fine - place * 0.02;
}

function readingBy(column: ColumnProfile, frame: Frame, profile: Profile): Series | null {
  const { format } = column.time!;
  const instants = instantsOf(frame, column.name, format);
  const times = codesOfNumbers(instants);
  const series = entitiesOf(frame, profile, times, column.name);
  const found = paced(instants, format, series) ?? paced(instants, format, eventsOf(series));
  if (found === null) return null;
  return {
    column: column.name,
    format,
    entities: found.entities,
    rule: found.pace.even ? null : found.pace.rule,
    repeated: found.repeated,
    ofTime: found.ofTime,
    score: scoreOf(column, found.pace, found.repeated),
  };
}

/** What the values say against a reading of somebody else's, in words; null when they do not. */
export function againstSeries(frame: Frame, { column, format, entities, resample }: TimeDesign): string | null {
  if (!isTimeFormat(format)) return `${JSON.stringify(format)} is not a format of strptime`;
  if (entities.includes(column)) return 'the time column is among the entities';
  const { values } = columnOf(frame, column);
  for (const value of values) {
    if (value === null || Number.isNaN(value)) return `${JSON.stringify(column)} has missing values`;
    const text = String(value);
    if (parseTime(format, text) === null)
      return `${JSON.stringify(text)} is not of the format ${JSON.stringify(format)}`;
  }
  const instants = instantsOf(frame, column, format);
  const one: Codes = { of: new Int32Array(frame.rows), size: 1, missing: -1 };
  const series = entities.map((name) => codesOf(columnOf(frame, name))).reduce(combine, one);
  const doubled = doubledShare([series, codesOfNumbers(instants)], 1);
  const pace = paceOf(instants, series);
  if (pace === null) return 'no series has 12 different times';
  if (resample !== null) return /%[zZ]/.test(format) ? 'times with a zone cannot be resampled' : null;
  if (doubled > FEW_DOUBLED) {
    return `${Math.round(100 * doubled)} % of the rows have the time and entities of another row`;
  }
  return pace.even ? null : 'the times do not lie evenly, so that they must be resampled';
}

/** Null when the times lie too unevenly for any period. Doubled times are uneven. */
function paced(instants: Float64Array, format: string, series: Entities): (Entities & { readonly pace: Pace }) | null {
  const pace = paceOf(instants, series.codes);
  if (pace === null) return null;
  const even = pace.even && !series.repeated;
  // Times with a zone have no one day to be gathered into.
  return even || (pace.rule !== null && !/%[zZ]/.test(format)) ? { ...series, pace: { ...pace, even } } : null;
}

/** The same rows as the events of one series. */
function eventsOf(series: Entities): Entities {
  return {
    ...series,
    entities: [],
    codes: { of: new Int32Array(series.codes.of.length), size: 1, missing: -1 },
    repeated: true,
  };
}

function scoreOf(column: ColumnProfile, pace: Pace, repeated: boolean): number {
  return (
    (pace.even ? 1 : 0) + (repeated ? -0.5 : 0.5) + (column.time!.ordered ? 0.5 : 0) + (column.place === 0 ? 0.5 : 0)
  );
}

/** Instant of every row. */
function instantsOf(frame: Frame, name: string, format: string): Float64Array {
  const { of, size } = codesOf(frame.columns.get(name)!);
  const known = new Float64Array(size).fill(Number.NaN);
  const { values } = frame.columns.get(name)!;
  return Float64Array.from(of, (code, row) => {
    if (Number.isNaN(known[code]!)) known[code] = parseTime(format, String(values[row]!))!;
    return known[code]!;
  });
}

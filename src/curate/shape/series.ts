/**
 * A dataset of one or several series, cut in time: for its XF task one cut over all series, for its CF task the same
 * cut (ours: whatever is asked for lies after all training rows of any series), or one a series (released: see
 * series-released.ts). Times are read by their format, never compared as text, under our rules.
 */
import { formatTime, isTimeFormat, parseTime } from '../design/strptime.ts';
import type { Design, TimeDesign } from '../design.ts';
import { type Column, columnOf, type Frame, takeColumns, takeRows } from '../frame.ts';
import { randomOf } from '../random.ts';
import { isRejection, type Rejection, reject } from '../rejection.ts';
import type { SeriesShape } from '../shape.ts';
import type { Asked, Cuts, Rows } from './cuts.ts';
import { type PeriodOf, periodsOf } from './periods.ts';
import { prepareSeries } from './prepare.ts';
import { resample } from './resample.ts';
import { releasedCuts } from './series-released.ts';
import { floorOf, SERIES_SHARES, SHARES, sharesFor } from './split.ts';
import type { ShapeOptions } from './tabular.ts';
import { bySeries, byTime, hasAll, instantsOf, seriesOf, timeText } from './timed-rows.ts';

const FEWEST_ROWS = 20;
/** Of the rows: those that may be left out because their time cannot be read, or stands twice in one series. */
const MOST_UNREADABLE = 0.01;
const MOST_REPEATED = 0.01;
/** A series is asked for when it has this many rows to learn from, and this many times to predict. */
const FEWEST_TRAIN = 10;
const FEWEST_ASKED = 3;

/** @param options `draw` is 0 where none is given */
export function shapeSeries(
  frame: Frame,
  design: Design,
  { seed, rules, draw = 0 }: Omit<ShapeOptions, 'draw'> & { readonly draw?: number },
): SeriesShape | Rejection {
  const { time, targets } = design;
  if (time === null) throw new Error('a series needs a time column');
  if (!isTimeFormat(time.format)) {
    return reject(
      'shape',
      'time-format-unknown',
      `The time format ${JSON.stringify(time.format)} cannot be read here.`,
    );
  }
  const prepared = prepareSeries(frame, design, rules);
  if (isRejection(prepared)) return prepared;
  const periods = periodsFor(time);
  if (periods !== null && isRejection(periods)) return periods;
  // A period takes several rows, and as many periods are to be asked for.
  const ours = time.resample === null ? sharesFor(frame.rows, SERIES_SHARES) : [SHARES[0]];
  const random = randomOf(seed, `series ${JSON.stringify(targets)} ${draw}`);
  const share = random.pick(rules === 'own' ? ours : SHARES);
  const rows: Rows = {
    frame: prepared.frame,
    instants: instantsOf(columnOf(prepared.frame, time.column), time.format),
    series: seriesOf(prepared.frame, time),
  };
  const cuts =
    rules === 'released' ? releasedCuts(rows, design, share, periods) : ourCuts(rows, prepared.design, share, periods);
  return isRejection(cuts) ? cuts : shapeOfCuts(rows, prepared.design, cuts);
}

/** What is asked for in the files' order, with the dataset's own words for times. */
export function shapeOfCuts({ frame, instants }: Rows, design: Design, cuts: Cuts): SeriesShape {
  const time = design.time!;
  const clock = columnOf(frame, time.column);
  const exogenous = byTime(cuts.exogenous, instants);
  const starts = cuts.forecast.toSorted((a, b) => startOf(a, instants) - startOf(b, instants))[0]!;
  return {
    kind: 'series',
    design,
    train: takeRows(frame, cuts.train),
    exogenous: takeRows(frame, exogenous),
    forecast: forecastFrame(frame, design, cuts.forecast),
    starts: {
      exogenous: timeText(clock, exogenous[0]!)!,
      forecast: starts.period === null ? timeText(clock, starts.row)! : formatTime(time.format, starts.period.label),
    },
  };
}

function startOf({ row, period }: Asked, instants: Float64Array): number {
  return period?.label ?? instants[row]!;
}

/** Time and entities, and the answers; columns in the dataset's order. */
function forecastFrame(frame: Frame, { targets, time }: Design, asked: readonly Asked[]): Frame {
  const names = [...frame.columns.keys()].filter((name) =>
    [time!.column, ...time!.entities, ...targets].includes(name),
  );
  const rows = takeRows(
    takeColumns(frame, names),
    asked.map(({ row }) => row),
  );
  if (asked.every(({ period }) => period === null)) return rows;
  const columns = [...rows.columns].map(([name, column]): [string, Column] => {
    if (name === time!.column) {
      const texts = asked.map(({ period }) => formatTime(time!.format, period!.label));
      return [
        name,
        column.kind === 'number'
          ? { ...column, values: Float64Array.from(texts, Number) }
          : { kind: 'text', values: texts },
      ];
    }
    const target = targets.indexOf(name);
    if (target < 0) return [name, column];
    // A mean of whole numbers has a fraction, and is written as one.
    return [
      name,
      { kind: 'number', values: Float64Array.from(asked, ({ period }) => period!.values[target]!), whole: false },
    ];
  });
  return { rows: asked.length, columns: new Map(columns) };
}

function periodsFor({ resample: wanted, format }: TimeDesign): PeriodOf | Rejection | null {
  if (wanted === null) return null;
  const periods = periodsOf(wanted.rule);
  if (periods === null) {
    return reject('shape', 'resample-rule-unknown', `Resampling by ${JSON.stringify(wanted.rule)} is not known here.`);
  }
  if (format.includes('%z') || format.includes('%Z')) {
    return reject(
      'shape',
      'resample-zones',
      'Times with a zone have no one day or week; their series cannot be resampled.',
    );
  }
  return periods;
}

function ourCuts(
  { frame, instants, series }: Rows,
  { targets, time }: Design,
  share: number,
  periodOf: PeriodOf | null,
): Cuts | Rejection {
  const all = Array.from({ length: frame.rows }, (_, row) => row);
  const unreadable = all.filter((row) => Number.isNaN(instants[row]!)).length / Math.max(1, frame.rows);
  if (unreadable > MOST_UNREADABLE) {
    const words = `${Math.round(100 * unreadable)} % of the times are not of the format ${JSON.stringify(time!.format)}.`;
    return reject('shape', 'times-unreadable', words, unreadable);
  }
  const usable = all.filter(
    (row) => !Number.isNaN(instants[row]!) && hasAll(frame, [...targets, ...time!.entities], row),
  );
  const rows = periodOf === null ? withoutRepeats(usable, instants, series) : usable;
  const repeated = 1 - rows.length / Math.max(1, usable.length);
  if (repeated > MOST_REPEATED) {
    const words = `${Math.round(100 * repeated)} % of the rows have the time of another row of the same series: what tells them apart?`;
    return reject('shape', 'times-repeat', words, repeated);
  }
  if (rows.length < FEWEST_ROWS) {
    return reject(
      'shape',
      'too-few-rows',
      `Expected ${FEWEST_ROWS} rows with a time and an answer or more, found ${rows.length}.`,
      rows.length,
    );
  }
  const ordered = byTime(rows, instants);
  const first = instants[ordered[0]!]!;
  const place = ordered.slice(floorOf(ordered.length, share)).find((row) => instants[row]! > first);
  if (place === undefined) return reject('shape', 'times-constant', 'All rows have the same time.');
  const cut = instants[place]!;
  const train = rows.filter((row) => instants[row]! < cut);
  const exogenous = rows.filter((row) => instants[row]! >= cut);
  const known = Map.groupBy(train, (row) => series[row]!);
  const columns = targets.map((target) => columnOf(frame, target));
  const forecast = bySeries(exogenous, series).flatMap((members) => {
    if ((known.get(series[members[0]!]!)?.length ?? 0) < FEWEST_TRAIN) return [];
    const asked = askedOf(byTime(members, instants), instants, columns, periodOf, time!, cut);
    return asked.length < FEWEST_ASKED ? [] : asked;
  });
  if (forecast.length === 0) {
    const words = `No series has ${FEWEST_TRAIN} rows before the cut and ${FEWEST_ASKED} times after it.`;
    return reject('shape', 'series-too-short', words);
  }
  const unwritable = forecast.find(({ period }) => period !== null && !isWritable(time!.format, period.label));
  if (unwritable !== undefined) {
    const words = `The format ${JSON.stringify(time!.format)} cannot tell the periods of ${JSON.stringify(time!.resample!.rule)} apart.`;
    return reject('shape', 'resample-format', words);
  }
  return { train, exogenous, forecast };
}

/** @param rows of one series by time, none before the cut. Periods that begin before the cut are left out. */
function askedOf(
  rows: readonly number[],
  instants: Float64Array,
  targets: readonly Column[],
  periodOf: PeriodOf | null,
  { resample: wanted }: TimeDesign,
  cut: number,
): Asked[] {
  if (periodOf === null) return rows.map((row) => ({ row, period: null }));
  const periods = resample(rows, instants, targets, periodOf, wanted!.method);
  return periods
    .filter(({ start }) => start >= cut)
    .map(({ row, label, values }) => ({ row, period: { label, values } }));
}

function isWritable(format: string, label: number): boolean {
  return parseTime(format, formatTime(format, label)) === label;
}

/** The first of the rows with one time in one series. */
function withoutRepeats(rows: readonly number[], instants: Float64Array, series: Int32Array): number[] {
  const seen = new Map<number, Set<number>>();
  return rows.filter((row) => {
    const times = seen.get(series[row]!) ?? new Set();
    seen.set(series[row]!, times);
    if (times.has(instants[row]!)) return false;
    times.add(instants[row]!);
    return true;
  });
}

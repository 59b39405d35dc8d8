/**
 * Gates on the splits of a series shape: are there enough times to predict, and do they come after all that is known?
 * Times are compared as instants, never as text. Nothing is run here.
 */
import { parseTime } from '../design/strptime.ts';
import { cellOf, columnOf, type Frame } from '../frame.ts';
import type { Rejection } from '../rejection.ts';
import type { SeriesShape } from '../shape.ts';
import { countsOf } from './split.ts';
import { rejectAt } from './table.ts';
import { THRESHOLDS } from './thresholds.ts';

/** All that is wrong, the cheapest to find out first; found out as it is asked for. */
export function* timeRejections(shape: SeriesShape): Generator<Rejection> {
  yield* sizeRejections(shape);
  yield* targetRejections(shape);
  yield* cutRejections(shape);
}

function* sizeRejections({ train, exogenous, forecast }: SeriesShape): Generator<Rejection> {
  const tooFew = (rows: number, least: number, what: string) => `${rows} ${what}; at least ${least} are wanted.`;
  const { trainRows, validationRows, forecastRows } = THRESHOLDS;
  if (train.rows < trainRows) {
    yield rejectAt('too-few-train-rows', tooFew(train.rows, trainRows, 'rows to learn from'), train.rows);
  }
  if (exogenous.rows <= validationRows) {
    const words = tooFew(exogenous.rows, validationRows + 1, 'rows to predict from other columns');
    yield rejectAt('too-few-validation-rows', words, exogenous.rows);
  }
  if (forecast.rows < forecastRows) {
    yield rejectAt('too-few-forecast-rows', tooFew(forecast.rows, forecastRows, 'rows to forecast'), forecast.rows);
  }
}

function* targetRejections({ design, train, exogenous, forecast }: SeriesShape): Generator<Rejection> {
  for (const target of design.targets) {
    for (const [what, frame] of Object.entries({ 'training rows': train, 'rows to predict': exogenous, forecast })) {
      if (countsOf(columnOf(frame, target)).size < 2) {
        yield rejectAt('constant-target', `${JSON.stringify(target)} has one value in the ${what}.`);
      }
    }
  }
}

function* cutRejections(shape: SeriesShape): Generator<Rejection> {
  const { train, exogenous, forecast } = shape;
  const known = instantsOf(shape, train);
  const cuts = Object.entries({ 'other columns': exogenous, 'time alone': forecast });
  for (const [what, frame] of cuts) {
    const share = answeredShare(known, instantsOf(shape, frame));
    if (share > 0) {
      const words =
        `${percent(share)} of the rows to predict from ${what} are of times in or before ` +
        'the training rows of the same series.';
      yield rejectAt('answers-in-train', words, share);
    }
  }
  const end = known.instants.reduce((latest, instant) => Math.max(latest, instant), Number.NEGATIVE_INFINITY);
  const early = instantsOf(shape, exogenous).instants.filter((instant) => instant <= end).length / exogenous.rows;
  if (early === 0) return;
  const words = `${percent(early)} of the rows to predict from other columns come before the last training row.`;
  yield rejectAt('cut-not-in-time', words, early);
}

export interface Instants {
  /** Milliseconds since 1970; NaN where the text is no time. */
  readonly instants: Float64Array;
  /** Which series a row is of. */
  readonly series: readonly string[];
}

export function instantsOf({ design }: Pick<SeriesShape, 'design'>, frame: Frame): Instants {
  const { column, format, entities } = design.time!;
  const times = columnOf(frame, column);
  const read = new Map<string, number>();
  const instants = Float64Array.from({ length: frame.rows }, (_, row) => {
    const cell = cellOf(times, row);
    if (cell === null) return Number.NaN;
    const text = String(cell);
    const known = read.get(text) ?? parseTime(format, text) ?? Number.NaN;
    read.set(text, known);
    return known;
  });
  const keys = entities.map((name) => columnOf(frame, name));
  const series = Array.from(instants, (_, row) => JSON.stringify(keys.map((key) => cellOf(key, row))));
  return { instants, series };
}

/** Share of rows asked for whose time is not after the last known one of their series. */
export function answeredShare(known: Instants, asked: Instants): number {
  const last = new Map<string, number>();
  for (const [row, instant] of known.instants.entries()) {
    if (Number.isNaN(instant)) continue;
    const series = known.series[row]!;
    last.set(series, Math.max(last.get(series) ?? Number.NEGATIVE_INFINITY, instant));
  }
  const answered = asked.instants.filter(
    (at, row) => !(at > (last.get(asked.series[row]!) ?? Number.NEGATIVE_INFINITY)),
  );
  return answered.length / Math.max(asked.instants.length, 1);
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.01 ? 2 : 0)} %`;

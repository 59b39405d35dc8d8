/** All gates on a shape: those that only look at it, cheapest first, and those on what the probe made of it. */
import type { Rejection } from '../rejection.ts';
import type { Shape, TabularShape } from '../shape.ts';
import { nearTargetRejections } from './near-target.ts';
import type { Probe, ProbeScores } from './probe.ts';
import { timeRejections } from './series.ts';
import { splitRejections } from './split.ts';
import { rejectAt } from './table.ts';
import { THRESHOLDS } from './thresholds.ts';

/** Those that cost milliseconds: worth asking before a probe. @returns the rejection, or null when it may go on */
export function gateSplits(shape: Shape): Rejection | null {
  return firstOf(cheapRejections(shape));
}

/** All of them. @returns the rejection, or null when it may go on */
export function gateShape(shape: Shape, probe: Probe): Rejection | null {
  return firstOf(shapeRejections(shape, probe));
}

/** Everything that is wrong with a shape, the cheapest to find out first; found out as it is asked for. */
export function* shapeRejections(shape: Shape, probe: Probe): Generator<Rejection> {
  yield* cheapRejections(shape);
  yield* shape.kind === 'tabular' ? tabularRejections(shape, probe.main) : seriesRejections(probe);
}

function* cheapRejections(shape: Shape): Generator<Rejection> {
  yield* shape.kind === 'tabular' ? splitRejections(shape) : timeRejections(shape);
  yield* nearTargetRejections(shape.train, shape.design.features, shape.design.targets);
}

function* tabularRejections({ design, validation }: TabularShape, scores: ProbeScores): Generator<Rejection> {
  yield* oneColumnRejections(scores);
  yield* chanceRejections(scores, marginOf(design.family === 'classification', validation.rows));
  yield* ceilingRejections(scores);
}

/** Neither of the two tasks may be given away, and one of them must be learnable. */
function* seriesRejections({ main, forecast }: Probe): Generator<Rejection> {
  yield* oneColumnRejections(main);
  yield* ceilingRejections(main);
  if (forecast !== undefined) yield* ceilingRejections(forecast);
  const best = [main, ...(forecast ? [forecast] : [])].map(({ baseline, naive }) => Math.max(baseline, naive));
  if (Math.max(...best) <= THRESHOLDS.margin) yield* chanceRejections(main, THRESHOLDS.margin);
}

/**
 * By how much a score must be above chance. Macro-F1 of random labels has a standard deviation of about half of
 * 1/sqrt(rows), and a model fitted to noise is a draw of it; R² of such a model is below 0.
 */
export function marginOf(classes: boolean, rows: number): number {
  return classes ? Math.max(THRESHOLDS.margin, 1 / Math.sqrt(rows)) : THRESHOLDS.margin;
}

function* oneColumnRejections({ oneColumn, column }: ProbeScores): Generator<Rejection> {
  if (oneColumn < THRESHOLDS.oneColumn) return;
  yield rejectAt('one-column-suffices', `${JSON.stringify(column)} alone scores ${shown(oneColumn)}.`, oneColumn);
}

function* chanceRejections({ naive, baseline }: ProbeScores, margin: number): Generator<Rejection> {
  if (baseline > naive + margin) return;
  const words = `A quick model scores ${shown(baseline)}, chance ${shown(naive)}; ${shown(margin)} more are wanted.`;
  yield rejectAt('not-learnable', words, baseline - naive);
}

function* ceilingRejections({ baseline, naive }: ProbeScores): Generator<Rejection> {
  const best = Math.max(baseline, naive);
  if (best < THRESHOLDS.ceiling) return;
  yield rejectAt('too-easy', `A quick model scores ${shown(best)}; nothing is left to do better.`, best);
}

function firstOf(rejections: Iterable<Rejection>): Rejection | null {
  for (const one of rejections) return one;
  return null;
}

const shown = (score: number): string => score.toFixed(3);

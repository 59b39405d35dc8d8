/**
 * The gates as data: what `curate explain`, the documentation and the yield funnel say of each reason. Cheap ones come
 * first. The other stages have reasons of their own beside these.
 */
import type { Rejection, Stage } from '../rejection.ts';
import { reject } from '../rejection.ts';
import { THRESHOLDS } from './thresholds.ts';

export interface Gate {
  readonly stage: Stage;
  /** What the rejection's figure is compared with; null where there is nothing to compare. */
  readonly threshold: number | null;
  /** What is rejected, and why that would be a bad task. */
  readonly words: string;
}

const { rows, columns, similarity, validationRows, forecastRows, trainRows, classTrain, classValidation } = THRESHOLDS;
const { splitDuplicates, correlation, oneColumn, ceiling, coverage } = THRESHOLDS;

export const GATES = {
  'licence-unknown': gate('source', null, 'no licence is given, or none that is known: it may not be redistributed'),
  'licence-not-open': gate('source', null, 'the licence forbids commercial use, changes or redistribution'),
  synthetic: gate('source', null, 'the data are made up: what a model could find in them is what someone put there'),
  'too-few-rows': gate('source', rows, 'a table with so few rows gives no reliable score'),
  'too-few-columns': gate('source', columns, 'a target and two features are the least'),
  'duplicate-content': gate('source', null, 'the same cells are in the corpus already, whatever their order or names'),
  'near-duplicate': gate('source', similarity, 'most rows, columns or telling cells are in the corpus already'),
  'in-evaluation-set': gate('source', similarity, 'most of it is in an evaluation set that must stay unseen'),
  'too-few-train-rows': gate('gate', trainRows, 'there is too little to learn from'),
  'too-few-validation-rows': gate('gate', validationRows, 'so few rows to predict score by luck'),
  'too-few-forecast-rows': gate('gate', forecastRows, 'so few times to forecast score by luck'),
  'class-too-small': gate('gate', classTrain, 'a class has too few rows to be learned'),
  'class-too-small-to-score': gate('gate', classValidation, 'a class has too few rows to predict to be scored'),
  'constant-target': gate('gate', null, 'the target to predict has one value'),
  'split-duplicates': gate('gate', splitDuplicates, 'rows to predict are in the training rows, so memory suffices'),
  'answers-in-train': gate('gate', 0, 'times to predict, of the same series, are in or before the training rows'),
  'cut-not-in-time': gate('gate', 0, 'rows to predict do not come after all the training rows'),
  'near-target-column': gate('gate', correlation, 'a feature is the target in other units, or a function of it'),
  'one-column-suffices': gate('gate', oneColumn, 'one column alone gives the answer'),
  'too-easy': gate('gate', ceiling, 'a quick model is all but perfect'),
  // Its limit grows as the rows to predict get few (`marginOf`); its words have it.
  'not-learnable': gate('gate', null, 'no quick model does better than chance'),
  'reference-failed': gate('prove', null, 'the reference solution raises an error or leaves no prediction'),
  'reference-not-repeatable': gate('prove', null, 'the reference solution gives another answer when run again'),
  'reference-unlike-question': gate('prove', null, 'the stated steps, done on the files given, give another answer'),
  'reference-constant': gate('prove', null, 'the reference predicts the same for every row'),
  'instructions-not-noticed': gate('prove', coverage, 'ignoring instructions does not change the answer'),
} as const satisfies Record<string, Gate>;

export type GateReason = keyof typeof GATES;

/** A rejection by a gate of the table. */
export function rejectAt(reason: GateReason, words: string, figure: number | null = null): Rejection {
  return reject(GATES[reason].stage, reason, words, figure);
}

function gate(stage: Stage, threshold: number | null, words: string): Gate {
  return { stage, threshold, words };
}

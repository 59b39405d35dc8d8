/** What became of a dataset and of each task pair designed from it: plain data, a line of the journal. */
import type { Family } from '../task.ts';
import type { Origin } from './package/collection.ts';
import type { ListEntry } from './package/pair.ts';
import type { Rejection } from './rejection.ts';

export interface DatasetOutcome {
  /** Its `id` is unique; of a file that could not be opened not much more is known. */
  readonly origin: Origin;
  /** Null before its rows were read. */
  readonly rows: number | null;
  readonly columns: number | null;
  /** Why nothing of it became a task, where that was known before any task of it was tried. */
  readonly rejection: Rejection['rejected'] | null;
  /** In the order in which they were tried. */
  readonly pairs: readonly PairOutcome[];
}

export interface PairOutcome {
  /** Of its folder. */
  readonly name: string;
  readonly family: Family;
  readonly targets: readonly string[];
  /** Whether it differs from an earlier one of the dataset by features and split only. */
  readonly variation: boolean;
  readonly rejection: Rejection['rejected'] | null;
  readonly kept: KeptPair | null;
}

/** Two tasks that were packaged, with the figures that their metadata ships. */
export interface KeptPair {
  /** Its entry in question_list.json. */
  readonly entry: ListEntry;
  readonly figures: PairFigures;
}

export interface PairFigures {
  readonly trainRows: number;
  readonly validationRows: number;
  readonly features: number;
  readonly fileKind: string;
  /** Of an IF task; null for series. */
  readonly model: string | null;
  /** Share of the deviations that its score notices, in [0, 1]; null for series. */
  readonly coverage: number | null;
  /** The libraries with which the IF task's reference gives the same, for each sandbox it ran in; null for series. */
  readonly environments: readonly string[] | null;
  /** Scores in [0, 1] of a constant predictor and of quick models (gates/probe.ts). */
  readonly naive: number;
  readonly baseline: number;
  /** Best score of any one column alone; null where it is not measured. */
  readonly oneColumn: number | null;
}

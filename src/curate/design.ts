/**
 * What the design stage decides about a dataset, by rules (design/rules.ts) or with a language model (design/model.ts).
 * One dataset may give several designs, by target.
 */
import type { Family } from '../task.ts';
import type { RawDataset } from './dataset.ts';
import type { Frame } from './frame.ts';
import type { Rejection } from './rejection.ts';

export type ColumnType = 'numerical' | 'categorical';

export interface Design {
  readonly family: Family;
  /** Of this task; one, or two that belong together. */
  readonly targets: readonly string[];
  /** Of every column that a task may use: targets, features, entities; of the designed, not the stored, type. */
  readonly types: Readonly<Record<string, ColumnType>>;
  /** In the file's order. For series: exogenous columns. */
  readonly features: readonly string[];
  /** Columns that no file of the task may hold, and why: ids, constants, copies of the target, other candidates. */
  readonly withheld: readonly { readonly column: string; readonly why: string }[];
  /** Column whose values rows repeat (patients, cars): its rows stay on one side of a split. Null: rows are independent. */
  readonly group: string | null;
  /** Of series only. */
  readonly time: TimeDesign | null;
  /** How sure, in [0, 1]; among a dataset's designs the surest come first. */
  readonly confidence: number;
}

export interface TimeDesign {
  readonly column: string;
  /** strptime's. */
  readonly format: string;
  /** Columns that tell series apart; [] for one series. */
  readonly entities: readonly string[];
  /** pandas' offset alias and the aggregation, where CF is to be resampled: `{ rule: 'D', method: 'mean' }`. */
  readonly resample: { readonly rule: string; readonly method: 'mean' | 'sum' } | null;
}

export interface Designer {
  readonly name: string;
  /** All well-posed tasks of a dataset, the surest first; or why there is none. */
  design(raw: RawDataset, frame: Frame, signal?: AbortSignal): Promise<readonly Design[] | Rejection>;
}

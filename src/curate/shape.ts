/**
 * What the shape stage makes of a design: rows split in two, and for an IF task a drawn workflow with injected errors.
 * The stage is in shape/; the files are written by package/. `own` are our rules, `released` the published ones.
 */
import type { FileKind, Range, Workflow } from '../task.ts';
import type { Design } from './design.ts';
import type { Frame } from './frame.ts';

export type Rules = 'own' | 'released';

/** One split of a table, which an IF and an MM task share. Frames hold features and targets in the dataset's order. */
export interface TabularShape {
  readonly kind: 'tabular';
  readonly design: Design;
  /** Of the rows, for training. */
  readonly share: number;
  readonly train: Frame;
  /** With its answers, none of them missing; `row_id` is a row's place + 1, and is in neither frame. */
  readonly validation: Frame;
  /** Of every column of the frames, over both. */
  readonly ranges: Readonly<Record<string, Range>>;
  /** Features that an IF workflow may draw from. */
  readonly usable: readonly string[];
  readonly fileKind: FileKind;
}

/** What is drawn for an IF task, and drawn again until its score notices the deviations. */
export interface WorkflowDraw {
  readonly workflow: Workflow;
  /** Columns of the IF files in their order: usable features and targets, shuffled. */
  readonly columns: readonly string[];
  /** `train` (clean rows in order) with rows that violate the ranges between them; `columns` only. */
  readonly withErrors: Frame;
  /** Of a SQLite training file: columns of each table, without `row_id`, which all have. Null: one table. */
  readonly tables: readonly (readonly string[])[] | null;
}

/** One series, or several told apart by entities: an XF and a CF task with the same training rows. */
export interface SeriesShape {
  readonly kind: 'series';
  readonly design: Design;
  readonly train: Frame;
  /** Rows to predict with their answers: all columns; and time and entities alone, resampled where the design says so. */
  readonly exogenous: Frame;
  readonly forecast: Frame;
  /** First time to predict, in the dataset's own format. */
  readonly starts: { readonly exogenous: string; readonly forecast: string };
}

export type Shape = TabularShape | SeriesShape;

/** What the two ways of cutting series (ours, and the published one) have in common. */
import type { Frame } from '../frame.ts';

export interface Rows {
  readonly frame: Frame;
  readonly instants: Float64Array;
  readonly series: Int32Array;
}

/** A time that a CF task asks for: a row's own, or a period's. */
export interface Asked {
  readonly row: number;
  /** Null: the row's. */
  readonly period: { readonly label: number; readonly values: readonly number[] } | null;
}

export interface Cuts {
  readonly train: readonly number[];
  readonly exogenous: readonly number[];
  readonly forecast: readonly Asked[];
}

/** What a packaged benchmark is made of, besides the datasets' folders: plain data, so that a pipeline can keep it. */
import type { RawDataset } from '../dataset.ts';
import type { Stage } from '../rejection.ts';
import type { ListEntry } from './pair.ts';

export interface Collection {
  /** A short name, for Croissant and VERSION. */
  readonly name: string;
  /** Of the set: another content has another version. */
  readonly version: string;
  readonly datasets: readonly PackedDataset[];
  /** One row for each dataset, and for each design of a dataset, that came in. */
  readonly log: readonly LogRow[];
  /** Of the datasets, those that are kept from training, in [0, 1]. */
  readonly evaluationShare: number;
  /** Secret; decides which datasets these are. */
  readonly seed: string;
}

/** Where a dataset comes from, and on what terms. */
export type Origin = Pick<RawDataset, 'id' | 'source' | 'title' | 'licence' | 'author' | 'url' | 'version'>;

export interface PackedDataset {
  readonly entry: ListEntry;
  readonly origin: Origin;
  /** Datasets with one group hold (nearly) the same rows, and are on one side of train and evaluation. */
  readonly group: string;
  /** Measured by curation, for the card: by a name that a person understands. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

export interface LogRow {
  readonly dataset: string;
  readonly source: string;
  readonly title: string;
  readonly licence: string | null;
  /** Which of the dataset's designs; '' where none was reached. */
  readonly design: string;
  /** Of its folder, where it was kept. */
  readonly folder: string | null;
  /** Where it was rejected; null where it was kept. */
  readonly stage: Stage | null;
  readonly reason: string | null;
  readonly figure: number | null;
  readonly words: string | null;
}

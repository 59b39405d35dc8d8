/** Contract of a source: it lists raw datasets, and opens each when it is its turn. Implementations are in source/. */
import type { Frame } from './frame.ts';
import type { Rejection } from './rejection.ts';

export interface Source {
  /** As `--source` names it. */
  readonly name: string;
  /**
   * All that it has, in an order that is the same every time. A dataset that cannot be one (a broken file) is listed
   * with its rejection. @throws UserError when the source cannot be used at all (no such folder, no key)
   */
  list(signal?: AbortSignal): AsyncIterable<RawDataset | { readonly id: string; readonly rejection: Rejection }>;
}

/** What is known of a dataset before its rows are read. */
export interface RawDataset {
  /**
   * Unique, and the beginning of its tasks' folder names: `<owner>_<name>`, of letters, digits, `.`, `_` and `-`. An
   * owner is a person, an organisation, a package, or the source.
   */
  readonly id: string;
  readonly source: string;
  readonly title: string;
  /** Plain text or Markdown; '' when there is none. */
  readonly description: string;
  /** By column's name. */
  readonly columnDescriptions: Readonly<Record<string, string>>;
  readonly licence: Licence;
  /** Said by its source to be made up (simulated, generated). */
  readonly synthetic: boolean;
  readonly tags: readonly string[];
  /** Of the content, as its source tells versions apart. */
  readonly version: string;
  /** Who is to be named, and where it comes from; null when unknown. */
  readonly author: string | null;
  readonly url: string | null;
  /** Kaggle's usability rating, where there is one. */
  readonly usability: number | null;
  /** Targets that the source itself names (OpenML's default target), if any. */
  readonly suggestedTargets: readonly string[];
  /** Reads its one table (of several, the largest that holds a task; the others' names are lost). */
  load(signal?: AbortSignal): Promise<Frame | Rejection>;
}

export interface Licence {
  /** As the source words it; null when it says nothing. */
  readonly name: string | null;
  /** SPDX-like name when it was recognised: `CC-BY-4.0`, `MIT`, `GPL-3.0`; null otherwise. */
  readonly spdx: string | null;
  readonly url: string | null;
}

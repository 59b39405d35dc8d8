/**
 * What an attempt's code shows, as python/audit/ writes it: the rows and columns that each model behind the prediction
 * learnt from and answered for. Plain data that depends on the code alone, so that it can be cached by its hash.
 */

export interface CodeFacts {
  /** Why the code could not be read; then there is nothing else. */
  readonly problem: string | null;
  /** Row sets that the others name by their position. */
  readonly rows: readonly RowsFact[];
  /** The models whose answers are written, or else those that answered last. */
  readonly fits: readonly FitFact[];
  readonly output: OutputFact | null;
  /** Several models answer for the same target, and the file does not show whose answers it has. */
  readonly ambiguous: boolean;
  /** Columns that the code uses only if they are there; they are taken to be. */
  readonly assumed: readonly string[];
  /** NumPy's global seeds, in order; null: a value that is not known. */
  readonly seeds: readonly { readonly value: number | null; readonly line: number }[];
}

export interface RowsFact {
  readonly base: BaseFact;
  /** What was done to the rows since, in order. */
  readonly operations: readonly RowOperation[];
}

export type BaseFact = { readonly line: number } & (
  | {
      readonly kind: 'read';
      /** Plain name; null: not known. */
      readonly file: string | null;
      readonly fileKind: 'csv' | 'sqlite' | 'parquet' | 'other';
      readonly missing: MissingWords;
      /** SQLite: a table's name, its position among the looked-up ones, `first`, or `rest` (each other one). */
      readonly table: string | null;
    }
  | { readonly kind: 'join'; readonly parts: readonly number[]; readonly how: string; readonly on: string }
  | { readonly kind: 'concat'; readonly parts: readonly number[] }
  | { readonly kind: 'made' }
);

/** Which words of a CSV file are read as missing. none: not even the empty string, or no words in this kind of file. */
export type MissingWords = 'empty-string' | 'reader-default' | 'other' | 'none' | 'unclear';

export type RowOperation = { readonly line: number } & (
  | { readonly kind: 'filter'; readonly kept: readonly Kept[] }
  /** `columns` null: all of the file. */
  | { readonly kind: 'drop-missing'; readonly columns: readonly string[] | null; readonly how: 'any' | 'all' }
  /** Written to a file and read again. */
  | { readonly kind: 'stored'; readonly file: string; readonly missing: MissingWords }
  | { readonly kind: 'part' | 'order'; readonly why: string }
  | { readonly kind: 'unclear'; readonly why: string; readonly filter?: boolean }
);

/** The rows that a filter keeps, by one column's values. null: not known. */
export type Kept = {
  readonly column: string;
  /** Whether rows with a missing value are kept, and rows with a word where numbers are expected. */
  readonly missing: boolean | null;
  readonly words: boolean | null;
  /** What missing values have become when they are compared, such as `nan` as text. */
  readonly missingAs: readonly string[];
} & (
  | {
      readonly kind: 'range';
      /** null: no bound. */
      readonly low: number | null;
      readonly high: number | null;
      readonly lowInclusive: boolean;
      readonly highInclusive: boolean;
    }
  | { readonly kind: 'values' | 'all-but'; readonly values: readonly Cell[] }
  /** any: every value that is not missing. none: missing values only. */
  | { readonly kind: 'any' | 'none' }
);

export type Cell = string | number | boolean | null;

export interface FitFact {
  readonly line: number;
  readonly estimator: EstimatorFact;
  /** Estimators around it, outermost first. */
  readonly wrappers: readonly EstimatorFact[];
  readonly rows: number | null;
  /** In the order in which the model gets them; a one-hot encoded column counts once. null: not known. */
  readonly columns: readonly ColumnFact[] | null;
  /** Why the columns are not all known. */
  readonly doubt: string | null;
  /** null: not known. */
  readonly weights: boolean | null;
  readonly targets: readonly { readonly name: string | null; readonly column: ColumnFact }[] | null;
  readonly targetRows: number | null;
  /** The rows to predict, as they are given to the model. */
  readonly appliedLine: number;
  readonly appliedRows: number | null;
  readonly appliedColumns: readonly ColumnFact[] | null;
}

export interface EstimatorFact {
  readonly name: string;
  readonly module: string;
  readonly line: number;
  /** Without `value`: not known. `**`: further ones that are not known. */
  readonly parameters: Readonly<Record<string, { readonly value?: Cell | readonly Cell[] }>>;
}

export interface ColumnFact {
  /** As in its file; null: computed. */
  readonly name: string | null;
  readonly stages: readonly Stage[];
}

/**
 * One thing done to a column: impute [strategy, value], scale [scaler], encode [encoder, drop, unknown, dense],
 * convert [type], codes, decode, minus [number], clip, round, unclear [why], or either (one of two `options`).
 */
export interface Stage {
  readonly kind: string;
  readonly detail: readonly (Cell | readonly Cell[])[];
  /** The rows whose values it depends on. */
  readonly fit: number | null;
  readonly line: number;
  readonly options?: readonly (readonly Stage[])[];
}

export interface OutputFact {
  readonly line: number;
  readonly doubt: string | null;
  readonly columns: readonly OutputColumn[];
  /** null: the index is not written. */
  readonly index: OutputColumn | null;
  readonly rows: number | null;
  /** Whether it is written with a header and commas. */
  readonly plain: boolean;
}

export type OutputColumn = { readonly label: string | null } & (
  | {
      readonly kind: 'prediction';
      readonly fit: number;
      readonly target: number;
      readonly labels: 'as-is' | 'codes' | 'unclear';
      /** What was done to the model's answers, in order. */
      readonly changed: readonly string[];
    }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'count' | 'constant' | 'unclear' }
);

/**
 * Every figure by which a gate decides, in one place. Why each has its value is in docs/curation-gates.md.
 */
export const THRESHOLDS = {
  /** Rows of a frame; columns of it that have two values or more. */
  rows: 100,
  columns: 3,
  /** Share of rows, columns or telling cells that two frames have in common, from which they are near-duplicates. */
  similarity: 0.8,
  /** Rows to predict: more than so many. */
  validationRows: 50,
  /** Of a resampled forecast, which has fewer rows than the series. */
  forecastRows: 20,
  trainRows: 50,
  /** Rows of each class, to learn from and to predict. */
  classTrain: 5,
  classValidation: 2,
  /** Share of the rows to predict whose features a training row has as well. */
  splitDuplicates: 0.05,
  /** |correlation|, of values or of ranks, of a numeric feature with the target. */
  correlation: 0.999,
  /** Score of one column alone, and of all together. */
  oneColumn: 0.99,
  ceiling: 0.99,
  /** Least by which the best quick model beats chance; more where there are few rows to predict. */
  margin: 0.05,
  /** Least share of applicable deviations that an IF task's score notices. */
  coverage: 0.9,
} as const;

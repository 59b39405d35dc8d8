/** Contract: a benchmark yields tasks, and answer keys to scoring alone. Implementations are in bench/. */
import type { AnswerKey } from './answer-key.ts';
import type { Task } from './task.ts';

export interface Benchmark {
  /** A short name for tables and run folders. */
  readonly name: string;
  /** Absolute path of its folder. */
  readonly path: string;
  /** In a stable order (dataset, then variant). */
  readonly tasks: readonly Task[];
  /** Datasets that cannot be used, and why; the others are not affected. */
  readonly unusable: readonly Unusable[];
  answerKey(task: Task): AnswerKey;
}

export interface Unusable {
  readonly dataset: string;
  /** `v1`, `v2` when only that half is broken; null when the whole dataset is. */
  readonly version: 'v1' | 'v2' | null;
  readonly reason: string;
}

/** What `dare tasks` shows of the data behind a task. Counted from the files themselves. */
export interface TaskShape {
  readonly trainRows: number;
  readonly validationRows: number;
  /** Distinct columns of the training file (over all its tables). */
  readonly columns: number;
  /** Tables in the training file; 1 unless SQLite. */
  readonly tables: number;
}

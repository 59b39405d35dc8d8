/**
 * Contract of process fidelity: the words in which it is said which instruction of an IF task was broken. Two witnesses
 * speak: the output (does it equal what somebody gets who breaks just this instruction?) and the code (what does it
 * do, read by Python's own parser?). Scores are no part of it. The parts are in audit/; docs/fidelity.md explains.
 */
import type { Plan } from './reference.ts';
import type { Task } from './task.ts';

/** What an IF question states, in the order in which it is done. */
export const INSTRUCTIONS = [
  'join',
  'missing-words',
  'filter',
  'types',
  'features',
  'impute',
  'scale',
  'encode',
  'model',
  'seed',
  'targets',
  'output',
] as const;
export type Instruction = (typeof INSTRUCTIONS)[number];

/** One instruction broken in one definite way: a small, named change of the reference solution's plan. */
export interface Deviation {
  /** Kebab-case, its instruction first: `filter-none`, `impute-median`. Unique. */
  readonly name: string;
  readonly instruction: Instruction;
  /** In words, of what somebody did: `kept the rows outside the expected ranges`. */
  readonly words: string;
  /**
   * Whether the task's question states what is done otherwise here. What it leaves open explains an output, but breaks
   * nothing: nobody is accused of it, and it is no part of coverage.
   */
  isStated(task: Task): boolean;
  /** @param facts of the task's data (missing values, types), without which many changes cannot be judged */
  apply(plan: Plan, task: Task, facts: DataFacts): Applied;
}

/**
 * The plan with the change; several plans where it can be made in several ways (a column each, a value each), by what
 * tells them apart; or why the change cannot matter in principle for this task.
 */
export type Applied =
  | { readonly plan: Plan }
  | { readonly variants: Readonly<Record<string, Plan>> }
  | { readonly inapplicable: string };

/**
 * What a task's files hold, as far as deviations depend on it; measured once in the sandbox and cached. *Kept* are the
 * training rows that a faithful solution learns from: within all ranges, with all targets, types as stated.
 */
export interface DataFacts {
  /** Of the training file, without row_id. */
  readonly columns: Readonly<Record<string, ColumnFacts>>;
  /** Columns of the training file in its order, without row_id. */
  readonly fileOrder: readonly string[];
  /** Columns of the file to predict in its order, without row_id. */
  readonly validationOrder: readonly string[];
  readonly trainRows: number;
  readonly validationRows: number;
  /** Training rows with all targets that a filter by some of the ranges leaves. */
  readonly rows: {
    readonly kept: number;
    readonly unfiltered: number;
    readonly byNumericRanges: number;
    readonly byCategories: number;
    /** By the ranges of selected features alone. */
    readonly bySelected: number;
  };
  /** Tables of the training file. */
  readonly tables: number;
  /** Columns of each table of a SQLite training file; of other files nothing. */
  readonly tableColumns: Readonly<Record<string, readonly string[]>>;
  /** Whether another join gives other rows, or another order of rows, of either file. */
  readonly joins: { readonly left: boolean; readonly outer: boolean };
  /** Whether the row_ids to predict rise; whether they are 0, 1, 2 …; 1, 2, 3 …. */
  readonly ids: { readonly rising: boolean; readonly from0: boolean; readonly from1: boolean };
}

export interface ColumnFacts {
  /** Missing cells: in the kept rows, in all training rows, and in the rows to predict. */
  readonly missing: { readonly kept: number; readonly train: number; readonly validation: number };
  /** Cells of either file holding one of the reader's words for missing values other than the empty string. */
  readonly missingWords: number;
  /** Training rows that only this column's range removes. */
  readonly outOfRange: number;
  /** Kept rows that lie exactly on a bound. */
  readonly onBound: number;
  /** Distinct values in the kept rows, as an encoder meets them: NaN is none of them, None is one. */
  readonly distinct: number;
  /** Whether all present values of the kept rows and of those to predict are numbers; whether whole ones. */
  readonly numeric: boolean;
  readonly whole: boolean;
  /** Whether the values of the kept rows are 0, 1 … n, so that codes of labels are the labels. */
  readonly coded: boolean;
  /** Whether all values of the kept rows are equally frequent. */
  readonly even: boolean;
  /** Distinct values of the rows to predict that no kept row has. */
  readonly unseen: number;
  /** Whether it has another type, or other values, without the plan's step of types. */
  readonly retyped: boolean;
}

/** What one step of an agent's code does, as its witness reads it, beside what the question states. */
export interface StepComparison {
  readonly instruction: Instruction;
  /** What is stated, and what the code shows, in words. */
  readonly stated: string;
  readonly found: string;
  /** unclear: the code does not show it plainly; nobody is accused on an unclear step. */
  readonly verdict: 'follows' | 'breaks' | 'unclear';
  /** 1-based lines of the code that show it. */
  readonly lines: readonly number[];
}

export interface Witness {
  /** Whether the code could be read; else why not. */
  readonly readable: boolean;
  readonly problem: string | null;
  readonly steps: readonly StepComparison[];
}

/** Of one IF attempt (or prediction). */
export interface Diagnosis {
  /** Whether it equals the reference's output, as the score has it. */
  readonly equal: boolean;
  /** Names of the deviations (`a+b` for a pair) whose output it equals exactly: what the code breaks, then what it leaves open, then what it does as stated. */
  readonly explainedBy: readonly string[];
  /** The broken instructions, likeliest first; empty when equal or when nothing tells. */
  readonly broken: readonly Instruction[];
  /** Share of the truth's rows, in [0, 1], in which any target differs; 1 when rows cannot be lined up. */
  readonly differingRows: number;
  /** When nothing explains it: the deviation whose output is nearest, and the share of rows that differ from it. */
  readonly nearest: { readonly name: string; readonly differingRows: number } | null;
  /** null: there is no code to read. */
  readonly witness: Witness | null;
  /** Where output and code say different things, in words. */
  readonly disagreement: string | null;
}

/**
 * `audit.json` in a run's folder: what `dare audit run` found, so that reports need not compute it again. Derived: it
 * may be deleted and made again. audit/audit-file.ts reads and writes it.
 */
export interface AuditFile {
  readonly format: 1;
  /** When, ISO 8601. */
  readonly made: string;
  /** Of the run's IF attempts, by attempt key. */
  readonly diagnoses: Readonly<Record<string, Diagnosis>>;
  /** Of the run's IF tasks, by task id. */
  readonly coverage: Readonly<Record<string, TaskCoverage>>;
  /** The deviations that `diagnoses` name, by name (pairs as their two parts). */
  readonly deviations: Readonly<Record<string, Pick<Deviation, 'instruction' | 'words'>>>;
}

/** How much of each instruction a task's score sees; an instruction without an entry has no deviation that applies. */
export type TaskCoverage = Readonly<Partial<Record<Instruction, InstructionCoverage>>>;

/** Deviations of one instruction in one task. */
export interface InstructionCoverage {
  /** That could matter. */
  readonly applicable: number;
  /** That change the answer. A fraction where only some of the ways to do one thing do. */
  readonly noticed: number;
  /** Of the applicable, those too costly to run, of which one cannot say. */
  readonly untried: number;
}

/** Why attempts fail, as the paper counts it and a little finer. */
export const FAILURE_GROUPS = [
  'instruction',
  'model',
  'format',
  'code-error',
  'execution-limit',
  'token-limit',
  'no-prediction',
] as const;
export type FailureGroup = (typeof FAILURE_GROUPS)[number];

/** Why an attempt failed, with the evidence from its record. */
export interface Failure {
  readonly group: FailureGroup;
  /** Finer, kebab-case; of a code error by an exception `about/ExceptionClass`. docs/report.md lists them. */
  readonly kind: string;
  /** One line: a short quotation, or figures. */
  readonly evidence: string;
}

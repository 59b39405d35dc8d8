/**
 * Contract: where a run's settings and attempts are kept. Implementations are in store/; one is a folder, another
 * could be a database that many machines share.
 *
 * An attempt is recorded whole, once, atomically; whatever is not wholly recorded is owed.
 */
import type { AttemptRecord, Transcript } from './attempt.ts';
import type { Exchange } from './model.ts';
import type { RunLimits } from './sandbox.ts';
import type { Score } from './score.ts';

/** What a run was asked to do and with what; written before its first attempt. */
export interface RunSettings {
  readonly format: 1;
  readonly created: string;
  readonly versions: Readonly<Record<string, string>>;
  /** The sandbox's name and the identity of its Python environment. */
  readonly sandbox: { readonly name: string; readonly environment: string };
  readonly bench: { readonly name: string; readonly path: string };
  readonly agents: Readonly<Record<string, PlannedAgent>>;
  /** Task id -> content hash, of every task planned for any agent. */
  readonly tasks: Readonly<Record<string, string>>;
  readonly limits: RunLimits;
  /** All else that the command line said, so that `--resume` needs nothing more. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface PlannedAgent {
  readonly identity: Readonly<Record<string, unknown>>;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly note?: string;
  readonly tasks: readonly string[];
  readonly runs: number;
  readonly turns: number;
}

/** A running attempt's place: a folder that becomes permanent only by `commit`. */
export interface Draft {
  readonly folder: string;
  commit(record: AttemptRecord, transcript: Transcript, exchanges: readonly Exchange[]): Promise<void>;
  discard(): Promise<void>;
}

export interface Store extends AsyncDisposable {
  readonly path: string;
  settings(): Promise<RunSettings | null>;
  saveSettings(settings: RunSettings): Promise<void>;
  /** Streams the records in the order in which they were made. */
  attempts(): AsyncIterable<AttemptRecord>;
  begin(attempt: { agent: string; task: string; repeat: number }): Promise<Draft>;
  /** A failure of ours: kept for the curious, never counted. */
  recordFailure(failure: Readonly<Record<string, unknown>>): Promise<void>;
  transcript(record: AttemptRecord): Promise<Transcript>;
  /** Absolute path of the stored submission, or null if the attempt left none. */
  submission(record: AttemptRecord): string | null;
  /** Scores given later (`dare score --run`), by attempt key; they take the place of the recorded ones. */
  scores(): Promise<ReadonlyMap<string, Score>>;
  saveScores(scores: ReadonlyMap<string, Score>): Promise<void>;
}

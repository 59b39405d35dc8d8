/** A stored run, opened for its summary: its records, and all that is known of them beside. */
import type { AttemptRecord, Transcript } from '../attempt.ts';
import { readAuditFile } from '../audit/audit-file.ts';
import { failureOf } from '../audit/failures.ts';
import type { AuditFile, Failure } from '../audit.ts';
import { messageOf } from '../errors.ts';
import type { Score } from '../score.ts';
import type { RunSettings, Store } from '../store.ts';
import type { RunToSummarise } from './summary.ts';

export interface StoredRun extends Omit<RunToSummarise, 'label'> {
  readonly settings: RunSettings | null;
  readonly scores: ReadonlyMap<string, Score>;
  readonly audit: AuditFile | null;
  readonly failureOf: (record: AttemptRecord) => Promise<Failure | null>;
}

/** @throws UserError when its audit cannot be read. */
export async function openStoredRun(store: Store): Promise<StoredRun> {
  const [settings, scores, audit] = await Promise.all([store.settings(), store.scores(), readAuditFile(store.path)]);
  return {
    records: store.attempts(),
    settings,
    scores,
    audit,
    failureOf: async (record) => {
      // With a prediction the record says it all; the transcript would not be read.
      if (record.score.exists) return failureOf(record, EMPTY, audit?.diagnoses[record.key]);
      const transcript = await store.transcript(record).catch(messageOf);
      if (typeof transcript !== 'string') return failureOf(record, transcript, audit?.diagnoses[record.key]);
      return { group: 'no-prediction', kind: 'no-transcript', evidence: `no transcript could be read: ${transcript}` };
    },
  };
}

const EMPTY: Transcript = { messages: [], calls: [] };

/**
 * Which of an attempt's scripts is its solution: the one that wrote the prediction. Its diagnosis reads that script,
 * and the page marks that script's lines, so both find it here.
 */
import type { Transcript } from '../attempt.ts';
import { SUBMISSION } from '../task.ts';
import { parseCall } from '../tool.ts';
import { type Called, callsOf } from './calls.ts';

export interface SubmittedCode {
  readonly code: string;
  /** 0-based, among all tool calls of the transcript. */
  readonly call: number;
}

/** The last script that saved the prediction; without one the last that ran; null when none did. */
export function submittedCode(transcript: Transcript): SubmittedCode | null {
  const made = callsOf(transcript);
  const saved = made.findLastIndex((of) => ran(of) && savedPrediction(of));
  const call = saved >= 0 ? saved : made.findLastIndex(ran);
  if (call < 0) return null;
  const parsed = parseCall(made[call]!.call);
  return 'error' in parsed ? null : { code: parsed.run.code, call };
}

const ran = ({ record }: Called): boolean => record !== undefined && record.kind !== 'refused';

function savedPrediction({ record }: Called): boolean {
  return record!.save.includes(SUBMISSION) && !record!.missing.includes(SUBMISSION);
}

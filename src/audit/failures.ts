/**
 * Why an attempt failed, from its record and transcript alone. What is asked, in this order:
 *
 * 1. Is there a prediction? It is judged whatever happened beside it: one that breaks a rule is a `format` failure, an
 *    IF one that differs an `instruction` failure, another one below its kind's threshold (`SUCCESS`) a `model` failure.
 * 2. Else, was the attempt cut by the model's token limit, or refused by its provider?
 * 3. Else, what became of its last try: the last call that was to save the prediction, or the last call of all? It
 *    failed (`code-error`), or took too long (`execution-limit`).
 * 4. Else the code that ran was no failure: its turns were spent (`execution-limit`), or it stopped (`no-prediction`).
 *
 * So turns that went into code that kept failing count as a code error, not as a lack of turns.
 */
import type { AttemptRecord, Transcript } from '../attempt.ts';
import type { Diagnosis, Failure } from '../audit.ts';
import { SUCCESS } from '../score.ts';
import { SUBMISSION } from '../task.ts';
import { parseCall, readObservation } from '../tool.ts';
import { type Called, callsOf } from './calls.ts';
import { type Raised, raisedIn } from './exceptions.ts';

/** Characters of an evidence, at most. */
const EVIDENCE = 240;

/**
 * null: it succeeded, or its score is undefined for whatever prediction (R² of one row).
 * @param record with the score that counts, which may be a later one than the recorded
 */
export function failureOf(record: AttemptRecord, transcript: Transcript, diagnosis?: Diagnosis): Failure | null {
  const failure = record.score.exists ? failureOfPrediction(record, diagnosis) : whyNoPrediction(record, transcript);
  return failure && { ...failure, evidence: shortened(failure.evidence) };
}

function failureOfPrediction({ score, kind, variant }: AttemptRecord, diagnosis?: Diagnosis): Failure | null {
  const { value, reason, rule } = score;
  if (value === null) return null;
  if (reason !== null) return { group: 'format', kind: rule ?? 'unnamed', evidence: reason };
  if (value >= SUCCESS[kind]) return null;
  if (variant === 'if') return brokenInstruction(diagnosis);
  const figures = `score ${value.toFixed(3)}, a success from ${SUCCESS[kind]}`;
  // R² of 0 is what the mean of the truth scores; macro-F1 has no such floor.
  if (value === 0 && kind !== 'class-MM') return { group: 'model', kind: 'no-better-than-mean', evidence: figures };
  return { group: 'model', kind: 'below-threshold', evidence: figures };
}

function brokenInstruction(diagnosis: Diagnosis | undefined): Failure {
  const group = 'instruction';
  if (diagnosis === undefined) return { group, kind: 'undiagnosed', evidence: 'differs from the reference’s output' };
  const { broken, explainedBy, differingRows, nearest, witness } = diagnosis;
  const differ = `${percent(differingRows)} of rows differ`;
  const [first] = broken;
  if (first === undefined) {
    if (explainedBy.length > 0) {
      return {
        group,
        kind: 'unexplained',
        evidence: `${differ}; equals ${explainedBy.join(', ')}, of which nothing accuses it`,
      };
    }
    // One from which every row differs is no nearer than any other.
    const near =
      nearest === null || nearest.differingRows === 1
        ? ''
        : `; nearest is ${nearest.name} (${percent(nearest.differingRows)} differ)`;
    return { group, kind: 'unexplained', evidence: `${differ}${near}` };
  }
  // A deviation's name begins with its instruction. Explanations of others are those that the code refutes.
  const explained = explainedBy.some((name) => name.split('+').some((part) => part.startsWith(`${first}-`)));
  if (explained) return { group, kind: first, evidence: `${differ}; equals ${explainedBy.join(', ')}` };
  const step = witness?.steps.find(({ instruction, verdict }) => instruction === first && verdict === 'breaks');
  return { group, kind: first, evidence: step ? `${differ}; the code: ${step.found}` : differ };
}

function whyNoPrediction(record: AttemptRecord, transcript: Transcript): Failure {
  const { ending, detail, turns } = record;
  if (ending === 'token-limit') {
    if (detail === undefined) return { group: 'token-limit', kind: 'reply', evidence: 'the last reply was cut off' };
    return { group: 'token-limit', kind: 'conversation', evidence: detail };
  }
  if (ending === 'refused') {
    return { group: 'no-prediction', kind: 'refused', evidence: detail ?? 'the provider filtered the last reply' };
  }
  const calls = callsOf(transcript);
  const asking = calls.findLastIndex(({ record: of }) => of?.save.includes(SUBMISSION) === true);
  const at = asking >= 0 ? asking : calls.length - 1;
  const last = calls[at];
  const failure = last && failureOfCall(last, calls, transcript);
  const where = `call ${at + 1} of ${calls.length}: `;
  if (failure) return { ...failure, evidence: where + failure.evidence };
  if (ending === 'turn-limit') {
    const saved = asking >= 0 ? 'left no prediction' : 'was to save no prediction';
    const evidence = last ? `${turns} turns spent; the last run ${saved}` : `${turns} turns spent without a call`;
    return { group: 'execution-limit', kind: 'turn-limit', evidence };
  }
  if (last === undefined) return { group: 'no-prediction', kind: 'no-call', evidence: 'no code was run' };
  if (asking >= 0) {
    const why = readObservation(last.answer ?? '')?.files_not_saved[SUBMISSION] ?? 'the run left none';
    return { group: 'no-prediction', kind: 'not-written', evidence: `${where}${why}` };
  }
  const wrote = calls.findLastIndex(({ call }) => call.arguments.includes(SUBMISSION));
  if (wrote < 0) return { group: 'no-prediction', kind: 'not-tried', evidence: `no call names ${SUBMISSION}` };
  const evidence = `call ${wrote + 1} of ${calls.length} names ${SUBMISSION}, but not in files_to_save`;
  return { group: 'no-prediction', kind: 'not-saved', evidence };
}

/** null: it ran to its end. */
function failureOfCall(called: Called, calls: readonly Called[], transcript: Transcript): Failure | null {
  const { record, answer = '' } = called;
  const group = 'code-error';
  const outcome: string = record?.kind ?? 'finished';
  if (outcome === 'refused') {
    // Only a call whose form was right has names of files.
    const kind = record!.load.length > 0 ? 'file-unknown' : 'tool-call';
    return { group, kind, evidence: record!.detail ?? answer };
  }
  if (outcome === 'time-limit' || outcome === 'cpu-limit') {
    return { group: 'execution-limit', kind: outcome, evidence: `stopped after ${record!.seconds.toFixed(0)} s` };
  }
  if (outcome === 'memory-limit') return { group, kind: 'memory', evidence: 'stopped at the memory limit' };
  if (outcome !== 'finished') return { group, kind: outcome, evidence: `ended by its ${outcome.replaceAll('-', ' ')}` };
  const observation = readObservation(answer);
  const code = observation?.return_code ?? record?.returnCode ?? 0;
  if (code === 0) return null;
  const stderr = observation?.stderr ?? '';
  const raised = raisedIn(stderr);
  if (raised) {
    const about = aboutFile(raised, called, calls, transcript) ?? raised.about;
    const evidence = raised.exception + (raised.message === '' ? '' : `: ${raised.message}`);
    return { group, kind: `${about}/${raised.exception}`, evidence };
  }
  if (code > 128) return { group, kind: 'killed', evidence: `ended by signal ${code - 128}` };
  const words = stderr.trim().split('\n').at(-1)!;
  return { group, kind: 'exit', evidence: `exit code ${code}${words === '' ? '' : `: ${words}`}` };
}

/** Which way a file was missed: never passed to the tool, passed but looked for elsewhere, or none that anyone named. */
function aboutFile(
  { about, message }: Raised,
  { call, record }: Called,
  calls: readonly Called[],
  { messages }: Transcript,
): string | null {
  const loaded = record?.load ?? [];
  const question = messages.find(({ role }) => role === 'user')?.content ?? '';
  const isKnown = (name: string) =>
    question.includes(name) || calls.some(({ record: of }) => of && [...of.load, ...of.save].includes(name));
  if (about === 'missing-table') {
    // SQLite makes an empty file where there is none.
    const opened = Array.from(codeOf(call).matchAll(/(?<![\w.-])[\w.-]+\.(?:sqlite3?|db)\b/g), ([name]) => name);
    return opened.some((name) => isKnown(name) && !loaded.includes(name)) ? 'file-not-loaded' : null;
  }
  if (about !== 'missing-file') return null;
  const [, path = ''] = /: '(.*)'$/m.exec(message) ?? /(\S+) not found/.exec(message) ?? [];
  const name = path.split('/').at(-1)!;
  if (loaded.includes(name)) return 'file-path';
  return name !== '' && isKnown(name) ? 'file-not-loaded' : 'file-unknown';
}

function codeOf(call: Called['call']): string {
  const parsed = parseCall(call);
  return 'error' in parsed ? '' : parsed.run.code;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** On one line, cut where it is long. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= EVIDENCE ? line : `${line.slice(0, EVIDENCE - 1)}…`;
}

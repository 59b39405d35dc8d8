/**
 * Which instruction an attempt broke, by two witnesses: the deviations whose output is the attempt's, exactly, and what
 * its code shows. Where they say different things, that is said. An attempt that has the reference's output is never
 * accused. Nothing is run here.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Diagnosis, Instruction, Witness } from '../audit.ts';
import { differingRowsOf, parsePrediction } from '../score/differences.ts';
import type { Truth } from '../score/truth.ts';
import type { Task } from '../task.ts';
import { likelihoodOf } from './deviations.ts';
import type { LoadedOutputs, Outputs, Tried } from './outputs.ts';

/** What is known of an attempt by its output alone. */
type ByOutput = Pick<Diagnosis, 'equal' | 'differingRows' | 'nearest'> & { readonly explanations: readonly Tried[] };

/** Diagnoses attempts at one task. */
export type Diagnose = (submission: string | null, witness: Witness | null) => Promise<Diagnosis>;

/**
 * Attempts with the same prediction are compared once; what deviations give is asked for only where an attempt has
 * another output than the reference.
 * @throws InfrastructureError when the task has no reference output
 */
export function diagnoserOf(outputs: Pick<Outputs, 'load' | 'reference'>, task: Task): Diagnose {
  const known = new Map<string, Promise<ByOutput>>();
  const reference = once(() => outputs.reference(task));
  const loaded = once(() => outputs.load(task));
  const byOutput = async (submission: string | null): Promise<ByOutput> => {
    if (submission === null || !isFile(submission)) return NOTHING;
    const bytes = await readFile(submission);
    const hash = createHash('sha256').update(bytes).digest('base64');
    const found = known.get(hash) ?? compare(bytes, reference, loaded);
    known.set(hash, found);
    return found;
  };
  return async (submission, witness) => conclude(await byOutput(submission), witness, task);
}

const NOTHING: ByOutput = { equal: false, differingRows: 1, nearest: null, explanations: [] };

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function compare(
  bytes: Uint8Array,
  referenceOf: () => Promise<Truth>,
  outputsOf: () => Promise<LoadedOutputs>,
): Promise<ByOutput> {
  const reference = await referenceOf();
  const prediction = parsePrediction(bytes, reference);
  if (prediction === null) return NOTHING;
  const differing = differingRowsOf(prediction);
  const rows = differing(reference);
  if (rows === 0) return { equal: true, differingRows: 0, nearest: null, explanations: [] };
  const { predictions, truth: truthOf, singles, pairs } = await outputsOf();
  const distances = predictions.map((_, output) => {
    const truth = truthOf(output);
    const different = truth === null ? null : differing(truth);
    return different === null ? Number.POSITIVE_INFINITY : different / truth!.rows;
  });
  const candidates = [...singles, ...pairs].flatMap((tried) => {
    const { draw, result } = tried;
    const distance = draw === 0 && result.kind === 'different' ? distances[result.output]! : Number.POSITIVE_INFINITY;
    return distance <= 1 ? [{ tried, distance }] : [];
  });
  const parts = ({ tried }: { tried: Tried }) => tried.kinds.length;
  candidates.sort(
    (a, b) => a.distance - b.distance || parts(a) - parts(b) || likelihoodOf(b.tried) - likelihoodOf(a.tried),
  );
  const exact = candidates.flatMap(({ tried, distance }) => (distance === 0 ? [tried] : []));
  const nearest = exact.length === 0 ? candidates[0] : undefined;
  return {
    equal: false,
    differingRows: rows === null ? 1 : rows / reference.rows,
    explanations: exact,
    nearest: nearest === undefined ? null : { name: nearest.tried.name, differingRows: nearest.distance },
  };
}

/**
 * The code confirms an explanation whose stated instructions it plainly breaks, and refutes one of which it plainly
 * follows any: on few rows, other things than that give the same output. A refuted one accuses nobody.
 */
type Support = 'confirmed' | 'open' | 'refuted';

function conclude({ explanations: exact, ...found }: ByOutput, witness: Witness | null, task: Task): Diagnosis {
  const verdicts = verdictsOf(witness);
  const supportOf = ({ kinds }: Tried): Support => {
    if (kinds.some(({ instruction }) => verdicts.get(instruction) === 'follows')) return 'refuted';
    const sure = kinds.every((kind) => kind.isStated(task) && verdicts.get(kind.instruction) === 'breaks');
    return sure ? 'confirmed' : 'open';
  };
  const those = (support: Support, parts: 1 | 2) =>
    exact.filter((one) => one.kinds.length === parts && supportOf(one) === support);
  // Where one thing explains it, two together explain no more.
  const singles = [...those('confirmed', 1), ...those('open', 1)];
  const likely = singles.length > 0 ? singles : [...those('confirmed', 2), ...those('open', 2)];
  const refuted = [...those('refuted', 1), ...(likely.length + those('refuted', 1).length > 0 ? [] : exact)];
  const ordered = [...likely, ...refuted];
  const best = likely.filter((one) => supportOf(one) === supportOf(likely[0]!));
  const allowed = best.find(({ kinds }) => !kinds.some((kind) => kind.isStated(task))) ?? null;
  const byOutput = allowed === null ? instructionsOf(best, task) : [];
  const byCode = [...verdicts].flatMap(([instruction, verdict]) => (verdict === 'breaks' ? [instruction] : []));
  return {
    equal: found.equal,
    explainedBy: ordered.map(({ name }) => name),
    broken: found.equal ? [] : [...new Set([...byOutput, ...byCode])],
    differingRows: found.differingRows,
    nearest: found.nearest,
    witness,
    disagreement: disagreement({ equal: found.equal, likely, refuted, allowed }, verdicts, task),
  };
}

/** What is stated and broken. */
function instructionsOf(explanations: readonly Tried[], task: Task): Instruction[] {
  const stated = explanations.flatMap(({ kinds }) => kinds.filter((kind) => kind.isStated(task)));
  return [...new Set(stated.map(({ instruction }) => instruction))];
}

type Verdicts = ReadonlyMap<Instruction, 'follows' | 'breaks' | 'unclear'>;

/** One verdict an instruction: a break that is plain outweighs the rest, and what is unclear what is followed. */
function verdictsOf(witness: Witness | null): Verdicts {
  const verdicts = new Map<Instruction, 'follows' | 'breaks' | 'unclear'>();
  const weights = { follows: 0, unclear: 1, breaks: 2 };
  for (const { instruction, verdict } of witness?.readable ? witness.steps : []) {
    const before = verdicts.get(instruction);
    if (before === undefined || weights[verdict] > weights[before]) verdicts.set(instruction, verdict);
  }
  return verdicts;
}

interface Explanations {
  readonly equal: boolean;
  /** Of those, none that the code refutes. */
  readonly likely: readonly Tried[];
  readonly refuted: readonly Tried[];
  /** One that breaks nothing that is stated. */
  readonly allowed: Tried | null;
}

/** What output and code say differently, and what the question leaves open; null where nothing of that is to be said. */
function disagreement(
  { equal, likely, refuted, allowed }: Explanations,
  verdicts: Verdicts,
  task: Task,
): string | null {
  const code = [...verdicts.keys()].filter((instruction) => verdicts.get(instruction) === 'breaks');
  const shown = `the code breaks ${listed(code)}`;
  if (equal) {
    return code.length === 0 ? null : `The output is the reference's, although ${shown}: the answer does not show it.`;
  }
  const [likeliest] = likely;
  const [contradicted] = refuted;
  if (likeliest === undefined && contradicted === undefined) {
    if (code.length > 0) return `No deviation that was tried gives this output; that ${shown} is read from it alone.`;
    const followed = verdicts.size > 0 && [...verdicts.values()].every((verdict) => verdict === 'follows');
    return followed ? 'The output differs from the reference, although the code follows every instruction.' : null;
  }
  if (likeliest === undefined) {
    const { kinds, words } = contradicted!;
    const followed = listed(
      kinds.flatMap(({ instruction }) => (verdicts.get(instruction) === 'follows' ? [instruction] : [])),
    );
    const rather = code.length === 0 ? '' : `, and breaks ${listed(code)} instead`;
    return `The output is that of one who ${words}, but the code follows ${followed}${rather}.`;
  }
  if (allowed !== null) return `The output is that of one who ${allowed.words}, which the question leaves open.`;
  const output = instructionsOf(likely, task);
  const hidden = code.filter((instruction) => !output.includes(instruction));
  if (hidden.length === 0) return null;
  return `The code breaks ${listed(hidden)} as well, which the output does not show.`;
}

function listed(words: readonly string[]): string {
  return new Intl.ListFormat('en').format(words);
}

/**
 * A whole curation: sources -> candidates -> pairs of tasks -> a benchmark. Read this first.
 *
 * Datasets are examined one after another (examine.ts), so that which of two duplicates comes first is the same every
 * time; their tasks are made many at once (pair.ts), and recorded in order. What is recorded stays: after Ctrl-C, or the
 * death of the process, the same command with --resume goes on and ends with the same bytes.
 */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError, messageOf } from '../errors.ts';
import { evaluationSketches } from './against.ts';
import type { Source } from './dataset.ts';
import { type Candidate, type Examined, type ExamineOptions, examine } from './examine.ts';
import { type Funnel, funnelOf } from './funnel.ts';
import { type Corpus, openCorpus } from './gates/corpus.ts';
import type { Sketch } from './gates/sketch.ts';
import { inOrder } from './in-order.ts';
import { type Journal, openJournal, RECORDS } from './journal.ts';
import type { DatasetOutcome, PairOutcome } from './outcome.ts';
import { type PackageOptions, packageOutcomes } from './package-outcomes.ts';
import { makePair, nameOfPair, type PairOptions } from './pair.ts';
import { seedOf } from './random.ts';
import { variationsOf } from './vary.ts';

export interface CurationOptions
  extends Omit<ExamineOptions, 'corpus'>,
    Omit<PairOptions, 'drafts' | 'seed'>,
    PackageOptions {
  readonly sources: readonly Source[];
  readonly out: string;
  /** Whatever else the outcome depends on; a folder keeps those it was begun with. */
  readonly settings: object;
  readonly resume: boolean;
  /** Benchmarks whose datasets must not come in again. */
  readonly against: readonly string[];
  /** Secret. All chance comes from it. */
  readonly seed: string;
  /** Stop once this many are made; null: all that the sources have. */
  readonly tasks: number | null;
  readonly perDataset: number;
  /** Datasets whose tasks are made at once. */
  readonly width: number;
  /** Finish what runs, record it, and stop. */
  readonly finish: AbortSignal;
  readonly onEvent: (event: CurationEvent) => void;
}

export type CurationEvent =
  | { readonly kind: 'begun'; readonly before: readonly DatasetOutcome[] }
  | { readonly kind: 'working'; readonly dataset: string }
  | { readonly kind: 'recorded'; readonly outcome: DatasetOutcome }
  | { readonly kind: 'owed'; readonly dataset: string; readonly why: string };

export interface CurationResult {
  readonly outcomes: readonly DatasetOutcome[];
  readonly funnel: Funnel;
  /** Datasets that failed for reasons of ours, and are owed. */
  readonly owed: readonly { readonly dataset: string; readonly why: string }[];
  readonly stopped: 'all' | 'enough' | 'interrupted';
}

/** @throws UserError for bad input; all that was recorded stays */
export async function curate(options: CurationOptions): Promise<CurationResult> {
  const { out, finish, onEvent, tasks } = options;
  const journal = await openJournal(out, options);
  try {
    const outcomes = [...journal.before];
    const owed: Owed[] = [];
    await clearUnrecorded(out, outcomes);
    onEvent({ kind: 'begun', before: outcomes });
    const enough = () => tasks !== null && funnelOf(outcomes).tasks >= tasks;
    const corpus = await corpusOf(journal, options.against);
    const examined = examine(options.sources, journal.done, corpus, options);
    if (!enough()) {
      for await (const made of inOrder(examined, widthOf(options), (one) => conclude(one, options))) {
        if (made === null) break;
        if ('why' in made) {
          owed.push(made);
          onEvent({ kind: 'owed', ...made });
          continue;
        }
        await place(out, made.outcome);
        await journal.append(made.outcome, made.sketch);
        outcomes.push(made.outcome);
        onEvent({ kind: 'recorded', outcome: made.outcome });
        if (enough()) break;
      }
    }
    await clearUnrecorded(out, outcomes);
    packageOutcomes(outcomes, corpus, options);
    const stopped = enough() ? 'enough' : finish.aborted ? 'interrupted' : 'all';
    return { outcomes, funnel: funnelOf(outcomes), owed, stopped };
  } catch (error) {
    await journal.abandon();
    throw error;
  } finally {
    await journal.close();
  }
}

/** One dataset may take as long as many others, whose results then wait. */
const AHEAD = 8;

const widthOf = ({ width }: CurationOptions) => ({ atOnce: width, ahead: AHEAD * width });

async function corpusOf(journal: Journal, against: readonly string[]): Promise<Corpus> {
  const corpus = await openCorpus();
  for (const bench of against) for (const entry of await evaluationSketches(bench)) corpus.add(entry);
  for await (const entry of journal.sketches()) corpus.add(entry);
  return corpus;
}

type Owed = CurationResult['owed'][number];
type Conclusion = { readonly outcome: DatasetOutcome; readonly sketch: Sketch | null } | Owed | null;

/** The tasks of a candidate; null when it was interrupted. A failure of ours is tried once more, then owed. */
async function conclude(examined: Examined, options: CurationOptions): Promise<Conclusion> {
  if (options.finish.aborted) return null;
  if (examined.kind !== 'candidate') return examined;
  const { candidate, sketch } = examined;
  const { id } = candidate.raw;
  options.onEvent({ kind: 'working', dataset: id });
  for (let trial = 1; ; trial += 1) {
    try {
      const outcome = await withPairs(candidate, options);
      return outcome === null ? null : { outcome, sketch };
    } catch (error) {
      if (!(error instanceof InfrastructureError)) throw error;
      if (trial === 2) return { dataset: id, why: messageOf(error) };
    }
  }
}

async function withPairs(candidate: Candidate, options: CurationOptions): Promise<DatasetOutcome | null> {
  const { id } = candidate.raw;
  const seed = seedOf(options.seed, id);
  const pairs: PairOutcome[] = [];
  for (const [at, variation] of variationsOf(candidate.designs, seed, options.perDataset).entries()) {
    if (options.finish.aborted) return null;
    const name = nameOfPair(id, at, variation.design.family);
    pairs.push(await makePair(candidate, variation, name, { ...options, seed, drafts: draftsOf(options.out) }));
  }
  return { ...candidate.outcome, pairs };
}

const draftsOf = (out: string) => join(out, RECORDS, 'drafts');
const databasesOf = (out: string) => join(out, 'databases');

/** Puts a dataset's finished folders where readers find them. */
async function place(out: string, { pairs }: DatasetOutcome): Promise<void> {
  for (const { name, kept } of pairs) {
    if (kept !== null) await rename(join(draftsOf(out), name), join(databasesOf(out), name));
  }
}

/** Removes what a killed process left: drafts, and folders without a line in the journal. */
async function clearUnrecorded(out: string, outcomes: readonly DatasetOutcome[]): Promise<void> {
  await rm(draftsOf(out), { recursive: true, force: true });
  await mkdir(draftsOf(out), { recursive: true });
  await mkdir(databasesOf(out), { recursive: true });
  const recorded = new Set(outcomes.flatMap(({ pairs }) => pairs.flatMap(({ name, kept }) => (kept ? [name] : []))));
  const foreign = (await readdir(databasesOf(out))).filter((name) => !recorded.has(name));
  await Promise.all(foreign.map((name) => rm(join(databasesOf(out), name), { recursive: true })));
}

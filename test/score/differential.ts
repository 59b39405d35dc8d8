/**
 * Cases for comparing our scores with the oracle's: truth files (the benchmark's, where it is present, and made-up ones)
 * under each of their rules, and predictions made by mutating them.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { messageOf } from '../../src/errors.ts';
import { AFTER_RETURN } from '../../src/score/row-scanner.ts';
import { scoreSubmission } from '../../src/score/submission.ts';
import { readTruth, type Truth } from '../../src/score/truth.ts';
import type { Score } from '../../src/score.ts';
import { type Family, variantOf } from '../../src/task.ts';
import { mutations, parseSimple } from './mutations.ts';
import type { Oracle } from './oracle.ts';

export const DARE_EVAL = process.env.DARE_EVAL ?? join(import.meta.dirname, '../../../shared/dare-eval');

export interface Corpus {
  readonly name: string;
  readonly path: string;
  readonly rows: readonly (readonly string[])[];
  readonly family: Family;
  readonly version: 'v1' | 'v2';
  readonly targets: readonly string[];
}

/** Truth files of a benchmark in the published layout, each under every rule that can apply to it. */
export async function publishedTruths(benchmark: string): Promise<Corpus[]> {
  const corpora: Corpus[] = [];
  const folder = join(benchmark, 'databases');
  for (const dataset of (await readdir(folder)).sort()) {
    const verify = join(folder, dataset, 'verify');
    const metadata = (await readFile(join(verify, 'all_metadata.json'), 'utf8')).replace(/\bNaN\b/g, 'null');
    const { target, problem_type } = JSON.parse(metadata).question as { target: string[]; problem_type: string };
    const series = existsSync(join(verify, 'ground_truth_v1.csv'));
    const family: Family = series
      ? 'time_series_analysis'
      : problem_type === 'regression'
        ? 'regression'
        : 'classification';
    for (const version of ['v1', 'v2'] as const) {
      const path = join(verify, series ? `ground_truth_${version}.csv` : 'ground_truth.csv');
      const rows = parseSimple(await readFile(path, 'utf8'));
      corpora.push({ name: `${dataset}/${version}`, path, rows, family, version, targets: [target].flat() });
    }
  }
  return corpora;
}

const MADE_UP: readonly (readonly [string, readonly string[], Family])[] = [
  ['row_id,y\n1,a\n2,b\n3,\n4,a\n5,NA\n6,c', ['y'], 'classification'],
  ['row_id,y\n0,0\n1,1\n2,1\n3,0\n4,2', ['y'], 'classification'],
  ['row_id,y\n10,True\n11,False\n12,True\n13,True', ['y'], 'classification'],
  ['row_id,y,z\n1,True,x\n2,,x\n3,False,y', ['y', 'z'], 'classification'],
  ['row_id,y\n1,1.0\n2,0.0\n3,1.0', ['y'], 'classification'],
  ['row_id,y\n1,9007199254740993\n2,-9223372036854775808\n3,5', ['y'], 'classification'],
  ['row_id,y\n1,18446744073709551615\n2,9223372036854775808', ['y'], 'classification'],
  ['row_id,y\n1,18446744073709551615\n2,-5\n3,', ['y'], 'classification'],
  ['row_id,y\n1,é\n2,日本\n3,"a,b"\n4,"a""b"\n5,"a\nb"', ['y'], 'classification'],
  ['row_id,y\n1,1.5\n2,-2.25\n3,1e-7\n4,123456.789', ['y'], 'regression'],
  ['row_id,y,z\n1,1,0.1\n2,2,0.1\n3,3,0.1\n4,5,0.1', ['y', 'z'], 'regression'],
  ['row_id,y\n1,0.1\n2,0.1\n3,0.1\n4,0.1\n5,0.1\n6,0.1\n7,0.1\n8,0.1\n9,0.1\n10,0.1', ['y'], 'regression'],
  ['row_id,y\n1,7', ['y'], 'regression'],
  ['row_id,y\n1,1\n2,\n3,3', ['y'], 'regression'],
  ['row_id,y\n1,inf\n2,2\n3,3', ['y'], 'regression'],
  ['row_id,y\n1,1e200\n2,2\n3,-1e200', ['y'], 'regression'],
  ['row_id,y\n1.0,1\n2.0,5\n3.0,4', ['y'], 'regression'],
  ['row_id,y\n9007199254740992,1\n9007199254740993,5\n9007199254740994,4', ['y'], 'regression'],
  ['row_id,y\n1,1\n1,5\n3,4', ['y'], 'regression'],
  ['row_id,y\nTrue,1\nFalse,5', ['y'], 'regression'],
  ['row_id,y\na,1\nb,5\n,4', ['y'], 'regression'],
  ['row_id,y\n1,1\n2,5\n,4', ['y'], 'regression'],
  ['row_id,y,y_t\n1,1,2\n2,5,3', ['y'], 'regression'],
  ['row_id,y,y_p\n1,1,2\n2,5,3', ['y'], 'regression'],
  ['row_id,y,y_p\n1,1,2\n2,5,3', ['y', 'y_p'], 'regression'],
  ['date,store,y\n2020-01-01,1,3\n2020-01-01,2,4\n2020-01-02,1,6\n2020-01-02,2,1', ['y'], 'time_series_analysis'],
  ['date,y\n2020-01-01 00:00:00,3\n2020-01-02 00:00:00,4', ['y'], 'time_series_analysis'],
  ['row_id,date,open,y\n1,2020,True,3\n2,2021,False,4\n3,2022,,8', ['y'], 'time_series_analysis'],
  ['id,group,y\n1,NA,3\n1,a,4\n2,,8\n2,b,1', ['y'], 'time_series_analysis'],
];

/** Small truth files of our own, for what the benchmark's do not have. */
export async function madeUpTruths(folder: string): Promise<Corpus[]> {
  const corpora: Corpus[] = [];
  await mkdir(folder, { recursive: true });
  for (const [at, [text, targets, family]] of MADE_UP.entries()) {
    for (const version of ['v1', 'v2'] as const) {
      const path = join(folder, `truth-${at}.csv`);
      await writeFile(path, text);
      corpora.push({ name: `made-up ${at}/${version}`, path, rows: parseSimple(text), family, version, targets });
    }
  }
  return corpora;
}

/** The first rows of long truth files, which go faster than all of them. */
export async function shortened(corpora: readonly Corpus[], rows: number, folder: string): Promise<Corpus[]> {
  const short: Corpus[] = [];
  await mkdir(folder, { recursive: true });
  for (const [at, corpus] of corpora.entries()) {
    const lines = (await readFile(corpus.path, 'utf8')).split('\n');
    const text = `${lines.slice(0, rows + 1).join('\n')}\n`;
    const path = join(folder, `short-${at}.csv`);
    await writeFile(path, text);
    short.push({ ...corpus, name: `${corpus.name} (first ${rows} rows)`, path, rows: parseSimple(text) });
  }
  return short;
}

export interface Case {
  readonly corpus: Corpus;
  readonly prediction: Buffer;
}

export const cases = (corpora: readonly Corpus[]): fc.Arbitrary<Case> =>
  fc
    .record({ corpus: fc.constantFrom(...corpora), mutate: mutations })
    .map(({ corpus, mutate }) => ({ corpus, prediction: mutate(corpus.rows) }));

/** An exponent beyond a C int, on which pandas may crash (docs/scoring.md). */
export const HUGE_EXPONENT = /e[+-]?\d{9}/i;

export type Verdict = 'same' | 'same, above 0' | 'undefined in pandas' | { ours: Score; oracle: object | string };

interface OracleAnswer {
  readonly exists: boolean;
  readonly score: number | null;
  readonly per_target: Readonly<Record<string, number | null>>;
}

/** Scores cases by both, one file at a time in `folder`. Truths are read once. */
export function comparer(oracle: Oracle, folder: string): (case_: Case) => Promise<Verdict> {
  const truths = new Map<Corpus, Promise<Truth>>();
  const path = join(folder, 'prediction.csv');
  return async ({ corpus, prediction }) => {
    const { family, version, targets } = corpus;
    const truth =
      truths.get(corpus) ?? readTruth(corpus.path, { family, variant: variantOf(family, version), targets });
    truths.set(corpus, truth);
    await writeFile(path, prediction);
    const ours = await scoreSubmission(path, await truth);
    const undefinedThere = ours.reason?.includes(AFTER_RETURN) || HUGE_EXPONENT.test(prediction.toString('latin1'));
    if (undefinedThere) return 'undefined in pandas';
    const job = { prediction: path, truth: corpus.path, targets, family, version };
    const answer = await oracle.ask<OracleAnswer>(job).catch(messageOf);
    if (typeof answer === 'string') return { ours, oracle: answer };
    if (!same(ours, answer)) return { ours, oracle: answer };
    return ours.value === null || ours.value > 0 ? 'same, above 0' : 'same';
  };
}

function same(ours: Score, oracle: OracleAnswer): boolean {
  const near = (a: number | null | undefined, b: number | null | undefined): boolean =>
    typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) <= 1e-9 : a === b;
  const targets = new Set([...Object.keys(ours.perTarget), ...Object.keys(oracle.per_target)]);
  return (
    ours.exists === oracle.exists &&
    near(ours.value, oracle.score) &&
    [...targets].every((target) => near(ours.perTarget[target], oracle.per_target[target]))
  );
}

/** Our scores against the oracle's, over mutated predictions. The same on far more cases: bench/score-differential.ts. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Corpus, cases, comparer, DARE_EVAL, madeUpTruths, publishedTruths, shortened } from './differential.ts';
import { type Oracle, OWN_ORACLE, openOracle, PYTHON, SCORE_ORACLE } from './oracle.ts';

const PUBLISHED = existsSync(DARE_EVAL);
/** The same cases every time; bench/score-differential.ts draws others. */
const SEED = 20_261_123;
/** Of 2000, the published truths take half. */
const CASES = PUBLISHED ? 1000 : 2000;

let folder: string;
const oracles: Oracle[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-score-'));
});
afterAll(async () => {
  for (const oracle of oracles) await oracle[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function checker(script: string, corpora: readonly Corpus[]): Promise<void> {
  const oracle = openOracle(script);
  oracles.push(oracle);
  const compare = comparer(oracle, folder);
  return fc.assert(
    fc.asyncProperty(cases(corpora), async (case_) => {
      const verdict = await compare(case_);
      expect(verdict, `${case_.corpus.name}: ${case_.prediction}`).toBeTypeOf('string');
    }),
    { numRuns: CASES, seed: SEED },
  );
}

describe.skipIf(PYTHON === undefined)('a score is what pandas and scikit-learn say (needs DARE_PYTHON)', () => {
  test('on made-up truths, by the oracle of this repository', async () => {
    await checker(OWN_ORACLE, await madeUpTruths(folder));
  });
  test.skipIf(!PUBLISHED)('on the benchmark, where it lies beside the repository', async () => {
    const published = await publishedTruths(DARE_EVAL);
    await checker(SCORE_ORACLE, await shortened(published, 40, folder));
  });
});

/**
 * Compares our scores with the oracle's on many mutated predictions: node bench/score-differential.ts [cases] [seed].
 * Prints how many were the same, and every difference with the file that shows it; exits 1 when there is one.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { cases, comparer, DARE_EVAL, madeUpTruths, publishedTruths, shortened } from '../test/score/differential.ts';
import { openOracle, SCORE_ORACLE } from '../test/score/oracle.ts';

const BATCH = 2000;

const count = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000_000);
const folder = await mkdtemp(join(tmpdir(), 'dare-differential-'));
const published = existsSync(DARE_EVAL) ? await publishedTruths(DARE_EVAL) : [];
const madeUp = await madeUpTruths(folder);
const short = await shortened(published, 40, folder);
// Whole truth files are slow in pandas: one case in twenty-four.
const often = <T>(times: number, list: readonly T[]): T[] => Array.from({ length: times }, () => list).flat();
const corpora = [...often(20, madeUp), ...often(16, short), ...published];
await using oracle = openOracle(SCORE_ORACLE);
const compare = comparer(oracle, folder);

const tally = { same: 0, positive: 0, undefined: 0, differences: 0 };
console.log(`${count} cases, seed ${seed}, ${madeUp.length + published.length} truths`);
const start = performance.now();
for (let done = 0; done < count; done += BATCH) {
  const batch = fc.sample(cases(corpora), { numRuns: Math.min(BATCH, count - done), seed: seed + done });
  for (const case_ of batch) {
    const verdict = await compare(case_);
    if (verdict === 'same' || verdict === 'same, above 0') tally.same++;
    if (verdict === 'same, above 0') tally.positive++;
    else if (verdict === 'undefined in pandas') tally.undefined++;
    else if (typeof verdict === 'object') {
      tally.differences++;
      const kept = join(tmpdir(), `dare-difference-${seed}-${tally.differences}.csv`);
      await writeFile(kept, case_.prediction);
      console.log(`difference: ${case_.corpus.name} ${case_.corpus.path} ${kept}\n${JSON.stringify(verdict)}`);
    }
  }
}
await rm(folder, { recursive: true });
const seconds = Math.round((performance.now() - start) / 1000);
console.log(
  `${tally.same} same (${tally.positive} of them above 0), ${tally.undefined} undefined in pandas, ${tally.differences} differences, ${seconds} s`,
);
process.exitCode = tally.differences === 0 ? 0 : 1;

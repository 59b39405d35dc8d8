/** Rows in which a prediction differs: none exactly when the score is 1, whatever was done to the prediction. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differingRowsOf, parsePrediction } from '../../src/score/differences.ts';
import { scoreSubmission } from '../../src/score/submission.ts';
import { parseTruth, readTruth, type Truth } from '../../src/score/truth.ts';
import type { Family } from '../../src/task.ts';
import { type Corpus, cases, madeUpTruths } from './differential.ts';

let folder: string;
let corpora: Corpus[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-differences-'));
  corpora = (await madeUpTruths(folder)).filter(({ family }) => family !== 'time_series_analysis');
});
afterAll(() => rm(folder, { recursive: true }));

const truthOf = (text: string, family: Family, targets = ['y']): Truth =>
  parseTruth('truth', Buffer.from(text), { family, variant: 'if', targets });

function differing(truth: Truth, prediction: string): number | null {
  return differingRowsOf(parsePrediction(Buffer.from(prediction), truth)!)(truth);
}

describe('differing rows', () => {
  it('are none exactly when the score is 1', async () => {
    const path = join(folder, 'prediction.csv');
    let equal = 0;
    await fc.assert(
      fc.asyncProperty(cases(corpora), async ({ corpus, prediction }) => {
        const { family, targets } = corpus;
        const truth = await readTruth(corpus.path, { family, variant: 'if', targets });
        await writeFile(path, prediction);
        const { value } = await scoreSubmission(path, truth);
        const table = parsePrediction(new Uint8Array(prediction), truth);
        const rows = table === null ? null : differingRowsOf(table)(truth);
        if (value === 1) equal++;
        expect(rows === 0).toBe(value === 1);
        if (rows !== null) expect(rows).toBeLessThanOrEqual(truth.rows);
      }),
      { numRuns: 1500 },
    );
    expect(equal).toBeGreaterThan(20);
  });

  const labels = truthOf('row_id,y,z\n1,a,x\n2,b,x\n3,a,y\n4,,y\n', 'classification', ['y', 'z']);

  it('count a row once, whichever of its targets differ', () => {
    expect(differing(labels, 'row_id,y,z\n1,a,x\n2,b,x\n3,a,y\n4,,y\n')).toBe(0);
    expect(differing(labels, 'row_id,y,z\n1,b,y\n2,b,x\n3,a,y\n4,,x\n')).toBe(2);
    expect(differing(labels, 'row_id,z,y\n4,y,\n3,y,a\n2,x,b\n1,x,c\n')).toBe(1);
  });

  it('are all where a target is missing, and unknown where rows cannot be lined up', () => {
    expect(differing(labels, 'row_id,y\n1,a\n2,b\n3,a\n4,\n')).toBe(4);
    expect(differing(labels, 'row_id,y,z\n1,a,x\n2,b,x\n3,a,y\n')).toBeNull();
    expect(differing(labels, 'row_id,y,z\n1,a,x\n1,a,x\n2,b,x\n3,a,y\n4,,y\n')).toBeNull();
    expect(differing(labels, 'id,y,z\n1,a,x\n')).toBeNull();
    expect(differing(labels, 'row_id,y,z\na,a,x\nb,a,x\nc,a,x\nd,a,x\n')).toBeNull();
  });

  it('leave room for rounding in numbers; a text among them makes text of all', () => {
    const numbers = truthOf('row_id,y\n1,1000\n2,0.5\n3,-2\n', 'regression');
    expect(differing(numbers, 'row_id,y\n1,1000.009\n2,0.500004\n3,-2.00001\n')).toBe(0);
    expect(differing(numbers, 'row_id,y\n1,1000.02\n2,0.5\n3,-2\n')).toBe(1);
    expect(differing(numbers, 'row_id,y\n1,1000\n2,0.5\n3,\n')).toBe(1);
    expect(differing(numbers, 'row_id,y\n1,1000\n2,half\n3,-2\n')).toBe(3);
  });
});

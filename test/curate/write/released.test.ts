/** The reader knows prose, not only our own: it recovers most of what the released questions say. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recoveryFrom } from './released.ts';

const FOLDER = process.env.DARE_EVAL ?? join(import.meta.dirname, '../../../../shared/dare-eval');

describe.skipIf(!existsSync(FOLDER))('the released questions (skipped where DARE_EVAL does not lead to them)', () => {
  it('are read, by parameter, at least as well as was measured', async () => {
    const { counts, singleRanges, whole } = await recoveryFrom(FOLDER);
    const all = (name: string) => counts.get(name)!.right === counts.get(name)!.stated;
    const entire = ['variant', 'family', 'trainFile', 'validationFile', 'metadataFile', 'outputFile'];
    for (const parameter of entire)
      for (const kind of ['if', 'mm', 'xf', 'cf']) expect(all(`${kind} ${parameter}`)).toBe(true);
    for (const parameter of [
      'join',
      'missingInRange',
      'imputer',
      'scaler',
      'encoder',
      'unknown',
      'dense',
      'model',
      'seed',
    ]) {
      expect(all(`if ${parameter}`), parameter).toBe(true);
    }
    expect(counts.get('if targets')!.right).toBeGreaterThanOrEqual(58);
    expect(counts.get('if features')!.right).toBeGreaterThanOrEqual(44);
    expect(counts.get('if numeric')!.right).toBeGreaterThanOrEqual(46);
    expect(counts.get('if categorical')!.right).toBeGreaterThanOrEqual(44);
    expect(singleRanges.right).toBeGreaterThanOrEqual(367);
    expect(whole).toBeGreaterThanOrEqual(143);
  });
});

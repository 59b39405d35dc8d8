/** The released evaluation data, where they are at hand: all of it opens. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBenchmark } from '../../src/bench/published.ts';
import { countByKind } from '../../src/bench/select.ts';

const FOLDER = process.env.DARE_EVAL ?? join(import.meta.dirname, '../../../shared/dare-eval');

describe.skipIf(!existsSync(FOLDER))('the released data (skipped where DARE_EVAL does not lead to them)', () => {
  it('gives 180 tasks, none unusable', async () => {
    const { tasks, unusable } = await openBenchmark(FOLDER);
    expect(unusable).toEqual([]);
    expect(countByKind(tasks)).toEqual({
      'class-IF': 35,
      'class-MM': 35,
      'reg-IF': 26,
      'reg-MM': 26,
      'time-XF': 29,
      'time-CF': 29,
    });
    expect(new Set(tasks.map(({ hash }) => hash)).size).toBe(180);
  });
});

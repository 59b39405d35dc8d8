/** The published rules against the released data, of which what was drawn is taken as given. */
import { describe, expect, it } from 'vitest';
import { releasedNames } from '../design/released.ts';
import { TABULAR_CHECKS, tabularChecks } from './released.ts';
import { SERIES_CHECKS, seriesChecks } from './released-series.ts';

const names = await releasedNames();
const isSeries = (name: string) => name.endsWith('_ts');

describe.skipIf(names.length === 0)('the released data (skipped where DARE_EVAL does not lead to them)', () => {
  it('follow our published tabular rules, but for one unused candidate target that was left among the features', async () => {
    const counts = await holding(
      names.filter((name) => !isSeries(name)),
      TABULAR_CHECKS,
      tabularChecks,
    );
    expect(counts).toEqual({
      ...Object.fromEntries(TABULAR_CHECKS.map((check) => [check, '61/61'])),
      'usable features': '60/61',
    });
  }, 300_000);

  it('follow our published cuts, but for series whose unanswered rows cannot be counted any more', async () => {
    const counts = await holding(names.filter(isSeries), SERIES_CHECKS, seriesChecks);
    expect(counts).toEqual({
      'XF columns': '29/29',
      'XF cut': '29/29',
      'CF columns': '29/29',
      'CF cuts': '23/24',
      'CF resampled': '5/5',
    });
  }, 300_000);
});

/** How many of the datasets each check holds for, of those that it applies to. */
async function holding(
  folders: readonly string[],
  checks: readonly string[],
  check: (name: string) => Promise<Readonly<Record<string, boolean | null>>>,
): Promise<Record<string, string>> {
  const found: Readonly<Record<string, boolean | null>>[] = [];
  for (const name of folders) found.push(await check(name));
  return Object.fromEntries(
    checks.map((one) => {
      const applies = found.filter((results) => results[one] !== null);
      return [one, `${applies.filter((results) => results[one]).length}/${applies.length}`];
    }),
  );
}

/**
 * How far the published shaping rules, as we have them, agree with the released data: node bench/shape-released.ts
 * [--misses]. What was drawn at random is taken as given.
 */
import { releasedNames } from '../test/curate/design/released.ts';
import { TABULAR_CHECKS, tabularChecks } from '../test/curate/shape/released.ts';
import { SERIES_CHECKS, seriesChecks } from '../test/curate/shape/released-series.ts';

const misses = process.argv.includes('--misses');
const names = await releasedNames();
const isSeries = (name: string) => name.endsWith('_ts');

async function table(
  title: string,
  folders: readonly string[],
  checks: readonly string[],
  check: (name: string) => Promise<Readonly<Record<string, boolean | null>>>,
): Promise<void> {
  const right = new Map(checks.map((one) => [one, { holds: 0, of: 0 }]));
  for (const name of folders) {
    for (const [one, holds] of Object.entries(await check(name))) {
      if (holds === null) continue;
      const count = right.get(one)!;
      count.of += 1;
      if (holds) count.holds += 1;
      else if (misses) console.log(`  ${one}: ${name}`);
    }
  }
  console.log(`${title} (${folders.length} datasets)`);
  for (const [one, { holds, of }] of right) console.log(`  ${one.padEnd(32)} ${holds}/${of}`);
}

await table(
  'tabular',
  names.filter((name) => !isSeries(name)),
  TABULAR_CHECKS,
  tabularChecks,
);
await table('series', names.filter(isSeries), SERIES_CHECKS, seriesChecks);

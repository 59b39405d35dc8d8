/** The files of a whole benchmark: complete, consistent, and readable by other programs. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { hashFile } from '../../../src/bench/hash.ts';
import { openBenchmark } from '../../../src/bench/published.ts';
import { cellOf, columnOf } from '../../../src/curate/frame.ts';
import { writeBenchmark } from '../../../src/curate/package/benchmark.ts';
import type { Collection, LogRow, PackedDataset } from '../../../src/curate/package/collection.ts';
import { sidesOf } from '../../../src/curate/package/sides.ts';
import { isRejection } from '../../../src/curate/rejection.ts';
import { readCroissant } from '../../../src/curate/source/croissant.ts';
import { readTable } from '../../../src/curate/source/read/table.ts';
import { packedPairs, RAW } from './pairs.ts';

const root = mkdtempSync(join(tmpdir(), 'dare-set-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, 'databases'));

const pairs = packedPairs(join(root, 'databases'), 8, 5);
const datasets: PackedDataset[] = pairs.map(({ entry }, at) => ({
  entry,
  origin: RAW,
  group: `group ${at >> 1}`,
  facts: { 'coverage | of instructions': 0.98765, 'rows, training': 120, 'one column alone': null },
}));
const kept: LogRow[] = datasets.map(({ entry }) => ({
  dataset: RAW.id,
  source: RAW.source,
  title: RAW.title,
  licence: 'CC0-1.0',
  design: entry.file_path,
  folder: entry.file_path,
  stage: null,
  reason: null,
  figure: null,
  words: null,
}));
const lost: LogRow = {
  ...kept[0]!,
  design: '',
  folder: null,
  stage: 'gate',
  reason: 'one-column-suffices',
  figure: 0.995,
  words: 'Column "a" alone.',
};
const collection: Collection = {
  name: 'test-set',
  version: '1.0.0',
  datasets,
  log: [...kept, lost],
  evaluationShare: 0.4,
  seed: 's',
};
writeBenchmark(root, collection);

describe('a packaged benchmark', () => {
  it('opens with two tasks a dataset, none unusable', async () => {
    const { tasks, unusable } = await openBenchmark(root);
    expect(unusable).toEqual([]);
    expect(tasks.length).toBe(2 * datasets.length);
  });

  it('has checksums that hold for every file but their own', () => {
    const lines = readFileSync(join(root, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
    const summed = lines.map((line) => /^([0-9a-f]{64}) {2}(.+)$/.exec(line)!.slice(1) as [string, string]);
    for (const [hash, path] of summed) expect(hashFile(join(root, path))).toBe(hash);
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(summed.length).toBe(files.length - 1);
  });

  it('has a log of what was kept and what was rejected', async () => {
    const log = await readTable(join(root, 'curation-log.parquet'));
    if (isRejection(log)) throw new Error(log.rejected.words);
    expect(log.rows).toBe(datasets.length + 1);
    const last = [...log.columns].map(([name, column]) => [name, cellOf(column, log.rows - 1)]);
    expect(Object.fromEntries(last)).toMatchObject({
      outcome: 'rejected',
      stage: 'gate',
      reason: 'one-column-suffices',
      figure: 0.995,
      folder: null,
    });
    expect(cellOf(columnOf(log, 'outcome'), 0)).toBe('kept');
  });

  it('has a card for each dataset, and names each author and licence', () => {
    const [{ entry }] = datasets as [PackedDataset];
    const card = readFileSync(join(root, `cards/${entry.file_path}.md`), 'utf8');
    expect(card).toContain('| coverage \\| of instructions | 0.9877 |');
    expect(card).toContain(`\`${entry.file_path}/if\``);
    const attribution = readFileSync(join(root, 'ATTRIBUTION.md'), 'utf8');
    expect(attribution).toContain('Some One');
    for (const dataset of datasets) expect(attribution).toContain(`\`${dataset.entry.file_path}\``);
    expect(readFileSync(join(root, 'LICENSES.csv'), 'utf8').trimEnd().split('\n').length).toBeGreaterThan(
      datasets.length,
    );
  });

  it('has Croissant metadata that our own reader takes for a dataset of these files', () => {
    const document: unknown = JSON.parse(readFileSync(join(root, 'croissant.json'), 'utf8'));
    const read = readCroissant(document);
    expect(read?.files.map(({ path }) => path)).toContain('curation-log.parquet');
  });

  it('is the same set when it is written again', () => {
    const before = readFileSync(join(root, 'SHA256SUMS'), 'utf8');
    writeBenchmark(root, collection);
    expect(readFileSync(join(root, 'SHA256SUMS'), 'utf8')).toBe(before);
  });
});

describe('the two sides', () => {
  it('have each dataset once, no group on both, and no more for evaluation than asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.string(),
        (groups, share, seed) => {
          const list = groups.map((group, at) => ({
            ...datasets[0]!,
            group: String(group),
            entry: { ...datasets[0]!.entry, file_path: `d${at}` },
          }));
          const { train, evaluation } = sidesOf(list, share, seed);
          expect([...train, ...evaluation].sort()).toEqual(list.map(({ entry }) => entry.file_path).sort());
          const groupsOf = (names: readonly string[]) => new Set(names.map((name) => groups[Number(name.slice(1))]));
          const both = [...groupsOf(train)].filter((group) => groupsOf(evaluation).has(group));
          expect(both).toEqual([]);
          expect(evaluation.length).toBeLessThanOrEqual(Math.round(share * list.length));
        },
      ),
      { numRuns: 200, seed: 4 },
    );
  });
});

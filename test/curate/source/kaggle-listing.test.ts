/** Listings of Kaggle: past their end, and resumed. */
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import { openJournal } from '../../../src/curate/source/journal.ts';
import { kaggleApi } from '../../../src/curate/source/kaggle/api.ts';
import { type Item, listAll } from '../../../src/curate/source/kaggle/listing.ts';
import { type KaggleOptions, kaggleSource } from '../../../src/curate/source/kaggle.ts';
import { InfrastructureError } from '../../../src/errors.ts';
import { type FakeDataset, type KaggleService, openKaggle, TOKEN } from '../../fixtures/web/kaggle-service.ts';
import { answer, quickClock } from '../../fixtures/web/loopback.ts';

const CLASSIFICATION = 13302;
const REGRESSION = 14203;

let folder: string;
let service: KaggleService;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dare-kaggle-'));
});
afterEach(async () => {
  await service[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const dataset = (ref: string, more: Partial<FakeDataset> = {}): FakeDataset => ({
  ref,
  tags: [CLASSIFICATION],
  licenceGroup: 'cc',
  bytes: 1000,
  ...more,
});
type Listed = RawDataset | { id: string };
const listed = async (more: Partial<KaggleOptions> = {}): Promise<Listed[]> => {
  const env = { KAGGLE_API_TOKEN: TOKEN };
  return await Array.fromAsync(
    kaggleSource({ env, cache: folder, baseUrl: service.base, clock: quickClock(), ...more }).list(),
  );
};
const many = (count: number, size: (at: number) => number) =>
  Array.from({ length: count }, (_, at) => dataset(`ada/set-${at}`, { bytes: size(at) }));

const listing = async (options: { maxBytes: number; lastPage?: number }): Promise<Item[]> => {
  const credentials = { origin: service.api.url, header: `Bearer ${TOKEN}`, secret: TOKEN };
  const http = { name: 'Kaggle', env: {}, clock: quickClock(), credentials, signIn: '', gate: { opens: 0 } };
  await using journal = await openJournal(folder);
  return await Array.fromAsync(listAll(kaggleApi(http, service.base), journal, options));
};
const refs = (items: readonly Item[]) =>
  new Set(items.map((item) => ('entry' in item ? (item.entry as { ref: string }).ref : 'cut')));

it('has all datasets of all tags, licence groups and sizes, each once', async () => {
  service = await openKaggle([
    ...many(45, (at) => at),
    dataset('ada/both', { tags: [CLASSIFICATION, REGRESSION] }),
    dataset('ada/gnu', { licenceGroup: 'gpl', tags: [REGRESSION] }),
    dataset('ada/series', { licenceGroup: 'other', tags: [13209] }),
    dataset('ada/neither', { tags: [1] }),
    dataset('ada/huge', { bytes: 1e9 }),
  ]);
  const all = await listed();
  expect(all).toHaveLength(48);
  expect(new Set(all.map(({ id }) => id)).size).toBe(48);
  expect(all.map(({ id }) => id)).not.toContain('ada_huge');
  expect(all.map(({ id }) => id)).not.toContain('ada_neither');
});

it('goes past the last page, by cutting a band of sizes in two', async () => {
  // 500 pages hold 10,000.
  service = await openKaggle(many(10_050, (at) => (at * 7919) % 1_000_003));
  const items = await listing({ maxBytes: 2 ** 20 });
  expect(refs(items).size).toBe(10_050);
  expect(service.api.asked.every(({ path }) => Number(/page=(\d+)/.exec(path)![1]) <= 500)).toBe(true);
});

it.each([true, false])(
  'cuts as often as it must, and loses nothing at the borders (largest size included: %s)',
  async (maxIncluded) => {
    service = await openKaggle(
      many(300, (at) => (at < 100 ? 512 : at % 150)),
      { lastPage: 6, maxIncluded },
    );
    const items = await listing({ maxBytes: 1024, lastPage: 6 });
    expect(refs(items).size).toBe(300);
  },
);

it('says where more datasets of one size are than are ever listed', async () => {
  service = await openKaggle(
    many(100, () => 512),
    { lastPage: 2 },
  );
  const items = await listing({ maxBytes: 1024, lastPage: 2 });
  expect(refs(items).size).toBe(41);
  expect(items.filter((item) => 'cut' in item).length).toBeGreaterThan(0);
});

it('ends at the limit', async () => {
  service = await openKaggle(many(45, (at) => at));
  expect(await listed({ limit: 3 })).toHaveLength(3);
  expect(service.api.count('/metadata/')).toBe(3);
});

it('is the same the second time, and asks nothing again', async () => {
  service = await openKaggle(many(30, (at) => at));
  const once = await listed();
  const asked = service.api.asked.length;
  const known = (all: readonly Listed[]) => JSON.stringify(all);
  expect(known(await listed())).toBe(known(once));
  // What Kaggle lacks is asked for again: a missing description of columns in Croissant is not.
  expect(service.api.asked.length).toBe(asked);
});

it('that was interrupted goes on where it stopped', async () => {
  service = await openKaggle(many(100, (at) => at));
  await listing({ maxBytes: 1024 });
  const whole = service.api.asked.length;
  rmSync(join(folder, 'listing.jsonl'));
  service.api.asked.length = 0;
  service.api.faults.push(null, null, null, null, ...Array.from({ length: 6 }, () => answer(500)));
  await expect(listing({ maxBytes: 1024 })).rejects.toBeInstanceOf(InfrastructureError);
  service.api.asked.length = 0;
  expect(refs(await listing({ maxBytes: 1024 })).size).toBe(100);
  expect(service.api.asked.length).toBe(whole - 4);
});

it('whose journal ends in a torn line owes that page alone', async () => {
  service = await openKaggle(many(100, (at) => at));
  await listing({ maxBytes: 1024 });
  const journal = join(folder, 'listing.jsonl');
  const lines = readFileSync(journal, 'utf8');
  truncateSync(journal, statSync(journal).size - 10);
  service.api.asked.length = 0;
  expect(refs(await listing({ maxBytes: 1024 })).size).toBe(100);
  expect(service.api.asked).toHaveLength(1);
  expect(readFileSync(journal, 'utf8')).toBe(lines);
});

it('survives a storm of 429', async () => {
  service = await openKaggle(many(30, (at) => at));
  const storm = Array.from({ length: 60 }, (_, at) => (at % 3 === 2 ? null : answer(429, { 'retry-after': '2' })));
  service.api.faults.push(...storm);
  expect(await listed()).toHaveLength(30);
});

it('is for one curation at a time in one cache folder', async () => {
  service = await openKaggle(many(30, (at) => at));
  const source = kaggleSource({
    env: { KAGGLE_API_TOKEN: TOKEN, KAGGLE_BASE_URL: `${service.base}/` },
    cache: folder,
    clock: quickClock(),
  });
  const one = source.list()[Symbol.asyncIterator]();
  await one.next();
  await expect(listed()).rejects.toThrow(/in use by another curation.*DARE_CACHE/);
  await one.return?.();
  expect(await listed()).toHaveLength(30);
});

it('of no address is refused', async () => {
  service = await openKaggle([]);
  await expect(listed({ baseUrl: 'kaggle.com' })).rejects.toThrow(/expected the address of a service/);
});

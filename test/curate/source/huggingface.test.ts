/** The Hugging Face hub as a source, against a stand-in for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import { huggingfaceSource } from '../../../src/curate/source/huggingface.ts';
import type { RemoteOptions } from '../../../src/curate/source/remote.ts';
import { InfrastructureError } from '../../../src/errors.ts';
import { CONVERTED_SHA, type FakeRepo, type HubService, openHub, SHA } from '../../fixtures/web/hub-service.ts';
import { answer, quickClock, torn } from '../../fixtures/web/loopback.ts';

const CLASSIFICATION = 'tabular-classification';
const REGRESSION = 'tabular-regression';
const SERIES = 'time-series-forecasting';
const TOKEN = 'hf_0123456789abcdefghij';

let folder: string;
let service: HubService;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dare-hub-'));
});
afterEach(async () => {
  await service[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** A table of two columns, the first of this name. */
const table = (name: string, rows = 3): Buffer =>
  Buffer.from(
    parquetWriteBuffer({
      columnData: [
        { name, data: Array.from({ length: rows }, (_, at) => at), type: 'INT32' },
        { name: 'class', data: Array.from({ length: rows }, (_, at) => `c${at % 2}`), type: 'STRING' },
      ],
    }),
  );
const repo = (id: string, more: Partial<FakeRepo> = {}): FakeRepo => ({
  id,
  categories: [CLASSIFICATION],
  converted: { 'default/train/0000.parquet': table('a') },
  ...more,
});
const list = async (more: Partial<RemoteOptions> = {}) =>
  await Array.fromAsync(
    huggingfaceSource({ env: {}, cache: folder, baseUrl: service.hub.url, clock: quickClock(), ...more }).list(),
  );
const first = async (more: Partial<RemoteOptions> = {}) => (await list(more))[0] as RawDataset;
const tableOf = async (raw: RawDataset) => {
  const frame = await raw.load();
  return 'rejected' in frame ? frame.rejected : [...frame.columns.keys()];
};

describe('a dataset', () => {
  it('has what its entry and its card say', async () => {
    service = await openHub([
      repo('ada/plants', {
        card: '---\nlicense: mit\npretty_name: Plants\n---\n# Plants\n\n| column | meaning |\n|---|---|\n| `a` | Height in cm |\n',
        listed: {
          cardData: {
            license: 'cc-by-4.0',
            pretty_name: 'Plants of a garden',
            dataset_info: {
              features: [
                { name: 'a', dtype: 'int32' },
                { name: 'class', dtype: 'string' },
              ],
            },
          },
        },
      }),
    ]);
    const { load, ...known } = await first();
    expect(known).toEqual({
      id: 'ada_plants',
      source: 'huggingface',
      title: 'Plants of a garden',
      description: '# Plants\n\n| column | meaning |\n|---|---|\n| `a` | Height in cm |',
      columnDescriptions: { a: 'Height in cm' },
      licence: { name: 'cc-by-4.0', spdx: 'CC-BY-4.0', url: null },
      synthetic: false,
      tags: ['task_categories:tabular-classification', 'license:mit', 'region:us'],
      version: SHA,
      author: 'ada',
      url: `https://huggingface.co/datasets/ada/plants/tree/${SHA}`,
      usability: null,
      suggestedTargets: [],
    });
    expect(service.hub.count(`/raw/${SHA}/README.md`)).toBe(1);
  });

  it('without a card has its entry, its own name, and the licence of its tags', async () => {
    service = await openHub([repo('plants', { listed: { cardData: null, author: null } })]);
    expect(await first()).toMatchObject({
      id: 'huggingface_plants',
      title: 'plants',
      description: 'The start of the card…',
      licence: { name: 'mit', spdx: 'MIT' },
    });
  });

  it('with a licence of its own making has that one, which is not known', async () => {
    service = await openHub([
      repo('ada/own', { listed: { cardData: { license: 'other', license_name: 'my-own-licence' } } }),
      repo('ada/two', { listed: { cardData: { license: ['mit', 'cc-by-nc-4.0'] } } }),
    ]);
    const [own, two] = (await list()) as RawDataset[];
    expect(own!.licence).toEqual({ name: 'my-own-licence', spdx: null, url: null });
    expect(two!.licence).toEqual({ name: 'mit and cc-by-nc-4.0', spdx: null, url: null });
  });

  it('that is not open, or broken, is listed with its reason, and the rest goes on', async () => {
    service = await openHub([
      repo('ada/gated', { listed: { gated: 'auto' } }),
      repo('ada/private', { listed: { private: true } }),
      repo('ada/disabled', { listed: { disabled: true } }),
      repo('ada/unborn', { listed: { sha: null } }),
      repo('ada/odd', { listed: { sha: '../../etc' } }),
      repo('ada/plants'),
    ]);
    const all = await list({ env: { HF_TOKEN: TOKEN } });
    expect(all.map((one) => ('rejection' in one ? one.rejection.rejected.reason : one.id))).toEqual([
      'gated',
      'private',
      'disabled',
      'version-unknown',
      'source-answers-nonsense',
      'ada_plants',
    ]);
  });
});

describe('its table', () => {
  it('is of the conversion at its commit, fetched without the token from where it leads', async () => {
    service = await openHub([repo('ada/plants')]);
    expect(await tableOf(await first({ env: { HF_TOKEN: TOKEN } }))).toEqual(['a', 'class']);
    expect(service.hub.count(`/resolve/${CONVERTED_SHA}/default/train/0000.parquet`)).toBe(1);
    expect(service.hub.asked.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`)).toBe(true);
    expect(service.files.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it.each([
    ['the default configuration’s train split', {}, ['a', 'class']],
    [
      'the configuration that the card makes the default',
      { configs: [{ config_name: 'x' }, { config_name: 'second', default: true }] },
      ['c', 'class'],
    ],
  ])('is %s', async (_, card, columns) => {
    service = await openHub([
      repo('ada/plants', {
        listed: { cardData: { license: 'mit', ...card } },
        converted: {
          'default/test/0000.parquet': table('b', 9),
          'default/train/0000.parquet': table('a'),
          'second/train/0000.parquet': table('c'),
          'README.md': Buffer.from('x'),
        },
      }),
    ]);
    expect(await tableOf(await first())).toEqual(columns);
  });

  it('is of whatever there is when nothing is called default or train', async () => {
    service = await openHub([
      repo('ada/plants', {
        converted: {
          'z/all/0000.parquet': table('z'),
          'y/valid/0000.parquet': table('y'),
          'y/test/0000.parquet': table('x'),
        },
      }),
    ]);
    expect(await tableOf(await first())).toEqual(['x', 'class']);
  });

  it('is where the list of Parquet files says, if the conversion’s commit is not told', async () => {
    service = await openHub([repo('ada/plants')]);
    const { hub, files } = service;
    const other = await openHub([
      {
        id: 'ada/plants',
        categories: [CLASSIFICATION],
        parquet: {
          default: { train: [`${hub.url}/datasets/ada/plants/resolve/${CONVERTED_SHA}/default/train/0000.parquet`] },
        },
      },
    ]);
    try {
      expect(await tableOf(await first({ baseUrl: other.hub.url }))).toEqual(['a', 'class']);
      expect(other.hub.count('/parquet')).toBe(1);
      expect(files.asked).toHaveLength(1);
    } finally {
      await other[Symbol.asyncDispose]();
    }
  });

  it('is of the dataset’s own files at its commit, if nothing was converted', async () => {
    const { converted: _, ...bare } = repo('ada/plants', {
      files: {
        'README.md': Buffer.from('# Plants'),
        'requirements.txt': Buffer.from('pandas\n'),
        'data/test.csv': Buffer.from(`c,d\n${'1,2\n'.repeat(99)}`),
        'data/train set.csv': Buffer.from('a,b\n1,2\n3,4\n'),
      },
    });
    service = await openHub([
      bare,
      { id: 'ada/words', categories: [CLASSIFICATION], files: { 'README.md': Buffer.from('x') } },
    ]);
    const [plants, words] = (await list()) as RawDataset[];
    expect(await tableOf(plants!)).toEqual(['a', 'b']);
    expect(service.hub.count(`/resolve/${SHA}/data/train%20set.csv`)).toBe(1);
    expect(await tableOf(words!)).toMatchObject({ reason: 'no-table', words: expect.stringContaining('README.md') });
  });

  it('that is in parts, only in part converted, or too large is rejected unfetched', async () => {
    service = await openHub([
      repo('ada/parts', {
        converted: { 'default/train/0000.parquet': table('a'), 'default/train/0001.parquet': table('a') },
      }),
      repo('ada/partial', { converted: { 'default/partial-train/0000.parquet': table('a') } }),
      repo('ada/large', { converted: { 'default/train/0000.parquet': table('a', 5000) } }),
    ]);
    const found = [];
    for (const raw of (await list({ maxBytes: 2000 })) as RawDataset[]) found.push(await tableOf(raw));
    expect(found).toMatchObject([
      { reason: 'too-large', figure: 2 },
      { reason: 'partial-conversion' },
      { reason: 'too-large' },
    ]);
    expect(service.files.asked).toEqual([]);
  });

  it('that is damaged on its way is fetched again, and rejected if it stays so', async () => {
    service = await openHub([repo('ada/plants')]);
    const damaged = answer(200, {}, 'PAR1 nonsense');
    service.files.faults.push(damaged);
    expect(await tableOf(await first())).toEqual(['a', 'class']);
    rmSync(join(folder, 'huggingface', 'files'), { recursive: true });
    service.files.faults.push(damaged, damaged);
    expect(await tableOf(await first())).toMatchObject({ reason: 'wrong-checksum' });
  });

  it('arrives in two pieces when the first try breaks off', async () => {
    const content = table('a', 3000);
    service = await openHub([repo('ada/plants', { converted: { 'default/train/0000.parquet': content } })]);
    const raw = await first();
    await tableOf(raw);
    const etag = `"${service.files.asked[0]!.path.split(/[/?]/)[2]}"`;
    rmSync(join(folder, 'huggingface', 'files'), { recursive: true });
    service.files.asked.length = 0;
    service.files.faults.push(torn(content, 5000, { etag }));
    expect(await tableOf(raw)).toEqual(['a', 'class']);
    expect(service.files.asked[1]!.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('is fetched once', async () => {
    service = await openHub([repo('ada/plants')]);
    await tableOf(await first());
    const asked = service.hub.asked.length;
    await tableOf(await first());
    expect(service.hub.asked.length).toBe(asked);
    expect(service.files.asked).toHaveLength(1);
  });
});

describe('the listing', () => {
  it('has all pages of the three categories, each dataset once', async () => {
    const many = Array.from({ length: 25 }, (_, at) => repo(`ada/set-${at}`));
    const more = [
      repo('ada/both', { categories: [CLASSIFICATION, REGRESSION] }),
      repo('ada/series', { categories: [SERIES] }),
      repo('ada/text', { categories: ['text-generation'] }),
    ];
    service = await openHub([...many, ...more], { pageSize: 10 });
    const ids = (await list()).map(({ id }) => id);
    expect(ids).toHaveLength(27);
    expect(new Set(ids).size).toBe(27);
    expect(service.hub.count('/api/datasets?')).toBe(5);
  });

  it('goes on where it stopped, by its last cursor', async () => {
    service = await openHub(
      Array.from({ length: 25 }, (_, at) => repo(`ada/set-${at}`)),
      { pageSize: 10 },
    );
    service.hub.faults.push(
      ...Array.from({ length: 13 }, () => null),
      ...Array.from({ length: 18 }, () => answer(500)),
    );
    await expect(list()).rejects.toBeInstanceOf(InfrastructureError);
    service.hub.asked.length = 0;
    expect(await list()).toHaveLength(25);
    expect(service.hub.count('/api/datasets?')).toBe(3);
    expect(service.hub.count('/raw/')).toBe(14);
    service.hub.asked.length = 0;
    await list();
    expect(service.hub.asked).toEqual([]);
  });

  it('whose next page is one that was there before ends', async () => {
    service = await openHub([repo('ada/plants')]);
    const { url } = service.hub;
    const loop = `<${url}/api/datasets?filter=task_categories%3Atabular-classification&full=true&limit=100>; rel="next"`;
    service.hub.faults.push(answer(200, { link: loop }, '[]'));
    expect(await list()).toEqual([]);
  });

  it('ends at the limit', async () => {
    service = await openHub(Array.from({ length: 25 }, (_, at) => repo(`ada/set-${at}`)));
    expect(await list({ limit: 2 })).toHaveLength(2);
  });

  it('is refused a bad token: told with what to do, and without the token', async () => {
    service = await openHub([]);
    service.hub.faults.push(answer(401, {}, `{"error":"Invalid token ${TOKEN}"}`));
    const refused = list({ env: { HF_TOKEN: TOKEN } });
    await expect(refused).rejects.toThrow(/401.*HF_TOKEN/);
    await expect(refused).rejects.not.toThrow(TOKEN);
  });
});

/** Kaggle as a source, against a stand-in for its service. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import type { Frame } from '../../../src/curate/frame.ts';
import { type KaggleOptions, kaggleSource } from '../../../src/curate/source/kaggle.ts';
import { UserError } from '../../../src/errors.ts';
import {
  type FakeDataset,
  type KaggleService,
  KEY,
  openKaggle,
  TOKEN,
  USER,
} from '../../fixtures/web/kaggle-service.ts';
import { answer, quickClock, torn } from '../../fixtures/web/loopback.ts';

const CLASSIFICATION = 13302;
const ENV = { KAGGLE_USERNAME: USER, KAGGLE_KEY: KEY };

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

type Listed = RawDataset | { id: string; rejection: { rejected: { reason: string; words: string } } };

async function listed(more: Partial<KaggleOptions> = {}): Promise<Listed[]> {
  const source = kaggleSource({ env: ENV, cache: folder, baseUrl: service.base, clock: quickClock(), ...more });
  return (await Array.fromAsync(source.list())) as Listed[];
}
const reasons = (all: readonly Listed[]) =>
  Object.fromEntries(all.map((one) => [one.id, 'rejection' in one ? one.rejection.rejected.reason : 'listed']));
const first = async (more: Partial<KaggleOptions> = {}) => (await listed(more))[0] as RawDataset;

describe('a dataset', () => {
  it('has what its records say, the licence from the metadata record', async () => {
    service = await openKaggle([
      dataset('ada/plants', {
        listed: { licenseName: 'Other (specified in description)' },
        files: [
          { name: 'data.csv', totalBytes: 10, columns: [{ name: 'a', description: 'Height in cm', type: 'Numeric' }] },
          { name: 'photo.jpg', totalBytes: 10 },
          {
            name: 'more.csv',
            totalBytes: 10,
            columns: [
              { name: 'b', description: 'Kind' },
              { name: 'c', description: '' },
            ],
          },
        ],
      }),
    ]);
    const { load, ...known } = await first();
    expect(known).toEqual({
      id: 'ada_plants',
      source: 'kaggle',
      title: 'The title of plants',
      description: 'A subtitle\n\nMeasured in a garden.',
      columnDescriptions: { a: 'Height in cm', b: 'Kind' },
      licence: { name: 'CC0-1.0', spdx: 'CC0-1.0', url: null },
      synthetic: false,
      tags: ['classification'],
      version: '3',
      author: 'Ada L.',
      url: 'https://www.kaggle.com/datasets/ada/plants/versions/3',
      usability: 1,
      suggestedTargets: [],
    });
    expect(service.api.asked.map(({ path }) => path)).toContain(
      '/api/v1/datasets/list/ada/plants?datasetVersionNumber=3&pageToken=2',
    );
  });

  it('has its columns from Croissant where the files say nothing of them', async () => {
    const field = (column: string, description: string) => ({
      '@type': 'cr:Field',
      name: column,
      description,
      source: { fileObject: { '@id': 'data.csv_fileobject' }, extract: { column } },
    });
    service = await openKaggle([
      dataset('ada/plants', {
        croissant: {
          '@type': 'sc:Dataset',
          name: 'plants',
          distribution: [{ '@type': 'cr:FileObject', '@id': 'data.csv_fileobject', contentUrl: 'data.csv' }],
          recordSet: [{ '@type': 'cr:RecordSet', field: [field('a', 'Height in cm'), field('b', '')] }],
        },
      }),
      dataset('ada/stones'),
    ]);
    const [plants, stones] = (await listed()) as RawDataset[];
    expect(plants!.columnDescriptions).toEqual({ a: 'Height in cm' });
    expect(stones!.columnDescriptions).toEqual({});
  });

  it('has its columns from its description where there is a list of them, and nothing else is said', async () => {
    const columns = [{ name: 'a' }, { name: 'b', description: '' }];
    service = await openKaggle([
      dataset('ada/plants', {
        files: [{ name: 'data.csv', description: 'One row a plant.\n- `a`: Height in cm', columns }],
        metadata: { description: '* **b** – Kind' },
      }),
    ]);
    expect(await first()).toMatchObject({
      description: 'A subtitle\n\n* **b** – Kind\n\nOne row a plant.\n- `a`: Height in cm',
      columnDescriptions: { a: 'Height in cm', b: 'Kind' },
    });
  });

  it('of several licences has none that is recognised', async () => {
    service = await openKaggle([
      dataset('ada/plants', { metadata: { licenses: [{ name: 'MIT' }, { name: 'unknown' }] } }),
      dataset('ada/stones', { metadata: { licenses: [] } }),
    ]);
    const [plants, stones] = (await listed()) as RawDataset[];
    expect(plants!.licence).toEqual({ name: 'MIT and unknown', spdx: null, url: null });
    expect(stones!.licence).toEqual({ name: null, spdx: null, url: null });
  });

  it('that says so is made up', async () => {
    service = await openKaggle([dataset('ada/plants', { metadata: { subtitle: 'A synthetic dataset of plants' } })]);
    expect((await first()).synthetic).toBe(true);
  });

  it('whose listing has no version is viewed for it', async () => {
    service = await openKaggle([dataset('ada/plants', { listed: { currentVersionNumber: undefined } })]);
    expect((await first()).version).toBe('3');
    expect(service.api.count('/datasets/view/ada/plants')).toBe(1);
  });

  it('that is broken is listed with its reason, and the rest goes on', async () => {
    service = await openKaggle([
      dataset('ada/unrated', { listed: { usabilityRating: 0.5 } }),
      dataset('ada/odd', { listed: { title: 7 } }),
      dataset('ada/strange', { metadata: { licenses: 'CC0' } }),
      dataset('ada/pictures', { files: [{ name: 'a.jpg' }, { name: 'b.png' }] }),
      dataset('ada/plants'),
      dataset('ada/../../etc', {}),
    ]);
    expect(reasons(await listed())).toEqual({
      ada_unrated: 'usability-low',
      ada_odd: 'source-answers-nonsense',
      ada_strange: 'source-answers-nonsense',
      ada_pictures: 'no-table',
      ada_plants: 'listed',
      ada_etc: 'source-answers-nonsense',
    });
  });

  it('that vanished or was closed since it was listed is listed with its reason', async () => {
    service = await openKaggle([dataset('ada/gone'), dataset('ada/closed'), dataset('ada/plants')]);
    const usual = service.api.faults;
    // Two listings come first: the last page and the first.
    usual.push(null, null, answer(404), answer(403));
    expect(reasons(await listed())).toEqual({
      ada_gone: 'source-lacks-it',
      ada_closed: 'source-forbids',
      ada_plants: 'listed',
    });
  });
});

describe('its table', () => {
  const frameOf = async (raw: RawDataset) => {
    const frame = await raw.load();
    return 'rejected' in frame ? frame.rejected : [...(frame as Frame).columns.keys()];
  };

  it('is the largest of the archive that reads, of the pinned version', async () => {
    service = await openKaggle([
      dataset('ada/plants', {
        content: {
          'notes.txt': 'x'.repeat(500),
          'data.csv': 'a,b\n1,x\n2,y\n',
          'small.csv': 'c,d\n1,2\n',
          'more/big.csv': `e,f\n${'1,2\n'.repeat(50)}`,
        },
      }),
    ]);
    expect(await frameOf(await first())).toEqual(['e', 'f']);
    expect(service.api.count('datasetVersionNumber=3')).toBe(2);
    expect(service.storage.asked.map(({ path }) => path)).toEqual(['/ada/plants/3/archive.zip?signature=valid']);
  });

  it('comes from a storage that gets no credentials', async () => {
    service = await openKaggle([dataset('ada/plants')]);
    await frameOf(await first());
    expect(service.api.asked.every(({ headers }) => headers.authorization !== undefined)).toBe(true);
    expect(service.storage.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('is downloaded once', async () => {
    service = await openKaggle([dataset('ada/plants')]);
    await frameOf(await first());
    expect(await frameOf(await first())).toEqual(['a', 'b']);
    expect(service.storage.asked).toHaveLength(1);
  });

  it('arrives although the download breaks off', async () => {
    const text = `a,b\n${Array.from({ length: 5000 }, (_, at) => `${(at * 7919) % 10007},${at}`).join('\n')}\n`;
    service = await openKaggle([dataset('ada/plants', { content: Buffer.from(text) })]);
    service.storage.faults.push(torn(Buffer.from(text), 1000, { etag: '"old"' }), answer(503));
    expect(await frameOf(await first())).toEqual(['a', 'b']);
    expect(service.storage.asked.length).toBe(3);
    // Each try asks Kaggle for an address anew, for the old one may no longer be good.
    expect(service.api.count('/download/')).toBe(3);
  });

  it('may come as the one file that it is', async () => {
    service = await openKaggle([dataset('ada/plants', { content: Buffer.from('a;b\n1;2\n3;4\n') })]);
    expect(await frameOf(await first())).toEqual(['a', 'b']);
  });

  it('that is damaged, too large, or none is rejected with the reason', async () => {
    service = await openKaggle([
      dataset('ada/damaged', { content: Buffer.from('PK\u0003\u0004 and then nothing that an archive would have') }),
      dataset('ada/large', {
        content: { 'data.csv': Array.from({ length: 9999 }, (_, at) => `${at}${(at * 7919) % 10007}`).join('\n') },
      }),
      dataset('ada/none', { content: { 'readme.md': 'hello' } }),
      dataset('ada/narrow', { content: { 'data.csv': 'a\n1\n2\n' } }),
    ]);
    const all = (await listed({ maxBytes: 10_000 })) as RawDataset[];
    const found = [];
    for (const raw of all) found.push(await frameOf(raw));
    expect(found).toMatchObject([
      { reason: 'archive-unreadable' },
      { reason: 'too-large' },
      { reason: 'no-table' },
      { reason: 'no-table' },
    ]);
  });
});

describe('the account', () => {
  it.each([
    ['a user and a key', ENV],
    ['a token', { KAGGLE_API_TOKEN: TOKEN }],
  ])('may be %s of the environment', async (_, env) => {
    service = await openKaggle([dataset('ada/plants')]);
    expect(await listed({ env })).toHaveLength(1);
  });

  it('may be in kaggle.json of the home folder, or of the folder that is named', async () => {
    service = await openKaggle([dataset('ada/plants')]);
    mkdirSync(join(folder, '.kaggle'));
    writeFileSync(join(folder, '.kaggle/kaggle.json'), JSON.stringify({ username: USER, key: KEY }));
    expect(await listed({ env: { HOME: folder } })).toHaveLength(1);
    expect(await listed({ env: { HOME: '/nowhere', KAGGLE_CONFIG_DIR: join(folder, '.kaggle') } })).toHaveLength(1);
  });

  it('may be a token in a file', async () => {
    service = await openKaggle([dataset('ada/plants')]);
    mkdirSync(join(folder, '.kaggle'));
    const path = join(folder, '.kaggle/access_token');
    writeFileSync(path, `${TOKEN}\n`);
    expect(await listed({ env: { HOME: folder } })).toHaveLength(1);
    expect(await listed({ env: { KAGGLE_API_TOKEN: path } })).toHaveLength(1);
  });

  it('is missing, or its file broken: told with what to do, before anything is asked', async () => {
    service = await openKaggle([]);
    await expect(listed({ env: {} })).rejects.toThrow(/kaggle\.com\/settings.*KAGGLE_USERNAME/);
    mkdirSync(join(folder, '.kaggle'));
    writeFileSync(join(folder, '.kaggle/kaggle.json'), '{"username": "ada"');
    await expect(listed({ env: { HOME: folder } })).rejects.toThrow(/kaggle\.json: expected/);
    await expect(listed({ env: { HOME: folder } })).rejects.toBeInstanceOf(UserError);
    expect(service.api.asked).toEqual([]);
  });

  it('is refused: told with what to do, and without the key', async () => {
    service = await openKaggle([dataset('ada/plants')]);
    const wrong = listed({ env: { KAGGLE_USERNAME: USER, KAGGLE_KEY: 'f'.repeat(32) } });
    await expect(wrong).rejects.toThrow(/refuses the credentials.*KAGGLE_API_TOKEN/);
    await expect(wrong).rejects.toBeInstanceOf(UserError);
    await expect(wrong).rejects.not.toThrow(/ffff/);
  });
});

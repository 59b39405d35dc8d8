/** OpenML as a source, against a stand-in for its service. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import type { Column } from '../../../src/curate/frame.ts';
import { type OpenmlOptions, openmlSource } from '../../../src/curate/source/openml.ts';
import { InfrastructureError, UserError } from '../../../src/errors.ts';
import { answer, quickClock } from '../../fixtures/web/loopback.ts';
import { type FakeData, feature, type OpenmlService, openOpenml } from '../../fixtures/web/openml-service.ts';

let folder: string;
let service: OpenmlService;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dare-openml-'));
});
afterEach(async () => {
  await service[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const ARFF = `@RELATION plants
@ATTRIBUTE id NUMERIC
@ATTRIBUTE height NUMERIC
@ATTRIBUTE 'leaf shape' {round,'long and thin'}
@ATTRIBUTE class {1,2}
@DATA
1,2.5,round,1
2,?,'long and thin',2
`;
const FEATURES = [
  feature('id', 'numeric', { is_row_identifier: 'true' }),
  feature('height', 'numeric'),
  feature('leaf shape', 'nominal', { nominal_value: ['round', 'long and thin'] }),
  feature('class', 'nominal', { nominal_value: [1, 2] }),
];
const plants = (more: Partial<FakeData> = {}): FakeData => ({
  id: 61,
  name: 'plants',
  arff: ARFF,
  features: FEATURES,
  ...more,
});
const PARQUET = Buffer.from(
  parquetWriteBuffer({
    columnData: [
      { name: 'height', data: [2.5, 3.5, 4.5], type: 'DOUBLE' },
      { name: 'class', data: [1, 2, 1], type: 'INT32' },
      { name: 'batch', data: ['x', 'y', 'z'], type: 'STRING' },
    ],
  }),
);

const list = async (more: Partial<OpenmlOptions> = {}) =>
  await Array.fromAsync(
    openmlSource({ env: {}, cache: folder, baseUrl: service.base, clock: quickClock(), ...more }).list(),
  );
const first = async () => (await list())[0] as RawDataset;
const columns = async (raw: RawDataset): Promise<Record<string, readonly unknown[]>> => {
  const frame = await raw.load();
  if ('rejected' in frame) throw new Error(frame.rejected.words);
  return Object.fromEntries([...frame.columns].map(([name, { values }]: [string, Column]) => [name, [...values]]));
};

describe('a dataset', () => {
  it('has what its description says', async () => {
    const words = '**Author**: Ada\n\n1. leaf shape: round, or not\n2. heights - of all';
    service = await openOpenml([plants({ description: { description: words } })]);
    const { load, ...known } = await first();
    expect(known).toEqual({
      id: 'openml_plants-61',
      source: 'openml',
      title: 'plants',
      description: words,
      columnDescriptions: { 'leaf shape': 'round, or not' },
      licence: { name: 'CC0', spdx: expect.stringMatching(/^CC0/), url: null },
      synthetic: false,
      tags: ['study_14'],
      version: '2',
      author: 'A. Lovelace, C. Babbage',
      url: 'https://www.openml.org/d/61',
      usability: null,
      suggestedTargets: ['class'],
    });
  });

  it('may have several targets, in one text or in a list, and none that is to be ignored', async () => {
    service = await openOpenml([
      plants({ id: 1, description: { default_target_attribute: 'height,class' } }),
      plants({ id: 2, description: { default_target_attribute: ['leaf shape'], ignore_attribute: 'class, height' } }),
      plants({ id: 3, description: { default_target_attribute: 'id', row_id_attribute: 'id' } }),
      plants({ id: 4, description: { default_target_attribute: null, creator: undefined } }),
    ]);
    const all = (await list()) as RawDataset[];
    expect(all.map(({ suggestedTargets }) => suggestedTargets)).toEqual([['height', 'class'], ['leaf shape'], [], []]);
    expect(all[3]!.author).toBeNull();
    expect(Object.keys(await columns(all[1]!))).toEqual(['leaf shape']);
  });

  it('that is broken is listed with its reason, and the rest goes on', async () => {
    service = await openOpenml([
      plants({ id: 1, name: 'sparse', listed: { format: 'Sparse_ARFF' } }),
      plants({ id: 2, listed: { name: undefined, did: 'two' } }),
      plants({ id: 3, name: 'odd', description: { id: 'three' } }),
      plants({ id: 4, name: 'homeless', description: { url: '', parquet_url: '' } }),
      plants({ id: 5, name: 'private' }),
      plants(),
    ]);
    service.api.faults.push(...Array.from({ length: 5 }, () => null));
    const all = await list();
    expect(all.map((one) => ('rejection' in one ? one.rejection.rejected.reason : one.id))).toEqual([
      'sparse-table',
      'source-answers-nonsense',
      'source-answers-nonsense',
      'no-table',
      'openml_private-5',
      'openml_plants-61',
    ]);
  });

  it('that is unknown or closed is listed with what the service says', async () => {
    service = await openOpenml([plants({ id: 1 }), plants({ id: 2 }), plants()]);
    service.api.faults.push(
      null,
      answer(412, {}, '{"error":{"code":"112","message":"No access granted"}}'),
      answer(404),
    );
    const all = await list();
    expect(all.map((one) => ('rejection' in one ? one.rejection.rejected.words : ''))).toEqual([
      expect.stringContaining('No access granted'),
      expect.stringContaining('404'),
      '',
    ]);
  });
});

it('that the service fails to tell of is rejected, and the rest goes on', async () => {
  service = await openOpenml([plants({ id: 1 }), plants({ id: 2 }), plants({ id: 3 })]);
  service.api.faults.push(null, ...Array.from({ length: 12 }, () => answer(500)));
  const all = await list();
  expect(all.map((one) => ('rejection' in one ? one.rejection.rejected.reason : one.id))).toEqual([
    'source-fails',
    'source-fails',
    'openml_plants-3',
  ]);
  // Not kept: it is asked for again.
  expect((await list()).some((one) => 'rejection' in one)).toBe(false);
});

describe('its table', () => {
  it('is of the ARFF file, without row numbers', async () => {
    service = await openOpenml([plants()]);
    expect(await columns(await first())).toEqual({
      height: [2.5, Number.NaN],
      'leaf shape': ['round', 'long and thin'],
      class: ['1', '2'],
    });
  });

  it('is of the Parquet file where there is one, without what is to be ignored; nominal numbers are words', async () => {
    service = await openOpenml([
      plants({
        parquet: PARQUET,
        features: [
          feature('height', 'numeric'),
          feature('class', 'nominal'),
          feature('batch', 'string', { is_ignore: 'true' }),
        ],
      }),
    ]);
    expect(await columns(await first())).toEqual({ height: [2.5, 3.5, 4.5], class: ['1', '2', '1'] });
    expect(service.files.asked.map(({ path }) => path)).toEqual(['/61/dataset_61.pq']);
  });

  it('is of the ARFF file where the Parquet file is named and not there, or broken', async () => {
    const broken = Buffer.from('PAR1 and no more');
    service = await openOpenml([plants({ id: 1, parquet: Buffer.alloc(0) }), plants({ id: 2, parquet: broken })]);
    for (const raw of (await list()) as RawDataset[]) {
      expect(Object.keys(await columns(raw))).toEqual(['height', 'leaf shape', 'class']);
    }
    expect(service.files.count('.pq')).toBe(2);
  });

  it('with another checksum than announced is rejected', async () => {
    service = await openOpenml([plants({ md5: '0'.repeat(32) })]);
    expect(await (await first()).load()).toMatchObject({ rejected: { reason: 'wrong-checksum' } });
    expect(service.files.asked).toHaveLength(2);
  });

  it('that is sparse after all is rejected', async () => {
    service = await openOpenml([plants({ arff: ARFF.replace('1,2.5,round,1', '{0 1, 2 round}') })]);
    expect(await (await first()).load()).toMatchObject({ rejected: { reason: 'sparse-table' } });
  });

  it('is downloaded once', async () => {
    service = await openOpenml([plants()]);
    await columns(await first());
    await columns(await first());
    expect(service.files.asked).toHaveLength(1);
  });
});

describe('the listing', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => plants({ id: at + 1, name: `set-${at}` }));

  it.each([24, 25, 30])('of %i datasets is read page by page to its end', async (count) => {
    service = await openOpenml(many(count));
    expect(await list({ pageSize: 10 })).toHaveLength(count);
    expect(service.api.count('/list/')).toBe(Math.floor(count / 10) + 1);
  });

  it('is the same the second time, and asks nothing again', async () => {
    service = await openOpenml(many(25));
    const once = JSON.stringify(await list({ pageSize: 10 }));
    const asked = service.api.asked.length;
    expect(JSON.stringify(await list({ pageSize: 10 }))).toBe(once);
    expect(service.api.asked.length).toBe(asked);
  });

  it('that broke off goes on where it stopped', async () => {
    service = await openOpenml(many(25));
    service.api.faults.push(
      ...Array.from({ length: 11 }, () => null),
      ...Array.from({ length: 18 }, () => answer(500)),
    );
    await expect(list({ pageSize: 10 })).rejects.toBeInstanceOf(InfrastructureError);
    service.api.asked.length = 0;
    expect(await list({ pageSize: 10 })).toHaveLength(25);
    // Of 3 pages and 25 times 2 records, 11 answers were kept or begun: a page and 5 datasets whole.
    expect(service.api.asked.length).toBe(3 + 50 - 11);
  });

  it('ends at the limit', async () => {
    service = await openOpenml(many(25));
    expect(await list({ limit: 4 })).toHaveLength(4);
  });

  it('that is refused says so', async () => {
    service = await openOpenml([]);
    service.api.faults.push(answer(403));
    await expect(list()).rejects.toBeInstanceOf(UserError);
    service.api.faults.push(answer(412, {}, '{"error":{"code":"370","message":"Illegal filter specified"}}'));
    await expect(list()).rejects.toThrow(/Illegal filter/);
  });
});

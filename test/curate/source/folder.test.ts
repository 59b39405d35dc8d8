import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import type { Rejection } from '../../../src/curate/rejection.ts';
import { folderSource } from '../../../src/curate/source/folder.ts';
import { UserError } from '../../../src/errors.ts';
import { folderOf, reasonOf, valuesOf } from './files.ts';

const CSV = 'a,b\n1,x\n2,y\n';
const GPL = 'GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007\n\n'.padEnd(600, 'Everyone is permitted to copy. ');

type Listed = Partial<RawDataset> & { readonly id: string; readonly rejection?: Rejection };

/** The files, in a folder named `shop`. */
async function listed(files: Readonly<Record<string, string | Uint8Array>>): Promise<Record<string, Listed>> {
  const root = folderOf(Object.fromEntries(Object.entries(files).map(([name, content]) => [`shop/${name}`, content])));
  const found = await Array.fromAsync(folderSource(join(root, 'shop')).list());
  return Object.fromEntries(found.map((one) => [one.id, one]));
}

const reasons = (found: Record<string, Listed>) =>
  Object.fromEntries(Object.values(found).map(({ id, rejection }) => [id, rejection?.rejected.reason ?? null]));

describe("a user's folder", () => {
  it('gives each table file, and those of its subfolders, in the same order every time', async () => {
    const files = {
      'b.csv': CSV,
      'a.tsv': 'a\tb\n1\t2\n',
      'notes.docx': 'x',
      '.hidden.csv': CSV,
      'old/x.csv': CSV,
      'old/deep/y.csv': CSV,
    };
    const found = await listed(files);
    expect(Object.keys(found)).toEqual(['shop_a', 'shop_b', 'old_x']);
    expect(valuesOf(await found.shop_b!.load!())).toEqual({ a: [1, 2], b: ['x', 'y'] });
  });

  it('gives ids that are distinct, of plain letters', async () => {
    const found = await listed({
      'é a/Prix (€).csv': CSV,
      'x.csv': CSV,
      'x.tsv': 'a\tb\n1\t2\n',
      'X.json': '[{"a": 1}]',
    });
    expect(Object.keys(found)).toEqual(['shop_X', 'shop_x-2', 'shop_x-3', 'e-a_Prix']);
  });

  it('that is not there, or is a file, is an error with what to do', async () => {
    const folder = folderOf({ 'a.csv': CSV });
    for (const path of [join(folder, 'gone'), join(folder, 'a.csv')]) {
      await expect(Array.fromAsync(folderSource(path).list())).rejects.toThrow(UserError);
      await expect(Array.fromAsync(folderSource(path).list())).rejects.toThrow(/give the folder/);
    }
  });

  it('lists a broken file, and goes on', async () => {
    const found = await listed({ 'a.parquet': 'no', 'b.csv': CSV });
    expect(reasonOf(await found.shop_a!.load!())).toBe('table-unreadable');
    expect(reasonOf(await found.shop_b!.load!())).toBeNull();
  });

  it('lists a file that cannot be opened as rejected', async () => {
    const root = folderOf({ 'b.csv': CSV });
    symlinkSync(join(root, 'nowhere'), join(root, 'a.csv'));
    const found = await Array.fromAsync(folderSource(root).list());
    expect(found.map((one) => ('rejection' in one ? one.rejection.rejected.reason : null))).toEqual([
      'table-unreadable',
      null,
    ]);
  });

  it('is left as it was', async () => {
    const root = folderOf({ 'a.csv': CSV, 'datapackage.json': '{}' });
    mkdirSync(join(root, 'empty'));
    for await (const one of folderSource(root).list()) if ('load' in one) await one.load();
    expect(readdirSync(root, { recursive: true }).sort()).toEqual(['a.csv', 'datapackage.json', 'empty']);
  });

  it('tells versions apart by the content of the file', async () => {
    const [one, same, other] = await Promise.all([
      listed({ 'a.csv': CSV }),
      listed({ 'a.csv': CSV }),
      listed({ 'a.csv': `${CSV}3,z\n` }),
    ]);
    expect(one.shop_a!.version).toBe(same.shop_a!.version);
    expect(one.shop_a!.version).not.toBe(other.shop_a!.version);
  });
});

describe('a folder with words', () => {
  it('has its description from a README, and its licence from a file', async () => {
    const found = await listed({ 'a.csv': CSV, 'README.md': '# Sales of shops\n\nDaily sales.', LICENSE: GPL });
    expect(found.shop_a).toMatchObject({
      title: 'Sales of shops',
      description: '# Sales of shops\n\nDaily sales.',
      licence: { spdx: 'GPL-3.0', name: 'GNU GENERAL PUBLIC LICENSE' },
    });
  });

  it('has licence and tags from what a README begins with', async () => {
    const readme = '---\nlicense: cc-by-4.0\npretty_name: Shops\ntags: [retail, synthetic]\n---\nDaily sales.';
    const found = await listed({ 'a.csv': CSV, 'README.md': readme });
    expect(found.shop_a).toMatchObject({
      title: 'Shops',
      description: 'Daily sales.',
      licence: { spdx: 'CC-BY-4.0' },
      tags: ['retail', 'synthetic'],
      synthetic: true,
    });
  });

  it('has a text beside each file for that file alone, and no table of it', async () => {
    const found = await listed({ 'a.csv': CSV, 'a.txt': 'About a.', 'b.csv': CSV, 'description.txt': 'About all.' });
    expect(Object.keys(found)).toEqual(['shop_a', 'shop_b']);
    expect(found.shop_a!.description).toBe('About a.\n\nAbout all.');
    expect(found.shop_b!.description).toBe('About all.');
  });

  it('lends them to a subfolder that has none', async () => {
    const found = await listed({ LICENSE: GPL, 'x/a.csv': CSV, 'y/a.csv': CSV, 'y/LICENSE': 'MIT' });
    expect(found.x_a!.licence!.spdx).toBe('GPL-3.0');
    expect(found.y_a!.licence!.spdx).toBe('MIT');
  });

  it('without a licence has none', async () => {
    const found = await listed({ 'a.csv': CSV });
    expect(found.shop_a!.licence).toEqual({ name: null, spdx: null, url: null });
  });

  it.each([
    ['These data are synthetic.', true],
    ['A simulated data set of patients.', true],
    ['The records were generated randomly.', true],
    ['Measurements of air.\n\nSimulated', true],
    ['Yields of synthetic rubber by temperature of the oven.', false],
    ['Accidents of people who generated claims.', false],
  ])('is made up if it says so: %s', async (words, synthetic) => {
    const found = await listed({ 'a.csv': CSV, 'README.txt': words });
    expect(found.shop_a!.synthetic).toBe(synthetic);
  });
});

describe('datapackage.json', () => {
  const document = {
    title: 'Shops',
    licenses: [{ name: 'ODC-PDDL-1.0', path: 'https://opendatacommons.org/licenses/pddl/' }],
    keywords: ['retail'],
    contributors: [{ title: 'Ann Author' }],
    resources: [
      {
        name: 'sales',
        title: 'Sales by day',
        description: 'One row a day.',
        path: 'sales.csv',
        licenses: [{ name: 'CC-BY-4.0' }],
        schema: { fields: [{ name: 'a', description: 'units sold' }, { name: 'b', title: 'shop' }, { name: 'c' }] },
      },
      { name: 'more', path: 'data/more.csv', description: 'In a subfolder.' },
      { name: 'gone', path: 'gone.csv' },
    ],
  };
  const files = { 'sales.csv': CSV, 'other.csv': CSV, 'data/more.csv': CSV };

  it('describes the files that it names, in subfolders as well, and lends its licence to the rest', async () => {
    const found = await listed({ ...files, 'datapackage.json': JSON.stringify(document) });
    expect(found.shop_sales).toMatchObject({
      title: 'Sales by day',
      description: 'One row a day.',
      columnDescriptions: { a: 'units sold', b: 'shop' },
      licence: { spdx: 'CC-BY-4.0' },
      author: 'Ann Author',
      tags: ['retail'],
    });
    expect(found.shop_other).toMatchObject({
      title: 'Shops: other',
      columnDescriptions: {},
      licence: { spdx: 'PDDL-1.0' },
    });
    expect(found.data_more).toMatchObject({ title: 'more', description: 'In a subfolder.' });
  });

  it('names a file that is not there: it is listed with that reason', async () => {
    const found = await listed({ ...files, 'datapackage.json': JSON.stringify(document) });
    expect(reasons(found)).toEqual({
      shop_other: null,
      shop_sales: null,
      'shop_gone.csv': 'file-missing',
      data_more: null,
    });
  });

  it('that is broken is listed, and the files are there without it', async () => {
    const found = await listed({ ...files, 'datapackage.json': '{"title": ' });
    expect(reasons(found)).toEqual({
      'shop_datapackage.json': 'description-unreadable',
      shop_other: null,
      shop_sales: null,
      data_more: null,
    });
  });

  it('with parts of another form is read without them', async () => {
    const odd = {
      ...document,
      licenses: 'MIT',
      keywords: 3,
      resources: [null, 7, ...document.resources, { path: { x: 1 } }],
    };
    const found = await listed({ ...files, 'datapackage.json': JSON.stringify(odd) });
    expect(found.shop_sales).toMatchObject({ title: 'Sales by day', licence: { spdx: 'CC-BY-4.0' } });
    expect(found.shop_other!.licence!.spdx).toBeNull();
  });
});

describe('a Croissant file', () => {
  const document = {
    '@context': { '@vocab': 'https://schema.org/' },
    '@type': 'sc:Dataset',
    name: 'Shops',
    description: 'Sales.',
    url: 'https://example.org/shops',
    license: 'https://creativecommons.org/licenses/by/4.0/',
    creator: { '@type': 'sc:Person', name: 'Ann Author' },
    keywords: 'retail',
    distribution: [{ '@type': 'cr:FileObject', '@id': 'sales.csv', contentUrl: 'sales.csv' }],
    recordSet: {
      field: [
        {
          name: 'units',
          description: 'units sold',
          source: { fileObject: { '@id': 'sales.csv' }, extract: { column: 'a' } },
        },
        {
          name: 'x',
          description: 'of another file',
          source: { fileObject: { '@id': 'x.csv' }, extract: { column: 'b' } },
        },
      ],
    },
  };

  it.each(['croissant.json', 'metadata.json'])('named %s describes files and columns', async (name) => {
    const found = await listed({ 'sales.csv': CSV, [name]: JSON.stringify(document) });
    expect(found).toEqual({
      shop_sales: expect.objectContaining({
        title: 'Shops',
        description: 'Sales.',
        columnDescriptions: { a: 'units sold' },
        licence: {
          name: 'https://creativecommons.org/licenses/by/4.0/',
          spdx: 'CC-BY-4.0',
          url: 'https://creativecommons.org/licenses/by/4.0/',
        },
        author: 'Ann Author',
        url: 'https://example.org/shops',
        tags: ['retail'],
      }),
    });
  });

  it('is not taken for one when it is about something else', async () => {
    const found = await listed({ 'sales.csv': CSV, 'metadata.json': '{"@type": "Person", "name": "Ann"}' });
    expect(found.shop_sales!.title).toBe('sales');
  });
});

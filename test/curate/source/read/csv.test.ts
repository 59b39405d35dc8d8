import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../../src/curate/source/read/csv.ts';
import { readTable } from '../../../../src/curate/source/read/table.ts';
import { folderOf, kindsOf, reasonOf, valuesOf } from '../files.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readCsv(bytes(text), 'found');
const readFile = (content: string | Uint8Array, name = 'a.csv') => readTable(join(folderOf({ [name]: content }), name));

describe('cells', () => {
  it('come back as they were written, whatever the delimiter, quotes and line ends', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'ab ,;|\t"\n\r\'é') }).map((text) => `x${text}`);
    const table = fc.integer({ min: 2, max: 5 }).chain((width) =>
      fc.record({
        rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
        delimiter: fc.constantFrom(',', ';', '\t', '|'),
        end: fc.constantFrom('\n', '\r\n'),
      }),
    );
    fc.assert(
      fc.property(table, ({ rows, delimiter, end }) => {
        const names = rows[0]!.map((_, at) => `name${at}`);
        const quoted = [names, ...rows].map((row) =>
          row.map((one) => `"${one.replaceAll('"', '""')}"`).join(delimiter),
        );
        const columns = Object.values(valuesOf(read(quoted.join(end))));
        expect(columns).toEqual(names.map((_, at) => rows.map((row) => row[at])));
      }),
      { numRuns: 200 },
    );
  });

  it('get the kinds that pandas gives them', () => {
    const words = [
      '1',
      '-2.5',
      '1e3',
      '.5',
      '7.',
      ' 3',
      'NA',
      '',
      'nan',
      'None',
      'True',
      'false',
      'TRUE',
      'x',
      '1,5',
      '0x10',
      '1_000',
      '-',
      '+4',
      '12%',
      '2020-01-01',
      'inf',
    ];
    const columns = fc.sample(fc.array(fc.constantFrom(...words), { minLength: 6, maxLength: 6 }), {
      seed: 11,
      numRuns: 150,
    });
    const few = fc.sample(
      fc
        .subarray(words, { minLength: 1, maxLength: 3 })
        .chain((some) => fc.array(fc.constantFrom(...some), { minLength: 6, maxLength: 6 })),
      { seed: 12, numRuns: 300 },
    );
    const all = [...columns, ...few];
    const names = all.map((_, at) => `c${at}`).join(',');
    const rows = Array.from({ length: 6 }, (_, row) => all.map((column) => `"${column[row]}"`).join(','));
    const text = [names, ...rows].join('\n');
    const program = `import io, json, sys
import pandas as pd
frame = pd.read_csv(io.StringIO(sys.stdin.read()), low_memory=False)
present = [set(map(type, frame[name].dropna())) for name in frame]
print(json.dumps(["number" if t.kind in "iuf" else "boolean" if t.kind == "b" or kinds == {bool} else "text" for t, kinds in zip(frame.dtypes, present)]))`;
    const expected = execFileSync(process.env.DARE_PYTHON!, ['-c', program], { input: text, encoding: 'utf8' });
    expect(Object.values(kindsOf(read(text)))).toEqual(JSON.parse(expected));
  });

  it('are missing where pandas has a word for it, or where they are empty alone', async () => {
    const text = 'a,b\n1,NA\n,None\nnull,x\n';
    expect(valuesOf(read(text))).toEqual({ a: [1, null, null], b: [null, null, 'x'] });
    expect(valuesOf(readCsv(bytes(text), 'published'))).toEqual({ a: ['1', null, 'null'], b: ['NA', 'None', 'x'] });
  });

  it('of the published layout have the names of its first line, whatever these are', () => {
    const text = '#,1,x;y\n1,2,3\n4,5,6\n';
    expect(valuesOf(readCsv(bytes(text), 'published'))).toEqual({ '#': [1, 4], '1': [2, 5], 'x;y': [3, 6] });
  });

  it('that a double would change stay text, and infinities are missing', () => {
    expect(valuesOf(read('id,x\n9007199254740993,inf\n1,2\n'))).toEqual({
      id: ['9007199254740993', '1'],
      x: [null, 2],
    });
  });

  it('with a decimal comma are numbers where no comma delimits, and every cell of the column has it so', () => {
    const text = 'a;b;c;d;e\n1,5;x;1.234,5;1.5;1,2\n-2,5;y;;2.25;3.4\n3;z;12;7;5\n';
    expect(valuesOf(read(text))).toEqual({
      a: [1.5, -2.5, 3],
      b: ['x', 'y', 'z'],
      c: [1234.5, null, 12],
      d: [1.5, 2.25, 7],
      e: ['1,2', '3.4', '5'],
    });
    expect(valuesOf(read('a,b\n"1,5",x\n"2,5",y\n'))).toEqual({ a: ['1,5', '2,5'], b: ['x', 'y'] });
  });
});

describe('a header', () => {
  it('is not taken from a first row of data', () => {
    expect(valuesOf(read('5.1,3.5,setosa\n4.9,3.0,setosa\n'))).toEqual({
      column_1: [5.1, 4.9],
      column_2: [3.5, 3],
      column_3: ['setosa', 'setosa'],
    });
  });

  it('may be of years', () => {
    expect([...read('country,1990,2000\nA,1,2\nB,3,4\n').columns.keys()]).toEqual(['country', '1990', '2000']);
  });

  it('of all text is one above text', () => {
    expect(Object.keys(valuesOf(read('name,city\nAnn,Oslo\nBo,Rome\n')))).toEqual(['name', 'city']);
  });

  it('may lack the name of its first column, as R writes it', () => {
    expect(valuesOf(read('a,b\nr1,1,2\nr2,3,4\n'))).toEqual({ column_1: ['r1', 'r2'], a: [1, 3], b: [2, 4] });
  });

  it('gives names that are trimmed, none empty, none twice', () => {
    expect(Object.keys(valuesOf(read(' a ,a,,a_2\n1,2,3,4\n')))).toEqual(['a', 'a_3', 'column_3', 'a_2']);
  });

  it('follows comments and blank lines', () => {
    expect(valuesOf(read('# made by hand\n\n#more\na,b\n1,2\n'))).toEqual({ a: [1], b: [2] });
  });
});

describe('a file', () => {
  it('may be UTF-8 with a mark, UTF-16, or Latin-1', async () => {
    const text = 'ville,n\nOrléans,1\n';
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    for (const content of [`\uFEFF${text}`, utf16, Buffer.from(text, 'latin1')]) {
      expect(valuesOf(await readFile(content))).toEqual({ ville: ['Orléans'], n: [1] });
    }
  });

  it('may be gzipped', async () => {
    expect(valuesOf(await readFile(gzipSync('a,b\n1,2\n'), 'a.csv.gz'))).toEqual({ a: [1], b: [2] });
  });

  it('ends its rows early where cells are missing, or with a delimiter', () => {
    expect(valuesOf(read('a,b,c\n1,2\n3,4,5\n'))).toEqual({ a: [1, 3], b: [2, 4], c: [null, 5] });
    expect(valuesOf(read('a,b,\n1,2,\n3,4,\n'))).toEqual({ a: [1, 3], b: [2, 4] });
  });

  it.each([
    ['table-empty', ''],
    ['table-empty', '\n\n'],
    ['table-empty', 'a,b\n'],
    ['table-ragged', 'a,b\n1,2\n1,2,3\n4,5\n'],
    ['table-unreadable', 'a,b\n1,\0\n'],
  ])('is rejected as %s: %j', async (reason, text) => {
    expect(reasonOf(await readFile(text))).toBe(reason);
  });

  it('of many rows keeps their order', () => {
    const rows = Array.from({ length: 30_000 }, (_, at) => `${at},t${at % 7}`);
    const frame = read(`n,t\n${rows.join('\n')}`);
    expect(frame.rows).toBe(30_000);
    expect(frame.columns.get('n')!.values).toEqual(Float64Array.from(rows, (_, at) => at));
  });
});

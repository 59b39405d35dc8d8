/** ARFF files into frames. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/curate/frame.ts';
import { readArff } from '../../../src/curate/source/openml/arff.ts';

const contents = (text: string): Record<string, readonly unknown[]> => {
  const frame = readArff(text);
  if ('rejected' in frame) throw new Error(frame.rejected.words);
  return Object.fromEntries([...(frame as Frame).columns].map(([name, { values }]) => [name, [...values]]));
};
const reasonOf = (text: string) => {
  const found = readArff(text);
  return 'rejected' in found ? found.rejected.reason : 'read';
};

it('a file as OpenML keeps them is read', () => {
  const text = [
    '% a comment',
    '@relation \'weather in "town"\'',
    '',
    '@attribute outlook {sunny, overcast, rainy}',
    '@ATTRIBUTE "temperature in °C" REAL',
    "@attribute 'it''s windy' {TRUE,FALSE}".replace("''", "\\'"),
    '@attribute humidity{1,2}',
    '@attribute note string',
    '@attribute\tday\tdate "yyyy-MM-dd"',
    '@attribute count integer [0,10]',
    '@data',
    '% another comment',
    'sunny, 21.5, TRUE,1,"a, \\"b\\"",2020-01-01,3',
    "'overcast',-1e3,'FALSE' , 2 ,'?',\"2020-01-02\",4",
    '?\t?\t?\t?\t?\t?\t?',
    '',
  ].join('\r\n');
  expect(contents(text)).toEqual({
    outlook: ['sunny', 'overcast', null],
    'temperature in °C': [21.5, -1000, Number.NaN],
    "it's windy": ['TRUE', 'FALSE', null],
    humidity: ['1', '2', null],
    note: ['a, "b"', '?', null],
    day: ['2020-01-01', '2020-01-02', null],
    count: [3, 4, Number.NaN],
  });
});

it('columns of one name, and of none, get names of their own', () => {
  expect(
    Object.keys(contents("@attribute a real\n@attribute a real\n@attribute ' ' real\n@data\n1,2,3\n")),
  ).toHaveLength(3);
});

describe('a file that is not read says why:', () => {
  const HEAD = '@relation r\n@attribute a real\n@attribute b {x,y}\n';
  it.each([
    ['sparse rows', `${HEAD}@data\n{0 1.5, 1 x}\n`, 'sparse-table'],
    ['relational columns', '@attribute bag relational\n@attribute x real\n@end bag\n@data\n', 'nested-table'],
    ['no data', HEAD, 'table-unreadable'],
    ['no columns', '@relation r\n@data\n1\n', 'table-unreadable'],
    ['too few values', `${HEAD}@data\n1\n`, 'table-unreadable'],
    ['too many values', `${HEAD}@data\n1,x,2\n`, 'table-unreadable'],
    ['a quote without end', `${HEAD}@data\n1,'x\n`, 'table-unreadable'],
    ['words after a quote', `${HEAD}@data\n1,'x'y\n`, 'table-unreadable'],
    ['a word for a number', `${HEAD}@data\nx,x\n`, 'table-unreadable'],
    ['a type that is none', '@attribute a colour\n@data\n1\n', 'table-unreadable'],
    ['another file', 'a,b\n1,2\n', 'table-unreadable'],
    ['nothing', '', 'table-unreadable'],
  ])('%s', (_, text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });
});

it('what is written quoted comes back as it was', () => {
  const quote = (text: string) =>
    `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
  const word = fc.oneof(fc.string(), fc.constantFrom('?', '', ' ', "'", '\\', ',', '% no comment', '{', 'a\tb', '\n'));
  const cell = fc.oneof(fc.constant(null), word);
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, fc.double({ noDefaultInfinity: true })), { maxLength: 10 }), (rows) => {
      const lines = rows.map(([a, b, c]) =>
        [a === null ? '?' : quote(a), b === null ? '?' : quote(b), Number.isNaN(c) ? '?' : `${c}`].join(','),
      );
      const text =
        `@attribute 'a''s'x string\n`.replace("'a''s'x", quote("a's, {")) +
        `@attribute b string\n@attribute c real\n@data\n${lines.join('\n')}`;
      expect(contents(text)).toEqual({
        "a's, {": rows.map(([a]) => a),
        b: rows.map(([, b]) => b),
        c: rows.map(([, , c]) => c + 0),
      });
    }),
  );
});

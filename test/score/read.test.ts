/** Every cell of a file, its type and its column's name, against pandas itself. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Column, cellAt, MISSING } from '../../src/score/column.ts';
import { AFTER_RETURN, UnreadableTable } from '../../src/score/row-scanner.ts';
import { parseTable } from '../../src/score/table.ts';
import { HUGE_EXPONENT } from './differential.ts';
import { columnsOfSurprises, mutations, surprises } from './mutations.ts';
import { type Oracle, OWN_ORACLE, openOracle, PYTHON } from './oracle.ts';

type Reading = { error: true } | { names: string[]; rows: number; types: string[]; cells: string[][] };

let folder: string;
let oracle: Oracle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-read-'));
  if (PYTHON !== undefined) oracle = openOracle(OWN_ORACLE);
});
afterAll(async () => {
  if (PYTHON !== undefined) await oracle[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function pandasReading(bytes: Uint8Array, first?: number): Promise<Reading> {
  const path = join(folder, 'table.csv');
  await writeFile(path, bytes);
  const answer = await oracle.ask<Reading & { error?: string }>({ read: path, first });
  return answer.error === undefined ? answer : { error: true };
}

function ourReading(bytes: Uint8Array, first?: number): Reading {
  try {
    const { names: all, rows, columns } = parseTable(Buffer.from(bytes), (found) => found.slice(0, first));
    const names = all.slice(0, first);
    const ordered = names.map((name) => columns.get(name)!);
    return {
      names,
      rows,
      types: ordered.map(typeOf),
      cells: ordered.map((column) => cellsOf(column, rows)),
    };
  } catch (error) {
    fc.pre((error as Error).message !== AFTER_RETURN); // undefined in pandas
    if (error instanceof UnreadableTable) return { error: true };
    throw error;
  }
}

function typeOf(column: Column): string {
  if (column.kind === 'int') return column.unsigned ? 'uint64' : 'int64';
  return { float: 'float64', bool: 'bool', object: 'object' }[column.kind];
}

function cellsOf(column: Column, rows: number): string[] {
  return Array.from({ length: rows }, (_, row) => {
    if (column.kind === 'object' && column.codes[row] === MISSING) return 'missing';
    const cell = cellAt(column, row);
    if (typeof cell === 'string') return `s${cell}`;
    if (typeof cell === 'boolean') return cell ? 'bTrue' : 'bFalse';
    if (typeof cell === 'bigint') return `i${cell}`;
    const bits = Buffer.alloc(8);
    bits.writeDoubleBE(cell);
    return Number.isNaN(cell) ? 'fnan' : `f${bits.toString('hex')}`;
  });
}

/** pandas infers the types of a table this wide in blocks of so many rows. */
const WIDTH = 64;
const BLOCK = 8192;
const MEASURED = 4;
const KINDS: readonly (readonly string[])[] = [
  ['1', '2', '-3'],
  ['1', ''],
  ['0.5', '1', 'nan'],
  ['True', 'False'],
  ['True', '', 'false'],
  ['x', '1', ''],
  ['18446744073709551615', '1'],
  ['18446744073709551615', 'NA'],
  ['9007199254740993', '-5'],
  ['-9223372036854775808', ''],
  ['99999999999999999999', '2'],
  [''],
];

/** A table of two blocks and a half: each measured column is of one kind in each; odd rows may be wider or blank-led. */
const blocks = fc
  .record({
    kinds: fc.array(fc.array(fc.constantFrom(...KINDS), { minLength: 3, maxLength: 3 }), {
      minLength: MEASURED,
      maxLength: MEASURED,
    }),
    wide: fc.option(fc.tuple(fc.constantFrom(BLOCK, BLOCK * 2, BLOCK - 1, BLOCK + 1, 5), fc.constantFrom(1, 3))),
    short: fc.option(fc.constantFrom(BLOCK - 1, BLOCK, BLOCK + 1)),
    blanks: fc.nat({ max: 12 }),
  })
  .map(({ kinds, wide, short, blanks }) => {
    const rows = Array.from({ length: BLOCK * 2 + BLOCK / 2 }, (_, row) => {
      const cells = kinds.map((column) => {
        const kind = column[Math.floor(row / BLOCK)]!;
        return kind[row % kind.length]!;
      });
      const width = row === short ? MEASURED : row === wide?.[0] ? WIDTH + wide[1] : WIDTH;
      return ' '.repeat(blanks) + cells.join(',') + ','.repeat(width - MEASURED);
    });
    return Buffer.from([Array.from({ length: WIDTH }, (_, at) => `c${at}`).join(','), ...rows, ''].join('\n'));
  });

describe.skipIf(PYTHON === undefined)('a file reads as pandas reads it (needs DARE_PYTHON)', () => {
  const check = async (bytes: Uint8Array): Promise<void> => {
    expect(ourReading(bytes)).toEqual(await pandasReading(bytes));
  };
  const runs = Number(process.env.READ_RUNS ?? 1000);
  test('fields, quotes and line ends of every kind', () =>
    fc.assert(fc.asyncProperty(surprises, check), { numRuns: runs, seed: 20_261_123 }));
  test('mixtures of spellings', () =>
    fc.assert(fc.asyncProperty(columnsOfSurprises, check), { numRuns: runs, seed: 20_261_123 }));
  test('tables with this and that done to them', () => {
    const rows = [
      ['row_id', 'day', 'y'],
      ['1', '2020-01-01', '0.5'],
      ['2', 'a,"b"', '1'],
      ['3', '', 'x'],
    ];
    const tables = mutations.map((mutate) => mutate(rows)).filter((bytes) => !HUGE_EXPONENT.test(bytes.toString()));
    return fc.assert(fc.asyncProperty(tables, check), { numRuns: runs, seed: 20_261_123 });
  });
  test('types block by block, and what pandas forgets between them', () =>
    fc.assert(
      fc.asyncProperty(blocks, async (bytes) => {
        expect(ourReading(bytes, MEASURED)).toEqual(await pandasReading(bytes, MEASURED));
      }),
      { numRuns: runs / 50, seed: 20_261_123 },
    ));
  test('numbers to the last bit', async () => {
    const digits = (most: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: most });
    const number = fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        digits(25),
        fc.constantFrom('', '.'),
        digits(25),
        fc.option(fc.integer({ min: -330, max: 330 })),
      )
      .map(
        ([sign, whole, point, fraction, power]) =>
          `${sign}${whole}${point}${fraction}${power === null ? '' : `e${power}`}`,
      );
    const double = fc.double({ noNaN: true }).map(String);
    const table = fc
      .array(fc.oneof(number, double), { minLength: 5, maxLength: 40 })
      .map((cells) => Buffer.from(`${cells.map((_, at) => `c${at}`).join(',')}\n${cells.join(',')}\n`));
    await fc.assert(fc.asyncProperty(table, check), { numRuns: runs / 2, seed: 20_261_123 });
  });
});

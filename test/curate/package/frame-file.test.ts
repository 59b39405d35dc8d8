/** pandas reads the same values back from each kind of file, with the same types as far as the kinds have them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Column, cellOf, columnOf, type Frame, makeFrame, numberColumn } from '../../../src/curate/frame.ts';
import { writeFrame } from '../../../src/curate/package/frame-file.ts';
import { isRejection } from '../../../src/curate/rejection.ts';
import { isAmbiguous } from '../../../src/curate/shape/text-values.ts';
import { readTable } from '../../../src/curate/source/read/table.ts';
import { FILE_KINDS } from '../../../src/task.ts';

const PYTHON = process.env.DARE_PYTHON;
const root = mkdtempSync(join(tmpdir(), 'dare-frame-file-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const READ = `
import json, sqlite3, sys
import pandas as pd
def read(path):
    if path.endswith(".csv"):
        return pd.read_csv(path, keep_default_na=False, na_values=[""], float_precision="round_trip")
    if path.endswith(".parquet"):
        return pd.read_parquet(path)
    return pd.read_sql_query('SELECT * FROM "data"', sqlite3.connect(path))
def cell(value):
    if value is None or value != value: return None
    return value.item() if hasattr(value, "item") else value
answers = []
for path in json.load(sys.stdin):
    frame = read(path)
    answers.append([[name, str(frame[name].dtype), [cell(v) for v in frame[name]]] for name in frame.columns])
print(json.dumps(answers))
`;

const cells = <T>(cell: fc.Arbitrary<T>, rows: number, gaps: boolean) =>
  fc
    .array(gaps ? fc.option(cell, { freq: 5, nil: null }) : cell, { minLength: rows, maxLength: rows })
    .filter((values) => values.some((value) => value !== null));

const word = fc
  .oneof(
    fc.string({ maxLength: 12, unit: 'grapheme' }),
    fc.constantFrom('a,b', '"', 'x\ny', 'r\r\nn', ' pad ', 'NA', "it's", 'None', '#1', "'"),
  )
  .filter((text) => text !== '' && !isAmbiguous(text) && !text.includes('\0') && text.isWellFormed());

const column = (rows: number, gaps: boolean): fc.Arbitrary<Column> =>
  fc.oneof(
    cells(fc.maxSafeInteger(), rows, gaps).map((values) => numberColumn(values.map((value) => value ?? Number.NaN))),
    cells(fc.double({ noNaN: true, noDefaultInfinity: true }), rows, gaps).map((values): Column => {
      const numbers = Float64Array.from(values, (value) => value ?? Number.NaN);
      return { kind: 'number', values: numbers, whole: false };
    }),
    cells(word, rows, gaps).map((values): Column => ({ kind: 'text', values })),
    cells(fc.boolean(), rows, gaps).map((values): Column => ({ kind: 'boolean', values })),
  );

const frames = fc
  .record({
    rows: fc.integer({ min: 1, max: 12 }),
    names: fc.uniqueArray(word, { minLength: 1, maxLength: 5, selector: (name) => name.toLowerCase() }),
    gaps: fc.boolean(),
  })
  .chain(({ rows, names, gaps }) =>
    fc
      .tuple(...names.map(() => column(rows, gaps)))
      .map((columns) => makeFrame(names.map((name, at) => [name, columns[at]!] as const))),
  );

describe.skipIf(PYTHON === undefined)('with pandas (skipped where DARE_PYTHON is not set)', () => {
  it('every kind of file reads back as the frame', () => {
    const written = fc.sample(frames, { numRuns: 60, seed: 11 }).flatMap((frame, at) =>
      FILE_KINDS.map((kind) => {
        const path = join(root, `${at}.${kind}`);
        writeFrame(frame, path, kind);
        return { frame, kind, path };
      }),
    );
    const options = {
      input: JSON.stringify(written.map(({ path }) => path)),
      maxBuffer: 1 << 28,
      encoding: 'utf8' as const,
    };
    const answers = JSON.parse(execFileSync(PYTHON!, ['-c', READ], options)) as [string, string, unknown[]][][];
    for (const [at, { frame, kind }] of written.entries()) {
      expect(answers[at]).toEqual(
        [...frame.columns].map(([name, values]) => {
          const missing = hasMissing(values);
          const present =
            values.kind === 'boolean' && kind === 'sqlite'
              ? (value: unknown) => (value ? 'True' : 'False')
              : (value: unknown) => value;
          const expected = Array.from({ length: frame.rows }, (_, row) => {
            const cell = cellOf(values, row);
            // JSON has one zero.
            return cell === null ? null : present(cell === 0 ? 0 : cell);
          });
          return [name, typeOf(values, kind, missing), expected];
        }),
      );
    }
  });
});

it('the readers of sources read the same frame from each kind', async () => {
  for (const [at, frame] of fc.sample(frames, { numRuns: 25, seed: 12 }).entries()) {
    if (frame.columns.size < 2) continue;
    for (const kind of FILE_KINDS) {
      const path = join(root, `own-${at}.${kind}`);
      writeFrame(frame, path, kind);
      const read = await readTable(path, { csv: 'published' });
      if (isRejection(read)) throw new Error(read.rejected.words);
      for (const [position, name] of [...frame.columns.keys()].entries()) {
        const found = [...read.columns.values()][position]!;
        const rows = Array.from({ length: frame.rows }, (_, row) => row);
        const spelled = (value: unknown) =>
          typeof value === 'boolean' ? (value ? 'True' : 'False') : value === 0 ? 0 : value;
        expect(rows.map((row) => spelled(cellOf(found, row)))).toEqual(
          rows.map((row) => spelled(cellOf(columnOf(frame, name), row))),
        );
      }
    }
  }
});

it('the same frame gives the same bytes', () => {
  const frame = makeFrame([
    ['n', numberColumn([1, 2.5, Number.NaN])],
    ['w', { kind: 'text', values: ['a', null, 'é'] }],
  ]);
  for (const kind of FILE_KINDS) {
    const paths = ['first', 'second'].map((name) => join(root, `${name}.${kind}`));
    for (const path of paths) writeFrame(frame, path, kind);
    const [first, second] = paths.map((path) => readFileSync(path));
    expect(first!.equals(second!)).toBe(true);
  }
});

it('a row of nothing is still a row in CSV', () => {
  const path = join(root, 'gap.csv');
  writeFrame(makeFrame([['w', { kind: 'text', values: ['a', null, 'b'] }]]), path, 'csv');
  expect(readFileSync(path, 'utf8')).toBe('w\na\n""\nb\n');
});

it('a number of a column with fractions keeps its point in CSV', () => {
  const path = join(root, 'numbers.csv');
  writeFrame(
    makeFrame([
      ['f', numberColumn([3, 0.1, 1e21, 1e-7])],
      ['i', numberColumn([3, -4, 0, 2 ** 53 - 1])],
    ]),
    path,
    'csv',
  );
  expect(readFileSync(path, 'utf8')).toBe('f,i\n3.0,3\n0.1,-4\n1e+21,0\n1e-7,9007199254740991\n');
});

it('no file that is there is written over', () => {
  const frame: Frame = makeFrame([
    ['n', numberColumn([1])],
    ['m', numberColumn([2])],
  ]);
  for (const kind of FILE_KINDS) {
    const path = join(root, `there.${kind}`);
    writeFrame(frame, path, kind);
    expect(() => writeFrame(frame, path, kind)).toThrow();
  }
});

function hasMissing(values: Column): boolean {
  return Array.from({ length: values.values.length }, (_, row) => cellOf(values, row)).includes(null);
}

function typeOf(values: Column, kind: (typeof FILE_KINDS)[number], missing: boolean): string {
  if (values.kind === 'number') return values.whole && !missing ? 'int64' : 'float64';
  return values.kind === 'boolean' && kind !== 'sqlite' && !missing ? 'bool' : 'object';
}

/**
 * A CSV file's column names and rows, as pandas 2.3's default parser splits them. It decides nothing about types
 * (columns are inferred in infer.ts).
 */
import { isUtf8 } from 'node:buffer';
import { type Block, RowScanner, UnreadableTable } from './row-scanner.ts';

/** pandas infers types block by block: the largest power of two of rows below 2^20 / columns. */
const CELLS_PER_BLOCK = 2 ** 20;

export interface CsvFile {
  /** Column names, made unique as pandas makes them. */
  readonly names: readonly string[];
  readonly bytes: Uint8Array;
  /** The blocks of the named columns, by their positions in `names`. A block's arrays are reused for the next. */
  blocks(columns: readonly number[]): Generator<Block>;
}

/** @throws UnreadableTable where pandas raises on the header or on the encoding. Changes `bytes` while it reads. */
export function openCsv(bytes: Uint8Array): CsvFile {
  if (!isUtf8(bytes)) throw new UnreadableTable(`it is not UTF-8 text${byteHint(bytes)}`);
  const scanner = new RowScanner(bytes);
  const header = scanner.peek();
  if (header === null) throw new UnreadableTable('it is empty');
  const names = uniqueNames(header.fields);
  scanner.skip(header);
  // More fields in the first row than in the header: the surplus on the left is an index without a name.
  const width = Math.max(names.length, scanner.peek()?.fields.length ?? 0);
  const hidden = width - names.length;
  const blockRows = rowsPerBlock(width);

  function* blocks(columns: readonly number[]): Generator<Block> {
    const fields = columns.map((column) => column + hidden);
    for (let rows = blockRows; rows === blockRows; ) {
      const block = scanner.block(fields, blockRows);
      rows = block.rows;
      if (rows > 0) yield block;
    }
  }
  return { names, bytes, blocks };
}

function rowsPerBlock(width: number): number {
  const heuristic = Math.floor(CELLS_PER_BLOCK / width);
  let rows = 1;
  while (rows * 2 < heuristic) rows *= 2;
  return rows;
}

/** Empty names become `Unnamed: n`; a name met again gets `.1`, `.2` …, given names first. */
function uniqueNames(fields: readonly string[]): string[] {
  const names = fields.map((field, at) => (field === '' ? `Unnamed: ${at}` : field));
  if (new Set(names).size === names.length) return names;
  const given = [...names.keys()].filter((at) => fields[at] !== '');
  const unnamed = [...names.keys()].filter((at) => fields[at] === '');
  const counts = new Map<string, number>();
  const taken = new Set(names);
  for (const at of [...given, ...unnamed]) {
    const old = names[at]!;
    let name = old;
    let count = counts.get(name) ?? 0;
    while (count > 0) {
      counts.set(old, count + 1);
      name = `${old}.${count}`;
      count = taken.has(name) ? count + 1 : (counts.get(name) ?? 0);
    }
    names[at] = name;
    taken.add(name);
    counts.set(name, count + 1);
  }
  return names;
}

/** What the first bytes of a file that is no UTF-8 text look like. */
function byteHint(bytes: Uint8Array): string {
  const starts = (...head: number[]): boolean => head.every((byte, at) => bytes[at] === byte);
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) return ' (it looks like UTF-16)';
  if (starts(0x50, 0x4b, 3, 4)) return ' (it looks like a zip or Excel file)';
  if (starts(0x1f, 0x8b)) return ' (it looks like gzip)';
  return '';
}

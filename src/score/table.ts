/** A CSV file as the columns that are asked for, typed as pandas types them. */
import { readFileSync } from 'node:fs';
import { bytesOf, type Column } from './column.ts';
import { openCsv } from './csv.ts';
import { columnBuilder } from './infer.ts';

export interface Table {
  /** All column names of the file, in order. */
  readonly names: readonly string[];
  readonly rows: number;
  /** The wanted columns that the file has. */
  readonly columns: ReadonlyMap<string, Column>;
}

/**
 * @param wanted the names of the columns to keep, given all names
 * @throws UnreadableTable where pandas raises; Node's own error when the file itself cannot be read.
 */
export function readTable(path: string, wanted: (names: readonly string[]) => Iterable<string>): Table {
  // In one go: a thread pool's round trips cost more than the file, and parsing holds the thread anyway.
  return parseTable(readFileSync(path), wanted);
}

/** Changes `bytes` while it reads. */
export function parseTable(bytes: Uint8Array, wanted: (names: readonly string[]) => Iterable<string>): Table {
  const file = openCsv(bytes);
  const chosen = new Set(wanted(file.names));
  const positions = [...file.names.keys()].filter((at) => chosen.has(file.names[at]!));
  const builders = positions.map(columnBuilder);
  let rows = 0;
  for (const block of file.blocks(positions)) {
    rows += block.rows;
    for (const [slot, builder] of builders.entries()) builder.add(file.bytes, block, slot);
  }
  const columns = new Map(positions.map((at, slot) => [file.names[at]!, builders[slot]!.column()]));
  return { names: file.names, rows, columns };
}

/** Approximate bytes held. */
export function tableBytes(table: Table): number {
  let bytes = 0;
  for (const column of table.columns.values()) bytes += bytesOf(column);
  return bytes;
}

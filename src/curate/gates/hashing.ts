/**
 * Hashes of cells and of bags of cells, in 53 bits: a bag's hash is the sum of its members', so that neither the order
 * of rows nor of columns, nor their names, matter. Not for secrets.
 */
import type { Column } from '../frame.ts';

/** Two words of 32 bits for each cell; both 0 for a missing one. */
export interface CellHashes {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

const SCRATCH = new Float64Array(1);
const WORDS = new Uint32Array(SCRATCH.buffer);

/** A number and the text that spells it are the same cell, and so are true, `True` and `TRUE`. */
export function cellHashes(column: Column): CellHashes {
  const { length } = column.values;
  const hashes: CellHashes = { low: new Uint32Array(length), high: new Uint32Array(length) };
  if (column.kind === 'number') {
    for (let row = 0; row < length; row++) putNumber(hashes, row, column.values[row]!);
    return hashes;
  }
  const first = new Map<string | boolean, number>();
  for (let row = 0; row < length; row++) {
    const value = column.values[row]!;
    if (value === null) continue;
    const before = first.get(value);
    if (before === undefined) {
      first.set(value, row);
      putWord(hashes, row, String(value));
    } else {
      hashes.low[row] = hashes.low[before]!;
      hashes.high[row] = hashes.high[before]!;
    }
  }
  return hashes;
}

/** A well-mixed word of two, for sums, which would else keep what their parts have in common. */
export function mix(low: number, high: number): number {
  let hash = (low ^ Math.imul(high, 0x9e3779b1)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** 53 bits of two words. */
export function join53(low: number, high: number): number {
  return (mix(high, low) >>> 11) * 2 ** 32 + mix(low, high);
}

function putNumber({ low, high }: CellHashes, row: number, value: number): void {
  if (Number.isNaN(value)) return;
  SCRATCH[0] = value === 0 ? 0 : value;
  low[row] = mix(WORDS[0]!, WORDS[1]! + 1);
  high[row] = mix(WORDS[1]!, WORDS[0]! + 2);
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function putWord(hashes: CellHashes, row: number, text: string): void {
  const word = text.trim().toLowerCase();
  if (NUMBER.test(word)) {
    putNumber(hashes, row, Number(word));
    return;
  }
  let [low, high] = [0x811c9dc5, 0x1b873593];
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995) + at;
  }
  hashes.low[row] = mix(low, high + 3);
  hashes.high[row] = mix(high, low + 4);
}

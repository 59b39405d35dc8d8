/**
 * What came of running one task's deviations, in one file: an index that is read alone (what each came to), and the
 * predictions that differ from the reference, compressed together, each once. A torn file is no file.
 */
import { readFile } from 'node:fs/promises';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { replaceFile } from '../store/files.ts';

export type Result =
  /** Its output is the reference's, as the score has it. `seconds` of a processor. */
  | { readonly kind: 'same'; readonly seconds: number }
  /** `output`: its place among the outputs; `differingRows` of the reference's, null where they cannot be lined up. */
  | { readonly kind: 'different'; readonly output: number; readonly differingRows: number | null }
  | { readonly kind: 'failed'; readonly why: string }
  /** It passed a limit; a larger one may let it end. */
  | { readonly kind: 'too-costly'; readonly why: string; readonly limit: string };

export interface Bundle {
  /** By what identifies the run. */
  readonly results: ReadonlyMap<string, Result>;
  /** Prediction files. */
  readonly outputs: readonly Uint8Array[];
}

interface Index {
  readonly format: typeof FORMAT;
  readonly results: Readonly<Record<string, Result>>;
  /** Bytes of each output, and of all of them compressed. */
  readonly sizes: readonly number[];
  readonly packed: number;
}

const FORMAT = 1;
const HEADER = 8;
const CHECKED = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

/** Null when there is none, or none that is whole. */
export async function readBundle(path: string, want: 'index' | 'all'): Promise<Bundle | null> {
  try {
    const bytes = await readFile(path);
    const start = HEADER + Number(bytes.readBigUInt64LE(0));
    const index = JSON.parse(bytes.toString('utf8', HEADER, start)) as Index;
    if (index.format !== FORMAT || bytes.length !== start + index.packed) return null;
    const results = new Map(Object.entries(index.results));
    if (want === 'index' || index.sizes.length === 0) return { results, outputs: [] };
    const all = zstdDecompressSync(bytes.subarray(start));
    const outputs: Uint8Array[] = [];
    let at = 0;
    for (const size of index.sizes) {
      outputs.push(all.subarray(at, at + size));
      at += size;
    }
    return at === all.length ? { results, outputs } : null;
  } catch {
    return null;
  }
}

export async function writeBundle(path: string, { results, outputs }: Bundle): Promise<void> {
  const packed = outputs.length === 0 ? Buffer.alloc(0) : zstdCompressSync(Buffer.concat(outputs), CHECKED);
  const sizes = outputs.map((output) => output.length);
  const index: Index = { format: FORMAT, results: Object.fromEntries(results), sizes, packed: packed.length };
  const text = Buffer.from(JSON.stringify(index));
  const header = Buffer.alloc(HEADER);
  header.writeBigUInt64LE(BigInt(text.length));
  await replaceFile(path, Buffer.concat([header, text, packed]));
}

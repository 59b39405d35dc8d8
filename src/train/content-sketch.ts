/**
 * A sketch of a dataset's content: small, kept without the data, and enough to tell whether another dataset holds some
 * of the same rows, in whatever order of rows and columns, under whatever name.
 *
 * It keeps the smallest of the hashes of all rows that say enough to be told from other datasets' rows; another
 * dataset's rows are hashed too and looked up. A few rows in common are an accident, a twentieth of the sketch is not.
 * A dataset of which every column was changed is not recognised.
 *
 * Curation's gates (curate/gates/sketch.ts) compare sketch with sketch, of frames in memory, and find columns and telling
 * cells too; this one looks up every row of files that it streams, and so finds a twentieth of a sketch's rows, which two
 * samples can miss. Neither does the other's work, so there are both.
 */
import { fileKindOf } from '../bench/table.ts';
import { messageOf } from '../errors.ts';
import type { TaskFile } from '../task.ts';
import { normalRows } from './table-rows.ts';

export interface ContentSketch {
  readonly name: string;
  /** Hashes of rows, ascending, below 2^53. */
  readonly rows: readonly number[];
  /** One hash for each whole file, whatever the order of its rows. */
  readonly tables: readonly number[];
}

/** Hashes that a sketch keeps. */
const KEPT = 64;
/** Hashes in common from which on two datasets share rows: at least this many, and this share of the sketch. */
const LEAST = 4;
const SHARE = 0.05;

export interface Hashed {
  /** Of all rows that say enough. */
  readonly rows: ReadonlySet<number>;
  readonly tables: ReadonlySet<number>;
}

/** @throws Error when a file cannot be read as a table. */
export async function hashTables(files: readonly TaskFile[]): Promise<Hashed> {
  const rows = new Set<number>();
  const tables = new Set<number>();
  for (const { name, path } of files) {
    const kind = fileKindOf(name);
    if (kind === null) continue;
    let sum = 0;
    let count = 0;
    try {
      for await (const cells of normalRows(path, kind)) {
        const hash = hashText(cells.join('\x1f'));
        if (tellsEnough(cells)) rows.add(hash);
        sum = (sum + (hash % 2 ** 51)) % 2 ** 51;
        count += 1;
      }
    } catch (error) {
      throw new Error(`${path} cannot be read as a table: ${messageOf(error)}`, { cause: error });
    }
    if (count >= LEAST) tables.add(hashText(`${count} ${sum}`));
  }
  return { rows, tables };
}

export function sketchOf(name: string, { rows, tables }: Hashed): ContentSketch {
  const kept = [...rows].sort((a, b) => a - b).slice(0, KEPT);
  return { name, rows: kept, tables: [...tables].sort((a, b) => a - b) };
}

/** The first of the sketched datasets that has rows in common with these, or null. */
export function sharesRows({ rows, tables }: Hashed, sketches: readonly ContentSketch[]): ContentSketch | null {
  const found = sketches.find((sketch) => {
    if (sketch.tables.some((table) => tables.has(table))) return true;
    const common = sketch.rows.filter((row) => rows.has(row)).length;
    return common >= Math.max(LEAST, SHARE * sketch.rows.length);
  });
  return found ?? null;
}

/**
 * A date and a country code, or three small counts, are in many datasets; a row of a dataset's own has more to say:
 * three different cells and twelve characters, or a measured number beside another cell.
 */
function tellsEnough(cells: readonly string[]): boolean {
  const distinct = [...new Set(cells)].map((cell) => (cell.includes('.') ? cell.replace(/\.?0*$/, '') : cell));
  if (distinct.length < 2) return false;
  if (distinct.length === 2 && !distinct.some((cell) => MEASURED.test(cell))) return false;
  return distinct.length === 2 || distinct.reduce((length, cell) => length + cell.length, 0) >= 12;
}

/** A number of four digits or more, with a fraction. */
const MEASURED = /^-?(?=(?:\.?\d){4,}$)\d+\.\d+$/;

/** 53 bits, by two multiplicative hashes side by side; the same on every machine. */
function hashText(text: string): number {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
    b ^= b >>> 13;
  }
  a = Math.imul(a ^ (a >>> 16), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 15), 0x27d4eb2f);
  a ^= a >>> 13;
  b ^= b >>> 16;
  return (a >>> 0) * 0x200000 + ((b >>> 0) & 0x1fffff);
}

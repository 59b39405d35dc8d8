/**
 * What type a column has, as pandas infers it: int64, uint64, float64, bool, else Python objects. Each block of rows is
 * inferred by itself; blocks of different types are joined under pandas' rules, so a long column may hold text in one
 * part and numbers in another.
 */
import { type Cell, type Column, MISSING, OTHER } from './column.ts';
import { Dictionary } from './dictionary.ts';
import { INTEGER, integerReader, isMissingBytes, parseBooleanBytes, parseFloatBytes } from './number.ts';
import type { Block } from './row-scanner.ts';

const INT64_MIN = -(2n ** 63n);

/** Takes a column's blocks one after another and gives the column. */
export interface ColumnBuilder {
  add(bytes: Uint8Array, block: Block, slot: number): void;
  column(): Column;
}

/** One block's values: a column whose text codes belong to the builder's dictionary. */
type Part = Column;

export function columnBuilder(): ColumnBuilder {
  const texts = new Dictionary();
  const missing: boolean[] = [];
  const parts: Part[] = [];

  const objects = (bytes: Uint8Array, { rows, stride, slot, starts, ends }: Fields, findMissing: boolean): Part => {
    const codes = new Int32Array(rows);
    for (let row = 0, at = slot; row < rows; row++, at += stride) {
      const start = starts[at]!;
      const end = ends[at]!;
      const id = texts.add(bytes, start, end);
      if (id === missing.length) missing.push(isMissingBytes(bytes, start, end));
      codes[row] = findMissing && missing[id]! ? MISSING : id;
    }
    return { kind: 'object', codes, texts, others: [] };
  };

  return {
    add: (bytes, block, slot) => {
      const fields: Fields = { ...block, slot };
      const integers = integersOf(bytes, fields);
      if (typeof integers === 'object') parts.push(integers);
      else if (integers !== 'other') parts.push(objects(bytes, fields, integers === 'text'));
      else parts.push(floatsOf(bytes, fields) ?? booleansOf(bytes, fields) ?? objects(bytes, fields, true));
    },
    column: () => joined(parts, texts),
  };
}

interface Fields extends Block {
  readonly slot: number;
}

/**
 * The block as integers (floats, where some are missing). Else `other`: no integers; `text`: too large for 64 bits, so
 * Python objects; `raw`: objects, and the words for missing values stay text (unsigned mixed with missing or negative).
 */
function integersOf(bytes: Uint8Array, fields: Fields): Part | 'other' | 'text' | 'raw' {
  const { rows, stride, slot, starts, ends } = fields;
  const values = new Float64Array(rows);
  const small = smallIntegers(bytes, fields, values);
  if (small === rows) return { kind: 'int', unsigned: false, values, exact: null };
  const reader = integerReader();
  let exact: BigInt64Array | null = null;
  let gaps = 0;
  for (let row = small, at = small * stride + slot; row < rows; row++, at += stride) {
    const start = starts[at]!;
    const end = ends[at]!;
    if (isMissingBytes(bytes, start, end)) {
      values[row] = Number.NaN;
      gaps++;
      continue;
    }
    const status = reader.signed(bytes, start, end);
    if (status === INTEGER.overflow) return unsignedOf(bytes, fields);
    if (status === INTEGER.invalid) return 'other';
    values[row] = reader.value;
    if (reader.big !== null) {
      exact ??= exactSoFar(values, row);
      exact[row] = reader.big;
    } else if (exact !== null) exact[row] = BigInt(reader.value);
  }
  if (gaps === 0) return { kind: 'int', unsigned: false, values, exact };
  // pandas marks what is missing by the smallest integer, so a real one goes missing too.
  if (exact !== null) for (let row = 0; row < rows; row++) if (exact[row] === INT64_MIN) values[row] = Number.NaN;
  return { kind: 'float', values };
}

/** Reads integers of up to nine digits and nothing else, which is most there are; returns how many rows it got to. */
function smallIntegers(bytes: Uint8Array, { rows, stride, slot, starts, ends }: Fields, values: Float64Array): number {
  for (let row = 0, cell = slot; row < rows; row++, cell += stride) {
    const start = starts[cell]!;
    const end = ends[cell]!;
    if (end - start > 9 || start === end) return row;
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) return row;
      value = value * 10 + digit;
    }
    values[row] = value;
  }
  return rows;
}

function exactSoFar(values: Float64Array, rows: number): BigInt64Array {
  const exact = new BigInt64Array(values.length);
  for (let row = 0; row < rows; row++) if (!Number.isNaN(values[row])) exact[row] = BigInt(values[row]!);
  return exact;
}

function unsignedOf(bytes: Uint8Array, { rows, stride, slot, starts, ends }: Fields): Part | 'other' | 'text' | 'raw' {
  const reader = integerReader();
  const values = new Float64Array(rows);
  const exact = new BigUint64Array(rows);
  let gaps = false;
  let negative = false;
  let unsigned = false;
  for (let row = 0, at = slot; row < rows; row++, at += stride) {
    const start = starts[at]!;
    const end = ends[at]!;
    if (isMissingBytes(bytes, start, end)) {
      gaps = true;
      continue;
    }
    const status = reader.unsigned(bytes, start, end);
    if (status === INTEGER.overflow) return 'text';
    if (status === INTEGER.invalid) return 'other';
    if (reader.negative) negative = true;
    values[row] = reader.value;
    exact[row] = reader.big ?? BigInt(reader.value);
    if (exact[row]! > 2n ** 63n - 1n) unsigned = true;
  }
  if (unsigned && (negative || gaps)) return 'raw';
  if (negative) return 'text';
  return { kind: 'int', unsigned: true, values, exact };
}

function floatsOf(bytes: Uint8Array, { rows, stride, slot, starts, ends }: Fields): Part | undefined {
  const values = new Float64Array(rows);
  for (let row = 0, at = slot; row < rows; row++, at += stride) {
    const start = starts[at]!;
    const end = ends[at]!;
    const value = parseFloatBytes(bytes, start, end);
    if (value !== undefined) values[row] = value;
    else if (isMissingBytes(bytes, start, end)) values[row] = Number.NaN;
    else return undefined;
  }
  return { kind: 'float', values };
}

/** Booleans; with missing values among them Python objects. */
function booleansOf(bytes: Uint8Array, { rows, stride, slot, starts, ends }: Fields): Part | undefined {
  const values = new Uint8Array(rows);
  const codes = new Int32Array(rows);
  let gaps = false;
  for (let row = 0, at = slot; row < rows; row++, at += stride) {
    const start = starts[at]!;
    const end = ends[at]!;
    const value = parseBooleanBytes(bytes, start, end);
    if (value !== undefined) {
      values[row] = value ? 1 : 0;
      codes[row] = OTHER - values[row]!;
    } else if (isMissingBytes(bytes, start, end)) {
      gaps = true;
      codes[row] = MISSING;
    } else return undefined;
  }
  if (!gaps) return { kind: 'bool', values };
  return { kind: 'object', codes, texts: new Dictionary(), others: [false, true] };
}

/** Blocks under one another. Numbers widen; booleans among numbers become numbers, but as objects. */
function joined(parts: readonly Part[], texts: Dictionary): Column {
  if (parts.length === 0) return { kind: 'object', codes: new Int32Array(0), texts, others: [] };
  if (parts.length === 1) return parts[0]!;
  const kinds = new Set(parts.map((part) => part.kind));
  const signs = new Set(parts.map((part) => (part.kind === 'int' ? part.unsigned : undefined)));
  const rows = parts.reduce((sum, part) => sum + partLength(part), 0);
  if (kinds.has('object')) return joinedObjects(parts, rows, texts, (cell) => cell);
  const float = kinds.has('float') || (signs.has(true) && signs.has(false));
  if (kinds.has('bool')) {
    if (kinds.size > 1) return joinedObjects(parts, rows, texts, float ? Number : (cell) => BigInt(cell as bigint));
    return { kind: 'bool', values: filled(new Uint8Array(rows), parts) };
  }
  const values = filled(new Float64Array(rows), parts);
  if (float) return { kind: 'float', values };
  const unsigned = signs.has(true);
  const bigs = parts.some((part) => part.kind === 'int' && part.exact !== null);
  if (!bigs) return { kind: 'int', unsigned, values, exact: null };
  const exact = unsigned ? new BigUint64Array(rows) : new BigInt64Array(rows);
  let row = 0;
  for (const part of parts) {
    if (part.kind !== 'int') continue;
    for (let at = 0; at < part.values.length; at++) exact[row++] = part.exact?.[at] ?? BigInt(part.values[at]!);
  }
  return { kind: 'int', unsigned, values, exact };
}

const partLength = (part: Part): number => (part.kind === 'object' ? part.codes.length : part.values.length);

function filled<T extends Float64Array | Uint8Array>(into: T, parts: readonly Part[]): T {
  let row = 0;
  for (const part of parts) {
    if (part.kind === 'object') continue;
    into.set(part.values, row);
    row += part.values.length;
  }
  return into;
}

function joinedObjects(parts: readonly Part[], rows: number, texts: Dictionary, cast: (cell: Cell) => Cell): Column {
  const codes = new Int32Array(rows);
  const others: Cell[] = [];
  let row = 0;
  for (const part of parts) {
    const offset = others.length;
    if (part.kind === 'object') {
      for (const cell of part.others) others.push(cell);
      for (let at = 0; at < part.codes.length; at++) {
        const code = part.codes[at]!;
        codes[row++] = code <= OTHER ? code - offset : code;
      }
      continue;
    }
    for (let at = 0; at < part.values.length; at++) {
      const value = part.values[at]!;
      codes[row++] = OTHER - others.length;
      if (part.kind === 'bool') others.push(cast(value === 1));
      else if (part.kind === 'float') others.push(cast(value));
      else others.push(cast(part.exact?.[at] ?? BigInt(value)));
    }
  }
  return { kind: 'object', codes, texts, others };
}

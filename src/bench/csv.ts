/**
 * A CSV file's records, counted as pandas delimits them: a quote opens a quoted field only where a field starts, a
 * line break inside quotes belongs to the field, blank lines (spaces included) are no records. It reads no values: that is scoring's.
 */
import { piecesOf } from './read.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** Where a reader stands between two pieces. */
interface State {
  records: number;
  quoted: boolean;
  /** At the start of a field; of a line. */
  fieldStart: boolean;
  lineStart: boolean;
  /** A quote was seen inside a quoted field: it closes the field unless another one follows. */
  closing: boolean;
}

function begin(): State {
  return { records: 0, quoted: false, fieldStart: true, lineStart: true, closing: false };
}

/** Advances over one piece; stops after `limit` whole records and says at which byte. */
function advance(state: State, piece: Uint8Array, limit: number): number {
  for (let index = 0; index < piece.length; index += 1) {
    const byte = piece[index]!;
    if (state.quoted) {
      if (!state.closing) {
        state.closing = byte === QUOTE;
        continue;
      }
      state.closing = false;
      if (byte === QUOTE) continue;
      state.quoted = false;
    }
    if (byte === LF || byte === CR) {
      if (!state.lineStart) state.records += 1;
      state.fieldStart = true;
      state.lineStart = true;
      if (state.records === limit) return index;
      continue;
    }
    if (byte === QUOTE && state.fieldStart) state.quoted = true;
    state.lineStart &&= byte === SPACE || byte === TAB;
    state.fieldStart = byte === COMMA || state.lineStart;
  }
  return piece.length;
}

/** Records after the header. */
export function countCsvRows(path: string): number {
  const state = begin();
  for (const piece of piecesOf(path)) advance(state, piece, Number.POSITIVE_INFINITY);
  return Math.max(0, state.records + (state.lineStart ? 0 : 1) - 1);
}

/** The header's names, and whether at least one record follows. Reads no further than it must. */
export function readCsvHeader(path: string): { columns: string[]; empty: boolean } {
  const state = begin();
  const header: Buffer[] = [];
  let columns: string[] | null = null;
  for (const piece of piecesOf(path)) {
    let rest = piece;
    if (columns === null) {
      const end = advance(state, piece, 1);
      header.push(Buffer.from(piece.subarray(0, end)));
      if (end === piece.length) continue;
      columns = splitRecord(Buffer.concat(header));
      rest = piece.subarray(end + 1);
    }
    advance(state, rest, 2);
    if (state.records === 2 || !state.lineStart) return { columns, empty: false };
  }
  return { columns: columns ?? splitRecord(Buffer.concat(header)), empty: true };
}

function splitRecord(bytes: Buffer): string[] {
  const text = new TextDecoder().decode(bytes).replace(/^[\r\n]+/, '');
  if (text === '') return [];
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"?)?([^,]*)(,|$)/gy;
  for (;;) {
    const [, quoted, rest, end] = field.exec(text)!;
    fields.push((quoted?.replaceAll('""', '"') ?? '') + rest);
    if (end === '') return fields;
  }
}

/**
 * Goes through a CSV file's bytes row by row, as pandas 2.3's default parser does, and says where each wanted field
 * begins and ends. It knows nothing of names or types.
 *
 * Only a field's very first byte can open a quote. Quoted fields are unescaped in place: what is written is never
 * longer than what was read, so the buffer itself holds every field's content. A row may end in \n, \r or \r\n; rows
 * of nothing but blanks are skipped. Too few fields are filled with empty ones up to the width of the row before; too
 * many are an error, but in the first row of a block.
 */

/** The file cannot be read as a table; `message` says why, for people. */
export class UnreadableTable extends Error {
  override readonly name = 'UnreadableTable';
}

/** What pandas has no defined answer to (docs/scoring.md). */
export const AFTER_RETURN = 'a row begins with a blank after a row that ends in a lone carriage return';

/** A block of rows: of row `r`, the wanted field `slot` is bytes [starts, ends) at index `r * stride + slot`. */
export interface Block {
  readonly rows: number;
  readonly stride: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const BLANK = 32;
const QUOTE = 34;
const COMMA = 44;
/** pandas asks for the text in pieces of this many characters, and forgets leading blanks across a border. */
const PIECE = 262_144;
/** Rows to make room for at once, at most. */
const ROOM = 2 ** 19;

export class RowScanner {
  readonly #bytes: Uint8Array;
  readonly #size: number;
  readonly #hasNul: boolean;
  #at: number;
  /** The row's first field is empty and already read, because a comma followed a lone \r. */
  #inField = false;
  /** Where pandas' present call began; a row that begins with a blank is read again from no earlier. */
  #callStart: number;
  #rowsRead = 0;
  #width = 0;
  /** Rows as pandas counts them for messages. */
  #line = 0;
  #borders: number[] | undefined;
  /** Where the content of the quoted field just read ends. */
  #contentEnd = 0;
  #starts = new Int32Array(0);
  #ends = new Int32Array(0);

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#size = bytes.length;
    this.#hasNul = bytes.includes(0);
    this.#at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    this.#callStart = this.#at;
  }

  /** The next row's fields, or null at the end of the file. Changes neither the bytes nor where the scanner is. */
  peek(): { fields: string[]; next: Place } | null {
    const [at, line] = [this.#at, this.#line];
    const found = this.#findRow();
    let position = this.#at;
    this.#at = at;
    this.#line = line;
    if (!found) return null;
    const bytes = this.#bytes;
    const fields: string[] = this.#inField ? [''] : [];
    for (;;) {
      let field: Uint8Array;
      if (bytes[position] === QUOTE) {
        const content: number[] = [];
        position = this.#quotedBytes(position + 1, content);
        field = Uint8Array.from(content);
      } else {
        const start = position;
        position = fieldEnd(bytes, start, this.#size);
        field = bytes.subarray(start, position);
      }
      const nul = field.indexOf(0);
      fields.push(Buffer.from(nul < 0 ? field : field.subarray(0, nul)).toString('utf8'));
      if (position === this.#size) return { fields, next: { at: position, inField: false } };
      const end = bytes[position++]!;
      if (end === NEWLINE) return { fields, next: { at: position, inField: false } };
      if (end === RETURN) return { fields, next: this.#afterReturn(position) };
    }
  }

  /** Passes over a row that was peeked at: the header. */
  skip({ fields, next }: { fields: string[]; next: Place }): void {
    this.#at = next.at;
    this.#inField = next.inField;
    this.#width = fields.length;
    this.#rowsRead++;
    this.#line++;
  }

  /** Reads up to `limit` rows' fields at these positions. The next call reuses the block's arrays. */
  block(fields: readonly number[], limit: number): Block {
    const stride = fields.length;
    const wanted = wantedFields(fields);
    this.#makeRoom(stride);
    let rows = 0;
    for (let base = 0; rows < limit; base += stride) {
      if ((this.#inField || this.#at >= this.#size || this.#bytes[this.#at]! <= BLANK) && !this.#findRow()) break;
      if (base === this.#starts.length) {
        this.#starts = doubled(this.#starts);
        this.#ends = doubled(this.#ends);
      }
      const width = this.#row(wanted, base);
      this.#line++;
      if (rows > 0 && width > this.#width) {
        throw new UnreadableTable(`row ${this.#line} has ${width} fields where the row before has ${this.#width}`);
      }
      if (width > this.#width) this.#width = width;
      rows++;
      if (++this.#rowsRead === 2) this.#callStart = this.#at;
    }
    this.#callStart = this.#at;
    return { rows, stride, starts: this.#starts, ends: this.#ends };
  }

  /** Reads one row and returns how many fields it has; `wanted` tells each field's slot, or -1. */
  #row(wanted: Int32Array, base: number): number {
    const bytes = this.#bytes;
    const size = this.#size;
    const known = wanted.length;
    let position = this.#at;
    let field = 0;
    if (this.#inField) {
      this.#inField = false;
      if (known > 0) this.#put(wanted[field]!, base, position, position);
      field++;
    }
    for (; ; field++) {
      let start = position;
      let end: number;
      if (position < size && bytes[position] === QUOTE) {
        start = position + 1;
        position = this.#unquote(start);
        end = this.#contentEnd;
      } else {
        position = fieldEnd(bytes, position, size);
        end = position;
      }
      if (field < known) this.#put(wanted[field]!, base, start, end);
      if (position === size) break;
      const byte = bytes[position++]!;
      if (byte === COMMA) continue;
      if (byte === RETURN) {
        const next = this.#afterReturn(position);
        position = next.at;
        this.#inField = next.inField;
      }
      break;
    }
    this.#at = position;
    for (let missing = field + 1; missing < known; missing++) this.#put(wanted[missing]!, base, 0, 0);
    return field + 1;
  }

  #put(slot: number, base: number, start: number, end: number): void {
    if (slot < 0) return;
    this.#starts[base + slot] = start;
    this.#ends[base + slot] = this.#hasNul ? textEnd(this.#bytes, start, end) : end;
  }

  /** Moves to the first byte of the next row; false at the end of the file. */
  #findRow(): boolean {
    if (this.#inField) return true;
    const bytes = this.#bytes;
    const size = this.#size;
    while (this.#at < size) {
      let text = this.#at;
      while (text < size && (bytes[text] === BLANK || bytes[text] === TAB)) text++;
      if (text === size) break;
      const next = bytes[text]!;
      if (next !== NEWLINE && next !== RETURN) {
        if (text > this.#at) this.#at = this.#rewound(text);
        return true;
      }
      this.#line++;
      this.#at = text + 1;
      // A comma after a lone \r is lost here.
      if (next === RETURN && (bytes[text + 1] === NEWLINE || bytes[text + 1] === COMMA)) this.#at++;
    }
    this.#at = size;
    return false;
  }

  /**
   * pandas goes back to read leading blanks again: to the last \n, or to where it last stopped. After a lone \r that is
   * some row before, again and again, until it happens to stop, gives up or crashes. Nobody's numbers come out of that.
   */
  #rewound(text: number): number {
    const back = Math.max(this.#callStart, this.#pieceStart(text), this.#bytes.lastIndexOf(NEWLINE, text - 1) + 1);
    if (back < this.#at) throw new UnreadableTable(AFTER_RETURN);
    return Math.min(back, text);
  }

  /** The byte position of the last piece border at or before `position`. */
  #pieceStart(position: number): number {
    if (this.#size <= PIECE) return 0;
    this.#borders ??= pieceBorders(this.#bytes);
    return this.#borders.findLast((border) => border <= position) ?? 0;
  }

  /** What follows a \r decides where the next row begins. */
  #afterReturn(position: number): Place {
    const next = position < this.#size ? this.#bytes[position] : undefined;
    return { at: next === NEWLINE || next === COMMA ? position + 1 : position, inField: next === COMMA };
  }

  /** Unescapes the quoted field whose content begins at `from`, in place; returns the position that ended it. */
  #unquote(from: number): number {
    const bytes = this.#bytes;
    const size = this.#size;
    let position = from;
    let write = from;
    for (;;) {
      while (position < size && bytes[position] !== QUOTE) bytes[write++] = bytes[position++]!;
      if (position >= size) throw this.#neverClosed();
      if (bytes[++position] !== QUOTE) break;
      bytes[write++] = bytes[position++]!;
    }
    while (position < size && !endsField(bytes[position]!)) bytes[write++] = bytes[position++]!;
    this.#contentEnd = write;
    return position;
  }

  /** The same, into `content`. */
  #quotedBytes(from: number, content: number[]): number {
    let position = from;
    for (;;) {
      while (position < this.#size && this.#bytes[position] !== QUOTE) content.push(this.#bytes[position++]!);
      if (position >= this.#size) throw this.#neverClosed();
      if (this.#bytes[++position] !== QUOTE) break;
      content.push(this.#bytes[position++]!);
    }
    while (position < this.#size && !endsField(this.#bytes[position]!)) content.push(this.#bytes[position++]!);
    return position;
  }

  #neverClosed(): UnreadableTable {
    return new UnreadableTable(`the quoted field that row ${this.#line + 1} begins is never closed`);
  }

  /** Rows tend to be as long as the next. */
  #makeRoom(stride: number): void {
    if (this.#starts.length > 0) return;
    const length = Math.max(2, this.#bytes.indexOf(NEWLINE, this.#at) + 1 - this.#at);
    const rows = Math.min(ROOM, 16 + Math.ceil((1.1 * (this.#size - this.#at)) / length));
    this.#starts = new Int32Array(rows * stride);
    this.#ends = new Int32Array(rows * stride);
  }
}

/** Where a row begins. */
interface Place {
  readonly at: number;
  readonly inField: boolean;
}

/** The slot of every field up to the last wanted one, or -1. */
function wantedFields(fields: readonly number[]): Int32Array {
  const slots = new Int32Array(Math.max(-1, ...fields) + 1).fill(-1);
  for (const [slot, field] of fields.entries()) slots[field] = slot;
  return slots;
}

function fieldEnd(bytes: Uint8Array, start: number, size: number): number {
  let position = start;
  while (position < size) {
    const byte = bytes[position]!;
    if (byte <= COMMA && (byte === COMMA || byte === NEWLINE || byte === RETURN)) break;
    position++;
  }
  return position;
}

const endsField = (byte: number): boolean => byte === COMMA || byte === NEWLINE || byte === RETURN;

/** A zero byte ends a text, as in C. */
function textEnd(bytes: Uint8Array, start: number, end: number): number {
  const nul = bytes.subarray(start, end).indexOf(0);
  return nul < 0 ? end : start + nul;
}

function doubled(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}

/** Byte positions at which pandas' pieces of text begin. */
function pieceBorders(bytes: Uint8Array): number[] {
  const borders = [0];
  let characters = 0;
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at]! & 0xc0) === 0x80) continue;
    if (characters > 0 && characters % PIECE === 0) borders.push(at);
    characters++;
  }
  return borders;
}

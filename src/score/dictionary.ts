/**
 * The distinct texts of a column, kept as bytes and numbered from 0 in the order met. A prediction's keys are looked up
 * in the truth's dictionary byte by byte, so a million texts are compared without making a million strings.
 */

export class Dictionary {
  #bytes: Uint8Array;
  #ends: Int32Array;
  #hashes: Int32Array;
  /** Open addressing with linear probing; 0 is empty, else id + 1. Its length is a power of two. */
  #slots: Int32Array;
  #used = 0;
  size = 0;

  constructor() {
    this.#bytes = new Uint8Array(256);
    this.#ends = new Int32Array(17);
    this.#hashes = new Int32Array(16);
    this.#slots = new Int32Array(32);
  }

  /** The id of the text in bytes [start, end), which is added when new. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const slot = this.#slotOf(hash, bytes, start, end);
    const found = this.#slots[slot]!;
    if (found !== 0) return found - 1;
    const id = this.size++;
    const length = end - start;
    this.#reserve(id + 1, this.#used + length);
    for (let at = 0; at < length; at++) this.#bytes[this.#used + at] = bytes[start + at]!;
    this.#used += length;
    this.#ends[id + 1] = this.#used;
    this.#hashes[id] = hash;
    this.#slots[slot] = id + 1;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  /** The id of the text, or -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return this.#slots[this.#slotOf(hashOf(bytes, start, end), bytes, start, end)]! - 1;
  }

  /** For every id of another dictionary, this one's id for the same text, or -1. */
  translate(other: Dictionary): Int32Array {
    const ids = new Int32Array(other.size);
    for (let id = 0; id < other.size; id++) {
      const start = other.#ends[id]!;
      const end = other.#ends[id + 1]!;
      ids[id] = this.#slots[this.#slotOf(other.#hashes[id]!, other.#bytes, start, end)]! - 1;
    }
    return ids;
  }

  text(id: number): string {
    return Buffer.from(this.#bytes.buffer, this.#ends[id]!, this.#ends[id + 1]! - this.#ends[id]!).toString('utf8');
  }

  /** Approximate bytes held. */
  get bytes(): number {
    return this.#bytes.length + 4 * (this.#ends.length + this.#hashes.length + this.#slots.length);
  }

  #slotOf(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot]! - 1;
      if (id < 0 || (this.#hashes[id] === hash && this.#equals(id, bytes, start, end))) return slot;
    }
  }

  #equals(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#ends[id]!;
    const length = this.#ends[id + 1]! - from;
    if (length !== end - start) return false;
    for (let at = 0; at < length; at++) if (this.#bytes[from + at] !== bytes[start + at]) return false;
    return true;
  }

  #reserve(count: number, bytes: number): void {
    if (bytes > this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(Math.max(bytes, this.#used * 2)));
    if (count > this.#hashes.length) {
      this.#hashes = grown(this.#hashes, new Int32Array(count * 2));
      this.#ends = grown(this.#ends, new Int32Array(count * 2 + 1));
    }
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = this.#hashes[id]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

/** FNV-1a with a final mix, so that nearby numbers written as text spread. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function grown<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

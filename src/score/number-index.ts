/** Numbers (doubles) to dense codes 0, 1, 2 … in the order met. Equal as IEEE says (0 is -0); NaN has no code. */

export interface NumberIndex {
  readonly size: number;
  /** The code of a number, or -1. */
  find(value: number): number;
}

/** An index of these numbers and each one's code (-1 for NaN). */
export function indexNumbers(values: Float64Array): Indexed {
  const count = values.length;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < count; at++) {
    const value = values[at]!;
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  const span = high - low;
  const close = span <= 4 * count + 1024 && Number.isInteger(low);
  return (close ? dense(values, low, span) : undefined) ?? hashed(values);
}

interface Indexed {
  readonly index: NumberIndex;
  readonly codes: Int32Array;
}

/** Integers close together: a table of their whole range. Undefined when they are not all integers. */
function dense(values: Float64Array, low: number, span: number): Indexed | undefined {
  const table = new Int32Array(span + 1);
  const codes = new Int32Array(values.length);
  let size = 0;
  for (let at = 0; at < values.length; at++) {
    const offset = values[at]! - low;
    const place = offset | 0;
    if (place === offset) {
      if (table[place] === 0) table[place] = ++size;
      codes[at] = table[place]! - 1;
    } else if (Number.isNaN(offset)) codes[at] = -1;
    else return undefined;
  }
  const find = (value: number): number => {
    const place = value - low;
    return place >= 0 && place <= span ? (table[place] ?? 0) - 1 : -1;
  };
  return { index: { size, find }, codes };
}

/** Open addressing with linear probing; a slot holds a code + 1, 0 is empty. */
function hashed(values: Float64Array): Indexed {
  let length = 16;
  while (length < 2 * values.length) length *= 2;
  const mask = length - 1;
  const slots = new Int32Array(length);
  const keys = new Float64Array(values.length);
  const codes = new Int32Array(values.length);
  const double = new Float64Array(1);
  const halves = new Int32Array(double.buffer);
  let size = 0;
  const slotOf = (value: number): number => {
    double[0] = value + 0; // -0 becomes 0
    let hash = Math.imul(halves[0]! ^ Math.imul(halves[1]!, 0x9e3779b1), 0x85ebca6b);
    hash ^= hash >>> 15;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const code = slots[slot]! - 1;
      if (code < 0 || keys[code] === value) return slot;
    }
  };
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (Number.isNaN(value)) {
      codes[at] = -1;
      continue;
    }
    const slot = slotOf(value);
    if (slots[slot] === 0) {
      keys[size] = value;
      slots[slot] = ++size;
    }
    codes[at] = slots[slot]! - 1;
  }
  const find = (value: number): number => (Number.isNaN(value) ? -1 : slots[slotOf(value)]! - 1);
  return { index: { size, find }, codes };
}

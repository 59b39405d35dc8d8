/**
 * Numbers as pandas 2.3's default CSV parser reads them, from bytes. Its floats are not correctly rounded: it keeps
 * 17 digits (leading zeros count), adds them up in a double and scales once by a power of ten. Scores compare these
 * very doubles, so the same steps are taken here.
 *
 * `pythonFloat` is another parser: Python's `float(text)`, which scikit-learn falls back to for text columns.
 */

const MAX_DIGITS = 17;
const POWERS_OF_TEN = Float64Array.from({ length: 309 }, (_, exponent) => Number(`1e${exponent}`));
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/** C's isspace for ASCII: tab, line feed, vertical tab, form feed, carriage return, space. */
const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

/** What reading an integer came to; anything but `ok` leaves no value. */
export const INTEGER = { ok: 0, invalid: 1, overflow: 2 } as const;
type IntegerStatus = (typeof INTEGER)[keyof typeof INTEGER];

/** A reader that leaves its value in fields, so that a million cells cost no allocation. */
export interface IntegerReader {
  /** The value, rounded when it is beyond 2^53. */
  value: number;
  /** The exact value when it is beyond 2^53, else null. */
  big: bigint | null;
  /** Reads bytes [start, end) as a signed 64-bit integer. */
  signed(bytes: Uint8Array, start: number, end: number): IntegerStatus;
  /** Reads them as unsigned; a leading minus is accepted unread, as pandas does, and gives 0 with `negative`. */
  unsigned(bytes: Uint8Array, start: number, end: number): IntegerStatus;
  negative: boolean;
}

export function integerReader(): IntegerReader {
  const read = (bytes: Uint8Array, from: number, end: number, low: bigint, high: bigint): IntegerStatus => {
    let at = from;
    let byte = at < end ? bytes[at]! : 0;
    while (byte === 32 || (byte >= 9 && byte <= 13)) byte = ++at < end ? bytes[at]! : 0;
    const negative = byte === 45;
    if (negative || byte === 43) byte = ++at < end ? bytes[at]! : 0;
    const first = at;
    let value = 0;
    while (byte >= 48 && byte <= 57) {
      value = value * 10 + (byte - 48);
      byte = ++at < end ? bytes[at]! : 0;
    }
    if (at === first) return INTEGER.invalid;
    reader.big = null;
    if (at - first > 15) {
      // pandas stops at the digit that overflows, before it looks at what follows.
      const exact = BigInt(text(bytes, first, at)) * (negative ? -1n : 1n);
      if (exact < low || exact > high) return INTEGER.overflow;
      value = Math.abs(Number(exact));
      if (!Number.isSafeInteger(value)) reader.big = exact;
    }
    while (byte === 32 || (byte >= 9 && byte <= 13)) byte = ++at < end ? bytes[at]! : 0;
    if (byte !== 0) return INTEGER.invalid;
    reader.value = negative && value !== 0 ? -value : value;
    return INTEGER.ok;
  };
  const reader: IntegerReader = {
    value: 0,
    big: null,
    negative: false,
    signed: (bytes, start, end) => read(bytes, start, end, INT64_MIN, INT64_MAX),
    unsigned: (bytes, start, end) => {
      let at = start;
      while (at < end && isSpace(bytes[at]!)) at++;
      reader.negative = at < end && bytes[at] === 45;
      if (!reader.negative) return read(bytes, at, end, 0n, UINT64_MAX);
      reader.value = 0;
      reader.big = null;
      return INTEGER.ok;
    },
  };
  return reader;
}

/** The double in bytes [start, end), or undefined where pandas sees no number (overflow to infinity included). */
export function parseFloatBytes(bytes: Uint8Array, start: number, end: number): number | undefined {
  const plain = plainFloat(bytes, start, end);
  return Number.isNaN(plain) ? anyFloat(bytes, start, end) : plain;
}

/** Digits, perhaps with a minus and a point, and no more than pandas keeps; NaN for all others. */
function plainFloat(bytes: Uint8Array, start: number, end: number): number {
  const negative = start < end && bytes[start] === 45;
  const first = negative ? start + 1 : start;
  let number = 0;
  let point = end;
  for (let at = first; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit >= 0 && digit <= 9) number = number * 10 + digit;
    else if (digit === -2 && point === end) point = at;
    else return Number.NaN;
  }
  const decimals = point === end ? 0 : end - 1 - point;
  const digits = point - first + decimals;
  if (digits === 0 || digits > MAX_DIGITS) return Number.NaN;
  if (decimals > 0) number /= POWERS_OF_TEN[decimals]!;
  return negative ? -number : number;
}

function anyFloat(bytes: Uint8Array, start: number, end: number): number | undefined {
  // A field holds no zero byte, so 0 stands for its end.
  let at = start;
  let byte = at < end ? bytes[at]! : 0;
  while (byte === 32 || (byte >= 9 && byte <= 13)) byte = ++at < end ? bytes[at]! : 0;
  const negative = byte === 45;
  if (negative || byte === 43) byte = ++at < end ? bytes[at]! : 0;
  let number = 0;
  let digits = 0;
  let dropped = 0;
  let decimals = 0;
  while (byte >= 48 && byte <= 57) {
    if (digits < MAX_DIGITS) {
      number = number * 10 + (byte - 48);
      digits++;
    } else dropped++;
    byte = ++at < end ? bytes[at]! : 0;
  }
  if (byte === 46) {
    byte = ++at < end ? bytes[at]! : 0;
    while (byte >= 48 && byte <= 57) {
      if (digits < MAX_DIGITS) {
        number = number * 10 + (byte - 48);
        digits++;
        decimals++;
      }
      byte = ++at < end ? bytes[at]! : 0;
    }
  }
  if (digits === 0) return infinityWord(bytes, start, end);
  if (negative) number = -number;
  if (byte === 0 && dropped === 0) return decimals === 0 ? number : number / POWERS_OF_TEN[decimals]!;
  let exponent = dropped - decimals;
  if (byte === 101 || byte === 69) {
    byte = ++at < end ? bytes[at]! : 0;
    const down = byte === 45;
    if (down || byte === 43) byte = ++at < end ? bytes[at]! : 0;
    let power = 0;
    let powerDigits = 0;
    while (powerDigits < MAX_DIGITS && byte >= 48 && byte <= 57) {
      power = power * 10 + (byte - 48); // beyond a C int, pandas overflows and may crash; here it does not
      powerDigits++;
      byte = ++at < end ? bytes[at]! : 0;
    }
    if (powerDigits === 0) return undefined;
    exponent += down ? -power : power;
  }
  while (byte === 32 || (byte >= 9 && byte <= 13)) byte = ++at < end ? bytes[at]! : 0;
  if (byte !== 0) return undefined;
  return scaled(number, exponent);
}

function scaled(number: number, exponent: number): number | undefined {
  if (exponent > 308) return undefined;
  if (exponent < -616) return 0;
  let value = number;
  if (exponent > 0) value *= POWERS_OF_TEN[exponent]!;
  else if (exponent < -308) value = value / POWERS_OF_TEN[-308 - exponent]! / POWERS_OF_TEN[308]!;
  else if (exponent < 0) value /= POWERS_OF_TEN[-exponent]!;
  return value === Infinity || value === -Infinity ? undefined : value;
}

function infinityWord(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start < 3 || end - start > 9) return undefined;
  const match = /^([+-]?)inf(?:inity)?$/i.exec(text(bytes, start, end));
  if (match === null) return undefined;
  return match[1] === '-' ? -Infinity : Infinity;
}

const TRUE_OR_FALSE = /^(?:(true)|false)$/i;

/** pandas' booleans: true and false in any case, nothing around them. */
export function parseBooleanBytes(bytes: Uint8Array, start: number, end: number): boolean | undefined {
  const length = end - start;
  if (length !== 4 && length !== 5) return undefined;
  const match = TRUE_OR_FALSE.exec(text(bytes, start, end));
  return match === null ? undefined : match[1] !== undefined;
}

const MISSING = new Set(
  '-1.#IND 1.#QNAN 1.#IND -1.#QNAN #N/A N/A n/a NA <NA> #NA NULL null NaN -NaN nan -nan None'.split(' '),
).add('#N/A N/A');

/** Whether the bytes are one of pandas' default words for a missing value. */
export function isMissingBytes(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0) return true;
  if (length === 1 || length > 8) return false;
  const last = bytes[end - 1]!;
  return (last < 48 || last > 57) && MISSING.has(text(bytes, start, end));
}

function text(bytes: Uint8Array, start: number, end: number): string {
  let out = '';
  for (let at = start; at < end; at++) out += String.fromCharCode(bytes[at]!);
  return out;
}

const PYTHON_FLOAT = /^[+-]?(?:(?:\d+(?:_\d+)*)(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;
const PYTHON_WORD = /^([+-]?)(inf(?:inity)?|nan)$/i;
/** What Python's str.strip and float() take for white space. */
const EDGE_SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const EDGES = new RegExp(`^${EDGE_SPACE}+|${EDGE_SPACE}+$`, 'g');

/** Python's `float(text)`; undefined where it raises. */
export function pythonFloat(text: string): number | undefined {
  const plain = asciiDigits(text.replace(EDGES, ''));
  if (PYTHON_FLOAT.test(plain)) return Number(plain.replaceAll('_', ''));
  const word = PYTHON_WORD.exec(plain);
  if (word === null) return undefined;
  if (word[2]!.toLowerCase() === 'nan') return Number.NaN;
  return word[1] === '-' ? -Infinity : Infinity;
}

/** Decimal digits of any script as 0-9: runs of ten that start at a multiple of 16 or 6 after it, but for one block. */
function asciiDigits(text: string): string {
  if (!/[^\x00-\x7f]/.test(text)) return text;
  return text.replace(/[^\x00-\x7f]/gu, (sign) => {
    if (!/\p{Nd}/u.test(sign)) return sign;
    const code = sign.codePointAt(0)!;
    if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10);
    return String((code % 16) - (code % 16 >= 6 && !/\p{Nd}/u.test(String.fromCodePoint(code - (code % 16))) ? 6 : 0));
  });
}

/** Python's `str(float)`. */
export function pythonFloatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits, power] = value.toExponential().split('e') as [string, string];
    return `${digits}e${power[0]}${power.slice(1).padStart(2, '0')}`;
  }
  const plain = String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

/**
 * Times by the formats of Python's `datetime.strptime` and `strftime`, in the C locale: what a task's question states
 * must be read here as its solver's Python reads it. An instant is a number of milliseconds since 1970 in UTC, with
 * microseconds as a fraction (exact between the years 1830 and 2109); a time without a zone counts as UTC.
 *
 * Not done: %c, %x, %X (the locale's), %U and %W (weeks that need another directive), formats that tell a field twice
 * (%H and %I), zones by name but UTC and GMT, digits that are not ASCII. Writing pads years to four digits, and writes %z as UTC's.
 */

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const short = (names: readonly string[]) => names.map((name) => name.slice(0, 3));
const SHORT_MONTHS = short(MONTHS);
const SHORT_WEEKDAYS = short(WEEKDAYS);

/** What each directive matches. The order of the alternatives matters: the first that fits is taken. */
const PATTERNS: Readonly<Record<string, string>> = {
  Y: '[0-9]{4}',
  y: '[0-9]{2}',
  m: '1[0-2]|0[1-9]|[1-9]',
  d: '3[01]|[12][0-9]|0[1-9]|[1-9]| [1-9]',
  H: '2[0-3]|[01][0-9]|[0-9]',
  I: '1[0-2]|0[1-9]|[1-9]',
  M: '[0-5][0-9]|[0-9]',
  S: '6[01]|[0-5][0-9]|[0-9]',
  f: '[0-9]{1,6}',
  j: '36[0-6]|3[0-5][0-9]|[12][0-9]{2}|0[1-9][0-9]|00[1-9]|[1-9][0-9]|0[1-9]|[1-9]',
  G: '[0-9]{4}',
  V: '5[0-3]|0[1-9]|[1-4][0-9]|[0-9]',
  u: '[1-7]',
  w: '[0-6]',
  B: MONTHS.toSorted((a, b) => b.length - a.length).join('|'),
  b: SHORT_MONTHS.join('|'),
  A: WEEKDAYS.toSorted((a, b) => b.length - a.length).join('|'),
  a: SHORT_WEEKDAYS.join('|'),
  p: 'AM|PM',
  z: '[+-][0-9]{2}:?[0-5][0-9](?::?[0-5][0-9](?:[.][0-9]{1,6})?)?|(?-i:Z)',
  Z: 'UTC|GMT',
};

interface Compiled {
  readonly pattern: RegExp;
  /** Directives in the order of the pattern's groups. */
  readonly directives: readonly string[];
}

const compiled = new Map<string, Compiled | null>();

/** Whether it is a format that this module reads and writes, and that Python does. */
export function isTimeFormat(format: string): boolean {
  return compile(format) !== null;
}

/**
 * Null when the text is not of this format.
 * @throws Error when the format is none (isTimeFormat)
 */
export function parseTime(format: string, text: string): number | null {
  const { pattern, directives } = need(format);
  const found = pattern.exec(text);
  // As Python has it: the first way in which a beginning fits, which then must be the whole.
  if (found === null || found[0].length !== text.length) return null;
  const fields = new Map<string, string>();
  for (const [at, directive] of directives.entries()) fields.set(directive, found[at + 1]!);
  const midnight = dayOf(fields);
  if (midnight === null) return null;
  const hour = hourOf(fields);
  const second = whole(fields.get('S'), 0);
  const offset = offsetOf(fields.get('z'));
  if (second > 59 || offset === null) return null;
  const fraction = Number((fields.get('f') ?? '').padEnd(6, '0')) / 1000;
  return midnight + ((hour * 60 + whole(fields.get('M'), 0)) * 60 + second) * 1000 + (fraction - offset);
}

/** @throws Error when the format is none, or the instant is not in the years 1 to 9999 */
export function formatTime(format: string, instant: number): string {
  need(format);
  let millisecond = Math.floor(instant);
  let micro = Math.round((instant - millisecond) * 1000);
  if (micro === 1000) [millisecond, micro] = [millisecond + 1, 0];
  const date = new Date(millisecond);
  const year = date.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) throw new Error(`an instant of the years 1 to 9999 was expected, not ${instant}`);
  return format.replace(/%(.)/gs, (_, directive: string) => written(directive, date, micro));
}

function written(directive: string, date: Date, micro: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const hour = date.getUTCHours();
  const weekday = (date.getUTCDay() + 6) % 7;
  switch (directive) {
    case 'Y':
      return String(date.getUTCFullYear()).padStart(4, '0');
    case 'y':
      return two(date.getUTCFullYear() % 100);
    case 'm':
      return two(date.getUTCMonth() + 1);
    case 'd':
      return two(date.getUTCDate());
    case 'H':
      return two(hour);
    case 'I':
      return two(hour % 12 === 0 ? 12 : hour % 12);
    case 'M':
      return two(date.getUTCMinutes());
    case 'S':
      return two(date.getUTCSeconds());
    case 'f':
      return String(date.getUTCMilliseconds() * 1000 + micro).padStart(6, '0');
    case 'j':
      return String(dayOfYear(date)).padStart(3, '0');
    case 'G':
      return String(isoWeek(date).year).padStart(4, '0');
    case 'V':
      return two(isoWeek(date).week);
    case 'u':
      return String(weekday + 1);
    case 'w':
      return String(date.getUTCDay());
    case 'B':
      return MONTHS[date.getUTCMonth()]!;
    case 'b':
      return SHORT_MONTHS[date.getUTCMonth()]!;
    case 'A':
      return WEEKDAYS[weekday]!;
    case 'a':
      return SHORT_WEEKDAYS[weekday]!;
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'z':
      return '+0000';
    case 'Z':
      return 'UTC';
    default:
      return '%';
  }
}

function need(format: string): Compiled {
  const found = compile(format);
  if (found === null) throw new Error(`a format of strptime was expected, not ${JSON.stringify(format)}`);
  return found;
}

function compile(format: string): Compiled | null {
  const known = compiled.get(format);
  if (known !== undefined) return known;
  const made = build(format);
  compiled.set(format, made);
  return made;
}

/** Directives for one field, of which a format may have one. */
const SAME = ['Yy', 'mBb', 'HI', 'Aauw'];

/** Null for an unknown or repeated directive, and for weeks without their year and day, which Python refuses too. */
function build(format: string): Compiled | null {
  const directives: string[] = [];
  let source = '^';
  for (let at = 0; at < format.length; at += 1) {
    const character = format[at]!;
    if (/\s/.test(character)) {
      if (at === 0 || !/\s/.test(format[at - 1]!)) source += '\\s+';
    } else if (character !== '%') {
      source += /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
    } else {
      at += 1;
      const directive = format[at] ?? '';
      if (directive === '%') source += '%';
      else {
        if (!Object.hasOwn(PATTERNS, directive) || directives.includes(directive)) return null;
        directives.push(directive);
        source += `(${PATTERNS[directive]})`;
      }
    }
  }
  const has = (directive: string) => directives.includes(directive);
  if (SAME.some((group) => [...group].filter(has).length > 1)) return null;
  const calendarYear = has('Y') || has('y');
  const anyIso = has('G') || has('V');
  const wholeIso = has('G') && has('V') && ['A', 'a', 'w', 'u'].some(has);
  if (anyIso && (!wholeIso || calendarYear || has('j'))) return null;
  return { pattern: new RegExp(source, 'i'), directives };
}

/** Midnight of the day, or null when there is no such day. Python's 1900-01-01 stands for what is not told. */
function dayOf(fields: ReadonlyMap<string, string>): number | null {
  if (fields.has('G')) return dayOfIsoWeek(whole(fields.get('G'), 0), whole(fields.get('V'), 0), weekdayOf(fields));
  const short = fields.get('y');
  const year = short === undefined ? whole(fields.get('Y'), 1900) : Number(short) + (Number(short) <= 68 ? 2000 : 1900);
  if (year < 1) return null;
  const ofYear = fields.get('j');
  // A day beyond the year's end is one of the next year, as in Python; the year 10000 is none.
  if (ofYear !== undefined) return checked(midnightOf(year, 1, Number(ofYear)));
  const month = monthOf(fields);
  const day = whole(fields.get('d'), 1);
  return day > new Date(midnightOf(year, month + 1, 0)).getUTCDate() ? null : midnightOf(year, month, day);
}

function monthOf(fields: ReadonlyMap<string, string>): number {
  const name = (fields.get('B') ?? fields.get('b'))?.slice(0, 3).toLowerCase();
  if (name === undefined) return whole(fields.get('m'), 1);
  return SHORT_MONTHS.findIndex((month) => month.toLowerCase() === name) + 1;
}

/** 1 (Monday) to 7. */
function weekdayOf(fields: ReadonlyMap<string, string>): number {
  const number = fields.get('u') ?? fields.get('w');
  if (number !== undefined) return number === '0' ? 7 : Number(number);
  const name = (fields.get('A') ?? fields.get('a'))!.slice(0, 3).toLowerCase();
  return SHORT_WEEKDAYS.findIndex((weekday) => weekday.toLowerCase() === name) + 1;
}

/** Week 1 is that of January 4th. */
function dayOfIsoWeek(year: number, week: number, weekday: number): number | null {
  if (year < 1) return null;
  const fourth = new Date(midnightOf(year, 1, 4));
  const monday = 4 - ((fourth.getUTCDay() + 6) % 7);
  return checked(midnightOf(year, 1, monday + (week - 1) * 7 + weekday - 1));
}

function checked(midnight: number): number | null {
  const year = new Date(midnight).getUTCFullYear();
  return year >= 1 && year <= 9999 ? midnight : null;
}

/** Without the afternoon's mark it is morning. */
function hourOf(fields: ReadonlyMap<string, string>): number {
  const twelve = fields.get('I');
  if (twelve === undefined) return whole(fields.get('H'), 0);
  return (Number(twelve) % 12) + (fields.get('p')?.toUpperCase() === 'PM' ? 12 : 0);
}

/** Milliseconds east of UTC; null when colons are not used alike. */
function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined || zone === 'Z') return 0;
  const [, sign, hours, first, minutes, second, seconds, fraction] =
    /^([+-])(\d\d)(:?)(\d\d)(?:(:?)(\d\d)(?:\.(\d+))?)?$/.exec(zone)!;
  if (second !== undefined && first !== second) return null;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0);
  if (whole >= 86_400) return null;
  const size = whole * 1000 + Number((fraction ?? '').padEnd(6, '0')) / 1000;
  return sign === '-' ? -size : size;
}

/** Date.UTC takes a year below 100 for one of the 1900s. */
function midnightOf(year: number, month: number, day: number): number {
  return year >= 100 ? Date.UTC(year, month - 1, day) : new Date(0).setUTCFullYear(year, month - 1, day);
}

function dayOfYear(date: Date): number {
  const midnight = midnightOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
  return (midnight - midnightOf(date.getUTCFullYear(), 1, 1)) / 86_400_000 + 1;
}

/** A week belongs to the year of its Thursday. */
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const weekday = (date.getUTCDay() + 6) % 7;
  const thursday = new Date(midnightOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate() - weekday + 3));
  return { year: thursday.getUTCFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) };
}

function whole(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : Number(text);
}

/**
 * Formats that one text may be written in, read off its shape: its separators, names and numbers of digits. Whether a
 * column has one of them is found by parsing all of it (time-format.ts).
 */

const CLOCK = /(\d{1,2}):\d{2}(:\d{2}(\.\d{1,6})?)?( ?[AP]M)?( ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?$/i;
const MONTH = /jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i;
const MONTH_NAME =
  /(january|february|march|april|may|june|july|august|september|october|november|december)|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec/i;
const WEEKDAY_NAME = /(monday|tuesday|wednesday|thursday|friday|saturday|sunday)|mon|tue|wed|thu|fri|sat|sun/i;

/** Dates of digits alone, by how many there are. */
const DIGITS: Readonly<Record<number, readonly string[]>> = {
  6: ['%Y%m'],
  7: ['%Y%j'],
  8: ['%Y%m%d'],
  10: ['%Y%m%d%H'],
  12: ['%Y%m%d%H%M'],
  14: ['%Y%m%d%H%M%S'],
};

/** The likelier first. */
export function formatsOf(text: string): readonly string[] {
  const clock = CLOCK.exec(text);
  if (clock === null) {
    const hour = /^(.*\d)([ T])\d{1,2}$/.exec(text);
    const withHour = hour === null ? [] : datesOf(hour[1]!).map((date) => `${date}${hour[2]}%H`);
    return [...datesOf(text), ...withHour];
  }
  const [whole, , second, fraction, half, zone] = clock;
  const [, date, joint] = /^(.*?)([\sT,]*)$/s.exec(text.slice(0, text.length - whole.length))!;
  const time =
    (half === undefined ? '%H:%M' : '%I:%M') +
    (second === undefined ? '' : ':%S') +
    (fraction === undefined ? '' : '.%f') +
    (half === undefined ? '' : half.replace(/[AP]M/i, '%p'));
  return datesOf(date!).flatMap((day) => zonesOf(zone).map((one) => `${day}${joint}${time}${one}`));
}

/** A zone that is always the same word is one; offsets differ. */
function zonesOf(zone: string | undefined): readonly string[] {
  if (zone === undefined) return [''];
  if (/\d/.test(zone)) return [zone.startsWith(' ') ? ' %z' : '%z'];
  return /z/i.test(zone) ? [zone, zone.replace(/z/i, '%z')] : [zone, zone.replace(/[a-z]+/i, '%Z')];
}

function datesOf(text: string): readonly string[] {
  if (/^\d+$/.test(text)) return DIGITS[text.length] ?? [];
  if (/^\d{4}-\d{3}$/.test(text)) return ['%Y-%j'];
  if (/^\d{4}-?W\d{2}-?\d$/.test(text)) return [text.replace(/^\d{4}/, '%G').replace(/\d{2}(-?)\d$/, '%V$1%u')];
  if (MONTH.test(text)) return namedDates(text);
  const parts = /^(\d{1,4})([-/. ])(\d{1,4})(?:\2(\d{1,4}))?$/.exec(text);
  if (parts === null) return [];
  const [, first, between, , last] = parts;
  const orders =
    last === undefined
      ? monthsOf(first!, text)
      : first!.length === 4
        ? ['Y m d']
        : last.length === 4
          ? ['d m Y', 'm d Y']
          : ['d m y', 'm d y', 'y m d'];
  return orders.map((order) => order.replace(/\w/g, '%$&').replaceAll(' ', between!));
}

/** A month of a year in digits. `12-34` is none, but `12-1998` is. */
function monthsOf(first: string, text: string): string[] {
  return first.length === 4 ? ['Y m'] : /\d{4}$/.test(text) ? ['m Y'] : [];
}

function namedDates(text: string): string[] {
  const spelt = text.replace(MONTH_NAME, (_, long: string | undefined) => (long === undefined ? '%b' : '%B'));
  // A date says its month in words once, and then nothing else but a weekday.
  const plain = spelt.replace(/(?<!%)[A-Za-z]+/g, (word) => {
    const day = WEEKDAY_NAME.exec(word);
    if (day === null || day[0].length !== word.length) return word;
    return day[1] === undefined ? '%a' : '%A';
  });
  if (/(?<!%)[A-Za-z]/.test(plain)) return [];
  const years = plain.includes('%') && /\d{4}/.test(plain) ? [plain.replace(/\d{4}/, '%Y')] : [];
  const numbered = years.length > 0 ? years.map((one) => one.replace(/(?<!%)\b\d{1,2}\b/, '%d')) : shortYears(plain);
  const formats = numbered.filter((one) => !/\d/.test(one));
  // May is both its names.
  return formats.flatMap((one) => (/may/i.test(text) ? [one.replace('%B', '%b'), one] : [one]));
}

/** `Jan-98`; `12-Jan-98`, of which either number may be the day. */
function shortYears(text: string): string[] {
  const numbers = text.match(/\d{1,2}/g)?.length ?? 0;
  if (numbers === 1) return [text.replace(/\d{2}/, '%y')];
  if (numbers !== 2) return [];
  const orders = [
    ['%d', '%y'],
    ['%y', '%d'],
  ];
  return orders.map((order) => {
    const left = [...order];
    return text.replace(/\d{1,2}/g, () => left.shift()!);
  });
}

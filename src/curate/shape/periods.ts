/**
 * Periods of pandas' offset aliases: which one an instant lies in, where it begins, and which time stands for it when
 * pandas resamples. Instants are milliseconds since 1970 in UTC.
 *
 * Not done: business days, weeks that end on another day than Sunday, several weeks, months or years at once, and
 * several days at once, whose beginning depends on the series.
 */

export interface Period {
  readonly start: number;
  /** What pandas calls it: its start, or for W, ME, QE and YE the midnight at which its last day begins. */
  readonly label: number;
}

export type PeriodOf = (instant: number) => Period;

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000, D: DAY };
/** Older and other spellings. */
const ALIASES: Readonly<Record<string, string>> = {
  S: 's',
  T: 'min',
  H: 'h',
  d: 'D',
  'W-SUN': 'W',
  M: 'ME',
  Q: 'QE',
  'QE-DEC': 'QE',
  'Q-DEC': 'QE',
  A: 'YE',
  Y: 'YE',
  'YE-DEC': 'YE',
  'A-DEC': 'YE',
  'Y-DEC': 'YE',
  AS: 'YS',
  'AS-JAN': 'YS',
  'YS-JAN': 'YS',
  'QS-JAN': 'QS',
};
const MONTHS: Readonly<Record<string, number>> = { ME: 1, MS: 1, QE: 3, QS: 3, YE: 12, YS: 12 };

/** Null: a rule that is not known here. */
export function periodsOf(rule: string): PeriodOf | null {
  const found = /^([1-9]\d*)?([A-Za-z]+(?:-[A-Z]{3})?)$/.exec(rule);
  if (found === null) return null;
  const count = Number(found[1] ?? 1);
  const alias = ALIASES[found[2]!] ?? found[2]!;
  const unit = UNITS[alias];
  if (unit !== undefined) return evenPeriods(count * unit);
  if (count !== 1) return null;
  if (alias === 'W') return weekOf;
  const months = MONTHS[alias];
  return months === undefined ? null : (instant) => monthsOf(instant, months, alias.endsWith('E'));
}

/** Parts of a day, or whole days: pandas counts both from a midnight. */
function evenPeriods(width: number): PeriodOf | null {
  if (DAY % width !== 0) return null;
  return (instant) => {
    const start = Math.floor(instant / width) * width;
    return { start, label: start };
  };
}

/** Monday to Sunday. */
function weekOf(instant: number): Period {
  const day = Math.floor(instant / DAY);
  // 1970-01-01 was a Thursday.
  const monday = day - ((((day + 3) % 7) + 7) % 7);
  return { start: monday * DAY, label: (monday + 6) * DAY };
}

function monthsOf(instant: number, months: number, atEnd: boolean): Period {
  const date = new Date(instant);
  const first = Math.floor(date.getUTCMonth() / months) * months;
  const start = new Date(0).setUTCFullYear(date.getUTCFullYear(), first, 1);
  const next = new Date(0).setUTCFullYear(date.getUTCFullYear(), first + months, 1);
  return { start, label: atEnd ? next - DAY : start };
}

/** Why a submission could not be lined up, in words for people and by rule. Nothing here changes a score. */
import type { Problem } from '../score.ts';
import { type Column, cellAt, cellText, isMissing, lengthOf } from './column.ts';
import type { Join } from './join.ts';
import type { Truth } from './truth.ts';

const EXAMPLES = 3;

export function noKeys(missing: readonly string[], found: readonly string[]): Problem {
  const many = missing.length > 1;
  const words =
    `the key column${many ? 's' : ''} ${missing.join(', ')} ${many ? 'are' : 'is'} missing; ` +
    `the prediction has ${found.slice(0, 10).join(', ')}${found.length > 10 ? ' …' : ''}`;
  return { rule: 'key-missing', words };
}

export function keysRefused(truth: Truth, keys: readonly Column[], at: number): Problem {
  const [wanted, given] = [truth.keys.columns[at]!, keys[at]!];
  const dates = dateFormat(truth, keys);
  const words =
    `key column ${truth.keyNames[at]} holds ${typeText(given)} where the truth has ${typeText(wanted)}` +
    ` (for example ${example(given, wanted)} against ${shown(wanted, 0)})${dates}`;
  return { rule: dates === '' ? 'key-type' : 'key-dates', words };
}

const typeText = (column: Column): string =>
  ({ int: 'whole numbers', float: 'numbers', bool: 'true and false', object: 'text' })[column.kind];

/** A cell that tells the columns apart. */
function example(column: Column, other: Column): string {
  if (column.kind !== 'object' || other.kind === 'object') return shown(column, 0);
  for (let row = 0; row < lengthOf(column); row++) {
    const cell = cellAt(column, row);
    if (typeof cell === 'string' && (cell.trim() === '' || Number.isNaN(Number(cell)))) return shown(column, row);
  }
  return shown(column, 0);
}

function shown(column: Column, row: number): string {
  if (row >= lengthOf(column)) return 'nothing';
  if (isMissing(column, row)) return 'a missing value';
  const cell = cellAt(column, row);
  return typeof cell === 'string' ? JSON.stringify(cell) : cellText(cell);
}

/** Rows missing or repeated, with examples; and whether dates are merely written otherwise. */
export function rowsDiffer(truth: Truth, keys: readonly Column[], joined: Join): Problem {
  const given = lengthOf(keys[0]!);
  if (given === 0) return { rule: 'no-rows', words: `the prediction has no rows, the truth has ${truth.rows}` };
  let missing = 0;
  let repeated = 0;
  const missingRows: number[] = [];
  const repeatedRows: number[] = [];
  for (let row = 0; row < truth.rows; row++) {
    const times = joined.matches(row);
    if (times === 0) {
      missing++;
      if (missingRows.length < EXAMPLES) missingRows.push(row);
    } else if (times > 1) {
      repeated++;
      if (repeatedRows.length < EXAMPLES) repeatedRows.push(row);
    }
  }
  const named = (rows: readonly number[]): string => rows.map((row) => keyText(truth, row)).join('; ');
  const parts: string[] = [];
  const are = (count: number, of: string): string => `${count}${of} row${count === 1 && of === '' ? ' is' : 's are'}`;
  if (missing > 0) parts.push(`${are(missing, ` of ${truth.rows}`)} missing (${named(missingRows)})`);
  if (repeated > 0) parts.push(`${are(repeated, '')} repeated (${named(repeatedRows)})`);
  const dates = missing === 0 ? '' : dateFormat(truth, keys);
  const rule = dates !== '' ? 'key-dates' : missing > 0 ? 'rows-missing' : 'rows-repeated';
  return { rule, words: parts.join('; ') + dates };
}

function keyText(truth: Truth, row: number): string {
  return truth.keyNames.map((name, at) => `${name} ${shown(truth.keys.columns[at]!, row)}`).join(', ');
}

/** A further sentence when a key column holds dates that the prediction writes in another format; else empty. */
function dateFormat(truth: Truth, keys: readonly Column[]): string {
  for (const [at, column] of truth.keys.columns.entries()) {
    const [wanted, given] = [formatOf(column), formatOf(keys[at]!)];
    if (wanted === null || given === null || wanted === given) continue;
    return (
      `. Dates in ${truth.keyNames[at]} are written ${given} (${shown(keys[at]!, 0)}) ` +
      `where the truth has ${wanted} (${shown(column, 0)})`
    );
  }
  return '';
}

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
const DATES: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d{2}$/, 'year-month'],
  [/^\d{4}-\d{1,2}-\d{1,2}$/, 'year-month-day'],
  [/^\d{4}\/\d{1,2}\/\d{1,2}$/, 'year/month/day'],
  [/^\d{1,2}\/\d{1,2}\/\d{4}$/, 'day/month/year or month/day/year'],
  [/^\d{1,2}\/\d{1,2}\/\d{2}$/, 'day/month/year or month/day/year, in two digits'],
  [/^\d{1,2}-\d{1,2}-\d{4}$/, 'day-month-year or month-day-year'],
  [/^\d{1,2}\.\d{1,2}\.\d{4}$/, 'day.month.year'],
  [new RegExp(`^\\d{1,2}[ -]${MONTH}[ -]\\d{2,4}$`, 'i'), 'with the month in words'],
  [new RegExp(`^${MONTH}[ -]\\d{1,2},? \\d{4}$`, 'i'), 'with the month in words'],
  [new RegExp(`^${MONTH}[ -]\\d{2,4}$`, 'i'), 'as month in words and year'],
  [/^(?:19|20)\d{6}$/, 'as eight digits'],
  [/^(?:19|20)\d{4}$/, 'as six digits'],
  [/^(?:19|20)\d{2}$/, 'as a year alone'],
  [/^\d{9,10}$/, 'as seconds since 1970'],
  [/^\d{12,13}$/, 'as milliseconds since 1970'],
  [/^\d{17,19}$/, 'as nanoseconds since 1970'],
];
/** `T` or a space, hours and minutes, perhaps seconds, a fraction, a zone. */
const TIME = /^(.*?\d)([ T])(\d{1,2}:\d{2})(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:?\d{2})?( ?[AP]M)?$/i;

/** The format of a column's first date, or null where it holds none. */
function formatOf(column: Column): string | null {
  for (let row = 0; row < Math.min(lengthOf(column), 20); row++) {
    if (isMissing(column, row)) continue;
    const text = cellText(cellAt(column, row)).trim().replace(/\.0$/, '');
    const time = TIME.exec(text);
    const date = DATES.find(([pattern]) => pattern.test(time?.[1] ?? text));
    if (date === undefined) return null;
    return time === null ? date[1] : `${date[1]}${timeText(time)}`;
  }
  return null;
}

function timeText([, , separator, , seconds, fraction, zone, half]: readonly (string | undefined)[]): string {
  const precision = fraction !== undefined ? ' with a fraction' : seconds === undefined ? ' without seconds' : '';
  const between = separator === 'T' ? ' after a T' : '';
  return ` and a time${between}${precision}${half === undefined ? '' : ' in am and pm'}${zone === undefined ? '' : ' with a zone'}`;
}

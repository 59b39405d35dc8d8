/**
 * A column of values that already have types (Parquet, SQLite, Excel, JSON). Dates become ISO text: dates alone when
 * all are at midnight. Integers beyond 2^53 make a column text; infinities are missing. Nested values are refused.
 */
import { type Column, numberColumn } from '../../frame.ts';
import { isLongInteger, missingWords, numberIn } from './cells.ts';
import { Unreadable } from './unreadable.ts';

export interface ValueOptions {
  /** Text that is all numbers becomes numbers (Excel, JSON), as it does in a CSV file. A leading zero keeps it text. */
  readonly numbersInText: boolean;
}

/** @throws Unreadable when a value is a list, an object or bytes */
export function valueColumn(name: string, values: ArrayLike<unknown>, options: ValueOptions): Column {
  const seen = kindsOf(name, values);
  if (seen.text === 0 && seen.date === 0 && !seen.long) {
    if (seen.boolean > 0 && seen.number === 0) {
      return { kind: 'boolean', values: Array.from(values, (value) => (value as boolean | null | undefined) ?? null) };
    }
    return numberColumn(Float64Array.from(values, numberOf));
  }
  if (seen.text > 0 && seen.date === 0 && (options.numbersInText || seen.number > 0)) {
    const numbers = numbersOfText(values);
    if (numbers !== null) return numberColumn(numbers);
  }
  const write = textWriter(values);
  return { kind: 'text', values: Array.from(values, write) };
}

interface Kinds {
  number: number;
  boolean: number;
  text: number;
  date: number;
  long: boolean;
}

function kindsOf(name: string, values: ArrayLike<unknown>): Kinds {
  const seen: Kinds = { number: 0, boolean: 0, text: 0, date: 0, long: false };
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row];
    if (value === null || value === undefined) continue;
    if (typeof value === 'number') seen.number += 1;
    else if (typeof value === 'string') seen.text += 1;
    else if (typeof value === 'boolean') seen.boolean += 1;
    else if (typeof value === 'bigint') {
      seen.number += 1;
      seen.long ||= !Number.isSafeInteger(Number(value));
    } else if (value instanceof Date) seen.date += 1;
    else {
      const what = Array.isArray(value) ? 'a list' : ArrayBuffer.isView(value) ? 'bytes' : 'an object';
      throw new Unreadable(`has ${what} in column ${JSON.stringify(name)}; expected plain values`, 'table-nested');
    }
  }
  return seen;
}

function numberOf(value: unknown): number {
  if (value === null || value === undefined) return Number.NaN;
  const number = Number(value);
  return Number.isFinite(number) ? number : Number.NaN;
}

/** Null unless every value is a number, writes one out, or is a word for a missing one; and one at least is present. */
function numbersOfText(values: ArrayLike<unknown>): Float64Array | null {
  const missing = missingWords('pandas');
  const numbers = new Float64Array(values.length).fill(Number.NaN);
  let present = false;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row];
    if (value === null || value === undefined) continue;
    if (typeof value === 'string') {
      if (missing.has(value.trim())) continue;
      const number = /^[+-]?0\d/.test(value) || isLongInteger(value) ? null : numberIn(value);
      if (number === null) return null;
      numbers[row] = number;
    } else if (typeof value === 'boolean') return null;
    else if (typeof value === 'bigint' && !Number.isSafeInteger(Number(value))) return null;
    else numbers[row] = numberOf(value);
    present = true;
  }
  return present ? numbers : null;
}

function textWriter(values: ArrayLike<unknown>): (value: unknown) => string | null {
  let midnight = true;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row];
    if (value instanceof Date && value.getTime() % 86_400_000 !== 0) midnight = false;
  }
  return (value) => {
    if (value === null || value === undefined) return null;
    if (!(value instanceof Date)) return String(value);
    return Number.isNaN(value.getTime()) ? null : isoText(value, midnight);
  };
}

/** `2020-01-31`, or `2020-01-31 10:00:00` with milliseconds where there are any. */
function isoText(date: Date, dateOnly: boolean): string {
  const [day, time] = date.toISOString().slice(0, -1).split('T') as [string, string];
  return dateOnly ? day : `${day} ${time.replace(/\.000$/, '')}`;
}

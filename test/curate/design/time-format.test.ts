/** Formats of times are found from the values alone, and never guessed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime, parseTime } from '../../../src/curate/design/strptime.ts';
import { findTimeFormat } from '../../../src/curate/design/time-format.ts';
import { randomOf } from '../../../src/curate/random.ts';
import { columnOfValues, DAY } from './frames.ts';

const find = (values: readonly (string | number | null)[], named = false) =>
  findTimeFormat(columnOfValues(values) as Parameters<typeof findTimeFormat>[0], named);

const FORMATS = [
  '%Y-%m-%d',
  '%Y/%m/%d',
  '%d.%m.%Y',
  '%d/%m/%Y',
  '%m/%d/%Y',
  '%m/%d/%y',
  '%d-%m-%y',
  '%d-%b-%Y',
  '%d %B %Y',
  '%b %d, %Y',
  '%Y-%m-%d %H:%M:%S',
  '%Y-%m-%d %H:%M:%S.%f',
  '%Y-%m-%dT%H:%M:%SZ',
  '%Y-%m-%dT%H:%M:%S.%f%z',
  '%Y-%m-%d %H:%M:%S%z',
  '%Y-%m-%d %H:%M:%S %Z',
  '%m/%d/%Y %H:%M',
  '%m/%d/%Y %I:%M:%S %p',
  '%d-%b-%Y %H:%M',
  '%Y%m%d',
  '%Y-%m',
  '%b-%y',
  '%m/%Y',
];

const START = fc.integer({ min: Date.UTC(1975, 0, 1) / DAY, max: Date.UTC(2030, 0, 1) / DAY });

describe('finding a format', () => {
  it.each(FORMATS)('reads a column of %s in order as what it was written from', (format) => {
    fc.assert(
      fc.property(START, fc.constantFrom(DAY, 7 * DAY, 3 * DAY), (start, step) => {
        const instants = Array.from({ length: 80 }, (_, at) => start * DAY + at * step);
        const texts = instants.map((instant) => formatTime(format, instant));
        const found = find(texts);
        expect(found).not.toBeNull();
        expect(texts.map((text) => parseTime(found!.format, text))).toEqual(
          texts.map((text) => parseTime(format, text)),
        );
        expect(found!.ordered).toBe(true);
      }),
      { seed: 11, numRuns: 25 },
    );
  });

  it.each(['%d/%m/%Y', '%m/%d/%Y'])('tells day from month where a value is above 12, in any order: %s', (format) => {
    const days = Array.from({ length: 60 }, (_, at) => formatTime(format, Date.UTC(2020, 0, 1 + at)));
    expect(find(randomOf('days', format).shuffle(days))!.format).toBe(format);
  });

  it.each(['%d/%m/%Y', '%m/%d/%Y'])('tells day from month by the order of the rows where no value is: %s', (format) => {
    const twelfths = Array.from({ length: 48 }, (_, at) => Date.UTC(2015, Math.floor(at / 4), 1 + (at % 4) * 3));
    expect(find(twelfths.map((instant) => formatTime(format, instant)))).toMatchObject({ format, ordered: true });
  });

  it('takes the first of every month for a month, in any order', () => {
    const months = Array.from({ length: 48 }, (_, at) => formatTime('%d/%m/%Y', Date.UTC(2015, at, 1)));
    expect(find(randomOf('months', '').shuffle(months))!.format).toBe('%d/%m/%Y');
  });

  it('finds none where nothing tells day from month', () => {
    const random = randomOf('either', '');
    const either = Array.from({ length: 60 }, () =>
      formatTime('%d/%m/%Y', Date.UTC(2020, random.int(0, 11), random.int(1, 12))),
    );
    expect(find(either)).toBeNull();
  });

  it('finds none where one value is of another format, or no time', () => {
    const days = Array.from({ length: 60 }, (_, at) => formatTime('%Y-%m-%d', Date.UTC(2020, 0, 1 + at)));
    for (const other of ['01/02/2020', 'unknown', '2020-02-30', '2020-01-01 10:00']) {
      expect(find(days.with(37, other))).toBeNull();
    }
    expect(find(days.with(37, null as unknown as string))!.format).toBe('%Y-%m-%d');
  });

  it('takes numbers for times only under a name of times', () => {
    const dates = Array.from({ length: 40 }, (_, at) => Number(formatTime('%Y%m%d', Date.UTC(2020, 0, 1 + at))));
    const years = Array.from({ length: 40 }, (_, at) => 1980 + at);
    expect(find(dates, true)!.format).toBe('%Y%m%d');
    expect(find(years, true)!.format).toBe('%Y');
    expect(find(dates)).toBeNull();
    expect(find(years)).toBeNull();
    expect(find(years.with(3, 80), true)).toBeNull();
    expect(find([...dates, 20201345], true)).toBeNull();
  });

  it('takes no ordinary words for times', () => {
    for (const words of [
      ['A-12', 'B-13'],
      ['12-34', '99-10'],
      ['1.5', '2.5'],
      ['10:30', '11:45'],
      ['May be', 'June be'],
    ]) {
      expect(find(words)).toBeNull();
    }
  });
});

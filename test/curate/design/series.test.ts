/** Tables of series are read as what they are: time, entities, evenness. */
import { describe, expect, it } from 'vitest';
import { profileFrame } from '../../../src/curate/design/profile.ts';
import { seriesOf } from '../../../src/curate/design/series.ts';
import { formatTime } from '../../../src/curate/design/strptime.ts';
import type { Frame } from '../../../src/curate/frame.ts';
import { randomOf } from '../../../src/curate/random.ts';
import { DAY, frameOf, sales } from './frames.ts';

const read = (frame: Frame) => seriesOf(frame, profileFrame(frame));

/** A number at each of these times. */
function at(instants: readonly number[], format = '%Y-%m-%d', extra: Parameters<typeof frameOf>[0] = {}): Frame {
  const random = randomOf('at', format);
  return frameOf({
    when: instants.map((instant) => formatTime(format, instant)),
    value: instants.map(() => random.unit()),
    ...extra,
  });
}

const days = (count: number, step = 1) =>
  Array.from({ length: count }, (_, day) => Date.UTC(2019, 0, 1) + day * step * DAY);

describe('series in a table', () => {
  it('one series needs no entities', () => {
    expect(read(sales({ shops: ['east'] }))).toMatchObject({
      column: 'date',
      format: '%d/%m/%Y',
      entities: ['shop'],
      rule: null,
      repeated: false,
    });
    expect(read(at(days(200)))).toMatchObject({ column: 'when', entities: [], rule: null });
  });

  it('several are told apart by the column that makes times single', () => {
    expect(read(sales({ shops: ['east', 'west', 'north'] }))).toMatchObject({ entities: ['shop'], rule: null });
  });

  it('by two columns where one is not enough, and by both names of one thing', () => {
    const rows = ['a', 'b', 'c'].flatMap((shop) =>
      ['tea', 'rye'].flatMap((ware) => days(60).map((day) => ({ shop, ware, day }))),
    );
    const frame = at(
      rows.map(({ day }) => day),
      '%Y-%m-%d',
      {
        shop: rows.map(({ shop }) => shop),
        shop_name: rows.map(({ shop }) => `shop ${shop}`),
        ware: rows.map(({ ware }) => ware),
        weekday: rows.map(({ day }) => formatTime('%A', day)),
      },
    );
    const found = read(frame)!;
    expect(found).toMatchObject({ entities: ['shop', 'shop_name', 'ware'], rule: null, repeated: false });
    expect([...found.ofTime]).toEqual(['weekday']);
  });

  it('a column that changes with the amounts is none that tells series apart', () => {
    const random = randomOf('mood', '');
    const frame = sales({ shops: ['east', 'west'] });
    const mood = Array.from({ length: frame.rows }, () => random.pick(['good', 'bad']));
    const wide: Frame = {
      rows: frame.rows,
      columns: new Map([...frame.columns, ['mood', { kind: 'text', values: mood }]]),
    };
    expect(read(wide)).toMatchObject({ entities: ['shop'] });
  });

  it('rows that nothing tells apart are events, gathered into periods', () => {
    const random = randomOf('events', '');
    const times = Array.from({ length: 2000 }, () => Date.UTC(2021, 0, 1) + random.int(0, 99) * DAY);
    expect(read(at(times))).toMatchObject({ entities: [], repeated: true, rule: 'D' });
  });
});

describe('how evenly times lie', () => {
  it.each<[string, readonly number[], string]>([
    ['days', days(100), '%Y-%m-%d'],
    ['weeks', days(60, 7), '%d/%m/%Y'],
    ['months', Array.from({ length: 60 }, (_, month) => Date.UTC(2010, month, 1)), '%Y-%m'],
    ['months’ ends', Array.from({ length: 60 }, (_, month) => Date.UTC(2010, month + 1, 0)), '%m/%d/%Y'],
    ['years', Array.from({ length: 40 }, (_, year) => Date.UTC(1970 + year, 0, 1)), '%Y-%m-%d'],
    ['quarters of an hour', Array.from({ length: 300 }, (_, quarter) => quarter * (DAY / 96)), '%Y-%m-%d %H:%M'],
    ['working days', days(300).filter((day) => ![0, 6].includes(new Date(day).getUTCDay())), '%Y-%m-%d'],
    ['days, of which few are missing', days(200).filter((_, day) => day % 50 !== 7), '%Y-%m-%d'],
  ])('%s are even', (_, instants, format) => {
    expect(read(at(instants, format))).toMatchObject({ rule: null });
  });

  it.each<[string, readonly number[], string]>([
    ['days of which one in seven is missing', days(300).filter((_, day) => day % 7 !== 3), 'D'],
    ['two or three days a week', days(600).filter((_, day) => [0, 1, 4].includes(day % 7)), 'W'],
    ['a few days a month', days(1500).filter((_, day) => [0, 3].includes(day % 31)), 'MS'],
  ])('%s are gathered into the finest period that is filled', (_, instants, rule) => {
    expect(read(at(instants))).toMatchObject({ rule });
  });

  it('times with a zone are not gathered: they have no one day', () => {
    const uneven = days(300).filter((_, day) => (day * 7) % 10 > 2);
    expect(read(at(uneven, '%Y-%m-%d %H:%M:%S%z'))).toBeNull();
  });

  it('a table without times, or with few of them, is no series', () => {
    expect(
      read(frameOf({ a: days(100).map((_, row) => row * 1.5), b: days(100).map((_, row) => `${row % 3}`) })),
    ).toBeNull();
    const few = days(20).flatMap((day) => Array.from({ length: 10 }, () => day));
    expect(read(at(few))).toBeNull();
  });
});

/** Small made-up datasets for the designers' tests. */
import type { RawDataset } from '../../../src/curate/dataset.ts';
import { formatTime } from '../../../src/curate/design/strptime.ts';
import { type Column, type Frame, makeFrame, numberColumn } from '../../../src/curate/frame.ts';
import { randomOf } from '../../../src/curate/random.ts';

export const DAY = 86_400_000;

export function rawOf(words: Partial<RawDataset> = {}): RawDataset {
  return {
    id: 'someone_something',
    source: 'test',
    title: '',
    description: '',
    columnDescriptions: {},
    licence: { name: null, spdx: null, url: null },
    synthetic: false,
    tags: [],
    version: '1',
    author: null,
    url: null,
    usability: null,
    suggestedTargets: [],
    load: () => Promise.reject(new Error('it is loaded')),
    ...words,
  };
}

/** Numbers become a column of numbers, truth values of truth values, all else texts; null is missing. */
export function columnOfValues(values: readonly (number | string | boolean | null)[]): Column {
  const present = values.filter((value) => value !== null);
  if (present.every((value) => typeof value === 'number'))
    return numberColumn(values.map((v) => (v as number) ?? Number.NaN));
  if (present.every((value) => typeof value === 'boolean')) return { kind: 'boolean', values: values as boolean[] };
  return { kind: 'text', values: values.map((value) => (value === null ? null : String(value))) };
}

export function frameOf(columns: Readonly<Record<string, readonly (number | string | boolean | null)[]>>): Frame {
  return makeFrame(Object.entries(columns).map(([name, values]) => [name, columnOfValues(values)] as const));
}

/** Visits of 40 patients: repeated ids, a class, amounts, a constant, and a copy of the class in codes. */
export function visits(rows = 400): Frame {
  const random = randomOf('visits', 'rows');
  const at = Array.from({ length: rows }, (_, row) => row);
  const age = at.map(() => random.int(20, 80));
  const pressure = at.map((row) => Math.round(90 + age[row]! * 0.6 + random.unit() * 30));
  const severe = at.map((row) => (pressure[row]! + random.int(0, 40) > 160 ? 'severe' : 'mild'));
  return frameOf({
    visit_id: at.map((row) => `V${row}`),
    patient_id: at.map((row) => row % 40),
    age,
    smoker: at.map(() => random.pick(['yes', 'no'])),
    pressure,
    pressure_kpa: pressure.map((value) => value * 0.133322),
    clinic: at.map(() => 'north'),
    severity_code: severe.map((word) => (word === 'severe' ? 9 : 4)),
    severity: severe,
  });
}

interface SalesOptions {
  readonly shops?: readonly string[];
  readonly days?: number;
  readonly format?: string;
  /** Days without a row. */
  readonly skip?: (day: number) => boolean;
}

/** Daily sales of shops, each day of each once. */
export function sales(options: SalesOptions = {}): Frame {
  const { shops = ['east', 'west'], days = 120, format = '%d/%m/%Y', skip = () => false } = options;
  const random = randomOf('sales', 'rows');
  const rows = shops.flatMap((shop) =>
    Array.from({ length: days }, (_, day) => ({ shop, day })).filter(({ day }) => !skip(day)),
  );
  return frameOf({
    date: rows.map(({ day }) => formatTime(format, Date.UTC(2021, 0, 1) + day * DAY)),
    shop: rows.map(({ shop }) => shop),
    temperature: rows.map(() => random.int(-5, 30)),
    sales: rows.map(({ day }) => 100 + (day % 7) * 10 + random.int(0, 20)),
  });
}

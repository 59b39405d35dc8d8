/**
 * Raw datasets as they were before the released tasks were made of them: training and validation rows put together
 * with their answers, the description, and what the released metadata decided. Row order across the split is lost.
 */
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import Papa from 'papaparse';
import { parseLenientJson } from '../../../src/bench/lenient-json.ts';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import { type Column, type Frame, makeFrame, numberColumn } from '../../../src/curate/frame.ts';
import { sha256 } from '../../../src/hash.ts';
import type { Family } from '../../../src/task.ts';

export const DARE_EVAL = process.env.DARE_EVAL ?? join(import.meta.dirname, '../../../../shared/dare-eval');

export interface Released {
  readonly name: string;
  readonly raw: RawDataset;
  readonly frame: Frame;
  readonly decided: {
    readonly family: Family;
    readonly targets: readonly string[];
    readonly types: Readonly<Record<string, 'numerical' | 'categorical'>>;
    readonly time: { readonly column: string; readonly format: string; readonly resampled: boolean } | null;
    readonly entities: readonly string[];
  };
}

type Row = Readonly<Record<string, unknown>>;

/** Names in order. */
export async function releasedNames(): Promise<string[]> {
  return existsSync(DARE_EVAL) ? (await readdir(join(DARE_EVAL, 'databases'))).toSorted() : [];
}

/** A third, which was not looked at while the rules were written. */
export function isUnseen(name: string): boolean {
  return Number.parseInt(sha256(name).slice(0, 8), 16) % 3 === 0;
}

export async function readReleased(name: string): Promise<Released> {
  const folder = join(DARE_EVAL, 'databases', name);
  const read = (path: string) => readRows(join(folder, path));
  const metadata = parseLenientJson(readFileSync(join(folder, 'verify/all_metadata.json'), 'utf8')) as {
    question: Record<string, unknown>;
    data_info: { title?: string; subtitle?: string; tags?: { name: string }[] };
  };
  const { question, data_info: info } = metadata;
  const series = question.problem_type === 'time_series_analysis';
  const kind = String(question.save_file_type);
  const names: readonly [string, string, string] = series
    ? ['source/train.csv', 'source/val_v1.csv', 'verify/ground_truth_v1.csv']
    : [`source/train_v2.${kind}`, `source/val_v2.${kind}`, 'verify/ground_truth.csv'];
  const [train, validation, truth] = await Promise.all(names.map(read));
  const answers = new Map(truth!.map((row) => [String(row.row_id), row]));
  const rows = [...train!, ...validation!.map((row) => ({ ...row, ...answers.get(String(row.row_id)) }))];
  const columns = Object.keys(train![0]!).filter((column) => column !== 'row_id');
  const entities = series
    ? Object.keys((await read('source/val_v2.csv'))[0]!).filter((c) => c !== 'row_id' && c !== question.time_column)
    : [];
  const types = Object.entries(question.column_type_inference as Record<string, string>).map(
    ([column, type]) => [column, /^numer/.test(type) ? 'numerical' : 'categorical'] as const,
  );
  const text = readFileSync(join(folder, 'source/metadata.txt'), 'utf8');
  return {
    name,
    frame: makeFrame(columns.map((column) => [column, columnFrom(rows.map((row) => row[column] ?? null))] as const)),
    raw: {
      ...BLANK,
      id: name.replace(/_[a-z]+$/, ''),
      title: [info.title, info.subtitle].filter(Boolean).join(': '),
      description: text.split('=== Columns & descriptions ===')[0]!,
      columnDescriptions: columnDescriptions(text),
      tags: (info.tags ?? []).map((tag) => tag.name),
      load: () => Promise.reject(new Error('it is loaded')),
    },
    decided: {
      family: question.problem_type as Family,
      targets: question.target as string[],
      types: Object.fromEntries(types),
      time: series
        ? {
            column: String(question.time_column),
            format: String(question.time_format),
            resampled: question.is_resampled === true,
          }
        : null,
      entities,
    },
  };
}

const BLANK = {
  source: 'released',
  licence: { name: null, spdx: null, url: null },
  synthetic: false,
  version: '1',
  author: null,
  url: null,
  usability: null,
  suggestedTargets: [],
};

function columnDescriptions(text: string): Record<string, string> {
  const lines = (text.split('=== Columns & descriptions ===')[1] ?? '').split('\n');
  const pairs = lines.map((line) => /^(.+?): (.*)$/.exec(line.trim())).filter((match) => match !== null);
  return Object.fromEntries(
    pairs.map(([, column, words]) => [column!, words === '[no description]' ? '' : words!] as const),
  );
}

async function readRows(path: string): Promise<Row[]> {
  if (path.endsWith('.parquet')) return parquetReadObjects({ file: await asyncBufferFromFile(path) });
  if (path.endsWith('.sqlite')) {
    using database = new DatabaseSync(path, { readOnly: true });
    const table = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).get()!;
    return database.prepare(`SELECT * FROM "${String(table.name)}"`).all();
  }
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  return data.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, v === '' ? null : v])));
}

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

/** As pandas types it: numbers if all that is there are, truth values if all are, text otherwise. */
function columnFrom(values: readonly unknown[]): Column {
  const present = values.filter((value) => value !== null);
  const isNumber = (value: unknown) =>
    typeof value === 'number' || typeof value === 'bigint' || (typeof value === 'string' && NUMBER.test(value));
  if (present.every(isNumber))
    return numberColumn(values.map((value) => (value === null ? Number.NaN : Number(value))));
  const isTruth = (value: unknown) => typeof value === 'boolean' || value === 'True' || value === 'False';
  if (present.every(isTruth)) {
    return {
      kind: 'boolean',
      values: values.map((value) => (value === null ? null : value === true || value === 'True')),
    };
  }
  const textOf = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value));
  return { kind: 'text', values: values.map((value) => (value === null ? null : textOf(value))) };
}

/** The released datasets as shapes: their own splits, so that gates can be asked what they would have rejected. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { parseLenientJson } from '../../../src/bench/lenient-json.ts';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import type { ColumnType, Design } from '../../../src/curate/design.ts';
import { type Frame, takeColumns } from '../../../src/curate/frame.ts';
import { isRejection } from '../../../src/curate/rejection.ts';
import type { Shape } from '../../../src/curate/shape.ts';
import { recogniseLicence } from '../../../src/curate/source/licence.ts';
import { readTable } from '../../../src/curate/source/read/table.ts';
import { DARE_EVAL } from '../design/released.ts';

export interface ReleasedShape {
  readonly name: string;
  readonly raw: RawDataset;
  /** All rows, of both splits. */
  readonly frame: Frame;
  readonly shape: Shape;
}

export async function readReleasedShape(name: string): Promise<ReleasedShape> {
  const folder = join(DARE_EVAL, 'databases', name);
  const read = async (path: string): Promise<Frame> => {
    const frame = await readTable(join(folder, path), { missing: 'empty' });
    if (isRejection(frame)) throw new Error(frame.rejected.words);
    return frame;
  };
  const { question, data_info: info } = parseLenientJson(
    readFileSync(join(folder, 'verify/all_metadata.json'), 'utf8'),
  ) as { question: Record<string, unknown>; data_info: { title?: string; subtitle?: string } };
  const family = question.problem_type as Design['family'];
  const targets = question.target as string[];
  const types = Object.entries(question.column_type_inference as Record<string, string>).map(
    ([column, type]) => [column, (/^numer/.test(type) ? 'numerical' : 'categorical') as ColumnType] as const,
  );
  const designOf = (frame: Frame, time: Design['time']): Design => {
    const others = [...targets, 'row_id', ...(time === null ? [] : [time.column, ...time.entities])];
    const features = [...frame.columns.keys()].filter((column) => !others.includes(column));
    return {
      ...{ family, targets, types: Object.fromEntries(types), features },
      ...{ withheld: [], group: null, time, confidence: 1 },
    };
  };
  const raw = rawOf(name, `${info.title ?? ''} ${info.subtitle ?? ''}`);
  if (family === 'time_series_analysis') {
    const [train, exogenous, forecast, first, second] = await Promise.all([
      read('source/train.csv'),
      read('source/val_v1.csv'),
      read('source/val_v2.csv'),
      read('verify/ground_truth_v1.csv'),
      read('verify/ground_truth_v2.csv'),
    ]);
    const column = String(question.time_column);
    const entities = [...forecast.columns.keys()].filter((one) => one !== 'row_id' && one !== column);
    const time = { column, format: String(question.time_format), entities, resample: null };
    // The released metadata has no rule: whatever is resampled is learned from as it stands.
    const shape: Shape = {
      kind: 'series',
      design: designOf(exogenous, time),
      train,
      exogenous: beside(exogenous, first, targets),
      forecast: beside(forecast, second, targets),
      starts: { exogenous: '', forecast: '' },
    };
    return { name, raw, frame: train, shape };
  }
  const kind = String(question.save_file_type) as 'csv';
  const [train, given, truth] = await Promise.all([
    read(`source/train_v2.${kind}`),
    read(`source/val_v2.${kind}`),
    read('verify/ground_truth.csv'),
  ]);
  const shape: Shape = {
    ...{ kind: 'tabular', design: designOf(given, null), share: 0.8, train },
    validation: beside(given, truth, targets),
    ...{ ranges: {}, usable: [], fileKind: kind },
  };
  return { name, raw, frame: train, shape };
}

/** Rows of both files stand in the same order: ids count from 1, and times are repeated as they are. */
function beside(given: Frame, truth: Frame, targets: readonly string[]): Frame {
  if (given.rows !== truth.rows) throw new Error(`${given.rows} rows to predict, ${truth.rows} answers`);
  return { rows: given.rows, columns: new Map([...given.columns, ...takeColumns(truth, targets).columns]) };
}

let licences: ReadonlyMap<string, string> | undefined;

function rawOf(name: string, title: string): RawDataset {
  licences ??= new Map(
    Papa.parse<{ folder: string; licence: string }>(readFileSync(join(DARE_EVAL, 'LICENSES.csv'), 'utf8'), {
      header: true,
      skipEmptyLines: true,
    }).data.map(({ folder, licence }) => [folder, licence]),
  );
  const licence = licences.get(name) ?? null;
  return {
    ...{ id: name, source: 'released', title, description: '', columnDescriptions: {}, tags: [] },
    licence: { name: licence, spdx: licence === null ? null : recogniseLicence(licence), url: null },
    synthetic: /synthetic|simulated|generated|fictional/i.test(`${name} ${title}`),
    ...{ version: '1', author: null, url: null, usability: null, suggestedTargets: [] },
    load: () => Promise.reject(new Error('it is loaded')),
  };
}

/**
 * A packaged dataset read back from its files, as a shape: what the gates look at when a benchmark is checked, ours or
 * anyone's in the published layout. What a folder does not say (the group of a split, withheld columns) stays unknown.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseLenientJson } from '../../bench/lenient-json.ts';
import { readMetadata, timeOf, workflowOf } from '../../bench/metadata.ts';
import { messageOf, UserError } from '../../errors.ts';
import type { FileKind, Range } from '../../task.ts';
import type { ColumnType, Design } from '../design.ts';
import { type Column, cellOf, columnOf, type Frame, takeColumns, takeRows } from '../frame.ts';
import { isRejection } from '../rejection.ts';
import type { SeriesShape, Shape, TabularShape } from '../shape.ts';
import { readTable } from '../source/read/table.ts';
import { METADATA } from './names.ts';

const EXTRA = z.looseObject({
  column_type_inference: z.record(z.string(), z.string()).nullish(),
  related_features: z.array(z.string()).nullish(),
  not_filtered_related_features: z.array(z.string()).nullish(),
  entity_columns: z.array(z.string()).nullish(),
  resample_rule: z.string().nullish(),
  resample_method: z.enum(['mean', 'sum']).nullish(),
  prediction_starting_time: z.string().nullish(),
  prediction_starting_time_v2: z.string().nullish(),
  train_test_ratio: z.number().nullish(),
  save_file_type: z.enum(['csv', 'sqlite', 'parquet']).nullish(),
});

/** @param folder of the dataset, with `source` and `verify`. @throws UserError when its files cannot be read */
export async function readPair(folder: string): Promise<Shape> {
  try {
    const metadata = readMetadata(parseLenientJson(readFileSync(join(folder, 'verify', METADATA), 'utf8')));
    const extra = EXTRA.parse(metadata.question);
    const { family, targets } = metadata;
    const types = Object.fromEntries(
      Object.entries(extra.column_type_inference ?? {}).map(([name, type]): [string, ColumnType] => [
        name,
        /^(numer|int|float|double)/i.test(type) ? 'numerical' : 'categorical',
      ]),
    );
    const design = { family, targets, types, withheld: [], group: null, confidence: 1 };
    if (family !== 'time_series_analysis') {
      const kind = extra.save_file_type ?? 'csv';
      const { ranges } = workflowOf(metadata);
      return await tabular(
        folder,
        { ...design, features: [], time: null },
        { kind, ranges, share: extra.train_test_ratio ?? 0.8 },
      );
    }
    const { column, format } = timeOf(metadata);
    const { resample_rule: rule, resample_method: method } = extra;
    const time = {
      column,
      format,
      entities: extra.entity_columns ?? [],
      resample: rule && method ? { rule, method } : null,
    };
    const starts = {
      exogenous: extra.prediction_starting_time ?? '',
      forecast: extra.prediction_starting_time_v2 ?? '',
    };
    return await series(folder, { ...design, features: [], time }, starts);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${folder} cannot be read as a dataset of the published layout: ${messageOf(error)}`);
  }
}

async function tabular(
  folder: string,
  design: Design,
  { kind, ranges, share }: { kind: FileKind; ranges: Readonly<Record<string, Range>>; share: number },
): Promise<TabularShape> {
  const train = without(await table(folder, 'source', `train_v2.${kind}`), ['row_id']);
  const given = await table(folder, 'source', `val_v2.${kind}`);
  const truth = await table(folder, 'verify', 'ground_truth.csv');
  const features = [...train.columns.keys()].filter((name) => !design.targets.includes(name));
  const validation = joined(given, truth, [...train.columns.keys()]);
  return {
    kind: 'tabular',
    design: { ...design, features },
    share,
    train,
    validation,
    ranges,
    usable: Object.keys(ranges).filter((name) => !design.targets.includes(name)),
    fileKind: kind,
  };
}

async function series(folder: string, design: Design, starts: SeriesShape['starts']): Promise<SeriesShape> {
  const train = await table(folder, 'source', 'train.csv');
  const exogenous = joined(
    await table(folder, 'source', 'val_v1.csv'),
    await table(folder, 'verify', 'ground_truth_v1.csv'),
    [...train.columns.keys()],
  );
  const forecast = await table(folder, 'verify', 'ground_truth_v2.csv');
  const given = await table(folder, 'source', 'val_v2.csv');
  const keys = [...given.columns.keys()].filter((name) => name !== 'row_id');
  const { time, targets } = design;
  const entities = time!.entities.length > 0 ? time!.entities : keys.filter((name) => name !== time!.column);
  const apart = new Set([time!.column, ...entities, ...targets]);
  return {
    kind: 'series',
    design: {
      ...design,
      time: { ...time!, entities },
      features: [...train.columns.keys()].filter((name) => !apart.has(name)),
    },
    train,
    exogenous,
    forecast: takeColumns(forecast, [...keys, ...targets]),
    starts,
  };
}

async function table(folder: string, side: 'source' | 'verify', name: string): Promise<Frame> {
  const frame = await readTable(join(folder, side, name), { csv: 'published' });
  if (isRejection(frame)) throw new UserError(`${folder}/${side}/${name} cannot be read: ${frame.rejected.words}`);
  return frame;
}

function without(frame: Frame, names: readonly string[]): Frame {
  return takeColumns(
    frame,
    [...frame.columns.keys()].filter((name) => !names.includes(name)),
  );
}

/** Rows to predict with their answers, which stand in the same order or are lined up by `row_id`. */
function joined(given: Frame, truth: Frame, order: readonly string[]): Frame {
  const idsOf = (frame: Frame) => {
    const column = columnOf(frame, 'row_id');
    return Array.from({ length: frame.rows }, (_, row) => String(cellOf(column, row)));
  };
  const places = new Map(idsOf(truth).map((id, row) => [id, row]));
  const rows = idsOf(given).map((id) => places.get(id) ?? -1);
  if (rows.includes(-1)) throw new UserError('rows to predict have no truth under their row_id');
  const answers = takeRows(truth, rows);
  const columns = order.flatMap((name): [string, Column][] => {
    const column = given.columns.get(name);
    if (column !== undefined) return [[name, column]];
    const answer = answers.columns.get(name);
    return answer === undefined ? [] : [[name, answer]];
  });
  return { rows: given.rows, columns: new Map(columns) };
}

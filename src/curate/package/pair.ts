/**
 * One dataset's folder in the published layout (docs/task-format.md): its two tasks' files, their parameters and
 * truths. The folder is there whole or not at all. Nothing is checked here: that is for the gates, which read the folder
 * as anyone would.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { FileKind } from '../../task.ts';
import type { RawDataset } from '../dataset.ts';
import { type Column, type Frame, numberColumn, takeColumns } from '../frame.ts';
import type { SeriesShape, Shape, TabularShape, WorkflowDraw } from '../shape.ts';
import { fillFolder, jsonText } from './files.ts';
import { writeFrame } from './frame-file.ts';
import { metadataOf } from './metadata.ts';
import { metadataText } from './metadata-text.ts';
import { DESCRIPTION, filesOf, METADATA } from './names.ts';
import type { Table } from './sqlite.ts';

export interface Pair {
  readonly raw: RawDataset;
  readonly shape: Shape;
  /** Of the IF task; null for series, and while only MM's files are wanted. */
  readonly draw: WorkflowDraw | null;
  readonly questions: { readonly v1: string; readonly v2: string };
  /** What curation measured, kept in all_metadata.json under `curation`. */
  readonly measures?: Readonly<Record<string, unknown>>;
  /** Both where nothing is said: while an IF task's parameters are drawn, `v1` alone is enough. */
  readonly versions?: readonly ('v1' | 'v2')[];
}

/** A dataset's object in question_list.json. */
export type ListEntry = {
  readonly file_path: string;
  readonly task: string;
  readonly question_v1: string;
  readonly question_v2: string;
  readonly needed_files_v1: readonly string[];
  readonly needed_files_v2: readonly string[];
  readonly contain_multiple_files: boolean;
  readonly available_tools: readonly string[];
  readonly usability_rating: number | null;
};

/** @param folder of the dataset, in a benchmark's `databases/`; what is there is replaced. */
export function writePair(folder: string, pair: Pair): ListEntry {
  const { raw, shape, draw, questions, measures = {}, versions = ['v1', 'v2'] } = pair;
  const name = basename(folder);
  fillFolder(folder, (aside) => {
    const [source, verify] = [join(aside, 'source'), join(aside, 'verify')];
    mkdirSync(source);
    mkdirSync(verify);
    if (shape.kind === 'series') writeSeries(shape, source, verify);
    else writeTabular(shape, draw, source, verify, versions);
    writeFileSync(join(source, DESCRIPTION), metadataText(raw, shape.train));
    writeFileSync(join(verify, METADATA), jsonText(metadataOf({ name, raw, shape, draw, measures })));
  });
  return entryOf(name, raw, shape, questions);
}

export function entryOf(name: string, raw: RawDataset, shape: Shape, questions: Pair['questions']): ListEntry {
  const { needed } = filesOf(shape);
  return {
    file_path: name,
    task: shape.design.family,
    question_v1: questions.v1,
    question_v2: questions.v2,
    needed_files_v1: needed.v1,
    needed_files_v2: needed.v2,
    contain_multiple_files: false,
    available_tools: ['python_executor'],
    usability_rating: raw.usability,
  };
}

function writeTabular(
  shape: TabularShape,
  draw: WorkflowDraw | null,
  source: string,
  verify: string,
  versions: readonly ('v1' | 'v2')[],
): void {
  const files = filesOf(shape);
  const { targets } = shape.design;
  const [train, validation] = alike([shape.train, shape.validation]) as [Frame, Frame];
  const write = (frame: Frame, name: string, tables: readonly Table[]) =>
    writeFrame(frame, join(source, name), shape.fileKind, { tables });
  const given = (columns: readonly string[]) =>
    numbered(
      takeColumns(
        validation,
        columns.filter((column) => !targets.includes(column)),
      ),
    );
  if (versions.includes('v2')) {
    write(train, files.train.v2, oneTable('train_set', train));
    const shown = given([...validation.columns.keys()]);
    write(shown, files.validation.v2, oneTable('val_set', shown));
    writeFrame(numbered(takeColumns(validation, targets)), join(verify, files.truth.v2), 'csv');
  }
  if (versions.includes('v1') && draw !== null) {
    const clean = takeColumns(train, draw.columns);
    const shown = given(draw.columns);
    const { frame, tables } = trainingFile(wholeAs(draw.withErrors, train), draw, shape.fileKind);
    write(frame, files.train.v1, tables);
    write(clean, files.clean!, oneTable('train_set', clean));
    write(shown, files.validation.v1, oneTable('val_set', shown));
  }
}

/** In SQLite over several tables, whose rows belong together by row_id. */
function trainingFile(frame: Frame, { tables }: WorkflowDraw, kind: FileKind): { frame: Frame; tables: Table[] } {
  if (kind !== 'sqlite' || tables === null) return { frame, tables: oneTable('train_set', frame) };
  const named = tables.map((columns, at) => ({ name: `table_${at + 1}`, columns: ['row_id', ...columns] }));
  return { frame: numbered(frame), tables: named };
}

function writeSeries(shape: SeriesShape, source: string, verify: string): void {
  const files = filesOf(shape);
  const { targets } = shape.design;
  const [train, exogenous] = alike([shape.train, shape.exogenous]) as [Frame, Frame];
  const { forecast } = shape;
  const without = (frame: Frame, names: readonly string[]) =>
    takeColumns(
      frame,
      [...frame.columns.keys()].filter((name) => !names.includes(name)),
    );
  const write = (frame: Frame, folder: string, name: string) => writeFrame(frame, join(folder, name), 'csv');
  write(train, source, files.train.v1);
  write(numbered(without(exogenous, targets)), source, files.validation.v1);
  write(without(forecast, targets), source, files.validation.v2);
  write(numbered(takeColumns(exogenous, targets)), verify, files.truth.v1!);
  write(forecast, verify, files.truth.v2);
}

function oneTable(name: string, frame: Frame): Table[] {
  return [{ name, columns: [...frame.columns.keys()] }];
}

/** With `row_id` first, from 1. */
function numbered(frame: Frame): Frame {
  const ids = numberColumn(Float64Array.from({ length: frame.rows }, (_, row) => row + 1));
  return { rows: frame.rows, columns: new Map([['row_id', ids], ...frame.columns]) };
}

/**
 * The frames with columns of whole numbers only where all of them have: a column of numbers with a fraction is one in
 * every file, whatever rows it happens to hold there.
 */
function alike(frames: readonly Frame[]): Frame[] {
  const fractional = new Set(
    frames.flatMap(({ columns }) =>
      [...columns].flatMap(([name, column]) => (column.kind === 'number' && !column.whole ? [name] : [])),
    ),
  );
  return frames.map((frame) => withWhole(frame, (name) => !fractional.has(name)));
}

function wholeAs(frame: Frame, model: Frame): Frame {
  return withWhole(frame, (name) => {
    const column = model.columns.get(name)!;
    return column.kind === 'number' && column.whole;
  });
}

function withWhole(frame: Frame, isWhole: (name: string) => boolean): Frame {
  const columns = [...frame.columns].map(([name, column]): [string, Column] => [
    name,
    column.kind === 'number' ? { ...column, whole: column.whole && isWhole(name) } : column,
  ]);
  return { rows: frame.rows, columns: new Map(columns) };
}

/** A shape's splits as one block of numbers, column by column: what the probe reads without parsing anything. */
import { type Column, cellOf, columnOf, type Frame } from '../frame.ts';
import type { SeriesShape, TabularShape } from '../shape.ts';
import { instantsOf } from './series.ts';

interface Part {
  readonly name: 'main' | 'forecast';
  /** Rows of the two splits, and columns of both. */
  readonly train: number;
  readonly validation: number;
  readonly width: number;
  /** Names of those that a model may see. */
  readonly columns: readonly string[];
  /** Training rows column by column, then those to predict. */
  readonly cells: Float64Array<ArrayBuffer>;
}

export type Cells =
  | (Part & {
      readonly kind: 'tabular';
      /** Places of columns whose numbers are codes. */
      readonly categorical: readonly number[];
      /** Of each target; 0 for a number. */
      readonly classes: readonly number[];
    })
  /** Before the columns stand series (a code) and time (milliseconds). */
  | (Part & {
      readonly kind: 'series';
      readonly targets: number;
      readonly rule: string | null;
      readonly method: string | null;
    });

/** More levels than this are taken as they stand: ranks by frequency. */
const MOST_LEVELS = 50;

export function tabularCells({ design, train, validation }: TabularShape): Cells {
  const { features, targets, family, types } = design;
  const frames = [train, validation];
  const codes = features.map((name) => codesOf(frames, name, types[name] === 'categorical'));
  const answers = targets.map((name) => codesOf(frames, name, family === 'classification'));
  const categorical = codes.flatMap(({ levels }, at) => (levels > 0 && levels <= MOST_LEVELS ? [at] : []));
  return {
    ...{ name: 'main', kind: 'tabular', columns: features, categorical },
    ...sized(train, validation),
    classes: answers.map(({ levels }) => levels),
    ...blockOf([...codes, ...answers]),
  };
}

/** Of XF, then of CF. */
export function seriesCells(shape: SeriesShape): Cells[] {
  const { design, train, exogenous, forecast } = shape;
  const { resample } = design.time!;
  const part = (name: Part['name'], asked: Frame, features: readonly string[], resampled: typeof resample): Cells => {
    const frames = [train, asked];
    const instants = frames.map((frame) => instantsOf(shape, frame));
    const series = codesOfTexts(instants.map((one) => one.series));
    const others = features.map((feature) => codesOf(frames, feature, design.types[feature] === 'categorical'));
    const answers = design.targets.map((target) => codesOf(frames, target, false));
    const times: Coded = { levels: 0, splits: instants.map((one) => one.instants) };
    return {
      ...{ name, kind: 'series', columns: features, targets: answers.length },
      ...{ rule: resampled?.rule ?? null, method: resampled?.method ?? null },
      ...sized(train, asked),
      ...blockOf([series, times, ...others, ...answers]),
    };
  };
  return [part('main', exogenous, design.features, null), part('forecast', forecast, [], resample)];
}

const sized = (train: Frame, validation: Frame) => ({ train: train.rows, validation: validation.rows });

interface Coded {
  /** 0 of numbers. */
  readonly levels: number;
  /** Of training rows, and of those to predict. */
  readonly splits: readonly Float64Array[];
}

function codesOf(frames: readonly Frame[], name: string, asCategory: boolean): Coded {
  const columns = frames.map((frame) => columnOf(frame, name));
  if (!asCategory && columns.every(({ kind }) => kind === 'number')) {
    return { levels: 0, splits: columns.map(({ values }) => values as Float64Array) };
  }
  return codesOfTexts(columns.map(textsOf));
}

function textsOf(column: Column): (string | null)[] {
  return Array.from({ length: column.values.length }, (_, row) => {
    const cell = cellOf(column, row);
    return cell === null ? null : String(cell);
  });
}

/** Codes by how often a text occurs in the training rows, the commonest first; NaN for a missing one. */
function codesOfTexts(splits: readonly (readonly (string | null)[])[]): Coded {
  const counts = new Map<string, number>();
  for (const text of splits[0]!) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([text]) => text);
  const codes = new Map(ranked.map((text, at) => [text, at]));
  for (const text of splits.flat()) if (text !== null && !codes.has(text)) codes.set(text, codes.size);
  return {
    levels: codes.size,
    splits: splits.map((split) => Float64Array.from(split, (text) => (text === null ? Number.NaN : codes.get(text)!))),
  };
}

function blockOf(columns: readonly Coded[]): Pick<Part, 'width' | 'cells'> {
  const ordered = [0, 1].flatMap((split) => columns.map(({ splits }) => splits[split]!));
  const cells = new Float64Array(ordered.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const one of ordered) {
    cells.set(one, at);
    at += one.length;
  }
  return { width: columns.length, cells };
}

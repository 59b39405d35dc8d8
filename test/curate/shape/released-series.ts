/** The released series as an oracle for the published cuts: the share and the entities are taken as given. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Column, columnOf, type Frame, takeColumns } from '../../../src/curate/frame.ts';
import { isMissing, rowGroups, stacked } from '../../../src/curate/shape/facts.ts';
import { periodsOf } from '../../../src/curate/shape/periods.ts';
import { resample } from '../../../src/curate/shape/resample.ts';
import { byText } from '../../../src/curate/shape/series-released.ts';
import { byTime, instantsOf, timeText } from '../../../src/curate/shape/timed-rows.ts';
import { DARE_EVAL } from '../design/released.ts';
import { isNumbered, questionOf, readFrame } from './released.ts';

export const SERIES_CHECKS = ['XF columns', 'XF cut', 'CF columns', 'CF cuts', 'CF resampled'] as const;
export type SeriesCheck = (typeof SERIES_CHECKS)[number];

/** Of the rows to predict, where other rows lack an answer too; else one row. */
const MOST_LOST = 0.1;

/** Null: the check does not apply. */
export async function seriesChecks(name: string): Promise<Record<SeriesCheck, boolean | null>> {
  const { target: targets, time_column: clock, time_format: format, train_test_ratio: share } = questionOf(name);
  const read = (path: string) => readFrame(name, path);
  const [train, given, asked] = await Promise.all(
    ['train', 'val_v1', 'val_v2'].map((stem) => read(`source/${stem}.csv`)),
  );
  const [truth, truthCF] = await Promise.all(['1', '2'].map((version) => read(`verify/ground_truth_v${version}.csv`)));

  const columns = [...train!.columns.keys()];
  const entities = [...asked!.columns.keys()].filter((column) => column !== clock && column !== 'row_id');
  const later: Frame = {
    rows: given!.rows,
    columns: new Map(columns.map((column) => [column, columnOf(targets.includes(column) ? truth! : given!, column)])),
  };
  const needed = [clock, ...entities, ...targets];
  const all = stacked(...alike(takeColumns(train!, needed), takeColumns(later, needed)));
  const instants = instantsOf(columnOf(all, clock), format);
  const answers = targets.map((column) => columnOf(all, column));
  const isAnswered = (row: number) => answers.every((column) => !isMissing(column, row));
  const places = Array.from({ length: all.rows }, (_, row) => row);
  const textOf = (row: number) => timeText(columnOf(all, clock), row)!;

  /** Whether the rows from the cut on are these, a few having been lost for want of an answer. */
  const cutGives = (rows: readonly number[], holds: (cut: number) => boolean): boolean => {
    const unanswered = rows.filter((row) => !isAnswered(row)).length;
    const most = unanswered === 0 ? 1 : Math.ceil(MOST_LOST * (1 - share) * rows.length);
    const sorted = byText(rows, textOf);
    for (let lost = 0; lost <= most; lost += 1) {
      const row = sorted[Math.floor((rows.length + lost) * share)];
      if (row !== undefined && holds(instants[row]!)) return true;
    }
    return false;
  };

  const resampled = /time interval of '(\w+)'[^.]*?method '(\w+)'/.exec(questionOfCF(name));
  const series = rowGroups(all, entities);
  const wanted = seriesOf(all, asked!, entities);
  const askedInstants = instantsOf(columnOf(asked!, clock), format);
  const cuts = [...wanted].every(([group, rows]) => {
    const known = places.filter((row) => series[row] === group);
    const first = Math.min(...rows.map((row) => askedInstants[row]!));
    return cutGives(known, (cut) => {
      const answered = known.filter((row) => instants[row]! >= cut && isAnswered(row));
      return cut === first && answered.length === rows.length;
    });
  });
  const periods = resampled === null ? null : periodsOf(resampled[1]!)!;
  const values = [...wanted].every(([group, rows]) => {
    if (periods === null) return true;
    const known = byTime(
      places.filter((row) => series[row] === group),
      instants,
    );
    const found = resample(known, instants, answers, periods, resampled![2] as 'mean' | 'sum');
    const late = found.slice(Math.floor(found.length * share));
    return (
      late.length === rows.length &&
      late.every(({ label, values: [value] }, at) => {
        const right = (columnOf(truthCF!, targets[0]!).values as Float64Array)[rows[at]!]!;
        return label === askedInstants[rows[at]!] && Math.abs(value! - right) <= 1e-9 * Math.max(1, Math.abs(right));
      })
    );
  });

  const names = (frame: Frame) => [...frame.columns.keys()].join('\n');
  const without = columns.filter((column) => !targets.includes(column));
  return {
    'XF columns':
      names(given!) === ['row_id', ...without].join('\n') &&
      names(truth!) === ['row_id', ...targets].join('\n') &&
      isNumbered(given!),
    'XF cut': cutGives(places, (cut) => places.every((row) => instants[row]! < cut === row < train!.rows)),
    'CF columns': names(truthCF!) === [names(asked!), ...targets].join('\n'),
    'CF cuts': resampled === null ? cuts : null,
    'CF resampled': resampled === null ? null : values,
  };
}

/** Rows asked for by the number that their series has among all rows. */
function seriesOf(all: Frame, asked: Frame, entities: readonly string[]): Map<number, number[]> {
  if (entities.length === 0) return new Map([[0, Array.from({ length: asked.rows }, (_, row) => row)]]);
  const both = stacked(...alike(takeColumns(all, entities), takeColumns(asked, entities)));
  const groups = rowGroups(both, entities);
  const rows = Array.from({ length: asked.rows }, (_, row) => row);
  return Map.groupBy(rows, (row) => groups[all.rows + row]!);
}

/** Frames of the same columns, some of which happen to hold whole numbers in one and words in the other. */
function alike(first: Frame, second: Frame): [Frame, Frame] {
  const texts = (column: Column): Column => ({
    kind: 'text',
    values: Array.from({ length: column.values.length }, (_, row) => timeText(column, row)),
  });
  const pairs = [...first.columns].map(([name, column]) => {
    const other = columnOf(second, name);
    return [
      name,
      column.kind === other.kind ? column : texts(column),
      column.kind === other.kind ? other : texts(other),
    ] as const;
  });
  return [
    { rows: first.rows, columns: new Map(pairs.map(([name, column]) => [name, column])) },
    { rows: second.rows, columns: new Map(pairs.map(([name, , column]) => [name, column])) },
  ];
}

let texts: ReadonlyMap<string, string> | null = null;

/** The only place that says how a target is resampled. */
function questionOfCF(name: string): string {
  texts ??= new Map(
    (
      JSON.parse(readFileSync(join(DARE_EVAL, 'question_list.json'), 'utf8')) as {
        file_path: string;
        question_v2: string;
      }[]
    ).map((entry) => [entry.file_path, entry.question_v2]),
  );
  return texts.get(name)!;
}

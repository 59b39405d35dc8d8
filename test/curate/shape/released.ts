/**
 * The released datasets as an oracle for the published rules: what was drawn (share, order, selected features) is taken
 * as given, and everything that follows from it is worked out again by our code and compared.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseLenientJson } from '../../../src/bench/lenient-json.ts';
import { type Cell, type Column, cellOf, columnOf, type Frame, makeFrame } from '../../../src/curate/frame.ts';
import { isRejection } from '../../../src/curate/rejection.ts';
import { concatenated, isMissing } from '../../../src/curate/shape/facts.ts';
import { rangeOf } from '../../../src/curate/shape/ranges.ts';
import { isUsable } from '../../../src/curate/shape/usable.ts';
import { selectedCount } from '../../../src/curate/shape/workflow.ts';
import { readTable } from '../../../src/curate/source/read/table.ts';
import { valueColumn } from '../../../src/curate/source/read/values.ts';
import { DARE_EVAL } from '../design/released.ts';

export const TABULAR_CHECKS = [
  'MM columns',
  'IF columns',
  'usable features',
  'ranges',
  'rows of the split',
  'rows with errors',
  'filter gives the clean rows',
  'selected features',
] as const;
export type TabularCheck = (typeof TABULAR_CHECKS)[number];

export interface Question {
  readonly target: readonly string[];
  readonly target_candidates: readonly string[];
  readonly related_features: readonly string[];
  readonly expected_ranges: Readonly<Record<string, readonly Exclude<Cell, null>[]>>;
  readonly selected_features: readonly string[];
  readonly train_test_ratio: number;
  readonly save_file_type: string;
  readonly column_type_inference: Readonly<Record<string, string>>;
  readonly time_column: string;
  readonly time_format: string;
}

export function questionOf(name: string): Question {
  const path = join(DARE_EVAL, 'databases', name, 'verify/all_metadata.json');
  return (parseLenientJson(readFileSync(path, 'utf8')) as { question: Question }).question;
}

export async function readFrame(name: string, path: string): Promise<Frame> {
  const frame = await readTable(join(DARE_EVAL, 'databases', name, path), { csv: 'published' });
  if (isRejection(frame)) throw new Error(`${name}: ${frame.rejected.words}`);
  return frame;
}

/** Of one dataset: whether each check holds. */
export async function tabularChecks(name: string): Promise<Record<TabularCheck, boolean>> {
  const question = questionOf(name);
  const kind = question.save_file_type;
  const read = (stem: string) => readFrame(name, `source/${stem}.${kind}`);
  const [trainMM, givenMM, clean, givenIF] = await Promise.all(
    ['train_v2', 'val_v2', 'train_v1_no_err', 'val_v1'].map(read),
  );
  const truth = await readFrame(name, 'verify/ground_truth.csv');
  const dirty =
    kind === 'sqlite'
      ? joinedTables(join(DARE_EVAL, 'databases', name, 'source/train_v1.sqlite'))
      : await read('train_v1');

  const targets = question.target;
  const isTarget = (column: string) => targets.includes(column);
  const namesOf = (frame: Frame) => [...frame.columns.keys()].filter((column) => column !== 'row_id');
  const typeOf = (column: string) =>
    /^numer/.test(question.column_type_inference[column] ?? '') ? 'numerical' : 'categorical';
  const both = (column: string) =>
    concatenated(...sameKind(columnOf(trainMM!, column), columnOf(isTarget(column) ? truth : givenMM!, column)));

  const unused = question.target_candidates.filter((column) => !isTarget(column));
  const related = question.related_features.filter((column) => !isTarget(column) && !unused.includes(column));
  const usable = related.filter((column) =>
    isUsable(columnOf(trainMM!, column), both(column), typeOf(column), 'released'),
  );
  const ranged = Object.keys(question.expected_ranges);

  return {
    'MM columns':
      same([...givenMM!.columns.keys()], ['row_id', ...namesOf(trainMM!).filter((column) => !isTarget(column))]) &&
      same([...truth.columns.keys()], ['row_id', ...targets]),
    'IF columns':
      same([...givenIF!.columns.keys()], ['row_id', ...namesOf(clean!).filter((column) => !isTarget(column))]) &&
      sameSet(namesOf(clean!), namesOf(dirty)),
    'usable features': sameSet(
      usable,
      namesOf(clean!).filter((column) => !isTarget(column)),
    ),
    ranges: ranged.every((column) => {
      const range = rangeOf(both(column), typeOf(column), 'released');
      const stated = question.expected_ranges[column]!.filter((value) => value !== null);
      if (range === null) return stated.length === 0;
      if (range.kind === 'numeric') return same([range.low, range.high], stated);
      return sameSet(range.values.map(String), stated.map(String));
    }),
    'rows of the split':
      splitHolds(trainMM!, givenMM!, targets, question.train_test_ratio) &&
      clean!.rows === trainMM!.rows &&
      givenIF!.rows === givenMM!.rows &&
      truth.rows === givenMM!.rows &&
      isNumbered(truth),
    'rows with errors': dirty.rows === clean!.rows + Math.floor(0.2 * clean!.rows),
    'filter gives the clean rows': filterGives(dirty, clean!, question, typeOf),
    'selected features':
      question.selected_features.length === selectedCount(ranged.length) &&
      question.selected_features.every((column) => ranged.includes(column)),
  };
}

/**
 * floor(rows · share), where `rows` counts the rows to predict that were lost for want of an answer: as many as none,
 * or, where training rows lack answers too, up to three times their share.
 */
function splitHolds(train: Frame, given: Frame, targets: readonly string[], share: number): boolean {
  const columns = targets.map((target) => columnOf(train, target));
  let unanswered = 0;
  for (let row = 0; row < train.rows; row += 1) if (columns.some((column) => isMissing(column, row))) unanswered += 1;
  const most = Math.ceil((3 * unanswered * (1 - share)) / share);
  return Array.from({ length: most + 1 }, (_, lost) => train.rows + given.rows + lost).some(
    (rows) => Math.floor(rows * share) === train.rows,
  );
}

/** From 1. */
export function isNumbered(frame: Frame): boolean {
  const column = columnOf(frame, 'row_id');
  return Array.from({ length: frame.rows }, (_, row) => cellOf(column, row)).every((id, row) => id === row + 1);
}

function filterGives(
  dirty: Frame,
  clean: Frame,
  { expected_ranges }: Question,
  typeOf: (column: string) => string,
): boolean {
  const limits = Object.entries(expected_ranges).map(([name, values]) => {
    const column = columnOf(dirty, name);
    const [low, high] = [Number(values[0]), Number(values[1])];
    const known = new Set(values.map(plain));
    return (row: number) => {
      const cell = cellOf(column, row);
      if (cell === null) return true;
      return typeOf(name) === 'numerical' ? Number(cell) >= low && Number(cell) <= high : known.has(plain(cell));
    };
  });
  const kept = Array.from({ length: dirty.rows }, (_, row) => row).filter((row) => limits.every((holds) => holds(row)));
  return (
    kept.length === clean.rows &&
    [...clean.columns].every(([name, column]) => {
      const other = columnOf(dirty, name);
      return kept.every((row, at) => {
        const [left, right] = [cellOf(other, row), cellOf(column, at)];
        return left === right || (left !== null && right !== null && plain(left) === plain(right));
      });
    })
  );
}

/** A bad word makes a whole column text: 1, 1.0 and '1' are the same cell. */
function plain(cell: Cell): string | number {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'boolean') return cell ? 'True' : 'False';
  const number = Number(cell);
  return cell === null || cell.trim() === '' || Number.isNaN(number) ? String(cell) : number;
}

/** Two parts of a column, of which one part may happen to hold numbers only, or nothing. */
function sameKind(first: Column, second: Column): [Column, Column] {
  if (first.kind === second.kind) return [first, second];
  const texts = (column: Column): Column => ({
    kind: 'text',
    values: Array.from({ length: column.values.length }, (_, row) => {
      const cell = cellOf(column, row);
      return cell === null ? null : String(cell);
    }),
  });
  return [texts(first), texts(second)];
}

/** The tables of a SQLite file, joined on `row_id`. */
function joinedTables(path: string): Frame {
  using database = new DatabaseSync(path, { readOnly: true });
  const names = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid`).all();
  const tables = names.map(({ name }) => `"${String(name)}"`);
  const rows = database
    .prepare(
      `SELECT * FROM ${tables[0]} ${tables
        .slice(1)
        .map((table) => `JOIN ${table} USING (row_id)`)
        .join(' ')} ORDER BY row_id`,
    )
    .all();
  return makeFrame(
    Object.keys(rows[0]!)
      .filter((name) => name !== 'row_id')
      .map(
        (name) =>
          [
            name,
            valueColumn(
              name,
              rows.map((row) => row[name]),
              { numbersInText: false },
            ),
          ] as const,
      ),
  );
}

const same = (left: readonly unknown[], right: readonly unknown[]): boolean =>
  left.length === right.length && left.every((item, at) => item === right[at]);

const sameSet = (left: readonly unknown[], right: readonly unknown[]): boolean =>
  left.length === right.length && new Set([...left, ...right]).size === left.length;

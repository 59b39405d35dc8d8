/**
 * Bad rows between the clean ones. A released bad row violates every range at once. Ours mostly violates one alone, of
 * a few columns chosen to tell: a column outside the selected features, both kinds of ranges, a selected feature. It is
 * otherwise a clean row with a wrong answer, so that a filter that misses it in any one way gives another model.
 */
import type { Range } from '../../task.ts';
import { type Column, cellOf, columnOf, type Frame, numberColumn } from '../frame.ts';
import { numberText } from '../number-text.ts';
import type { Random } from '../random.ts';
import type { Rules } from '../shape.ts';
import { distinctValues, isMissing } from './facts.ts';
import { codeOutside, numberOutside, wordOutside } from './violations.ts';

/** Bad rows for each clean one. */
const SHARE = 0.2;
/** Of our bad rows: those that violate a selected feature alone; and those that violate everything. */
const SELECTED_SHARE = 0.25;
const ALL_SHARE = 0.1;
/** Ours in one column. Were each a word of its own, one-hot encoding would give each bad row a column to hide in. */
const BAD_WORDS = 3;

export interface ErrorOptions {
  /** Clean rows, with the file's columns in their order. */
  readonly clean: Frame;
  readonly targets: readonly string[];
  readonly classes: boolean;
  readonly ranges: Readonly<Record<string, Range>>;
  readonly selected: readonly string[];
  /** A code may be replaced by a word: a CSV column is then text, in other files it could not be. */
  readonly mayRetype: boolean;
  readonly rules: Rules;
  readonly random: Random;
}

/** Where a row of the new frame comes from: a clean row, or bad row `bad` made of the clean row `from`. */
type Origin = { readonly bad: null; readonly from: number } | { readonly bad: number; readonly from: number };

export function withErrorRows(options: ErrorOptions): Frame {
  const { clean, targets, ranges } = options;
  const count = Math.floor(SHARE * clean.rows);
  const violated = violatedColumns(options, count);
  const answers = new Map(targets.map((target) => [target, wrongAnswers(columnOf(clean, target), options)]));
  const order = originsOf(clean.rows, count, options, answers);
  const columns = [...clean.columns].map(([name, column]): [string, Column] => {
    const range = Object.hasOwn(ranges, name) ? ranges[name] : undefined;
    const wrong = answers.get(name);
    if (wrong !== undefined) return [name, gather(column, order, (from) => wrong.rowFor(from))];
    if (range === undefined) return [name, gather(column, order, (from) => from)];
    return [name, violatedColumn(column, range, order, (bad) => violated[bad]!.has(name), options)];
  });
  return { rows: order.length, columns: new Map(columns) };
}

/** Of each bad row. */
function violatedColumns({ ranges, selected, rules, random }: ErrorOptions, count: number): ReadonlySet<string>[] {
  const all = Object.keys(ranges);
  const everything = new Set(all);
  if (rules === 'released') return Array.from({ length: count }, () => everything);
  const others = all.filter((name) => !selected.includes(name));
  const telling = (['numeric', 'categorical'] as const).flatMap((kind) => {
    const candidates = [others, all].map((names) => names.filter((name) => ranges[name]!.kind === kind));
    const found = candidates.find((names) => names.length > 0);
    return found === undefined ? [] : [random.pick(found)];
  });
  const chosen = selected.filter((name) => !telling.includes(name));
  const feature = chosen.length === 0 ? telling[0]! : random.pick(chosen);
  const sets = new Map(all.map((name) => [name, new Set([name])]));
  return Array.from({ length: count }, () => {
    const chance = random.unit();
    if (chance < ALL_SHARE) return everything;
    return sets.get(chance < ALL_SHARE + SELECTED_SHARE ? feature : random.pick(telling))!;
  });
}

interface WrongAnswers {
  /** Whether a bad row may be made of this clean row. */
  readonly fits: (row: number) => boolean;
  /** The clean row that a bad row made of `from` has its answer from. */
  readonly rowFor: (from: number) => number;
}

/** Existing values. Ours: one class for all bad rows, the rarest or any; or another row's number. */
function wrongAnswers(target: Column, { classes, rules, random }: ErrorOptions): WrongAnswers {
  const present: number[] = [];
  for (let row = 0; row < target.values.length; row += 1) if (!isMissing(target, row)) present.push(row);
  if (rules === 'released' || !classes) return { fits: () => true, rowFor: () => random.pick(present) };
  const rows = Map.groupBy(present, (row) => cellOf(target, row));
  const byRarity = [...rows.keys()].sort((a, b) => rows.get(a)!.length - rows.get(b)!.length);
  const label = random.int(0, 1) === 1 ? byRarity[0]! : random.pick(byRarity);
  const example = rows.get(label)![0]!;
  return { fits: (row) => cellOf(target, row) !== label, rowFor: () => example };
}

function originsOf(
  rows: number,
  count: number,
  { rules, random }: ErrorOptions,
  answers: ReadonlyMap<string, WrongAnswers>,
): Origin[] {
  const places = Array.from({ length: rows + count }, (_, place) => place);
  const bad = new Set(random.shuffle(places).slice(0, count));
  const all = Array.from({ length: rows }, (_, row) => row);
  const fitting = all.filter((row) => [...answers.values()].every(({ fits }) => fits(row)));
  const sources = rules === 'own' && fitting.length > 0 ? fitting : all;
  let next = 0;
  let made = 0;
  return places.map((place) => {
    if (!bad.has(place)) return { bad: null, from: next++ };
    return { bad: made++, from: random.pick(sources) };
  });
}

function gather(column: Column, order: readonly Origin[], rowFor: (from: number) => number): Column {
  const places = order.map(({ bad, from }) => (bad === null ? from : rowFor(from)));
  if (column.kind === 'number') {
    return { ...column, values: Float64Array.from(places, (place) => column.values[place]!) };
  }
  if (column.kind === 'text') return { kind: 'text', values: places.map((place) => column.values[place]!) };
  return { kind: 'boolean', values: places.map((place) => column.values[place]!) };
}

function violatedColumn(
  column: Column,
  range: Range,
  order: readonly Origin[],
  isViolated: (bad: number) => boolean,
  { rules, random, mayRetype }: ErrorOptions,
): Column {
  const replaced = <T>(values: ArrayLike<T>, make: () => T): T[] =>
    order.map(({ bad, from }) => (bad !== null && isViolated(bad) ? make() : values[from]!));
  if (range.kind === 'numeric') {
    if (column.kind !== 'number') throw new Error('a column of words has a range of numbers');
    return numberColumn(replaced(column.values, () => numberOutside(range, column.whole, rules, random)));
  }
  const codes = column.kind === 'number' ? (range.values as readonly number[]) : null;
  if (codes !== null && column.kind === 'number' && !(mayRetype && random.int(0, 1) === 1)) {
    return numberColumn(replaced(column.values, () => codeOutside(codes, random)));
  }
  const texts = textsOf(column);
  const known = new Set(distinctValues({ kind: 'text', values: texts }).map(String));
  if (rules === 'released') return { kind: 'text', values: replaced(texts, () => wordOutside(known, random)) };
  const words = Array.from({ length: BAD_WORDS }, () => wordOutside(known, random));
  return { kind: 'text', values: replaced(texts, () => random.pick(words)) };
}

/** Cells as a CSV file spells them. */
function textsOf(column: Column): readonly (string | null)[] {
  if (column.kind === 'text') return column.values;
  if (column.kind === 'boolean')
    return column.values.map((value) => (value === null ? null : value ? 'True' : 'False'));
  return Array.from(column.values, (value) => (Number.isNaN(value) ? null : numberText(value, column.whole)));
}

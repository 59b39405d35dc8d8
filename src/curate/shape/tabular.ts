/**
 * A classification or regression dataset split in two, once for its IF and its MM task. Ours: by class or by group, no
 * row to predict whose features stand in the training rows, ranges that tell. Released: the published rules as they
 * were, defects and all, so that they can be held against the published data.
 */
import { FILE_KINDS, type FileKind, type Range } from '../../task.ts';
import type { Design } from '../design.ts';
import { columnOf, type Frame, takeRows } from '../frame.ts';
import { type Random, randomOf } from '../random.ts';
import { isRejection, type Rejection, reject } from '../rejection.ts';
import type { Rules, TabularShape } from '../shape.ts';
import { concatenated, countMissing } from './facts.ts';
import { hasAnswer, splitOurs } from './own-split.ts';
import { prepare } from './prepare.ts';
import { rangeOf } from './ranges.ts';
import { SHARES, type Split, sharesFor, splitAtRandom, TABLE_SHARES } from './split.ts';
import { isUsable, MOST_USABLE, mixesNumbers } from './usable.ts';

export interface ShapeOptions {
  /** Secret, of the dataset (`seedOf`). */
  readonly seed: string;
  readonly rules: Rules;
  /** Another number is another shape of the same dataset. */
  readonly draw: number;
}

/** A workflow of one feature has no order, and none to leave out. */
const FEWEST_USABLE = 2;
/** SQLite holds 2,000 columns a table; CSV any number. */
const MOST_SQLITE_COLUMNS = 1_000;

export function shapeTabular(frame: Frame, design: Design, options: ShapeOptions): TabularShape | Rejection {
  const { seed, rules, draw } = options;
  const random = randomOf(seed, `tabular ${JSON.stringify(design.targets)} ${draw}`);
  const prepared = prepare(frame, design, rules);
  if (isRejection(prepared)) return prepared;
  const share = random.pick(rules === 'own' ? sharesFor(frame.rows, TABLE_SHARES) : SHARES);
  const split =
    rules === 'own'
      ? splitOurs(prepared.frame, prepared.design, frame, share, random)
      : splitAtRandom(
          Array.from({ length: frame.rows }, (_, row) => row),
          Math.floor(frame.rows * share),
          random,
        );
  if (isRejection(split)) return split;
  return shapeOfSplit(prepared.frame, prepared.design, split, { rules, share, random });
}

/** A shape with these rows on either side. @param frame prepared */
export function shapeOfSplit(
  frame: Frame,
  design: Design,
  split: Split,
  { rules, share, random }: { rules: Rules; share: number; random: Random },
): TabularShape | Rejection {
  const train = takeRows(frame, split.train);
  // Whoever predicts a row without an answer cannot be scored.
  const answered = split.validation.filter((row) => hasAnswer(frame, design.targets, row));
  const validation = takeRows(frame, answered);
  if (train.rows === 0 || validation.rows === 0) {
    return reject(
      'shape',
      'too-few-rows',
      `One side of the split is empty: ${frame.rows} rows are too few.`,
      frame.rows,
    );
  }
  const ranges: [string, Range][] = [];
  const able: string[] = [];
  for (const [name, column] of train.columns) {
    const all = concatenated(column, columnOf(validation, name));
    const type = Object.hasOwn(design.types, name)
      ? design.types[name]!
      : column.kind === 'number'
        ? 'numerical'
        : 'categorical';
    const range = rangeOf(all, type, rules);
    if (range === null) continue;
    ranges.push([name, range]);
    if (design.features.includes(name) && isUsable(column, all, type, rules)) able.push(name);
  }
  const { names, kinds } = rules === 'own' ? writable(train, validation, able) : { names: able, kinds: FILE_KINDS };
  const usable = rules === 'own' ? random.shuffle(names).slice(0, MOST_USABLE) : names;
  const inOrder = names.filter((name) => usable.includes(name));
  const fewest = rules === 'own' ? FEWEST_USABLE : 1;
  if (inOrder.length < fewest) {
    const words =
      `A workflow needs ${fewest === 1 ? 'a feature' : `${fewest} features`} that are numbers or categories of fewer than 20 values, ` +
      `mostly present; found ${inOrder.length} among ${design.features.length}.`;
    return reject('shape', 'too-few-usable-features', words, inOrder.length);
  }
  const fileKind = random.pick(kinds);
  return {
    kind: 'tabular',
    design,
    share,
    train,
    validation,
    // A column may be called __proto__ or constructor.
    ranges: Object.fromEntries(ranges),
    usable: inOrder,
    fileKind,
  };
}

/**
 * File kinds that hold these features alike, and the features that they do. SQLite and Parquet give missing words as
 * None, which scikit-learn's imputer does not fill; CSV turns words that are numbers into numbers.
 */
function writable(train: Frame, validation: Frame, able: readonly string[]) {
  const sides = (name: string) => [train, validation].map((frame) => columnOf(frame, name));
  const hasGaps = (name: string) => sides(name).some((column) => column.kind !== 'number' && countMissing(column) > 0);
  const isMixed = (name: string) => sides(name).some(mixesNumbers);
  const plain = able.filter((name) => !isMixed(name));
  if (plain.some(hasGaps)) return { names: plain, kinds: ['csv'] as readonly FileKind[] };
  const names = able.filter((name) => !hasGaps(name));
  const everyName = [...train.columns.keys()].map((name) => name.toLowerCase());
  const fitsSqlite = new Set(everyName).size === everyName.length && everyName.length <= MOST_SQLITE_COLUMNS;
  const kinds = FILE_KINDS.filter((kind) => {
    if (kind === 'sqlite') return fitsSqlite;
    return kind === 'parquet' || names.every((name) => !isMixed(name));
  });
  return { names, kinds };
}

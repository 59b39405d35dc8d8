/**
 * The split of a tabular dataset by our rules: by class or by group, every class on both sides, and no row to predict
 * whose features a training row has. Where many would be lost so, the dataset is split again with each row once.
 */
import type { Design } from '../design.ts';
import { columnOf, type Frame, takeColumns, takeRows } from '../frame.ts';
import type { Random } from '../random.ts';
import { isRejection, type Rejection, reject } from '../rejection.ts';
import { distinctValues, isMissing, rowGroups } from './facts.ts';
import { floorOf, type Split, splitAtRandom, splitByClass, splitByGroup } from './split.ts';
import { MISSING_WORDS } from './text-values.ts';

const FEWEST_ROWS = 20;
/** Of the rows to predict, that may go because training rows have their features: before each row is taken once, and at all. */
const MANY_REPEATED = 0.05;
const MOST_REPEATED = 0.5;

/**
 * @param frame prepared
 * @param whole the same rows with all columns, of which one may tell groups apart
 */
export function splitOurs(
  frame: Frame,
  design: Design,
  whole: Frame,
  share: number,
  random: Random,
): Split | Rejection {
  const unfit = problemOfTargets(frame, design);
  if (unfit !== null) return unfit;
  const { family, targets, features, group } = design;
  const classes = family === 'classification' ? targets.map((target) => rowGroups(frame, [target])) : [];
  const onBothSides = (split: Split) => classes.every((codes) => hasAllClasses(split, codes));
  const alike = rowGroups(frame, features);

  const attempt = (rows: readonly number[]): { split: Split; lost: number } | Rejection => {
    if (rows.length < FEWEST_ROWS) {
      const words = `Expected ${FEWEST_ROWS} different rows with an answer or more, found ${rows.length}.`;
      return reject('shape', 'too-few-rows', words, rows.length);
    }
    let split: Split | null;
    if (group !== null) {
      split = splitByGroup(rows, rowGroups(whole, [group]), share, random, onBothSides);
      if (split === null) {
        const words = `No split by ${JSON.stringify(group)} has about ${share} of the rows and every class on both sides.`;
        return reject('shape', 'groups-too-large', words);
      }
    } else if (family === 'classification') split = splitByClass(rows, rowGroups(frame, targets), share, random);
    else split = splitAtRandom(rows, floorOf(rows.length, share), random);
    const validation = withoutRepeats(split, alike);
    return { split: { train: split.train, validation }, lost: 1 - validation.length / split.validation.length };
  };

  const rows = Array.from({ length: frame.rows }, (_, row) => row).filter((row) => hasAnswer(frame, targets, row));
  let found = attempt(rows);
  if (!isRejection(found) && found.lost > MANY_REPEATED) {
    const same = rowGroups(frame, [...features, ...targets]);
    const seen = new Set<number>();
    found = attempt(rows.filter((row) => seen.size < seen.add(same[row]!).size));
  }
  if (isRejection(found)) return found;
  const { split, lost } = found;
  if (lost > MOST_REPEATED) {
    const words = `Of the rows to predict, ${Math.round(100 * lost)} % have the very features of a training row.`;
    return reject('shape', 'rows-repeat', words, lost);
  }
  if (!onBothSides(split)) {
    const words = 'Some class has too few rows to be on both sides of the split; leave it out or take another target.';
    return reject('shape', 'class-too-small', words, Math.min(...classes.map((codes) => smallestClass(rows, codes))));
  }
  const answers = takeRows(takeColumns(frame, targets), split.train);
  const flat = targets.find((target) => distinctValues(columnOf(answers, target), 2).length < 2);
  if (flat !== undefined) {
    return reject('shape', 'target-constant', `The target ${JSON.stringify(flat)} has one value in all training rows.`);
  }
  return split;
}

export function hasAnswer(frame: Frame, targets: readonly string[], row: number): boolean {
  return targets.every((target) => !isMissing(columnOf(frame, target), row));
}

function problemOfTargets(frame: Frame, { family, targets }: Design): Rejection | null {
  for (const target of targets) {
    const column = columnOf(frame, target);
    const name = JSON.stringify(target);
    if (family === 'regression' && column.kind !== 'number') {
      return reject('shape', 'target-unfit', `The target ${name} of a regression is not a column of numbers.`);
    }
    if (distinctValues(column).some((value) => MISSING_WORDS.has(String(value)))) {
      const words = `The target ${name} has a value that readers take for a missing one (such as NA or None); rename it.`;
      return reject('shape', 'target-reads-as-missing', words);
    }
  }
  return null;
}

function hasAllClasses({ train, validation }: Split, codes: Int32Array): boolean {
  const sides = [train, validation].map((rows) => new Set(rows.map((row) => codes[row]!)));
  return sides[0]!.size === sides[1]!.size && [...sides[0]!].every((code) => sides[1]!.has(code));
}

function smallestClass(rows: readonly number[], codes: Int32Array): number {
  return Math.min(...[...Map.groupBy(rows, (row) => codes[row]!).values()].map(({ length }) => length));
}

/** Rows to predict whose features no training row has. */
function withoutRepeats({ train, validation }: Split, alike: Int32Array): number[] {
  const known = new Set(train.map((row) => alike[row]!));
  return validation.filter((row) => !known.has(alike[row]!));
}

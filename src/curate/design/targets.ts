/** Which columns are worth predicting, as classes or as amounts, and how much speaks for each. */
import type { Evidence } from './evidence.ts';
import { isGrouping } from './group.ts';
import type { Leaks } from './leaks.ts';
import { wordsOf } from './names.ts';
import type { ColumnProfile, Profile } from './profile.ts';

export interface Candidate {
  readonly column: ColumnProfile;
  /** Higher is likelier; about 0 where nothing but being possible speaks for it. */
  readonly score: number;
}

export const MOST_CLASSES = 20;
export const FEWEST_OF_A_CLASS = 10;
/** Different values that make an amount of a whole number. */
const FEWEST_AMOUNTS = 15;
const FEW = 12;

/** Classes that can be learnt and tested: two to twenty of them, each often enough. */
export function isClasses(column: ColumnProfile, rows: number): boolean {
  if (!isPossible(column, rows) || column.distinct > MOST_CLASSES || column.time !== null) return false;
  if (column.counts.some(([, count]) => count < FEWEST_OF_A_CLASS)) return false;
  return column.kind !== 'number' || (column.numbers!.whole && column.distinct <= FEW);
}

/** Amounts with many values. */
export function isAmount(column: ColumnProfile, rows: number): boolean {
  if (!isPossible(column, rows) || column.numbers === null || column.time !== null) return false;
  const isSubject = column.says.subject && isGrouping(column, rows);
  return !column.says.id && !isSubject && !column.numbers.counter && column.distinct >= FEWEST_AMOUNTS;
}

export function classCandidates(profile: Profile, evidence: Evidence): Candidate[] {
  return ranked(profile, isClasses, (column) => {
    const spread = column.kind === 'number' && column.distinct > 2 ? -0.4 : 0.2;
    return 2.5 * column.says.state + 0.4 * column.says.amount + spread + common(column, profile, evidence);
  });
}

export function amountCandidates(profile: Profile, evidence: Evidence): Candidate[] {
  return ranked(profile, isAmount, (column) => {
    const place = /^(lat|lon|lng|latitude|longitude)\b/i.test(column.name) ? -1 : 0;
    return (
      2.5 * Math.max(column.says.amount, column.says.state === 1 ? 1 : 0) + place + common(column, profile, evidence)
    );
  });
}

/** What is predicted at once. */
export interface Choice {
  readonly columns: readonly ColumnProfile[];
  readonly score: number;
}

/** Something must speak for both of a pair. */
const PAIR = 2;
/** Below the lesser one where names alone make a pair; above the greater one where the dataset's words ask for both. */
const OF_PAIR = 0.5;

/**
 * Two candidates that the dataset's words ask for together, else two whose names differ in one word (city and highway
 * mileage); neither of them tells the other.
 */
export function pairOf(candidates: readonly Candidate[], evidence: Evidence, leaks: Leaks): Choice | null {
  const likely = candidates.filter(({ score }) => score >= PAIR);
  const pairs = likely.flatMap((first, at) => likely.slice(at + 1).map((second) => [first, second] as const));
  const apart = pairs.filter(([{ column: a }, { column: b }]) => leaks.of(a.name, [b.name]).size === 0);
  const asked = apart.find(([{ column: a }, { column: b }]) => evidence.together(a.name, b.name));
  const [first, second] = asked ?? apart.find(([{ column: a }, { column: b }]) => isSibling(a.name, b.name)) ?? [];
  if (first === undefined || second === undefined) return null;
  const scores = [first.score, second.score];
  return {
    columns: [first.column, second.column].sort((a, b) => a.place - b.place),
    score: asked === undefined ? Math.min(...scores) - OF_PAIR : Math.max(...scores) + OF_PAIR,
  };
}

function isSibling(a: string, b: string): boolean {
  const [x, y] = [wordsOf(a), wordsOf(b)];
  return x.length >= 2 && x.length === y.length && x.filter((word, at) => word !== y[at]).length === 1;
}

function common(column: ColumnProfile, profile: Profile, evidence: Evidence): number {
  const last = column.place === profile.columns.length - 1 ? 1 : 0;
  const first = column.place === 0 ? -0.3 : 0;
  const holes = column.missing > profile.rows * 0.2 ? -1 : 0;
  return last + first + holes + evidence.target(column.name);
}

function ranked(
  profile: Profile,
  possible: (column: ColumnProfile, rows: number) => boolean,
  score: (column: ColumnProfile) => number,
): Candidate[] {
  return profile.columns
    .filter((column) => possible(column, profile.rows))
    .map((column) => ({ column, score: score(column) }))
    .sort((a, b) => b.score - a.score || a.column.place - b.column.place);
}

function isPossible(column: ColumnProfile, rows: number): boolean {
  return column.distinct >= 2 && column.present >= rows * 0.5 && !(column.says.id && column.distinct > MOST_CLASSES);
}

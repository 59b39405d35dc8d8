/** A classification or regression task of a table, for one target or two that belong together. */
import type { Family } from '../../task.ts';
import type { ColumnType, Design } from '../design.ts';
import { isRejection, type Rejection, reject } from '../rejection.ts';
import type { Leaks } from './leaks.ts';
import type { ColumnProfile, Profile } from './profile.ts';

export interface TabularAnswers {
  readonly family: Exclude<Family, 'time_series_analysis'>;
  readonly targets: readonly ColumnProfile[];
  readonly typeOf: (column: ColumnProfile) => ColumnType;
  /** Why a column is withheld, leaks aside; null when it is not. */
  readonly withheld: (column: ColumnProfile) => string | null;
  readonly group: string | null;
  readonly confidence: number;
}

const FEWEST_FEATURES = 2;

/** A rejection when too few columns are left to predict from. */
export function tabularDesign(profile: Profile, leaks: Leaks, answers: TabularAnswers): Design | Rejection {
  const { family, targets, group } = answers;
  const others = profile.columns.filter((column) => !targets.includes(column));
  const { kept, withheld } = withhold(others, targets, leaks, (column) =>
    column.name === group ? 'it names whom rows are about' : answers.withheld(column),
  );
  if (kept.length < FEWEST_FEATURES) return noFeatures(targets, kept, withheld);
  const typeOfTarget: ColumnType = family === 'classification' ? 'categorical' : 'numerical';
  const types = profile.columns
    .filter((column) => targets.includes(column) || kept.includes(column))
    .map((column) => [column.name, targets.includes(column) ? typeOfTarget : answers.typeOf(column)] as const);
  return {
    family,
    targets: targets.map(({ name }) => name),
    types: Object.fromEntries(types),
    features: kept.map(({ name }) => name),
    withheld,
    group,
    time: null,
    confidence: answers.confidence,
  };
}

/** Those that there are, or why there is not the first of them. @param tried one at least */
export function possibleOf(tried: readonly (Design | Rejection)[]): Design[] | Rejection {
  const designs = tried.filter((one): one is Design => !isRejection(one));
  return designs.length > 0 ? designs : tried.find(isRejection)!;
}

function noFeatures(
  targets: readonly ColumnProfile[],
  kept: readonly ColumnProfile[],
  withheld: Design['withheld'],
): Rejection {
  const target = targets.map(({ name }) => JSON.stringify(name)).join(' and ');
  const left = kept.length === 0 ? 'no column' : `only ${JSON.stringify(kept[0]!.name)}`;
  const told = withheld.slice(0, 5).map(({ column, why }) => `${JSON.stringify(column)} (${why})`);
  const more = withheld.length > told.length ? [`${withheld.length - told.length} more`] : [];
  const others = told.length === 0 ? '' : ` Left out: ${[...told, ...more].join(', ')}.`;
  const words = `To predict ${target} ${left} is there; ${FEWEST_FEATURES} columns are wanted.${others}`;
  return reject('design', 'no-features', words);
}

/** Columns that stay, and those that do not: for a reason of their own, or because they give a target away. */
export function withhold(
  columns: readonly ColumnProfile[],
  targets: readonly ColumnProfile[],
  leaks: Leaks,
  why: (column: ColumnProfile) => string | null,
): { readonly kept: readonly ColumnProfile[]; readonly withheld: Design['withheld'] } {
  const reasons = new Map(columns.map((column) => [column.name, why(column)]));
  const free = columns.filter(({ name }) => reasons.get(name) === null).map(({ name }) => name);
  for (const target of targets) {
    for (const [name, how] of leaks.of(target.name, free)) reasons.set(name, how);
  }
  return {
    kept: columns.filter(({ name }) => reasons.get(name) === null),
    withheld: columns.flatMap(({ name }) => {
      const reason = reasons.get(name);
      return reason == null ? [] : [{ column: name, why: reason }];
    }),
  };
}

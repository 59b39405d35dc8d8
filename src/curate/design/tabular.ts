/** A classification or regression task of a table, for one target or two that belong together. */
import type { Family } from '../../task.ts';
import type { ColumnType, Design } from '../design.ts';
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

/** Null when too few columns are left to predict from. */
export function tabularDesign(profile: Profile, leaks: Leaks, answers: TabularAnswers): Design | null {
  const { family, targets, group } = answers;
  const others = profile.columns.filter((column) => !targets.includes(column));
  const { kept, withheld } = withhold(others, targets, leaks, (column) =>
    column.name === group ? 'it names whom rows are about' : answers.withheld(column),
  );
  if (kept.length < FEWEST_FEATURES) return null;
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

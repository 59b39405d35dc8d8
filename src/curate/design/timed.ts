/** A forecasting task of a table of series, for one target. */
import type { ColumnType, Design, TimeDesign } from '../design.ts';
import type { Leaks } from './leaks.ts';
import type { ColumnProfile, Profile } from './profile.ts';
import { withhold } from './tabular.ts';

export interface TimedAnswers {
  readonly time: TimeDesign;
  readonly target: ColumnProfile;
  readonly typeOf: (column: ColumnProfile) => ColumnType;
  /** Why a column is withheld, leaks aside; null when it is not. */
  readonly withheld: (column: ColumnProfile) => string | null;
  readonly confidence: number;
}

export function timedDesign(profile: Profile, leaks: Leaks, answers: TimedAnswers): Design {
  const { time, target } = answers;
  const isEntity = ({ name }: ColumnProfile) => time.entities.includes(name);
  const others = profile.columns.filter(
    (column) => column !== target && column.name !== time.column && !isEntity(column),
  );
  const { kept, withheld } = withhold(others, [target], leaks, (column) =>
    column.time === null || column.time.format === '%Y' ? answers.withheld(column) : 'it is another time',
  );
  const typeOf = (column: ColumnProfile): ColumnType => {
    if (column === target) return 'numerical';
    return isEntity(column) ? 'categorical' : answers.typeOf(column);
  };
  const types = profile.columns
    .filter((column) => column === target || isEntity(column) || kept.includes(column))
    .map((column) => [column.name, typeOf(column)] as const);
  return {
    family: 'time_series_analysis',
    targets: [target.name],
    types: Object.fromEntries(types),
    features: kept.map(({ name }) => name),
    withheld,
    group: null,
    time,
    confidence: answers.confidence,
  };
}

/** Columns that tell several series in one table apart: with the time, they name a row. */
import type { Frame } from '../frame.ts';
import { type Codes, codesOf, combine, determines, doubledShare } from './codes.ts';
import type { ColumnProfile, Profile } from './profile.ts';

export interface Entities {
  readonly entities: readonly string[];
  /** Of the rows' series. */
  readonly codes: Codes;
  /** No columns make times single: rows are events. */
  readonly repeated: boolean;
  /** Columns with one value a time. */
  readonly ofTime: ReadonlySet<string>;
}

/** Rows that may share time and entities, of all: a few doubled rows do not make events. */
export const FEW_DOUBLED = 0.01;
/** Up to here columns that tell most rows apart still name series, whose doubled times are to be resampled. */
const MOST_DOUBLED = 0.08;
/** Mean length of a series. */
const SHORTEST = 12;
const MOST_CANDIDATES = 8;

export function entitiesOf(frame: Frame, profile: Profile, times: Codes, timeColumn: string): Entities {
  const one: Codes = { of: new Int32Array(frame.rows), size: 1, missing: -1 };
  if (doubledShare([times], FEW_DOUBLED) <= FEW_DOUBLED) {
    // The one series' name, where each row repeats it.
    const named = profile.columns.filter(
      ({ kind, says, distinct, missing }) => kind === 'text' && says.entity && distinct === 1 && missing === 0,
    );
    return { entities: named.map(({ name }) => name), codes: one, repeated: false, ofTime: new Set() };
  }
  const possible = profile.columns
    .filter((column) => column.name !== timeColumn && isPossible(column, frame.rows))
    .map((column) => ({ column, codes: codesOf(frame.columns.get(column.name)!) }));
  const ofTime = new Set(
    possible.filter(({ codes }) => determines(times, codes, 0.999)).map(({ column }) => column.name),
  );
  const candidates = possible
    .filter(({ column }) => !ofTime.has(column.name))
    .sort((a, b) => weight(b.column) - weight(a.column) || a.column.place - b.column.place)
    .slice(0, MOST_CANDIDATES);
  const sets = [1, 2, 3].flatMap((size) => subsets(candidates, size));
  const share = sets.map((set) => doubledShare([times, ...set.map(({ codes }) => codes)], MOST_DOUBLED));
  const single = share.findIndex((one) => one <= FEW_DOUBLED);
  // Three columns tell almost any rows apart, by chance.
  const nearly = share.findIndex((one, at) => one <= MOST_DOUBLED && sets[at]!.length < 3);
  const found = sets[single >= 0 ? single : nearly];
  if (found !== undefined) {
    const codes = found.map((candidate) => candidate.codes).reduce(combine);
    const twins = candidates.filter(
      (other) => !found.includes(other) && found.some((entity) => isTwin(entity.codes, other.codes)),
    );
    const entities = [...found, ...twins].sort((a, b) => a.column.place - b.column.place);
    return { entities: entities.map(({ column }) => column.name), codes, repeated: single < 0, ofTime };
  }
  return { entities: [], codes: one, repeated: true, ofTime };
}

function isPossible(column: ColumnProfile, rows: number): boolean {
  if (column.distinct < 2 || column.distinct * SHORTEST > rows || column.missing > 0 || column.time !== null)
    return false;
  return column.kind === 'text' || (column.numbers?.whole === true && (column.says.entity || column.says.id));
}

function weight({ kind, says }: ColumnProfile): number {
  return (kind === 'text' ? 1 : 0) + (says.entity ? 1 : 0) + (says.state >= 0.8 ? -1 : 0);
}

/** Two names for the same thing, as a code and its words are. */
function isTwin(a: Codes, b: Codes): boolean {
  return a.size === b.size && determines(a, b, 0.999) && determines(b, a, 0.999);
}

function subsets<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) => subsets(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]));
}

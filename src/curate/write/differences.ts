/** Where what was read from a question is not what it should state. */
import { isDeepStrictEqual } from 'node:util';
import type { Range } from '../../task.ts';
import { sameRange } from './read/ranges.ts';
import { type Statement, UNSAID } from './statement.ts';

/** Lists whose order says nothing. */
const UNORDERED: ReadonlySet<string> = new Set(['numbers', 'words']);
/** These neither, where the question leaves the order of features open. */
const FEATURE_LISTS: ReadonlySet<string> = new Set(['features', 'numeric', 'categorical']);

/** One line for each parameter that differs; none when the text says all of it, and nothing else. */
export function differencesBetween(read: Statement, stated: Statement): string[] {
  const parameters = Object.keys(UNSAID) as (keyof Statement)[];
  return parameters.flatMap((parameter) => {
    if (parameter === 'ranges') return rangeDifferences(read.ranges, stated.ranges);
    const isSet = UNORDERED.has(parameter) || (stated.order === null && FEATURE_LISTS.has(parameter));
    const normal = (value: unknown) => (isSet ? sorted(value) : value);
    const [found, expected] = [normal(read[parameter]), normal(stated[parameter])];
    return isDeepStrictEqual(found, expected)
      ? []
      : [`${parameter}: ${shown(expected)} is stated, ${shown(found)} read`];
  });
}

function rangeDifferences(read: Statement['ranges'], stated: Statement['ranges']): string[] {
  const columns = new Set([...(stated?.keys() ?? []), ...(read?.keys() ?? [])]);
  return [...columns].flatMap((column) => {
    const [found, expected] = [read?.get(column), stated?.get(column)];
    if (found !== undefined && expected !== undefined && sameRange(found, expected)) return [];
    return [`range of ${JSON.stringify(column)}: ${rangeShown(expected)} is stated, ${rangeShown(found)} read`];
  });
}

function sorted(value: unknown): unknown {
  return [...((value as readonly string[] | null) ?? [])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function rangeShown(range: Range | undefined): string {
  if (range === undefined) return 'nothing';
  return JSON.stringify(range.kind === 'numeric' ? [range.low, range.high] : range.values);
}

function shown(value: unknown): string {
  return value === null || value === undefined ? 'nothing' : JSON.stringify(value);
}

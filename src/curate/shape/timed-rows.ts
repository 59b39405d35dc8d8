/** Rows of a dataset with their times read, and which series each belongs to. */
import { parseTime } from '../design/strptime.ts';
import type { TimeDesign } from '../design.ts';
import { type Column, columnOf, type Frame } from '../frame.ts';
import { numberText } from '../number-text.ts';
import { isMissing, rowGroups } from './facts.ts';

/** NaN where a time is missing or not of the format. */
export function instantsOf(column: Column, format: string): Float64Array {
  const known = new Map<string, number>();
  const read = (text: string) => {
    const instant = known.get(text) ?? parseTime(format, text) ?? Number.NaN;
    known.set(text, instant);
    return instant;
  };
  return Float64Array.from({ length: column.values.length }, (_, row) => {
    const text = timeText(column, row);
    return text === null ? Number.NaN : read(text);
  });
}

/** As the file has it. */
export function timeText(column: Column, row: number): string | null {
  if (isMissing(column, row)) return null;
  return column.kind === 'number' ? numberText(column.values[row]!, column.whole) : String(column.values[row]!);
}

/** A number for each row: of the series that its entities name. */
export function seriesOf(frame: Frame, { entities }: TimeDesign): Int32Array {
  return rowGroups(frame, entities);
}

/** These rows by time; of one time in their order. */
export function byTime(rows: readonly number[], instants: Float64Array): number[] {
  return rows.toSorted((a, b) => instants[a]! - instants[b]! || a - b);
}

/** Rows of each series, in the order in which the series come first. */
export function bySeries(rows: readonly number[], series: Int32Array): number[][] {
  return [...Map.groupBy(rows, (row) => series[row]!).values()];
}

export function hasAll(frame: Frame, names: readonly string[], row: number): boolean {
  return names.every((name) => !isMissing(columnOf(frame, name), row));
}

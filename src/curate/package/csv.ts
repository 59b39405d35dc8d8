/**
 * A frame as CSV: comma, LF, quotes only where needed, '' for missing, numbers as their shortest text, True and False.
 * pandas reads the same values back with `keep_default_na=False, na_values=[""]`.
 */
import type { Column, Frame } from '../frame.ts';
import { numberText } from '../number-text.ts';

const NEEDS_QUOTES = /[",\r\n]/;

export function csvText(frame: Frame): string {
  const names = [...frame.columns.keys()];
  const columns = [...frame.columns.values()].map(fieldsOf);
  // A line with nothing in it is no record: the one missing cell of a row has quotes.
  const empty = columns.length === 1 ? '""' : '';
  const lines = [names.map(quoted).join(',')];
  for (let row = 0; row < frame.rows; row += 1) {
    lines.push(columns.map((field) => field(row)).join(',') || empty);
  }
  return `${lines.join('\n')}\n`;
}

function fieldsOf(column: Column): (row: number) => string {
  if (column.kind === 'number') {
    const { values, whole } = column;
    return (row) => (Number.isNaN(values[row]!) ? '' : numberField(values[row]!, whole));
  }
  if (column.kind === 'boolean') {
    const { values } = column;
    return (row) => (values[row] === null ? '' : values[row] ? 'True' : 'False');
  }
  const { values } = column;
  return (row) => (values[row] === null ? '' : quoted(values[row]!));
}

function numberField(value: number, whole: boolean): string {
  if (Number.isFinite(value)) return numberText(value, whole);
  return value > 0 ? 'inf' : '-inf';
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

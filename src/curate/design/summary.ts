/** What a language model is told of a dataset: its words, and a line of facts a column. Rows are not shown as such. */
import type { RawDataset } from '../dataset.ts';
import type { Frame } from '../frame.ts';
import type { ColumnProfile, Profile } from './profile.ts';

const MOST_DESCRIPTION = 4000;
const MOST_OF_A_COLUMN = 200;
const MOST_VALUES = 6;
const MOST_OF_A_VALUE = 40;

export type Described = Pick<RawDataset, 'title' | 'description' | 'columnDescriptions' | 'tags'>;

export function summaryOf(raw: Described, frame: Frame, profile: Profile): string {
  const lines = [
    `Title: ${raw.title}`,
    `Tags: ${raw.tags.join(', ') || 'none'}`,
    `Rows: ${profile.rows}`,
    'Description:',
    cut(raw.description.trim(), MOST_DESCRIPTION) || '(none)',
    '',
    'Columns, in order:',
    ...profile.columns.map((column) => lineOf(column, raw.columnDescriptions[column.name] ?? '', frame)),
  ];
  return lines.join('\n');
}

function lineOf(column: ColumnProfile, words: string, frame: Frame): string {
  const { name, kind, distinct, missing, numbers } = column;
  const facts = [
    kind,
    `${distinct} different values`,
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(numbers === null ? [] : [`from ${numbers.low} to ${numbers.high}`]),
    `such as ${examplesOf(column, frame).join(', ')}`,
  ];
  return `- ${JSON.stringify(name)}: ${facts.join('; ')}${words === '' ? '' : `. ${cut(words, MOST_OF_A_COLUMN)}`}`;
}

/** The commonest values, or the first where all are rare. */
function examplesOf({ name, counts }: ColumnProfile, frame: Frame): string[] {
  const common = counts.slice(0, MOST_VALUES).map(([value]) => value);
  if (common.length > 0) return common.map((value) => JSON.stringify(cut(value, MOST_OF_A_VALUE)));
  const { values } = frame.columns.get(name)!;
  const found: string[] = [];
  for (let row = 0; row < values.length && found.length < MOST_VALUES; row += 1) {
    const value = values[row];
    if (value !== null && !Number.isNaN(value)) found.push(JSON.stringify(cut(String(value), MOST_OF_A_VALUE)));
  }
  return [...new Set(found)];
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

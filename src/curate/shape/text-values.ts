/**
 * What a reader of CSV files makes of a text: pandas takes a column of nothing but numbers for numbers, and one of
 * nothing but true and false for booleans. A column that means the same in every file kind has none of these as words.
 */
import { type Column, numberColumn } from '../frame.ts';

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const NOT_FINITE = /^\s*[+-]?(?:inf|infinity|nan)\s*$/i;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['True', true],
  ['TRUE', true],
  ['true', true],
  ['False', false],
  ['FALSE', false],
  ['false', false],
]);

/** Words that pandas' readers take for missing unless told otherwise. */
export const MISSING_WORDS: ReadonlySet<string> = new Set(
  '#N/A,#N/A N/A,#NA,-1.#IND,-1.#QNAN,-NaN,-nan,1.#IND,1.#QNAN,<NA>,N/A,NA,NULL,NaN,None,n/a,nan,null'.split(','),
);

/** True of a text that a reader of CSV files may take for something else than a word. */
export function isAmbiguous(text: string): boolean {
  return NUMBER.test(text) || NOT_FINITE.test(text) || BOOLEANS.has(text);
}

/**
 * A text column as it would be read back from a CSV file: empty texts are missing, and where all that is left are
 * numbers or booleans, it holds these. Other columns are returned as they are.
 */
export function settled(column: Column): Column {
  if (column.kind !== 'text') return column;
  const texts = column.values.map((text) => (text === null || text === '' ? null : text.toWellFormed()));
  const present = texts.filter((text) => text !== null);
  if (present.length > 0 && present.every((text) => NUMBER.test(text))) {
    return numberColumn(texts.map((text) => (text === null ? Number.NaN : Number(text))));
  }
  if (present.length > 0 && present.every((text) => BOOLEANS.has(text))) {
    return { kind: 'boolean', values: texts.map((text) => (text === null ? null : BOOLEANS.get(text)!)) };
  }
  return { kind: 'text', values: texts };
}

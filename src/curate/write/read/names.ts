/** Lists of columns in a sentence, and how names and other words follow each other there. */
import { type Atom, CODE, TEXT } from './lex.ts';

const SEPARATOR = '(?:,? (?:and|or|as well as|followed by|then) |, |; ?| ?/ ?)(?:the |then )?';

/** Source of a pattern: names with nothing but commas and conjunctions between them. */
export const NAME_LIST = `${CODE}(?:${SEPARATOR}${CODE})*`;

export function atomOf(character: string, atoms: readonly Atom[]): Atom {
  const point = character.codePointAt(0)!;
  return atoms[point - (point >= 0x100000 ? 0x100000 : 0xf0000)]!;
}

/** Columns that a piece of text names, in order; files are none. */
export function namesIn(text: string, atoms: readonly Atom[]): string[] {
  return Array.from(text.matchAll(new RegExp(CODE, 'gu')), ([character]) => atomOf(character, atoms))
    .filter(({ file }) => !file)
    .map(({ value }) => value);
}

export function textsIn(text: string, atoms: readonly Atom[]): string[] {
  return Array.from(text.matchAll(new RegExp(TEXT, 'gu')), ([character]) => atomOf(character, atoms).value);
}

/** What a pattern with flags `gu` or `giu` finds, and where. */
export interface Found<T> {
  readonly at: number;
  readonly value: T;
}

export function findAll<T>(text: string, pattern: RegExp, take: (match: RegExpMatchArray) => T): Found<T>[] {
  return Array.from(text.matchAll(pattern), (match) => ({ at: match.index, value: take(match) }));
}

/**
 * Pairs each holder with its items, whichever come first in the text: "A and B as numeric, C as categorical", or
 * "numeric: A and B; categorical: C".
 */
export function pairUp<H, I>(holders: readonly Found<H>[], items: readonly Found<I>[]): [H, I[]][] {
  const first = items[0];
  if (first === undefined || holders.length === 0) return holders.map(({ value }) => [value, []]);
  const itemsFirst = first.at < holders[0]!.at;
  return holders.map((holder, index) => {
    const from = itemsFirst ? (holders[index - 1]?.at ?? -1) : holder.at;
    const to = itemsFirst ? holder.at : (holders[index + 1]?.at ?? Number.POSITIVE_INFINITY);
    return [holder.value, items.filter(({ at }) => at > from && at < to).map(({ value }) => value)];
  });
}

/**
 * A column's own description as an aside beside its name, where it is short, plain, and of one column only: other
 * columns' descriptions must differ from it, and it must not read like an instruction.
 */
import type { Describe } from './range-text.ts';

const LONGEST = 60;
/** Letters, blanks and a few signs; no digits, quotes, brackets or sentence ends that could be taken for the question's. */
const PLAIN = /^\p{L}[\p{L}\p{M} ,/%'-]*$/u;
const INSTRUCTION = /\b(only|not|one of|between|from|most|least|missing|numeric|categorical|target|feature|column)/i;

/** Some data sets have the type in a description's place. */
const TYPE = /^(?:int|integer|float|double|str|string|object|bool|boolean|text|number|date|category|no description)$/i;

export function describerOf(descriptions: Readonly<Record<string, string>>): Describe {
  const known = new Map(Object.entries(descriptions).map(([column, text]) => [column, plainWords(text)]));
  const counts = new Map<string, number>();
  for (const words of known.values()) {
    const key = words.toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const names = new Set(Array.from(known.keys(), (name) => name.toLowerCase()));
  return (column) => {
    const words = known.get(column) ?? '';
    const key = words.toLowerCase();
    return words !== '' && counts.get(key) === 1 && !names.has(key) ? words : '';
  };
}

function plainWords(text: string): string {
  const words = text.trim().replace(/\s+/g, ' ').replace(/\.$/, '');
  return words.length <= LONGEST && PLAIN.test(words) && !INSTRUCTION.test(words) && !TYPE.test(words) ? words : '';
}

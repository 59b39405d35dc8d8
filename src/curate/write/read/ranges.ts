/**
 * Expected ranges in prose: pairs of numbers (`between 1 and 5`, `from 1 to 5`, `[1, 5]`, `at least 1 and at most 5`) and
 * lists of values (`one of "a", "b" or "c"`, `['a', 'b']`), each given to the column that is named just before it, or,
 * where a sentence puts the values first, just after it.
 */
import type { Range } from '../../../task.ts';
import { type Atom, CODE, TEXT } from './lex.ts';
import { atomOf } from './names.ts';

const NUMBER =
  '(?:(?<![\\w.])[-+−–]?(?:(?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?|\\.\\d+)(?:[eE][-+]?\\d+)?(?![\\w])|[-−–]?(?:Infinity|inf)\\b|\\bnan\\b)';
const ITEM = `(?:${TEXT}|${NUMBER}|\\b(?:True|False|true|false)\\b)`;
const ITEMS = `${ITEM}(?:(?:,? (?:and|or) |, ?|,? as well as )${ITEM})*`;
const UNITS = '(?:%| (?:inclusive(?:ly)?|years?|seconds|kilobytes|%))?';

const PATTERN = new RegExp(
  [
    `(?<name>${CODE})`,
    `(?:at least|no less than|not less than|≥|>=|minimum of) ?(?<least>${NUMBER})${UNITS},? (?:and|but|to)? ?(?:at most|no more than|not more than|≤|<=|maximum of) ?(?<most>${NUMBER})`,
    `(?:one of(?: the values)?|either|limited to|restricted to|any of|only|among|values?|in|is|are|be|of|:|than|being|takes?)[ :]*[[{(]?(?<values>${TEXT}(?:(?:,? (?:and|or) |, ?)${ITEM})*|${ITEM}(?:(?:, ?)${ITEM})*,? or ${ITEM})[\\]})]?`,
    `(?:one of(?: the values)?|limited to|restricted to|any of|among)[ :]*[[{(]?(?<some>${ITEMS})[\\]})]?`,
    `[[({]?(?<low>${NUMBER})${UNITS} ?(?:and|to|through|up to|–|—|-|,) ?(?<high>${NUMBER})[\\])}]?`,
  ].join('|'),
  'gu',
);
const SIMPLE_ITEM = new RegExp(ITEM, 'gu');

type Token = ({ readonly name: string } | { readonly range: Range }) & { readonly from: number; readonly to: number };

export interface RangeReading {
  /** Whether values may be words without quotation marks: not in our own texts. */
  readonly bareWords: boolean;
  /** Called with a column that is given two different ranges. */
  readonly conflict: (column: string) => void;
}

export function readRanges(
  sentences: readonly string[],
  atoms: readonly Atom[],
  reading: RangeReading,
): Map<string, Range> {
  const { conflict, bareWords } = reading;
  const ranges = new Map<string, Range>();
  const give = (name: string | undefined, range: Range) => {
    if (name === undefined) return;
    const known = ranges.get(name);
    if (known !== undefined && bareWords) return;
    if (known !== undefined && !sameRange(known, range)) conflict(name);
    ranges.set(name, range);
  };
  for (const sentence of sentences) {
    const quoted = tokensOf(sentence, atoms);
    const tokens = bareWords ? withBareWords(sentence, quoted, atoms) : quoted;
    const valuesFirst = tokens.findIndex((token) => 'range' in token) < tokens.findIndex((token) => 'name' in token);
    for (const [at, token] of tokens.entries()) {
      if (!('range' in token)) continue;
      const beside = tokens[valuesFirst ? at + 1 : at - 1];
      give(beside !== undefined && 'name' in beside ? beside.name : undefined, token.range);
    }
  }
  return ranges;
}

export function sameRange(a: Range, b: Range): boolean {
  if (a.kind === 'numeric') return b.kind === 'numeric' && a.low === b.low && a.high === b.high;
  if (b.kind !== 'categorical') return false;
  const [left, right] = [new Set(a.values), new Set(b.values)];
  return left.size === right.size && [...left].every((value) => right.has(value));
}

function tokensOf(text: string, atoms: readonly Atom[]): Token[] {
  return Array.from(text.matchAll(PATTERN), ({ 0: found, index, groups }) => {
    const token = tokenOf(groups!, atoms);
    return token && { ...token, from: index, to: index + found.length };
  }).filter((token) => token !== null);
}

const STRONG_LEAD = /^[^\d.;]*?\b(?:one of(?: the following)?|either|other than|limited to|restricted to):? (.+)$/u;
const LEAD =
  /^(?:,? [\p{Ll}()-]+){0,8}? ?(?::|\b(?:one of(?: the following)?|either|(?:is|are|be|of|in|to|other than|values?|as|has|takes?|include|includes|among))\b)(?: (?:one of|either|of|only|the|values?|in|is|are|following|categories))*:? (.+)$/u;
/** What follows a list before the next name: what begins another clause, and words that only lead up to a name. */
const NEXT_CLAUSE = /[,;]? (?:(?:and )?(?:while|but|whose|where|with|that|if|has|have|for|keep)\b|inclusive).*$/u;
const LEADING_UP = /(?:[,;]?(?: |^)(?:and|or|the|in|on|as|an?|of|rows?|is|values?|number|type|its))+$/iu;

const TEXT_ALONE = new RegExp(`^${TEXT}$`, 'u');

/** A list without what comes after it. */
function wordsOf(text: string): string {
  const [list = ''] = text.split(NEXT_CLAUSE);
  return list.replace(/\.$/, '').trimEnd().replace(LEADING_UP, '').replace(/,$/, '');
}

/** Lists of words between a name and the next one: "city other than Manila, Pasig, or Marikina". */
function withBareWords(text: string, tokens: readonly Token[], atoms: readonly Atom[]): Token[] {
  return tokens.flatMap((token, at) => {
    const next = tokens[at + 1];
    if (!('name' in token) || (next !== undefined && 'range' in next)) return [token];
    const gap = text.slice(token.to, next?.from).split(/;|\. /)[0]!;
    const list = wordsOf((STRONG_LEAD.exec(gap) ?? LEAD.exec(gap))?.[1] ?? '');
    const words = list.split(/,? (?:or|and) (?:the )?|, /u).filter((item) => item.trim() !== '');
    if (words.length === 0 || words.some((word) => /\d .*\d/u.test(word) || word.split(' ').length > 5)) return [token];
    const values = words.map((word) => (TEXT_ALONE.test(word) ? atomOf(word, atoms).value : word));
    return [token, { range: { kind: 'categorical', values }, from: token.to, to: token.to + gap.length }];
  });
}

type Bare<T> = T extends unknown ? Omit<T, 'from' | 'to'> : never;

function tokenOf(groups: Record<string, string | undefined>, atoms: readonly Atom[]): Bare<Token> | null {
  const { name, least, most, low, high, values, some } = groups;
  if (name !== undefined) {
    const { value, file } = atomOf(name, atoms);
    return file || value === 'row_id' ? null : { name: value };
  }
  const list = values ?? some;
  if (list !== undefined) {
    const items = Array.from(list.matchAll(SIMPLE_ITEM), ([item]) => itemOf(item, atoms));
    return { range: { kind: 'categorical', values: items } };
  }
  return { range: { kind: 'numeric', low: numberOf((least ?? low)!, -1), high: numberOf((most ?? high)!, 1) } };
}

function itemOf(item: string, atoms: readonly Atom[]): string | number | boolean {
  if (/^(?:true|false)$/i.test(item)) return item.toLowerCase() === 'true';
  if (TEXT_ALONE.test(item)) return atomOf(item, atoms).value;
  return numberOf(item, 0);
}

/** @param side of an interval: a bound that is no number is none */
function numberOf(text: string, side: -1 | 0 | 1): number {
  const plain = text
    .replace(/[−–]/, '-')
    .replaceAll(',', '')
    .replace(/inf(inity)?/i, 'Infinity');
  const number = Number(plain);
  return Number.isNaN(number) ? side * Number.POSITIVE_INFINITY : number;
}

/**
 * Columns that a text calls by other words: "total screen time in hours" for `screen_time`. Stretches of words are
 * compared with the parts of each column's name and description, rare parts counting most, and the non-overlapping
 * stretches that fit best together are taken. For texts that others wrote; ours have every name between backticks.
 */

/** A stretch of a sentence that stands for a column. */
export interface Phrase {
  readonly from: number;
  readonly to: number;
  readonly column: string;
}

interface Profile {
  readonly column: string;
  readonly name: readonly string[];
  readonly description: readonly string[];
  readonly parts: ReadonlySet<string>;
}

interface Fit {
  readonly column: string;
  readonly score: number;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly fits: readonly Fit[];
}

interface Word {
  readonly from: number;
  readonly to: number;
  /** Empty for punctuation that a phrase may hold; null for what ends one. */
  readonly parts: readonly string[] | null;
}

export interface ColumnPhrases {
  readonly profiles: readonly Profile[];
  readonly weight: (part: string) => number;
}

const LONGEST = 18;
const UNKNOWN = 1.2;
/** Of a phrase: one is better than two halves of it. */
const COST = 0.8;
const GLUE = new Set('the of in a an is per for to at by on with was its this that are'.split(' '));
/** Words of questions themselves: as parts of a column's name they decide nothing. */
const WEAK = new Set(
  'feature column order ordered numeric numerical categorical train training model select selected list listed data dataset row value range type level number total average indicator flag status score name'.split(
    ' ',
  ),
);
const WORD = /[\p{L}\p{N}]+(?:[._][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu;
/** Words that no phrase holds, and those that stand before a range's numbers. */
const BARRIER =
  /^(?:and|or|is|are|be|must|should|lies?|falls?|takes?|equal|whose|which|outside|other|treat|select|only|retain)$/i;
const BEFORE_NUMBER = /^(?:between|from|to|of|in|values?) [-–−]?\d/i;
const ONE_PHRASE = /^(?: \p{L}+){0,3} ?\(?$/u;
const BETWEEN_PHRASES =
  /\b(?:and|or|is|are|be|must|should|lies?|falls?|takes?|equal|whose|which|outside|other|treat|as|with|from|between|followed|then)\b/iu;
/** Punctuation within a phrase. */
const INNER = /^[-/'’%°()<>=.²³$€#&*]$/u;

export function columnPhrases(columns: Readonly<Record<string, string>>): ColumnPhrases {
  const profiles = Object.entries(columns).map(([column, text]): Profile => {
    const name = partsOf(column);
    const words = /^\[?no description\]?$/i.test(text) ? '' : text;
    const head = /^[^(:;]{6,}(?=[(:;])/u.exec(words)?.[0] ?? words;
    const tail = partsOf(words.slice(head.length)).filter((part) => !/\d/.test(part) && !WEAK.has(part));
    const description = partsOf(head).filter((part) => !GLUE.has(part) && !WEAK.has(part));
    return { column, name, description, parts: new Set([...name, ...description, ...tail]) };
  });
  const counts = new Map<string, number>();
  for (const part of profiles.flatMap(({ parts }) => [...parts])) counts.set(part, (counts.get(part) ?? 0) + 1);
  const weight = (part: string): number => {
    if (WEAK.has(part)) return 0.3;
    const count = counts.get(part);
    return count === undefined
      ? UNKNOWN
      : 0.25 + Math.log((1 + profiles.length) / count) / Math.log(2 + profiles.length);
  };
  return { profiles, weight };
}

/** Phrases of a sentence, in its order; no column comes twice. */
export function findPhrases(sentence: string, columns: ColumnPhrases): Phrase[] {
  const used = new Set<string>();
  const assigned = stretchesOf(sentence, columns)
    .sort((a, b) => b.fits[0]!.score - a.fits[0]!.score)
    .flatMap(({ from, to, fits }): Phrase[] => {
      const fit = fits.find(({ column, score }) => !used.has(column) && score >= 0.6 * fits[0]!.score);
      if (fit === undefined) return [];
      used.add(fit.column);
      return [{ from, to, column: fit.column }];
    });
  return withoutEchoes(
    assigned.sort((a, b) => a.from - b.from),
    sentence,
  );
}

/** Of phrases with nothing but a few words between them, one is part of the other's: the longer one stays. */
function withoutEchoes(phrases: readonly Phrase[], sentence: string): Phrase[] {
  const kept: Phrase[] = [];
  for (const phrase of phrases) {
    const last = kept.at(-1);
    const between = last === undefined ? null : sentence.slice(last.to, phrase.from);
    if (last === undefined || !ONE_PHRASE.test(between!) || BETWEEN_PHRASES.test(between!)) kept.push(phrase);
    else if (phrase.to - phrase.from > last.to - last.from) kept[kept.length - 1] = phrase;
  }
  return kept;
}

/** The column that a name in other words stands for, if any. */
export function wholePhrase(words: string, columns: ColumnPhrases): string | null {
  return bestFits(partsOf(words), columns)[0]?.column ?? null;
}

/** The stretches that fit best together, and the columns that each may stand for, best first. */
function stretchesOf(sentence: string, columns: ColumnPhrases): Stretch[] {
  const words = Array.from(sentence.matchAll(WORD), ({ 0: word, index }): Word => {
    const from = index;
    const to = index + word.length;
    const ends = /[\p{L}\p{N}]/u.test(word)
      ? BARRIER.test(word) || BEFORE_NUMBER.test(sentence.slice(from))
      : !INNER.test(word);
    return { from, to, parts: ends ? null : partsOf(word) };
  });
  const best: { score: number; found: readonly Stretch[] }[] = [{ score: 0, found: [] }];
  for (let end = 1; end <= words.length; end += 1) {
    let found = best[end - 1]!;
    for (let start = end - 1; start >= Math.max(0, end - LONGEST); start -= 1) {
      const stretch = words.slice(start, end);
      if (stretch[0]!.parts === null) break;
      if (isLoose(stretch[0]!) || isLoose(stretch.at(-1)!)) continue;
      const fits = bestFits(
        stretch.flatMap(({ parts }) => parts ?? []),
        columns,
      );
      const before = best[start]!;
      const score = before.score + (fits[0]?.score ?? 0) - COST;
      if (fits.length === 0 || score <= found.score) continue;
      found = { score, found: [...before.found, { from: stretch[0]!.from, to: stretch.at(-1)!.to, fits }] };
    }
    best.push(found);
  }
  return [...best.at(-1)!.found];
}

/** Of a phrase's first and last words: those that add nothing to it. */
function isLoose({ parts }: Word): boolean {
  return parts!.every((part) => GLUE.has(part));
}

function bestFits(parts: readonly string[], columns: ColumnPhrases): Fit[] {
  const words = parts.filter((part) => !GLUE.has(part));
  if (words.every((word) => /^\d/.test(word))) return [];
  return columns.profiles
    .map((profile): Fit => ({ column: profile.column, score: fitOf(words, profile, columns.weight) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 4);
}

/** How well words stand for a column; 0: not at all. */
function fitOf(
  words: readonly string[],
  { name, description, parts }: Profile,
  weight: (part: string) => number,
): number {
  const total = words.reduce((sum, word) => sum + weight(word), 0);
  const known = words.filter((word) => matches(word, parts));
  if (known.length < words.length && words.some((word) => /^\d/.test(word) && !parts.has(word))) return 0;
  const matched = known.reduce((sum, word) => sum + weight(word), 0);
  const precision = matched / total;
  if (precision < 0.6) return 0;
  const recall = Math.max(share(name, words, weight), share(description, words, weight));
  const exact = sameParts(words, name) || sameParts(words, description) ? 1.4 : 1;
  return recall < 0.3 && matched < 1.5 ? 0 : precision * precision * (0.4 + recall) * matched * exact;
}

function share(of: readonly string[], words: readonly string[], weight: (part: string) => number): number {
  const set = new Set(words);
  const total = of.reduce((sum, part) => sum + weight(part), 0);
  const found = of.filter((part) => matches(part, set)).reduce((sum, part) => sum + weight(part), 0);
  return total === 0 ? 0 : found / total;
}

function sameParts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, at) => part === b[at]);
}

/** Equal, or of one stem: `educational` and `education`. */
function matches(word: string, parts: ReadonlySet<string>): boolean {
  if (parts.has(word)) return true;
  if (word.length < 5) return false;
  for (const part of parts) {
    const length = Math.max(4, Math.ceil(0.7 * Math.max(word.length, part.length)));
    if (part.length >= length && word.length >= length && part.slice(0, length) === word.slice(0, length)) return true;
  }
  return false;
}

/** `caffeine_mg`, `SleepHours`, `sleep hours`: words in lower case, without a plural's s. */
function partsOf(text: string): string[] {
  const spaced = text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/['’]s\b/gu, '');
  return (spaced.match(/\p{L}+|\p{N}+/gu) ?? []).map((word) => {
    const lower = word.toLowerCase();
    return lower.length > 3 && lower.endsWith('s') && !lower.endsWith('ss') ? lower.slice(0, -1) : lower;
  });
}

/** Selected features in their order, and which of them are numeric and which categorical. */
import type { Atom } from './lex.ts';
import { CODE } from './lex.ts';
import { atomOf, findAll, namesIn, pairUp } from './names.ts';
import { kindsIn } from './steps.ts';

export interface ReadFeatures {
  readonly features: readonly string[] | null;
  readonly numeric: readonly string[] | null;
  readonly categorical: readonly string[] | null;
  readonly order: 'as-listed' | null;
}

const NONE =
  /\b(?:(?:no|not any|without|zero)(?: \w+){0,2}|empty list of|no (?:features|columns|variables) as)(?: \w+)? (?<kind>numeric(?:al)?|categorical)\b/giu;
const KIND_CLAUSE = /,? (?:and |then |while )?\btreat\w*\b|[,;] (?:of which|where|with)\b/iu;

/** @param sentences from the one that selects features up to preprocessing */
export function readFeatures(sentences: readonly string[], atoms: readonly Atom[]): ReadFeatures {
  const [first, ...rest] = sentences;
  if (first === undefined) return { features: null, numeric: null, categorical: null, order: null };
  const cut = first.search(KIND_CLAUSE);
  const head = cut > 0 && namesIn(first.slice(0, cut), atoms).length > 0 ? first.slice(0, cut) : first;
  const features = namesIn(head, atoms);
  const found = { numeric: null as string[] | null, categorical: null as string[] | null };
  for (const sentence of [first.slice(head.length), ...rest]) {
    const absent = findAll(sentence, NONE, ({ groups }) => kindOf(groups!.kind!));
    for (const { value } of absent) found[value] ??= [];
    const spans = Array.from(sentence.matchAll(NONE), (match) => [match.index, match.index + match[0].length] as const);
    const kinds = kindsIn(sentence).filter(({ at }) => !spans.some(([from, to]) => at >= from && at < to));
    const names = findAll(sentence, new RegExp(CODE, 'gu'), ([one]) => atomOf(one, atoms)).filter(
      ({ value: { file } }) => !file,
    );
    if (names.length === 0) {
      const all = /\b(?:all|these|those|same|both|they|this|each|listed)\b/iu.test(sentence);
      for (const { value } of all ? kinds : []) found[value] ??= [...features];
      continue;
    }
    for (const [kind, items] of pairUp(kinds, names)) {
      if (items.length > 0) found[kind] = items.map(({ value }) => value);
    }
  }
  // Where all features are of one kind, none is of the other.
  if (found.numeric?.length === features.length) found.categorical ??= [];
  if (found.categorical?.length === features.length) found.numeric ??= [];
  const order = sentences.some((one) => /\border(?:ed|ing)?\b|\bsequence\b/iu.test(one)) ? 'as-listed' : null;
  return { features, ...found, order };
}

function kindOf(word: string): 'numeric' | 'categorical' {
  return word.toLowerCase() === 'categorical' ? 'categorical' : 'numeric';
}

/**
 * What a dataset's own words say: which kind of task people use it for, and which column they predict. Titles, tags,
 * descriptions and columns' descriptions are read for a few words of the field; nothing is understood.
 */
import { FAMILIES, type Family } from '../../task.ts';
import type { RawDataset } from '../dataset.ts';
import { wordsOf } from './names.ts';

export interface Evidence {
  /** Of each kind of task, about in [0, 4]. */
  readonly kinds: Readonly<Record<Family, number>>;
  /** Of a column as the thing to be predicted, about in [0, 4]. */
  readonly target: (column: string) => number;
  /** A sentence asks for both: "predict species and sex". */
  readonly together: (one: string, other: string) => boolean;
}

type Words = Pick<RawDataset, 'title' | 'description' | 'columnDescriptions' | 'tags' | 'suggestedTargets'>;

const TAGS: Readonly<Record<Family, RegExp>> = {
  classification: /classif|logistic/i,
  regression: /regression/i,
  time_series_analysis: /time[- ]?series|forecast/i,
};
const TITLES: Readonly<Record<Family, RegExp>> = {
  classification: /classif|detect|diagnos|recogn|churn|\bwhich\b|\btypes?\b/i,
  regression: /regress|price predict|estimat|\bscores?\b|salary|salaries/i,
  time_series_analysis: /time[- ]?series|forecast|daily|monthly|hourly|weekly|\bstocks?\b|historical|trends?\b/i,
};
const TEXTS: Readonly<Record<Family, RegExp>> = {
  classification: /classif(y|ication|ier)|categor(y|ies) to predict|binary (target|outcome|label)/gi,
  regression: /\bregression|predict(ing)? (the )?\w*\s?(price|value|score|salary|amount|yield)/gi,
  time_series_analysis: /time[- ]?series|forecast(ing)?|stock price|historical data/gi,
};

export function evidenceOf(raw: Words): Evidence {
  const kinds = Object.fromEntries(
    FAMILIES.map((family) => {
      // Logistic regression is a classifier.
      const tags = raw.tags.filter(
        (tag) => TAGS[family].test(tag) && !(family === 'regression' && /logistic/i.test(tag)),
      );
      const text = raw.description.match(TEXTS[family])?.length ?? 0;
      return [
        family,
        (tags.length > 0 ? 2.5 : 0) + (TITLES[family].test(raw.title) ? 0.7 : 0) + Math.min(text, 3) * 0.2,
      ];
    }),
  ) as Record<Family, number>;
  const titleWords = new Set(wordsOf(raw.title).map(stemOf));
  const told = sentencesOf(raw.description)
    .filter((sentence) => ABOUT_TARGETS.test(sentence))
    .map(readSentence);
  return {
    kinds,
    target: (column) =>
      (raw.suggestedTargets.includes(column) ? 4 : 0) +
      (OWN_WORDS.test(raw.columnDescriptions[column] ?? '') ? 1.5 : 0) +
      mentioned(column, told) +
      titled(column, titleWords),
    together: (one, other) => askedTogether(one, other, told) || askedTogether(other, one, told),
  };
}

/** Words around which the thing to predict is named. */
const ABOUT_TARGETS =
  /\b(targets?|predict(s|ed|ing|ion|ions)?|labels?|labell?ed|dependent variables?|outcomes?|response variables?|classif\w+|forecast\w*|estimat\w+)\b/i;
const OWN_WORDS =
  /\b(target|label|outcome|dependent variable|to (be )?predict(ed)?|response variable|class(ification)?)\b/i;

function sentencesOf(text: string): string[] {
  return text.split(/[.!?]\s|\n/).filter((sentence) => sentence.trim() !== '');
}

/** Of a word about targets and a column's name, how many characters may stand between. */
const JUST_AFTER = 24;

interface Sentence {
  /** Lower-case words with a space before, between and after. */
  readonly plain: string;
  /** Where words about targets end in it. */
  readonly ends: readonly number[];
  readonly explicit: boolean;
}

function readSentence(sentence: string): Sentence {
  const plain = ` ${wordsOf(sentence).join(' ')} `;
  const ends = [...plain.matchAll(new RegExp(ABOUT_TARGETS, 'gi'))].map((match) => match.index + match[0].length);
  return { plain, ends, explicit: /\b(targets?|dependent|response|labels?|outcomes?)\b/i.test(sentence) };
}

/** Up to 3: a sentence about targets names the column; more, the nearer and the fewer others stand between. */
function mentioned(column: string, told: readonly Sentence[]): number {
  const words = wordsOf(column).join(' ');
  if (words.length < 2) return 0;
  return told.reduce((most, sentence) => Math.max(most, mentionedIn(sentence, words)), 0);
}

function mentionedIn({ plain, ends, explicit }: Sentence, words: string): number {
  const at = plain.indexOf(` ${words} `);
  if (at < 0) return 0;
  // A long sentence that lists all columns says little of each.
  const share = plain.length < 160 ? 1 : 0.5;
  if (ends.some((end) => at >= end && at - end <= JUST_AFTER)) return 3 * share;
  return (explicit ? 2 : 1.2) * share;
}

/** Just after a word about targets, one and the other, with nothing but "and" between. */
function askedTogether(one: string, other: string, told: readonly Sentence[]): boolean {
  const both = ` ${wordsOf(one).join(' ')} and ${wordsOf(other).join(' ')} `;
  return told.some(({ plain, ends }) => {
    const at = plain.indexOf(both);
    return ends.some((end) => at >= end && at - end <= JUST_AFTER);
  });
}

const EMPTY = new Set(
  'the of and a in for to by with per is data dataset set analysis prediction rate value index'.split(' '),
);

/** Up to 1.5: the column's words are in the title. */
function titled(column: string, title: ReadonlySet<string>): number {
  const words = wordsOf(column).filter((word) => word.length > 2 && !EMPTY.has(word));
  if (words.length === 0) return 0;
  return (1.5 * words.filter((word) => title.has(stemOf(word))).length) / words.length;
}

/** Endings off, so that `prices` is `price` and `classification` is `class`. */
function stemOf(word: string): string {
  const stem = word.replace(/(ification|ifications|ations?|ings?|ies|es|ed|s|y|e)$/, '');
  return stem.length >= 3 ? stem : word;
}

/**
 * Reads a question as a careful person would: every file, range, feature, step, seed and output rule, from the prose
 * alone. It knows nothing of how the text was made; it is run over questions that others wrote as well.
 */
import { type Statement, UNSAID } from '../statement.ts';
import { readFeatures } from './features.ts';
import { readFiles, readLoading, readOutput, readPurpose } from './frame.ts';
import { lex, type Passage } from './lex.ts';
import { namesIn } from './names.ts';
import { readRanges } from './ranges.ts';
import { rolesOf } from './roles.ts';
import { readSeries } from './series.ts';
import { readImputers, readModel, readPreprocessing } from './steps.ts';

export type ReadBack = Statement;

export interface ReadingOptions {
  /**
   * Descriptions of columns by name, as metadata.txt has them: for texts that call columns by their descriptions, or
   * without quotation marks. Without it, only names between backticks are columns.
   */
  readonly columns?: Readonly<Record<string, string>>;
}

/** What a question says; or, where it says something in two ways, what that is. */
export function readQuestion(text: string, options: ReadingOptions = {}): ReadBack | { readonly problem: string } {
  const passage = lex(text, options.columns ?? {});
  const conflicts: string[] = [];
  const conflict = (what: string) => conflicts.push(what);
  const files = readFiles(passage, conflict);
  if (files.trainFile === null) return { problem: 'it names no training file' };
  const purpose = readPurpose(passage, files);
  const read: ReadBack = {
    ...UNSAID,
    ...files,
    ...purpose,
    ...readOutput(passage, files, purpose),
    ...(purpose.variant === 'if' ? readWorkflow(passage, options.columns !== undefined, conflict) : {}),
    ...(purpose.family === 'time_series_analysis' ? readSeries(passage, purpose.variant) : {}),
  };
  return conflicts.length > 0 ? { problem: `it says in two ways what ${conflicts[0]} is` } : read;
}

function readWorkflow(passage: Passage, bareWords: boolean, conflict: (what: string) => void): Partial<ReadBack> {
  const { sentences, atoms } = passage;
  const roles = rolesOf(sentences, atoms);
  const text = sentences.join(' ');
  const filter = roles.filter.join(' ');
  const ranges = readRanges(roles.filter, atoms, {
    bareWords,
    conflict: (column) => conflict(`the range of ${JSON.stringify(column)}`),
  });
  const imputers = readImputers(sentences, conflict);
  const namesWhere = (pattern: RegExp) =>
    roles.types.filter((sentence) => pattern.test(sentence)).flatMap((sentence) => namesIn(sentence, atoms));
  return {
    ...readLoading(passage),
    ranges,
    bounds: readBounds(filter),
    missingInRange: readMissing(sentences),
    notNumbers: sentences.some((one) => NOT_NUMBER.test(one) && OUTSIDE.test(one)) ? 'outside' : null,
    rowOrder: sentences.some((one) => ROW_ORDER.test(one)) ? 'kept' : null,
    missingTargets: sentences.some(dropsMissingTargets) ? 'drop' : null,
    numbers: namesWhere(/\bto numbers\b|\bnumeric type\b/iu),
    words: namesWhere(/\bbooleans\b/iu),
    ...readFeatures(roles.features, atoms),
    imputer: imputers.numeric,
    categoricalImputer: imputers.categorical,
    ...readPreprocessing(text, sentences, conflict),
    ...readModel(text, conflict),
  };
}

const NOT_NUMBER = /\b(?:not a|no) number\b|\bnon-numeric\b|^text\b/iu;
const OUTSIDE = /\b(?:outside|out of range|violat\w+|invalid)\b/iu;
const ROW_ORDER = /\brows\b.*\b(?:not reordered|keep their order|in their order)\b|\bnot reorder the rows\b/iu;

function readBounds(filter: string): ReadBack['bounds'] {
  if (/\b(?:exclusive|strictly between|bounds (?:are )?excluded)\b/iu.test(filter)) return 'neither';
  return /\binclusive|\bboth (?:bounds|ends)\b[^.]*\bincluded\b|\bincluding both\b/iu.test(filter) ? 'both' : null;
}

function readMissing(sentences: readonly string[]): ReadBack['missingInRange'] {
  const about = sentences.filter((one) => /\bmissing\b|\bnull\b/iu.test(one));
  const keeps = about.some((one) => /\b(?:keep|kept|retain\w*|preserv\w+|do not exclude)\b/iu.test(one));
  return keeps ? 'keep' : null;
}

function dropsMissingTargets(sentence: string): boolean {
  return (
    /\b(?:drop|discard|remove|exclude)\b/iu.test(sentence) &&
    /\btargets?\b[^.]*\bmissing\b|\bmissing\b[^.]*\btargets?\b/iu.test(sentence)
  );
}

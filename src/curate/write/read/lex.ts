/**
 * A question's text with everything that is quoted taken out: each quoted name or value becomes one character of a
 * private plane, an atom, so that no comma, full stop or word in a name can be mistaken for the question's own. What is
 * left is prose, in sentences.
 */
import { FILE_KINDS } from '../../../task.ts';
import { type ColumnPhrases, columnPhrases, findPhrases, wholePhrase } from './phrases.ts';

export interface Atom {
  /** `code`: between backticks, or a known column's name or description; `text`: between other quotation marks. */
  readonly kind: 'code' | 'text';
  readonly value: string;
  /** Named like a data file, and not marked as a column. */
  readonly file: boolean;
}

export interface Passage {
  /** With atoms; one blank between words. */
  readonly sentences: readonly string[];
  readonly atoms: readonly Atom[];
}

/** Classes of characters for patterns (flag `u`). */
export const CODE = '[\\u{F0000}-\\u{FFFFD}]';
export const TEXT = '[\\u{100000}-\\u{10FFFD}]';
const ATOM = '[\\u{F0000}-\\u{10FFFD}]';

/** Sentences in which unquoted words are looked at. */
const ABOUT_COLUMNS = new RegExp(
  `\\d|${TEXT}|\\bone of\\b|\\beither\\b|\\bother than\\b|\\bnumeric|\\bcategorical\\b|\\bfeatures?\\b|\\bselect`,
  'iu',
);
const NOT_ABOUT_COLUMNS =
  /\bimput|\b(?:handle|for|fill) missing\b|\bscaler\b|\bscaling\b|\bone-?hot\b|\brandom_state\b|\bscikit-learn\b|\bpredictions?\b|\bmetadata file\b/iu;

/** Quoted words of a workflow: no names. */
const STEP = /^(?:mean|median|most[_ ]frequent|null|ignore|(?:random_state|handle_unknown|sparse_output)(?: ?=.*)?)$/i;

const PLANES = { code: 0xf0000, text: 0x100000 } as const;
const FILE = new RegExp(`^[\\w-]+\\.(${FILE_KINDS.join('|')}|txt)$`, 'i');
const QUOTED =
  /`([^`\n]+)`|"((?:[^"\\\n]|\\.)*)"|“([^”\n]*)”|‘([^’\n]*)’|(?<![\p{L}\p{N}])'([^'\n]*)'(?![\p{L}\p{N}])/gu;

/**
 * @param columns descriptions of columns by name, for texts that name them without backticks or by other words; with
 *   none, what is not quoted is no column
 */
export function lex(text: string, columns: Readonly<Record<string, string>>): Passage {
  const vocabulary = vocabularyOf(columns);
  const atoms: Atom[] = [];
  const atom = (kind: Atom['kind'], value: string, file = false): string => {
    atoms.push({ kind, value, file });
    return String.fromCodePoint(PLANES[kind] + atoms.length - 1);
  };
  const textOf = (value: string) => (STEP.test(value) && vocabulary.size > 0 ? value : atom('text', value));
  const nameOf = (code: string): [string, boolean] => {
    const json = code.startsWith('"') ? parsed(code) : undefined;
    if (json !== undefined) return [json, false];
    const known = vocabulary.get(code.toLowerCase());
    if (known !== undefined || FILE.test(code) || vocabulary.size === 0) return [known ?? code, FILE.test(code)];
    return [wholePhrase(code, phrases) ?? code, false];
  };
  const phrases = columnPhrases(columns);
  const prose = text
    .replace(/``+(?=[^`\n]+``)|(?<=``[^`\n]+)``+/g, '`')
    .replace(/[\u{F0000}-\u{10FFFD}]/gu, ' ')
    .replace(QUOTED, (_, code?: string, double?: string, curly?: string, single?: string, ascii?: string) => {
      if (code !== undefined) return STEP.test(code) && vocabulary.size > 0 ? code : atom('code', ...nameOf(code));
      if (double !== undefined) return textOf(parsed(`"${double}"`) ?? double);
      // American style has a list's comma inside of the quotation marks.
      if (curly !== undefined) return outside(curly, (value) => textOf(value));
      return outside(single ?? ascii ?? '', (value) => textOf(value));
    })
    .replace(/(?<![\w.])[\w-]+\.(csv|sqlite|parquet|txt)\b/gi, (name) => atom('code', name, true))
    .replace(/\brow_id\b/g, (name) => atom('code', name));
  const sentences = sentencesOf(prose, atoms);
  if (vocabulary.size === 0) return { sentences, atoms };
  return { sentences: sentences.map((one) => withColumns(one, phrases, (name) => atom('code', name))), atoms };
}

function parsed(json: string): string | undefined {
  try {
    return JSON.parse(json) as string;
  } catch {
    return undefined;
  }
}

function outside(quoted: string, put: (value: string) => string): string {
  const [, value, comma] = /^(.*?)([,.;]?)$/s.exec(quoted)!;
  return `${put(value!)}${comma}`;
}

function withColumns(sentence: string, columns: ColumnPhrases, put: (name: string) => string): string {
  if (!ABOUT_COLUMNS.test(sentence) || NOT_ABOUT_COLUMNS.test(sentence)) return sentence;
  return findPhrases(sentence, columns).reduceRight(
    (text, { from, to, column }) => text.slice(0, from) + put(column) + text.slice(to),
    sentence,
  );
}

/** Columns by their names and descriptions in lower case; a description that several columns share is none. */
function vocabularyOf(columns: Readonly<Record<string, string>>): Map<string, string> {
  const names = Object.keys(columns);
  const texts = names.map((name) => columns[name]!.trim().replace(/\.$/, '').toLowerCase());
  const own = texts.flatMap((text, at): [string, string][] =>
    text !== '' && texts.indexOf(text) === texts.lastIndexOf(text) ? [[text, names[at]!]] : [],
  );
  return new Map([...own, ...names.map((name): [string, string] => [name.toLowerCase(), name])]);
}

/** Bullets become parts of the sentence that introduces them; asides after a name are left out. */
function sentencesOf(prose: string, atoms: readonly Atom[]): string[] {
  const flowing = prose
    .replace(/\*\*/g, '')
    .replace(/:\s*\n+\s*(?:[-*•]|\d+[.)])\s+/g, ': ')
    .replace(/[;,.]?\s*\n+\s*(?:[-*•]|\d+[.)])\s+/g, '; ')
    .replace(/\n\s*\n/g, '\u0000')
    .replace(/[^\S\u0000]+/g, ' ')
    .replace(new RegExp(`(${CODE}) \\((?:(?!${ATOM})[^()\\d])*\\)`, 'gu'), (all, name: string) =>
      atoms[name.codePointAt(0)! - PLANES.code]!.value === 'row_id' ? all : name,
    );
  const end = new RegExp(`\\s*\\u0000\\s*|(?<=[.!?]\\)?) +(?=[\\p{Lu}“(]|${ATOM})`, 'u');
  return flowing.split(end).filter((sentence) => sentence.trim() !== '');
}

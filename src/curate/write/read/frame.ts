/** What any question says around its method: files, purpose, targets, measure, how to load and how to hand in. */
import type { Statement } from '../statement.ts';
import { type Atom, CODE, type Passage } from './lex.ts';
import { atomOf, NAME_LIST, namesIn } from './names.ts';
import type { Conflict } from './steps.ts';

type Files = Pick<Statement, 'trainFile' | 'validationFile' | 'metadataFile' | 'outputFile'>;
type Purpose = Pick<Statement, 'variant' | 'family' | 'targets' | 'metric'>;

export function readFiles({ sentences, atoms }: Passage, conflict: Conflict): Files {
  const characters = sentences.flatMap((sentence) => sentence.match(new RegExp(CODE, 'gu')) ?? []);
  const names = new Set(
    characters
      .map((character) => atomOf(character, atoms))
      .filter(({ file }) => file)
      .map(({ value }) => value),
  );
  const one = (what: string, belongs: (name: string) => boolean): string | null => {
    const [first, second] = [...names].filter(belongs);
    if (second !== undefined) conflict(what);
    return first ?? null;
  };
  const train = /^train/iu;
  const validation = /^val/iu;
  return {
    trainFile: one('the training file', (name) => train.test(name)),
    validationFile: one('the file to predict', (name) => validation.test(name)),
    metadataFile: one('the file with descriptions', (name) => /\.txt$/iu.test(name)),
    outputFile: one('the output file', (name) => /\.csv$/iu.test(name) && !train.test(name) && !validation.test(name)),
  };
}

const FILLERS = '(?:(?: |: ?)(?:is|are|of|the|target|targets|columns?|values?|variables?|for|named|called|both))*';
const TARGETS = new RegExp(
  `\\b(?:predict|predicts|predicting|prediction|predictions|forecast|target|targets)\\b${FILLERS}[: ]+(${NAME_LIST})`,
  'giu',
);

export function readPurpose({ sentences, atoms }: Passage, { trainFile, validationFile }: Files): Purpose {
  const text = sentences.join(' ');
  const series = /\btime series\b|\bforecast\b|\bfuture\b.{1,9}\bpoints\b/iu.test(text);
  const [, word] = /\b(classification|regression)\b/iu.exec(text) ?? [];
  const second = /_v2\./.test(validationFile ?? '');
  const family = series ? 'time_series_analysis' : ((word?.toLowerCase() as 'classification' | undefined) ?? null);
  const lists = Array.from(text.matchAll(TARGETS), ([, list]) => namesIn(list!, atoms));
  const macro = /\bmacro[- ]?(?:averaged )?F1\b/iu.test(text);
  const squared = /\bR²|\bR2\b|\bR\^2|\bcoefficient of determination\b/iu.test(text);
  return {
    variant: series || trainFile === 'train.csv' ? (second ? 'cf' : 'xf') : second ? 'mm' : 'if',
    family,
    targets: lists.find((list) => list.length > 0 && list[0] !== 'row_id') ?? firstPredicted({ sentences, atoms }),
    metric: macro ? 'macro-F1' : squared ? 'R²' : null,
  };
}

const PREDICTED = new RegExp(`\\bpredict\\b[^.;]*?(${NAME_LIST})`, 'iu');

/** "predict the number of units sold (`Units_Sold`)": what is named first after the word. */
function firstPredicted({ sentences, atoms }: Passage): string[] | null {
  const lists = sentences.map((sentence) => namesIn(PREDICTED.exec(sentence)?.[1] ?? '', atoms));
  return lists.find((list) => list.length > 0 && list[0] !== 'row_id') ?? null;
}

const WORDS = ['', 'one', 'two', 'three', 'four', 'five', 'six'];

/** Missing values and tables; null where the files are of a kind that has none. */
export function readLoading({ sentences }: Passage): Pick<Statement, 'missingWords' | 'tables' | 'join'> {
  const empty = sentences.some(
    (one) => /\bempty (?:string|field|cell)s?\b/iu.test(one) && /\b(?:only|nothing but|solely|just)\b/iu.test(one),
  );
  const text = sentences.join(' ');
  if (!/\bsqlite\b|\bdatabases?\b/iu.test(text)) {
    return { missingWords: empty ? 'empty-string' : null, tables: null, join: null };
  }
  const joins = sentences.filter((one) => /\bjoin/iu.test(one) && /\btables?\b|\brow_id\b|\binner\b/iu.test(one));
  const [, many] = /\b(\d+|two|three|four|five|six)(?: of (?:the|its))? tables\b/iu.exec(text) ?? [];
  const join = /\b(left|outer|full|right)[ -]join/iu.exec(text)?.[1]?.toLowerCase();
  const words = many === undefined ? -1 : WORDS.indexOf(many.toLowerCase());
  const count = many === undefined ? null : words > 0 ? words : Number(many);
  return {
    missingWords: empty ? 'empty-string' : null,
    tables: count ?? (joins.length === 0 && /\b(?:one|single) table\b/iu.test(text) ? 1 : null),
    join: joins.length === 0 || count === 1 ? null : join === undefined ? 'inner' : join === 'left' ? 'left' : 'outer',
  };
}

const COLUMNS = new RegExp(`\\bcolumns?(?: (?:are|named|called|is))?[: ]+(${NAME_LIST})`, 'giu');

export function readOutput(
  { sentences, atoms }: Passage,
  { outputFile }: Files,
  { targets, variant }: Purpose,
): Pick<Statement, 'outputColumns' | 'ids' | 'labels'> {
  const isOutput = ({ file, value }: Atom) => file && value === outputFile;
  const names = (sentence: string) => sentence.match(new RegExp(CODE, 'gu')) ?? [];
  const from = sentences.findIndex((sentence) =>
    names(sentence).some((character) => isOutput(atomOf(character, atoms))),
  );
  const end = from < 0 ? [] : sentences.slice(from);
  const text = end.join(' ');
  const lists = Array.from(text.matchAll(COLUMNS), ([, list]) => namesIn(list!, atoms)).filter(
    (list) => list.length > 0,
  );
  const stated = lists.find((list) => list.length > 1) ?? null;
  const bare =
    variant !== 'cf' && /\bpredict/iu.test(text) && names(text).some((one) => atomOf(one, atoms).value === 'row_id');
  return {
    outputColumns: stated ?? (bare && targets !== null ? ['row_id', ...targets] : null),
    ids: /\b(?:same|its|that|their) order\b|\baligned\b/iu.test(text) ? 'from-file' : null,
    labels: /\bas they (?:are|appear|stand)\b|\bwithout (?:encoding|rounding)\b|\bnot (?:round|as codes)\b/iu.test(text)
      ? 'as-is'
      : null,
  };
}

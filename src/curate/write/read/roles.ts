/** Which of a question's sentences say what: the parts that the readers of ranges, features and steps look at. */
import { type Atom, TEXT } from './lex.ts';
import { namesIn } from './names.ts';

export interface Roles {
  readonly filter: readonly string[];
  readonly types: readonly string[];
  /** Where the features are selected, and what follows up to preprocessing. */
  readonly features: readonly string[];
  readonly preprocessing: readonly string[];
  readonly handIn: readonly string[];
}

const FILTER =
  /\b(?:filter\w*|expected|ranges?|faulty|limits?|clean|allowed|outside|known|retain\w*|exclud\w*|keep\w*)\b/iu;
const TYPES = /\bconvert\w*\b|\bnumeric type\b|\bbooleans\b/iu;
const FEATURES = /\bfeatures?\b|\bselect\w*\b|\bpredictors?\b|\battributes\b|\binputs?\b/iu;
const DROP = /\b(?:drop|discard|remove|delete)\b.*\bmissing\b|\btargets?\b.*\bmissing\b/iu;
const PREPROCESS =
  /\bimput\w*|\bmissing (?:values?|data|entries)\b|\bscal(?:e|er|ing)\b|standardi[sz]|StandardScaler|one-?hot|OneHotEncoder|\bencod(?:e|er|ing)\b|\bpreprocess/iu;
const HAND_IN = /\b(?:save|write|output|result|submission|file)\b/iu;

export function rolesOf(sentences: readonly string[], atoms: readonly Atom[]): Roles {
  const names = (sentence: string) => namesIn(sentence, atoms).filter((name) => name !== 'row_id');
  const types = sentences.filter((sentence) => TYPES.test(sentence) && names(sentence).length > 0);
  const isFeature = (sentence: string) =>
    FEATURES.test(sentence) &&
    names(sentence).length > 0 &&
    !types.includes(sentence) &&
    !hasRange(sentence) &&
    !TWO_TEXTS.test(sentence);
  const from = sentences.findIndex((sentence) => FILTER.test(sentence) && !/\bimput/i.test(sentence));
  const selects = sentences.findIndex((sentence, at) => at >= Math.max(from, 0) && isFeature(sentence));
  const ends = sentences.findIndex(
    (sentence, at) => at > from && (DROP.test(sentence) || types.includes(sentence)) && !hasRange(sentence),
  );
  const filterEnd = ends > from && (selects < 0 || ends < selects) ? ends : selects;
  const after = selects < 0 ? [] : sentences.slice(selects);
  const preprocessing = after.findIndex(
    (sentence, at) => at > 0 && PREPROCESS.test(sentence) && !/\b(?:treat|as (?:numeric|categorical))/iu.test(sentence),
  );
  const model = preprocessing < 0 ? after : after.slice(0, preprocessing);
  return {
    filter: from < 0 ? [] : sentences.slice(from, filterEnd < 0 ? undefined : filterEnd),
    types,
    features: model,
    preprocessing: preprocessing < 0 ? [] : after.slice(preprocessing),
    handIn: sentences.filter((sentence) => HAND_IN.test(sentence)),
  };
}

const TWO_TEXTS = new RegExp(`${TEXT}.*${TEXT}`, 'u');
const hasRange = (sentence: string) => /\d[^.]*\b(?:and|to|or)\b[^.]*\d/u.test(sentence);

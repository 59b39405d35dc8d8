/** The steps of a workflow after its features are known: imputers, scaler, encoder, order of blocks, model, seed. */
import { MODEL_NAMES, type Workflow } from '../../../task.ts';
import type { Statement } from '../statement.ts';
import { type Found, findAll, pairUp } from './names.ts';

type Imputer = Workflow['imputer'];
type Kind = 'numeric' | 'categorical';
/** Called with what is said in two ways. */
export type Conflict = (what: string) => void;

const KIND = /\b(?<numeric>numeric(?:al)?)\b|\bcategorical\b/giu;
const STRATEGY = /\b(?:(?<mean>mean|average)|(?<median>median)|(?<frequent>most[ _-](?:frequent|common)|mode))\b/giu;

export function kindsIn(sentence: string): Found<Kind>[] {
  return findAll(sentence, KIND, ({ groups }) => (groups!.numeric ? 'numeric' : 'categorical'));
}

const IMPUTES = /\bimput|\bfill|\b(?:handle|for|replace) (?:any )?missing\b/iu;

export function readImputers(sentences: readonly string[], conflict: Conflict): Record<Kind, Imputer | null> {
  const found: Record<Kind, Imputer | null> = { numeric: null, categorical: null };
  for (const sentence of sentences) {
    if (!IMPUTES.test(sentence)) continue;
    const strategies = findAll(sentence, STRATEGY, ({ groups }): Imputer => {
      if (groups!.mean !== undefined) return 'mean';
      return groups!.median === undefined ? 'most_frequent' : 'median';
    });
    const kinds = kindsIn(sentence);
    if (strategies.length === 0) continue;
    for (const [kind, imputers] of strategiesByKind(kinds, strategies)) {
      for (const imputer of imputers) {
        if (found[kind] !== null && found[kind] !== imputer) conflict(`the ${kind} features’ imputer`);
        found[kind] ??= imputer;
      }
    }
  }
  return found;
}

/** "the mean for both numeric and categorical": a kind without a strategy of its own has its neighbour's. */
function strategiesByKind(kinds: readonly Found<Kind>[], strategies: readonly Found<Imputer>[]): [Kind, Imputer[]][] {
  const pairs = pairUp(kinds, strategies);
  return pairs.map(([kind, imputers], at) => {
    if (imputers.length > 0) return [kind, imputers];
    const before = pairs.slice(0, at).findLast(([, some]) => some.length > 0);
    const after = pairs.slice(at).find(([, some]) => some.length > 0);
    return [kind, (before ?? after)?.[1] ?? []];
  });
}

export function readPreprocessing(text: string, sentences: readonly string[], conflict: Conflict): Partial<Statement> {
  const standard = /standard[- ]?scal|standardi[sz]e|z-score/iu.test(text);
  const minMax = /min-?\s?max/iu.test(text);
  if (standard && minMax) conflict('the scaler');
  const oneHot = /one[- ]?hot/iu.test(text);
  const ordinal = /\bordinal|label[- ]encod/iu.test(text);
  if (oneHot && ordinal) conflict('the encoder');
  const sparse = /sparse_output(?: set)?(?: to|=| =|:) ?True|\bsparse matrix\b/iu.test(text);
  const dense =
    /\bdense\b|sparse_output(?: is)?(?: set)?(?: to|=| =|:| as)? ?False|\b(?:not|non)[ -](?:be )?sparse\b|\bsparse[ _]output (?:is )?(?:disabled|turned off|off|set to false|false)|\b(?:without|no|disabl\w+) (?:a )?sparse/iu;
  return {
    scaler: standard ? 'standard' : minMax ? 'min-max' : null,
    encoder: oneHot ? 'one-hot' : ordinal ? 'ordinal' : null,
    unknown: sentences.some((one) => /(?:\b|_)(?:unknown|unseen)\b/iu.test(one) && /\bignor/iu.test(one))
      ? 'ignore'
      : null,
    dense: sparse ? false : dense.test(text) ? true : null,
    fitOn: sentences.some((one) => FIT_ON_TRAIN.test(one) && /\btrain/iu.test(one)) ? 'train' : null,
    first: firstBlock(sentences),
  };
}

const FIT_ON_TRAIN = /\b(?:fit|fitted|learns?|learnt|learned)\b.*\b(?:only|alone|solely|exclusively)\b/iu;

/** Which kind of columns stands first in the model's input. */
function firstBlock(sentences: readonly string[]): Kind | null {
  for (const sentence of sentences) {
    const [one, other] = kindsIn(sentence);
    if (one === undefined || other === undefined || one.value === other.value) continue;
    const between = sentence.slice(one.at, other.at);
    if (!/\b(?:matrix|block|blocks|input|ColumnTransformer|concatenat\w+|side by side)\b/iu.test(sentence)) continue;
    if (/\b(?:first|before|followed by|preced\w+|then)\b/iu.test(between)) return one.value;
    if (/\b(?:after|follow|follows|behind)\b/iu.test(between)) return other.value;
  }
  return null;
}

const SEED =
  /\b(?:random[ _-]?(?:state|seed)|seed)\b\)?(?: (?:is|be|parameter|value))?(?: ?(?:set (?:to|at|as)|of|to|=|:|equal to|equals|fixed (?:at|to)|as))? ?(\d+)/giu;

export function readModel(text: string, conflict: Conflict): Partial<Statement> {
  const models = MODEL_NAMES.filter((name) => new RegExp(`\\b${name}\\b`, 'u').test(text));
  const spoken = Object.entries(SPOKEN).filter(([, words]) => words.test(text));
  const named = models.length > 0 ? models : spoken.map(([name]) => name as (typeof MODEL_NAMES)[number]);
  if (named.length > 1) conflict('the model');
  const seeds = new Set(findAll(text, SEED, ([, digits]) => Number(digits)).map(({ value }) => value));
  if (seeds.size > 1) conflict('the random state');
  return {
    model: named[0] ?? null,
    seed: [...seeds][0] ?? null,
    defaults: /\bdefaults?\b/iu.test(text) ? true : null,
    iterations: /\bmax_iter\b/iu.test(text) ? 'any' : null,
    wrapper: readWrapper(text, conflict),
  };
}

/** Models by their names in words, where no class is named. */
const SPOKEN: Partial<Record<(typeof MODEL_NAMES)[number], RegExp>> = {
  LogisticRegression: /\blogistic regression\b/iu,
  DecisionTreeClassifier: /\bdecision tree classifier\b/iu,
  GaussianNB: /\bgaussian naive bayes\b/iu,
  LinearSVC: /\blinear (?:SVC|support vector class\w+)\b/iu,
  MLPClassifier: /\bMLP classifier\b/iu,
  LinearRegression: /\blinear regression\b/iu,
  DecisionTreeRegressor: /\bdecision tree regress(?:or|ion)\b/iu,
  Ridge: /\bridge regression\b/iu,
  Lasso: /\blasso regression\b/iu,
  MLPRegressor: /\bMLP regressor\b/iu,
};

function readWrapper(text: string, conflict: Conflict): Statement['wrapper'] {
  const wrapped = /\b(?:MultiOutput(?:Classifier|Regressor)|multi-?output wrapper)\b/iu.exec(text);
  const each = wrapped !== null && !/\b(?:no|not|without|never)\b[^.]{0,40}$/iu.test(text.slice(0, wrapped.index));
  const together = /\b(?:all|both) (?:the )?targets? (?:columns )?(?:together|at once|jointly|simultaneously)\b/iu.test(
    text,
  );
  if (each && together) conflict('how several targets are fitted');
  return each ? 'one-model-each' : together ? 'together' : null;
}

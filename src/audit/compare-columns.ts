/** What becomes of each column on its way into the model, beside the stated steps. */
import { planOf } from '../reference.ts';
import type { ColumnFact, FitFact, Stage } from './code-facts.ts';
import { drops } from './compare-rows.ts';
import { isLeftOpen } from './deviations/kind.ts';
import { statesKindOrder } from './kind-order.ts';
import {
  absent,
  breaks,
  type Compare,
  differenceOf,
  type Found,
  follows,
  operationsOf,
  quoted,
  type Reading,
  unclear,
} from './reading.ts';

/** Of these models a sparse matrix gives the same answers as a dense one. */
const SPARSE_IS_SAME = new Set([
  'DecisionTreeClassifier',
  'DecisionTreeRegressor',
  'LogisticRegression',
  'MLPClassifier',
  'MLPRegressor',
]);

type Kind = 'numeric' | 'categorical';

/** A stated column as the model gets it, in the rows that it learns from and in those that it predicts. */
interface Pair {
  readonly name: string;
  readonly learnt: ColumnFact;
  readonly applied: ColumnFact | undefined;
  readonly fit: FitFact;
}

const HIDDEN = 'the code does not show the columns plainly';

export const features: Compare = (reading) => {
  const { numeric, categorical } = reading.workflow;
  const first = statesKindOrder(reading.task) ? ', numeric ones first' : '';
  const order = isLeftOpen(reading.task, 'order') ? '' : `, each kind in this order${first}`;
  const stated = `the features ${quoted([...numeric, ...categorical], 12)}${order}`;
  return { stated, found: reading.fits.map((fit) => judgeFeatures(reading, fit)) };
};

function judgeFeatures({ facts, workflow, data, task }: Reading, fit: FitFact): Found {
  if (fit.columns === null || fit.doubt !== null) return unclear(fit.doubt ?? HIDDEN, fit.line);
  const { numeric, categorical } = workflow;
  const listed = [...numeric, ...categorical];
  const names = inOrder(fit.columns, new Set(categorical)).map(({ name }) => name);
  const lacking = listed.filter((name) => !names.includes(name));
  const extra = names.filter((name) => name === null || !listed.includes(name));
  const known = extra.filter((name) => name !== null);
  const sure = known.filter((name) => !facts.assumed.includes(name) || data?.columns[name] !== undefined);
  if (sure.length > 0) return breaks(`also ${quoted(sure)}`, fit.line);
  if (extra.length > 0)
    return unclear(known.length > 0 ? `also ${quoted(known)}, if there` : 'columns that are computed', fit.line);
  if (lacking.length > 0) return breaks(`without ${quoted(lacking)}`, fit.line);
  if (names.length > listed.length) return unclear('columns more than once', fit.line);
  const applied = fit.appliedColumns && inOrder(fit.appliedColumns, new Set(categorical)).map(({ name }) => name);
  if (applied === null || applied.join('\0') !== names.join('\0')) {
    return unclear('the rows to predict have other columns, or none that the code shows', fit.appliedLine);
  }
  // Columns treated as the other kind are in the other kind's place: that is said of the types.
  const swapped = new Set(
    fit.columns.flatMap(({ name, stages }) => {
      const kind = numeric.includes(name!) ? 'numeric' : 'categorical';
      return typeOf(stages, name!, kind).verdict === 'breaks' ? [name] : [];
    }),
  );
  const order = names.filter((name) => !swapped.has(name));
  for (const group of [numeric, categorical]) {
    const own = order.filter((name) => group.includes(name!));
    const should = group.filter((name) => !swapped.has(name));
    if (own.join('\0') === should.join('\0')) continue;
    const found = `another order: ${quoted(own as string[], 12)}`;
    if (isLeftOpen(task, 'order')) return unclear(`${found}, which the question leaves open`, fit.line);
    return breaks(found, fit.line);
  }
  if (order.join('\0') !== listed.filter((name) => !swapped.has(name)).join('\0')) {
    if (statesKindOrder(task)) return breaks('numeric columns not before categorical ones', fit.line);
    return unclear('numeric columns not before categorical ones, which the question leaves open', fit.line);
  }
  return follows('as stated', fit.line);
}

/** The columns in the model's order: encoding by type moves the categorical ones to the end. */
function inOrder(columns: readonly ColumnFact[], categorical: ReadonlySet<string | null>): readonly ColumnFact[] {
  const moved = ({ name, stages }: ColumnFact) =>
    categorical.has(name) && stages.some(({ kind, detail }) => kind === 'encode' && detail[0] === 'one-hot-by-type');
  return [...columns.filter((column) => !moved(column)), ...columns.filter(moved)];
}

export const types: Compare = (reading) => {
  const { numeric, categorical } = reading.workflow;
  const stated = `${numeric.length > 0 ? quoted(numeric, 12) : 'none'} as numbers, ${categorical.length > 0 ? quoted(categorical, 12) : 'none'} as categories`;
  const found = reading.fits.flatMap((fit) => {
    if (fit.columns === null) return [unclear(fit.doubt ?? HIDDEN, fit.line)];
    return [
      ...pairsOf(reading, fit, 'numeric').map(({ learnt, name }) => typeOf(learnt.stages, name, 'numeric')),
      ...pairsOf(reading, fit, 'categorical').map(({ learnt, name }) => typeOf(learnt.stages, name, 'categorical')),
      ...judgeConversions(reading, fit),
    ];
  });
  return { stated, found: found.length > 0 ? found : [unclear(HIDDEN)] };
};

/** Whether a column is treated as what it is stated to be. */
function typeOf(stages: readonly Stage[], name: string, kind: Kind): Found {
  const encoded = stages.find((stage) => stage.kind === 'encode' && stage.detail[0] !== 'one-hot-by-type');
  const codes = stages.find((stage) => stage.kind === 'codes');
  const scaled = stages.find((stage) => stage.kind === 'scale');
  const byType = stages.some((stage) => stage.kind === 'encode' && stage.detail[0] === 'one-hot-by-type');
  const hidden = stages.find((stage) => stage.kind === 'unclear' || stage.kind === 'either');
  const treated = encoded ?? codes;
  if (hidden && !treated && !scaled) return unclear(`what is done to ${JSON.stringify(name)}`, hidden.line);
  if (kind === 'numeric') {
    if (treated) return breaks(`${JSON.stringify(name)} is encoded as a category`, treated.line);
    return follows('as stated', ...(scaled ? [scaled.line] : []));
  }
  if (treated || byType) return follows('as stated', ...(treated ? [treated.line] : []));
  if (scaled) return breaks(`${JSON.stringify(name)} is scaled as a number`, scaled.line);
  return unclear(`${JSON.stringify(name)} is not encoded`);
}

/** Categories that are numbers or truth values need the same type in every file; where one bad word made them text. */
function judgeConversions(reading: Reading, fit: FitFact): Found[] {
  const plan = planOf(reading.task, 'filtered');
  const step = plan.steps.find((one) => one.step === 'types');
  if (step?.step !== 'types') return [];
  const needed = [...step.words, ...step.numbers.filter((column) => reading.workflow.categorical.includes(column))];
  const lacking = needed.filter((name) => {
    const column = fit.columns?.find((one) => one.name === name);
    return column !== undefined && !column.stages.some(({ kind }) => kind === 'convert');
  });
  return lacking.length > 0 ? [unclear(`${quoted(lacking)} may be text in one file and not in the other`)] : [];
}

/** Columns of a kind that are in the model, as they are treated; those treated as the other kind are left to `types`. */
function pairsOf(reading: Reading, fit: FitFact, kind: Kind): Pair[] {
  const { numeric, categorical } = reading.workflow;
  const names = kind === 'numeric' ? numeric : categorical;
  return names.flatMap((name) => {
    const learnt = fit.columns?.find((column) => column.name === name);
    return learnt ? [{ name, learnt, applied: fit.appliedColumns?.find((column) => column.name === name), fit }] : [];
  });
}

function ownKind(reading: Reading, fit: FitFact, kind: Kind): Pair[] {
  return pairsOf(reading, fit, kind).filter((pair) => typeOf(pair.learnt.stages, pair.name, kind).verdict !== 'breaks');
}

export const impute: Compare = (reading) => {
  const { imputer, numeric, categorical } = reading.workflow;
  const words = [
    ...(numeric.length > 0 ? [`numbers by the ${imputer}`] : []),
    ...(categorical.length > 0 ? ['categories by the most frequent value'] : []),
  ];
  const found = reading.fits.flatMap((fit) => {
    if (fit.columns === null || fit.rows === null) return [unclear(fit.doubt ?? HIDDEN, fit.line)];
    return [
      ...ownKind(reading, fit, 'numeric').map((pair) => judgeImputer(reading, pair, imputer)),
      ...ownKind(reading, fit, 'categorical').map((pair) => judgeImputer(reading, pair, 'most_frequent')),
      ...drops(reading, operationsOf(reading.facts, fit.rows), false),
    ];
  });
  return { stated: `missing ${words.join(', ')}, learnt from the training rows`, found };
};

function judgeImputer(reading: Reading, pair: Pair, strategy: string): Found {
  const { name, learnt, applied, fit } = pair;
  const own = JSON.stringify(name);
  const stage = learnt.stages.find(({ kind }) => kind !== 'convert');
  const none = reading.data?.columns[name];
  const nothing = none !== undefined && none.missing.kept === 0 && none.missing.validation === 0;
  if (stage?.kind !== 'impute') {
    const later = learnt.stages.find(({ kind }) => kind === 'impute' || kind === 'either' || kind === 'unclear');
    if (later) return unclear(`what ${own} is imputed with`, later.line);
    return nothing ? follows(`nothing is missing in ${own}`) : absent(fit, `${own} is not imputed`);
  }
  const words = String(stage.detail[0]);
  if (words === 'unclear') return unclear(`what ${own} is imputed with`, stage.line);
  if (words !== strategy) {
    if (nothing) return follows(`nothing is missing in ${own}`, stage.line);
    const value = words === 'constant' ? `the constant ${JSON.stringify(stage.detail[1])}` : `the ${words}`;
    return breaks(`${own} is imputed with ${value}, not the ${strategy}`, stage.line);
  }
  const there = applied?.stages.find(({ kind }) => kind !== 'convert');
  if (applied === undefined) return unclear(`the code does not show ${own} in the rows to predict`, fit.appliedLine);
  if (there?.kind !== 'impute') {
    return there === undefined || there.kind === 'scale' || there.kind === 'encode'
      ? absent(fit, `${own} is not imputed in the rows to predict`, fit.appliedLine)
      : unclear(`what ${own} is imputed with in the rows to predict`, there.line);
  }
  if (there.detail[0] === 'unclear') return unclear(`what ${own} is imputed with in the rows to predict`, there.line);
  if (there.detail[0] !== strategy)
    return breaks(`${own} is imputed with the ${there.detail[0]} in the rows to predict`, there.line);
  return judgeFitRows(reading, pair, [stage, there], 'imputer') ?? follows('as stated', stage.line);
}

/** Whether a transformer learnt from the training rows, for both tables; null when it did. */
function judgeFitRows(reading: Reading, { fit }: Pair, stages: readonly Stage[], what: string): Found | null {
  for (const stage of stages) {
    if (stage.fit === null || fit.rows === null) return unclear(`what the ${what} is fitted on`, stage.line);
    const difference = differenceOf(reading, stage.fit, fit.rows);
    if (difference) return { ...difference, found: `the ${what} is ${difference.found}`, lines: [stage.line] };
  }
  return null;
}

export const scale: Compare = (reading) => {
  const { numeric } = reading.workflow;
  if (isLeftOpen(reading.task, 'scale')) return { stated: 'nothing: it is left open', found: [unclear('left open')] };
  const stated =
    numeric.length > 0
      ? 'a standard scaler on the numbers alone, learnt from the training rows'
      : 'nothing: no feature is a number';
  const found = reading.fits.flatMap((fit) => {
    if (fit.columns === null) return [unclear(fit.doubt ?? HIDDEN, fit.line)];
    return [
      ...ownKind(reading, fit, 'numeric').map((pair) => judgeScaler(reading, pair)),
      ...ownKind(reading, fit, 'categorical').map(judgeUnscaled),
    ];
  });
  return { stated, found: found.length > 0 ? found : [unclear(HIDDEN)] };
};

function judgeScaler(reading: Reading, pair: Pair): Found {
  const own = JSON.stringify(pair.name);
  const scalers = pair.learnt.stages.filter(({ kind }) => kind === 'scale');
  const hidden = pair.learnt.stages.find(
    ({ kind, options }) => kind === 'unclear' || kind === 'minus' || (kind === 'either' && options),
  );
  const [stage] = scalers;
  if (scalers.length > 1) return unclear(`${own} is scaled more than once`, ...scalers.map(({ line }) => line));
  if (stage === undefined)
    return hidden ? unclear(`what is done to ${own}`, hidden.line) : absent(pair.fit, `${own} is not scaled`);
  const scaler = String(stage.detail[0]);
  if (scaler === 'other') return unclear(`how ${own} is scaled`, stage.line);
  if (scaler === 'standard-ddof1')
    return breaks(`${own} is divided by the sample's standard deviation (n − 1)`, stage.line);
  if (scaler !== 'standard') return breaks(`${own} is scaled by ${scaler}`, stage.line);
  if (hidden) return unclear(`what else is done to ${own}`, hidden.line);
  if (pair.applied === undefined)
    return unclear(`the code does not show ${own} in the rows to predict`, pair.fit.appliedLine);
  const there = pair.applied.stages.filter(({ kind }) => kind === 'scale');
  if (there.length === 0) {
    const odd = pair.applied.stages.find(({ kind }) => kind === 'unclear' || kind === 'minus' || kind === 'either');
    if (odd) return unclear(`what is done to ${own} in the rows to predict`, odd.line);
    return absent(pair.fit, `${own} is not scaled in the rows to predict`, pair.fit.appliedLine);
  }
  if (there.length > 1) return unclear(`${own} is scaled more than once in the rows to predict`, there[0]!.line);
  if (there[0]!.detail[0] !== 'standard') return unclear(`how ${own} is scaled in the rows to predict`, there[0]!.line);
  return judgeFitRows(reading, pair, [stage, there[0]!], 'scaler') ?? follows('as stated', stage.line);
}

function judgeUnscaled({ name, learnt }: Pair): Found {
  const stage = learnt.stages.find(({ kind }) => kind === 'scale');
  return stage ? breaks(`the encoded ${JSON.stringify(name)} is scaled as well`, stage.line) : follows('as stated');
}

export const encode: Compare = (reading) => {
  const { categorical } = reading.workflow;
  if (categorical.length === 0)
    return { stated: 'nothing: no feature is a category', found: [follows('nothing to encode')] };
  const found = reading.fits.flatMap((fit) =>
    fit.columns === null
      ? [unclear(fit.doubt ?? HIDDEN, fit.line)]
      : ownKind(reading, fit, 'categorical').map((pair) => judgeEncoder(reading, pair)),
  );
  const stated = 'categories one-hot encoded, every level, unknown ones ignored, not sparse';
  return { stated, found: found.length > 0 ? found : [unclear(HIDDEN)] };
};

function judgeEncoder(reading: Reading, { name, learnt, applied, fit }: Pair): Found {
  const own = JSON.stringify(name);
  const encoders = learnt.stages.filter(({ kind }) => kind === 'encode' || kind === 'codes');
  const [stage] = encoders;
  if (stage === undefined) {
    const hidden = learnt.stages.find(({ kind }) => kind === 'unclear' || kind === 'either');
    return hidden ? unclear(`what is done to ${own}`, hidden.line) : absent(fit, `${own} is not encoded`);
  }
  const [encoder, drop, unknown, dense] = stage.kind === 'codes' ? ['ordinal', null, '', 'dense'] : stage.detail;
  if (encoders.length > 1 && encoder === 'ordinal') {
    // Codes first, then one-hot of the codes: the same columns, where the codes are in the labels' order.
    return unclear(`${own} is encoded more than once`, stage.line);
  }
  if (encoder === 'ordinal') return breaks(`${own} is encoded as ordinal numbers`, stage.line);
  if (encoder !== 'one-hot' && encoder !== 'one-hot-by-type')
    return breaks(`${own} is encoded by ${encoder}`, stage.line);
  if (drop === 'unclear' || unknown === 'unclear' || unknown === 'odd')
    return unclear(`how ${own} is encoded`, stage.line);
  if (drop !== null) return breaks(`a level of ${own} is dropped (${drop})`, stage.line);
  if (encoder === 'one-hot-by-type') {
    const range = reading.workflow.ranges[name];
    const words = range?.kind === 'categorical' && range.values.every((value) => typeof value === 'string');
    if (!words) return unclear(`whether ${own}, encoded by its type, is text`, stage.line);
  }
  if (dense === 'sparse' && !SPARSE_IS_SAME.has(fit.estimator.name))
    return unclear(`${own} becomes a sparse matrix`, stage.line);
  const there = applied?.stages.find(({ kind }) => kind === 'encode');
  if (there === undefined) return unclear(`how ${own} is encoded in the rows to predict`, fit.appliedLine);
  if (stage.fit === null || fit.rows === null || there.fit === null)
    return unclear(`what the encoder of ${own} learnt from`, stage.line);
  for (const one of [stage, there]) {
    const difference = differenceOf(reading, one.fit!, fit.rows);
    if (difference?.verdict === 'breaks' && !String(unknown).startsWith('own') && unknown !== 'by hand') {
      return breaks(`the encoder of ${own} is ${difference.found}`, one.line);
    }
    if (difference) {
      // Levels of a table of its own, or of both together: the same columns where no level is in one of them only.
      return unclear(`the categories of ${own} are taken from other rows (${difference.found})`, one.line);
    }
  }
  if (unknown === 'own with missing') return unclear(`missing values of ${own} get a column of their own`, stage.line);
  if (unknown !== 'own' && !['ignore', 'infrequent_if_exist', 'warn', 'error'].includes(String(unknown))) {
    return unclear(`what becomes of unknown values of ${own}`, stage.line);
  }
  if (unknown === 'error') return follows('one-hot, which stops at unknown values: there were none', stage.line);
  return follows('as stated', stage.line);
}

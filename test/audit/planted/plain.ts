/** Pandas alone, a line for every column, as in a tutorial; scikit-learn only fits. */
import { csvOptions, estimator, howOf, quoted, wrapped } from './parts.ts';
import { imports, lines, python } from './python.ts';
import { features, oneCall, type Style, type Work } from './work.ts';

const py = python("'");
const { text, list } = py;

export const plain: Style = {
  name: 'plain-pandas',
  words: 'pandas alone, a line for every column; imputes, scales and encodes by hand',
  writes: () => true,
  write: (work) => oneCall(work, script(work), 'Let me do this step by step with pandas.'),
};

function script(work: Work): string {
  const model = loopsTargets(work) ? estimator(work) : wrapped(work);
  return lines(
    imports('import pandas as pd', work.kind === 'sqlite' && 'import sqlite3', ...model.imports),
    '',
    read(work),
    '',
    filterLines(work),
    ...typeLines(work),
    work.incomplete.length > 0 && `train = train.dropna(subset=${list(work.incomplete)})`,
    work.dropIncomplete && `train = train.dropna(subset=${list(features(work))})`,
    '',
    chooseLines(work),
    '',
    work.choice === 'everything' ? loops(work) : unrolled(work),
    encodeLines(work),
    '',
    fitLines(work, model.make),
    "result.to_csv('prediction.csv', index=False)",
    'print(result.shape)',
    '',
  );
}

function read(work: Work): string[] {
  if (work.kind === 'csv') {
    const options = csvOptions(work, py);
    return [
      `train = pd.read_csv(${text(work.trainFile)}${options})`,
      `val = pd.read_csv(${text(work.validationFile)}${options})`,
    ];
  }
  if (work.kind === 'parquet') {
    return [`train = pd.read_parquet(${text(work.trainFile)})`, `val = pd.read_parquet(${text(work.validationFile)})`];
  }
  const [first, ...rest] = work.tables.map((table) => `pd.read_sql(${text(`SELECT * FROM ${quoted(table)}`)}, con)`);
  return [
    `con = sqlite3.connect(${text(work.trainFile)})`,
    `train = ${first}`,
    ...rest.map((table) => `train = train.merge(${table}, on='row_id'${howOf(work, py)})`),
    'con.close()',
    `con = sqlite3.connect(${text(work.validationFile)})`,
    `val = pd.read_sql(${text(`SELECT * FROM ${quoted(work.validationTable)}`)}, con)`,
    'con.close()',
  ];
}

function filterLines({ filter }: Work): string[] {
  const missing = (column: string) => (filter.keepMissing ? ` | train[${text(column)}].isna()` : '');
  return filter.ranges.map(([column, range]) => {
    const cell = `train[${text(column)}]`;
    if (range.kind === 'categorical') return `train = train[${cell}.isin(${list(range.values)})${missing(column)}]`;
    return filter.inclusive
      ? `train = train[${cell}.between(${range.low}, ${range.high})${missing(column)}]`
      : `train = train[((${cell} > ${range.low}) & (${cell} < ${range.high}))${missing(column)}]`;
  });
}

function typeLines({ toNumber, toWords }: Work): string[] {
  return [
    ...toNumber.map((column) => `train[${text(column)}] = pd.to_numeric(train[${text(column)}])`),
    ...toWords.flatMap((column) =>
      ['train', 'val'].map(
        (frame) =>
          `${frame}[${text(column)}] = ${frame}[${text(column)}].astype(str).where(${frame}[${text(column)}].notna())`,
      ),
    ),
  ];
}

function chooseLines(work: Work): string[] {
  if (work.choice === 'everything') {
    return [
      "X_train = train[[c for c in val.columns if c != 'row_id' and c in train.columns]].copy()",
      'X_val = val[X_train.columns].copy()',
      'numeric = [c for c in X_train.columns if X_train[c].dtype != object]',
      'categorical = [c for c in X_train.columns if X_train[c].dtype == object]',
    ];
  }
  const all = list(features(work));
  return [`X_train = train[${all}].copy()`, `X_val = val[${all}].copy()`];
}

/** How the value comes about that fills a column's gaps. */
function filling(work: Work, cell: (frame: string) => string): string {
  const { strategy, fitOn } = work.impute;
  if (strategy === 'zero') return '0';
  const values = fitOn === 'both' ? `pd.concat([${cell('X_train')}, ${cell('X_val')}])` : cell('X_train');
  return strategy === 'most_frequent' ? `${values}.mode()[0]` : `${values}.${strategy}()`;
}

function scaleLines(work: Work, cell: (frame: string) => string): string[] {
  const { kind, fitOn } = work.scale;
  if (kind === 'none') return [];
  const both = fitOn === 'both';
  const values = both ? 'both' : cell('X_train');
  const shift = both ? [`both = pd.concat([${cell('X_train')}, ${cell('X_val')}])`] : [];
  const statistics =
    kind === 'min-max'
      ? `low, width = ${values}.min(), (${values}.max() - ${values}.min()) or 1`
      : `mean, sd = ${values}.mean(), ${values}.std(${kind === 'sample' ? '' : 'ddof=0'}) or 1`;
  const [centre, divisor] = kind === 'min-max' ? ['low', 'width'] : ['mean', 'sd'];
  return [
    ...shift,
    statistics,
    ...['X_train', 'X_val'].map((frame) => `${cell(frame)} = (${cell(frame)} - ${centre}) / ${divisor}`),
  ];
}

function columnLines(work: Work, name: string, isNumber: boolean): string[] {
  const cell = (frame: string) => `${frame}[${name}]`;
  const fill = isNumber
    ? filling(work, cell)
    : work.impute.categories === 'missing'
      ? text('missing')
      : `${cell('X_train')}.mode()[0]`;
  return [
    `fill = ${fill}`,
    `${cell('X_train')} = ${cell('X_train')}.fillna(fill)`,
    `${cell('X_val')} = ${cell('X_val')}.fillna(fill)`,
    ...(isNumber ? scaleLines(work, cell) : []),
  ];
}

function unrolled(work: Work): string[] {
  return [
    ...work.numeric.flatMap((column) => [`# ${comment(column)}`, ...columnLines(work, text(column), true)]),
    ...work.categorical.flatMap((column) => [`# ${comment(column)}`, ...columnLines(work, text(column), false)]),
  ];
}

function loops(work: Work): string[] {
  return [
    'for c in numeric:',
    ...columnLines(work, 'c', true).map((line) => `    ${line}`),
    'for c in categorical:',
    ...columnLines(work, 'c', false).map((line) => `    ${line}`),
  ];
}

const comment = (column: string): string => column.replace(/[\s\\]+/g, ' ');

function encodeLines(work: Work): string[] {
  const everything = work.choice === 'everything';
  if (work.categorical.length === 0) return ['A, B = X_train, X_val'];
  const numbers = everything ? 'numeric' : list(work.numeric);
  const columns = everything ? 'categorical' : list(work.categorical);
  const first = work.categoriesFirst;
  const pair = (frame: string, encoded: string) =>
    first
      ? `pd.concat([${encoded}, ${frame}[${numbers}]], axis=1)`
      : `pd.concat([${frame}[${numbers}], ${encoded}], axis=1)`;
  if (work.encode === 'ordinal') {
    return [
      `for c in ${columns}:`,
      '    codes = {v: i for i, v in enumerate(sorted(X_train[c].unique()))}',
      '    X_train[c] = X_train[c].map(codes)',
      '    X_val[c] = X_val[c].map(codes).fillna(-1)',
      `A = ${pair('X_train', `X_train[${columns}]`)}`,
      `B = ${pair('X_val', `X_val[${columns}]`)}`,
    ];
  }
  const drop = work.encode === 'drop-first' ? ', drop_first=True' : '';
  return [
    `dummies = pd.get_dummies(X_train[${columns}], columns=${columns}, dtype=float${drop})`,
    `dummies_val = pd.get_dummies(X_val[${columns}], columns=${columns}, dtype=float).reindex(columns=dummies.columns, fill_value=0.0)`,
    `A = ${pair('X_train', 'dummies')}`,
    `B = ${pair('X_val', 'dummies_val')}`,
  ];
}

/** Several targets of models that fit one: a loop, as the wrapper is not known here. */
const loopsTargets = ({ outputs }: Work): boolean => outputs === 'each' || outputs === 'wrapped';

function fitLines(work: Work, model: string): string {
  const ids = work.ids === 'file' ? "val['row_id']" : 'range(len(val))';
  const single = work.targets.length === 1;
  const codes = work.labels === 'codes';
  const targetOf = (name: string): string => (codes ? `train[${name}].astype('category').cat.codes` : `train[${name}]`);
  if (single) {
    const target = text(work.targets[0]!);
    return lines(
      `model = ${model}`,
      `model.fit(A, ${targetOf(target)})`,
      `result = pd.DataFrame({'row_id': ${ids}, ${target}: model.predict(B)})`,
    );
  }
  if (loopsTargets(work)) {
    return lines(
      `result = pd.DataFrame({'row_id': ${ids}})`,
      `for target in ${list(work.targets)}:`,
      `    model = ${model}`,
      `    model.fit(A, ${targetOf('target')})`,
      '    result[target] = model.predict(B)',
    );
  }
  return lines(
    `y = train[${list(work.targets)}]`,
    codes && "y = y.apply(lambda s: s.astype('category').cat.codes)",
    `model = ${model}`,
    'model.fit(A, y)',
    `result = pd.DataFrame(model.predict(B), columns=${list(work.targets)})`,
    `result.insert(0, 'row_id', ${ids})`,
  );
}

/** Several calls of the tool: a look at the files, a script that fails, one that works. */
import { categoryImputer, csvOptions, encoder, imputer, plainScaling, quoted, scaler, wrapped } from './parts.ts';
import { imports, lines, python } from './python.ts';
import { type Call, features, type Style, type Work } from './work.ts';

const py = python("'");
const { text, list } = py;

export const calls: Style = {
  name: 'several-calls',
  words: 'looks at the files first, fails once, then solves it with a ColumnTransformer',
  writes: plainScaling,
  write: (work, chance) => {
    const files = [work.trainFile, work.validationFile];
    const solve = script(work);
    const look: Call = { say: 'First a look at the data.', code: inspect(work), load: files, save: [] };
    const slip = chance.pick([
      { say: 'Now the whole solution.', code: solve, load: [work.trainFile], save: ['prediction.csv'] },
      { say: 'Now the whole solution.', code: broken(solve), load: files, save: ['prediction.csv'] },
    ]);
    const last: Call = { say: 'I fix that.', code: solve, load: files, save: ['prediction.csv'] };
    return [look, slip, last];
  },
};

/** Misspelt as one does in a hurry. */
const broken = (code: string): string => code.replace('train_df', 'trian_df');

function inspect(work: Work): string {
  return lines(
    'import pandas as pd',
    work.kind === 'sqlite' && 'import sqlite3',
    work.kind === 'sqlite'
      ? [
          `con = sqlite3.connect(${text(work.trainFile)})`,
          `names = pd.read_sql("SELECT name FROM sqlite_master WHERE type='table'", con)['name']`,
          'for n in names:',
          `    t = pd.read_sql(f'SELECT * FROM "{n}" LIMIT 5', con)`,
          '    print(n, list(t.columns))',
          '    print(t)',
        ]
      : [
          `t = pd.${work.kind === 'csv' ? 'read_csv' : 'read_parquet'}(${text(work.trainFile)})`,
          'print(t.dtypes)',
          'print(t.head())',
          'print(t.isna().sum())',
          "print(t.select_dtypes('object').nunique())",
        ],
    '',
  );
}

function script(work: Work): string {
  const model = wrapped(work);
  const scale = scaler(work);
  const numbers = work.numeric.length > 0;
  const categories = work.categorical.length > 0;
  const everything = work.choice === 'everything';
  const [number, category] = everything ? ['num_cols', 'cat_cols'] : [list(work.numeric), list(work.categorical)];
  const chain = [imputer(work, py).make, ...(scale ? [scale.make] : [])];
  const branches = [
    ...(numbers ? [`    ('n', make_pipeline(${chain.join(', ')}), ${number}),`] : []),
    ...(categories
      ? [`    ('c', make_pipeline(${categoryImputer(work, py).make}, ${encoder(work, py).make}), ${category}),`]
      : []),
  ];
  return lines(
    imports(
      'import pandas as pd',
      work.kind === 'sqlite' && 'import sqlite3',
      'from sklearn.compose import ColumnTransformer',
      'from sklearn.pipeline import make_pipeline',
      ...model.imports,
      ...(numbers ? [...imputer(work, py).imports, ...(scale?.imports ?? [])] : []),
      ...(categories ? [...categoryImputer(work, py).imports, ...encoder(work, py).imports] : []),
    ),
    '',
    read(work),
    "print('before:', train_df.shape)",
    '',
    filterLines(work),
    "print('after:', train_df.shape)",
    typeLines(work),
    work.incomplete.length > 0 && `train_df.dropna(subset=${list(work.targets)}, inplace=True)`,
    everything && [
      "feature_cols = [c for c in val_df.columns if c != 'row_id']",
      "num_cols = [c for c in feature_cols if train_df[c].dtype != 'object']",
      "cat_cols = [c for c in feature_cols if train_df[c].dtype == 'object']",
    ],
    work.dropIncomplete &&
      `train_df.dropna(subset=${everything ? 'feature_cols' : list(features(work))}, inplace=True)`,
    '',
    'ct = ColumnTransformer([',
    work.categoriesFirst ? branches.toReversed() : branches,
    '])',
    'X = ct.fit_transform(train_df)',
    'X_val = ct.transform(val_df)',
    'print(X.shape, X_val.shape)',
    '',
    fitLines(work, model.make),
    "result.to_csv('prediction.csv', index=False)",
    'print(result.head())',
    '',
  );
}

function read(work: Work): string[] {
  const { trainFile, validationFile } = work;
  if (work.kind === 'csv') {
    const options = csvOptions(work, py);
    return [
      `train_df = pd.read_csv(${text(trainFile)}${options})`,
      `val_df = pd.read_csv(${text(validationFile)}${options})`,
    ];
  }
  if (work.kind === 'parquet') {
    return [`train_df = pd.read_parquet(${text(trainFile)})`, `val_df = pd.read_parquet(${text(validationFile)})`];
  }
  const join = work.join === 'inner' ? '' : `, how=${text(work.join)}`;
  return [
    `con = sqlite3.connect(${text(trainFile)})`,
    'train_df = None',
    `for name in ${list(work.tables)}:`,
    `    part = pd.read_sql_query(f'SELECT * FROM ${quoted('{name}')}', con)`,
    `    train_df = part if train_df is None else train_df.merge(part, on='row_id'${join})`,
    `val_df = pd.read_sql_query(${text(`SELECT * FROM ${quoted(work.validationTable)}`)}, sqlite3.connect(${text(validationFile)}))`,
  ];
}

function filterLines(work: Work): string[] {
  const { keepMissing, inclusive, ranges } = work.filter;
  if (ranges.length === 0) return [];
  const conditions = ranges.map(([column, range]) => {
    const cell = `train_df[${text(column)}]`;
    const fits =
      range.kind === 'categorical'
        ? `${cell}.isin(${list(range.values)})`
        : inclusive
          ? `${cell}.between(${range.low}, ${range.high})`
          : `${cell}.gt(${range.low}) & ${cell}.lt(${range.high})`;
    return keepMissing ? `    & (${cell}.isna() | (${fits}))` : `    & (${fits})`;
  });
  return [
    'train_df = train_df[',
    conditions[0]!.replace('    & ', '    '),
    ...conditions.slice(1),
    ']',
    'train_df = train_df.copy()',
  ];
}

function typeLines({ toNumber, toWords }: Work): string[] {
  return [
    ...toNumber.map(
      (column) => `train_df[${text(column)}] = pd.to_numeric(train_df[${text(column)}], errors='coerce')`,
    ),
    ...toWords.flatMap((column) =>
      ['train_df', 'val_df'].map(
        (frame) => `${frame}[${text(column)}] = ${frame}[${text(column)}].map(str, na_action='ignore')`,
      ),
    ),
  ];
}

function fitLines(work: Work, model: string): string[] {
  const ids = work.ids === 'file' ? "val_df['row_id']" : 'val_df.index';
  const codes = work.labels === 'codes';
  if (work.outputs === 'single') {
    const name = text(work.targets[0]!);
    return [
      codes ? `y = pd.factorize(train_df[${name}], sort=True)[0]` : `y = train_df[${name}]`,
      `model = ${model}`,
      'model.fit(X, y)',
      `result = pd.DataFrame({'row_id': ${ids}, ${name}: model.predict(X_val)})`,
    ];
  }
  const y = codes
    ? `train_df[${list(work.targets)}].apply(lambda s: pd.factorize(s, sort=True)[0])`
    : `train_df[${list(work.targets)}]`;
  return [
    `y = ${y}`,
    `model = ${model}`,
    'model.fit(X, y)',
    `result = pd.DataFrame(model.predict(X_val), columns=y.columns)`,
    `result.insert(0, 'row_id', ${ids})`,
  ];
}

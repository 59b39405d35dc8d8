/** Cells pasted together: prints, plots that were given up, a model tried before, commented-out code. */

import type { Chance } from './chance.ts';
import {
  categoryImputer,
  csvOptions,
  encoder,
  estimator,
  imputer,
  isClassifier,
  plainScaling,
  quoted,
  scaler,
  wrapped,
} from './parts.ts';
import { imports, lines, python } from './python.ts';
import { allowedOf, features, limitsOf, oneCall, type Style, type Work } from './work.ts';

const py = python("'");
const { text, list } = py;

export const notebook: Style = {
  name: 'notebook',
  words: 'cells with prints and leftovers, an unused second model, code that was commented out',
  writes: plainScaling,
  write: (work, chance) => oneCall(work, script(work, chance), 'Here is my notebook as a script.'),
};

function script(work: Work, chance: Chance): string {
  const model = wrapped(work);
  const scale = scaler(work);
  const numbers = work.numeric.length > 0;
  const categories = work.categorical.length > 0;
  const everything = work.choice === 'everything';
  const number = everything ? 'num' : 'num_feats';
  return lines(
    '# %% [markdown]',
    `# # Predicting ${work.targets.map((target) => target.replace(/\s+/g, ' ')).join(', ')}`,
    '# %%',
    'import warnings',
    imports('import pandas as pd', 'import numpy as np', work.kind === 'sqlite' && 'import sqlite3'),
    imports(
      'from sklearn.pipeline import make_pipeline',
      'from sklearn.compose import make_column_transformer',
      'from sklearn.impute import SimpleImputer',
      'from sklearn.preprocessing import StandardScaler, OneHotEncoder, MinMaxScaler, LabelEncoder',
      'from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor',
      'from sklearn.model_selection import train_test_split, cross_val_score',
      ...model.imports,
      ...encoder(work, py).imports,
    ),
    "warnings.filterwarnings('ignore')",
    "pd.set_option('display.max_columns', 50)",
    '',
    '# %%',
    read(work),
    'print(df.shape, test.shape)',
    'df.head()',
    '',
    '# %%',
    'df.info()',
    'print(df.isna().sum())',
    'print(df.describe().T)',
    chance.number() < 0.5 && `# df.hist(figsize=(12, 8))`,
    '',
    '# %% clean up',
    'df_raw = df.copy()',
    filterLines(work, chance),
    "print('removed', len(df_raw) - len(df), 'rows')",
    work.incomplete.length > 0 && `df = df.dropna(subset=${list(work.targets)})`,
    '# df = df.dropna()  # loses too many rows',
    typeLines(work),
    '',
    '# %%',
    everything
      ? [
          "X = df.drop(columns=[c for c in df.columns if c not in test.columns or c == 'row_id'])",
          "num = X.select_dtypes('number').columns.tolist()",
          "cat = X.select_dtypes(exclude='number').columns.tolist()",
          work.dropIncomplete && 'df = df.dropna(subset=num + cat)',
        ]
      : [
          `num_feats = ${list(work.numeric)}`,
          `cat_feats = ${list(work.categorical)}`,
          work.dropIncomplete && `df = df.dropna(subset=${list(features(work))})`,
          `X = df[num_feats + cat_feats]`,
        ],
    `y = ${targetsOf(work)}`,
    `print(y.head())`,
    work.outputs === 'single' && isClassifier(work) && 'print(y.value_counts())',
    '',
    '# %% quick sanity check, not the final model',
    secondModel(work, number, numbers),
    '',
    '# %% final model',
    'prep = make_column_transformer(',
    branches(work, scale?.make ?? null, numbers, categories),
    ')',
    work.outputs === 'each'
      ? eachLines(work)
      : [
          `model = make_pipeline(prep, ${model.make})`,
          'model.fit(X, y)',
          `${work.targets.length > 1 ? '# ' : ''}print('train score', model.score(X, y))`,
          `preds = model.predict(test[X.columns])`,
        ],
    '',
    '# %%',
    writeLines(work),
    'sub.head()',
    '',
  );
}

function read(work: Work): string[] {
  const { trainFile, validationFile } = work;
  if (work.kind === 'csv') {
    const options = csvOptions(work, py);
    return [`df = pd.read_csv(${text(trainFile)}${options})`, `test = pd.read_csv(${text(validationFile)}${options})`];
  }
  if (work.kind === 'parquet') {
    return [`df = pd.read_parquet(${text(trainFile)})`, `test = pd.read_parquet(${text(validationFile)})`];
  }
  const how = work.join === 'inner' ? '' : `, how=${text(work.join)}`;
  return [
    `cnx = sqlite3.connect(${text(trainFile)})`,
    `print(pd.read_sql("SELECT name FROM sqlite_master WHERE type='table'", cnx))`,
    ...work.tables.map(
      (table, index) => `df${index + 1} = pd.read_sql(${text(`SELECT * FROM ${quoted(table)}`)}, cnx)`,
    ),
    'df = df1',
    ...work.tables.slice(1).map((_, index) => `df = pd.merge(df, df${index + 2}, on='row_id'${how})`),
    `test = pd.read_sql(${text(`SELECT * FROM ${quoted(work.validationTable)}`)}, sqlite3.connect(${text(validationFile)}))`,
  ];
}

function filterLines(work: Work, chance: Chance): string[] {
  const { keepMissing, inclusive } = work.filter;
  if (work.filter.ranges.length === 0) return ['# looks clean enough'];
  const numbers = Object.entries(limitsOf(work)).map(([column, [low, high]]) => {
    const cell = `df[${text(column)}]`;
    const inside = inclusive
      ? `((${cell} >= ${low}) & (${cell} <= ${high}))`
      : `((${cell} > ${low}) & (${cell} < ${high}))`;
    return `df = df[${keepMissing ? `${cell}.isna() | ` : ''}${inside}]`;
  });
  const categories = Object.entries(allowedOf(work)).map(([column, values]) => {
    const cell = `df[${text(column)}]`;
    return `df = df[${cell}.isin(${list(values)})${keepMissing ? ` | ${cell}.isna()` : ''}]`;
  });
  const [first, ...rest] = chance.shuffle([...numbers, ...categories]);
  return [first!, 'print(df.shape)', ...rest, 'print(df.shape)'];
}

function typeLines({ toNumber, toWords }: Work): string[] {
  return [
    ...toNumber.map((column) => `df[${text(column)}] = df[${text(column)}].astype(float)`),
    ...toWords.flatMap((column) =>
      ['df', 'test'].map(
        (frame) => `${frame}[${text(column)}] = ${frame}[${text(column)}].apply(lambda v: v if pd.isna(v) else str(v))`,
      ),
    ),
  ];
}

function targetsOf(work: Work): string {
  const one = work.targets.length === 1;
  const cells = one ? `df[${text(work.targets[0]!)}]` : `df[${list(work.targets)}]`;
  if (work.labels !== 'codes') return cells;
  return one
    ? `pd.Series(LabelEncoder().fit_transform(${cells}), index=df.index)`
    : `${cells}.apply(LabelEncoder().fit_transform)`;
}

function secondModel(work: Work, number: string, numbers: boolean): string[] {
  if (!numbers) return ['# X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=42)'];
  const forest = isClassifier(work) ? 'RandomForestClassifier' : 'RandomForestRegressor';
  const y = work.outputs === 'single' ? 'y' : 'y.iloc[:, 0]';
  return [
    `rf = make_pipeline(SimpleImputer(strategy='median'), MinMaxScaler(), ${forest}(n_estimators=5, random_state=42))`,
    `X_tr, X_te, y_tr, y_te = train_test_split(X[${number}], ${y}, test_size=0.2, random_state=42)`,
    `rf.fit(X_tr, y_tr)`,
    `print('rf baseline', rf.score(X_te, y_te))`,
    '# scores = cross_val_score(rf, X_tr, y_tr, cv=5)',
  ];
}

function branches(work: Work, scale: string | null, numbers: boolean, categories: boolean): string[] {
  const everything = work.choice === 'everything';
  const steps = [imputer(work, py).make, ...(scale === null ? [] : [scale])];
  const all = [
    ...(numbers ? [`    (make_pipeline(${steps.join(', ')}), ${everything ? 'num' : 'num_feats'}),`] : []),
    ...(categories
      ? [
          `    (make_pipeline(${categoryImputer(work, py).make}, ${encoder(work, py).make}), ${everything ? 'cat' : 'cat_feats'}),`,
        ]
      : []),
  ];
  return work.categoriesFirst ? all.toReversed() : all;
}

function eachLines(work: Work): string[] {
  return [
    'preds = np.column_stack([',
    `    make_pipeline(prep, ${estimator(work).make}).fit(X, y[c]).predict(test[X.columns]) for c in y.columns`,
    '])',
  ];
}

function writeLines(work: Work): string[] {
  const ids = work.ids === 'file' ? "test['row_id']" : 'test.index';
  const columns =
    work.targets.length === 1
      ? [`sub[${text(work.targets[0]!)}] = preds`]
      : work.targets.map((target, index) => `sub[${text(target)}] = preds[:, ${index}]`);
  return ['sub = pd.DataFrame()', `sub['row_id'] = ${ids}`, ...columns, "sub.to_csv('prediction.csv', index=False)"];
}

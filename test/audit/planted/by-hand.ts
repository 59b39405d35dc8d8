/** scikit-learn's transformers one after the other on plain arrays; no pipeline, no column transformer. */
import {
  categoryImputer,
  csvOptions,
  encoder,
  estimator,
  howOf,
  imputer,
  ownScalers,
  quoted,
  scaler,
} from './parts.ts';
import { imports, lines, python } from './python.ts';
import { allowedOf, features, limitsOf, oneCall, type Style, type Work } from './work.ts';

const py = python('"');
const { text, list, dict } = py;

export const byHand: Style = {
  name: 'transformers-by-hand',
  words: 'scikit-learn’s transformers called one after the other, arrays joined with concatenate',
  writes: ownScalers,
  write: (work) => oneCall(work, script(work)),
};

function script(work: Work): string {
  const model = estimator(work, 'SEED');
  const scale = scaler(work);
  const several = work.outputs === 'wrapped' || work.outputs === 'each';
  const numbers = work.numeric.length > 0;
  const categories = work.categorical.length > 0;
  const seeded = model.make.includes('SEED');
  return lines(
    imports(
      'import numpy as np',
      'import pandas as pd',
      work.kind === 'sqlite' && 'import sqlite3',
      ...model.imports,
      ...(numbers ? [...imputer(work, py).imports, ...(scale?.imports ?? [])] : []),
      ...(categories ? [...categoryImputer(work, py).imports, ...encoder(work, py).imports] : []),
    ),
    '',
    seeded && `SEED = ${work.model.seed}`,
    `TARGETS = ${list(work.targets)}`,
    `num_cols = ${work.choice === 'everything' ? 'None' : list(work.numeric)}`,
    `cat_cols = ${work.choice === 'everything' ? 'None' : list(work.categorical)}`,
    '',
    read(work),
    '',
    filterLines(work),
    work.toNumber.length > 0 && [
      `for col in ${list(work.toNumber)}:`,
      '    df_train[col] = df_train[col].astype(float)',
    ],
    work.toWords.length > 0 && [
      'for df in (df_train, df_test):',
      `    for col in ${list(work.toWords)}:`,
      '        df[col] = [v if pd.isna(v) else str(v) for v in df[col]]',
    ],
    (work.incomplete.length > 0 || work.dropIncomplete) && dropLine(work),
    work.choice === 'everything' && [
      'usable = [c for c in df_test.columns if c != "row_id"]',
      'num_cols = df_train[usable].select_dtypes(include="number").columns.tolist()',
      'cat_cols = [c for c in usable if c not in num_cols]',
    ],
    '',
    numbers && numberLines(work, scale?.make),
    categories && categoryLines(work),
    joinLines(work, numbers, categories),
    '',
    several ? loopLines(work, model.make) : fitLines(work, model.make),
    'submission.to_csv("prediction.csv", index=False)',
    'print(submission.head())',
    '',
  );
}

function read(work: Work): string[] {
  const { trainFile, validationFile, kind } = work;
  if (kind !== 'sqlite') {
    const reader = kind === 'csv' ? 'read_csv' : 'read_parquet';
    const options = kind === 'csv' ? csvOptions(work, py) : '';
    return [
      `df_train = pd.${reader}(${text(trainFile)}${options})`,
      `df_test = pd.${reader}(${text(validationFile)}${options})`,
    ];
  }
  const tables = work.tables.map(
    (table, index) => `t${index} = pd.read_sql_query(${text(`select * from ${quoted(table)}`)}, conn)`,
  );
  const merge = work.tables.slice(1).map((_, index) => `.merge(t${index + 1}, on="row_id"${howOf(work, py)})`);
  return [
    `conn = sqlite3.connect(${text(trainFile)})`,
    ...tables,
    `df_train = t0${merge.join('')}`,
    'conn.close()',
    `with sqlite3.connect(${text(validationFile)}) as conn:`,
    `    df_test = pd.read_sql_query(${text(`select * from ${quoted(work.validationTable)}`)}, conn)`,
  ];
}

function filterLines(work: Work): string[] {
  const [limits, allowed] = [limitsOf(work), allowedOf(work)];
  const missing = work.filter.keepMissing ? 'df_train[col].isna() | ' : '';
  const [over, under] = work.filter.inclusive ? ['>=', '<='] : ['>', '<'];
  return [
    ...(Object.keys(limits).length > 0
      ? [
          `bounds = ${dict(limits)}`,
          'for col, (lo, hi) in bounds.items():',
          `    ok = (df_train[col] ${over} lo) & (df_train[col] ${under} hi)`,
          `    df_train = df_train.loc[${missing}ok]`,
        ]
      : []),
    ...(Object.keys(allowed).length > 0
      ? [
          `levels = ${dict(allowed)}`,
          'for col, values in levels.items():',
          `    df_train = df_train.loc[${missing}df_train[col].isin(values)]`,
        ]
      : []),
    'df_train = df_train.reset_index(drop=True)',
  ];
}

function dropLine(work: Work): string {
  const columns = [...(work.incomplete.length > 0 ? work.targets : []), ...(work.dropIncomplete ? features(work) : [])];
  return `df_train = df_train.dropna(subset=${list(columns)}).reset_index(drop=True)`;
}

function numberLines(work: Work, scale: string | undefined): string[] {
  const fitted = (name: string, make: string, values: string, both: string, on: 'train' | 'both') =>
    on === 'both'
      ? [`${name} = ${make}`, `${name}.fit(${both})`, `num_train = ${name}.transform(${values})`]
      : [`${name} = ${make}`, `num_train = ${name}.fit_transform(${values})`];
  const every = 'pd.concat([df_train[num_cols], df_test[num_cols]])';
  return [
    ...fitted('imputer', imputer(work, py).make, 'df_train[num_cols]', every, work.impute.fitOn),
    'num_test = imputer.transform(df_test[num_cols])',
    ...(scale === undefined
      ? []
      : [
          ...fitted('scaler', scale, 'num_train', 'np.vstack([num_train, num_test])', work.scale.fitOn),
          'num_test = scaler.transform(num_test)',
        ]),
  ];
}

function categoryLines(work: Work): string[] {
  return [
    `cat_imputer = ${categoryImputer(work, py).make}`,
    'cat_train = cat_imputer.fit_transform(df_train[cat_cols])',
    'cat_test = cat_imputer.transform(df_test[cat_cols])',
    `encoder = ${encoder(work, py).make}`,
    'cat_train = encoder.fit_transform(cat_train)',
    'cat_test = encoder.transform(cat_test)',
  ];
}

function joinLines(work: Work, numbers: boolean, categories: boolean): string[] {
  const order = work.categoriesFirst ? ['cat', 'num'] : ['num', 'cat'];
  const parts = order.filter((part) => (part === 'num' ? numbers : categories));
  const joined = (side: string) =>
    parts.length === 1
      ? `${parts[0]}_${side}`
      : `np.concatenate([${parts.map((part) => `${part}_${side}`).join(', ')}], axis=1)`;
  return [`X_train = ${joined('train')}`, `X_test = ${joined('test')}`];
}

const idsOf = (work: Work): string => (work.ids === 'file' ? 'df_test["row_id"].values' : 'np.arange(len(df_test))');

function fitLines(work: Work, model: string): string {
  const one = work.targets.length === 1;
  const codes = work.labels === 'codes';
  const codesOf = (name: string) => `np.unique(${name}, return_inverse=True)[1]`;
  const y = one
    ? codes
      ? codesOf('df_train[TARGETS[0]]')
      : 'df_train[TARGETS[0]]'
    : codes
      ? `np.column_stack([${codesOf('df_train[t]')} for t in TARGETS])`
      : 'df_train[TARGETS]';
  return lines(
    `model = ${model}`,
    `model.fit(X_train, ${y})`,
    'preds = model.predict(X_test)',
    `submission = pd.DataFrame({"row_id": ${idsOf(work)}})`,
    one ? 'submission[TARGETS[0]] = preds' : 'submission[TARGETS] = preds',
  );
}

function loopLines(work: Work, model: string): string {
  return lines(
    `submission = pd.DataFrame({"row_id": ${idsOf(work)}})`,
    'for target in TARGETS:',
    `    clf = ${model}`,
    work.labels === 'codes'
      ? '    clf.fit(X_train, df_train[target].astype("category").cat.codes)'
      : '    clf.fit(X_train, df_train[target])',
    '    submission[target] = clf.predict(X_test)',
  );
}

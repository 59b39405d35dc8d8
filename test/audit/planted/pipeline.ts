/** The textbook's way: a Pipeline for each kind of column, a ColumnTransformer, a Pipeline around all. */
import { categoryImputer, csvOptions, encoder, imputer, plainScaling, quoted, scaler, wrapped } from './parts.ts';
import { imports, lines, python } from './python.ts';
import { allowedOf, limitsOf, oneCall, type Style, type Work } from './work.ts';

const py = python("'");
const { text, list, dict } = py;

export const pipeline: Style = {
  name: 'pipeline',
  words: 'Pipeline and ColumnTransformer with named steps, one boolean mask as filter',
  // Fitting on both files takes fitting all of it on both.
  writes: (work) => work.scale.kind !== 'sample' && (plainScaling(work) || leaks(work)),
  write: (work) => oneCall(work, script(work), "I'll build a scikit-learn pipeline."),
};

const leaks = ({ impute, scale }: Work): boolean => impute.fitOn === 'both' && scale.fitOn === 'both';

function script(work: Work): string {
  const model = wrapped(work);
  const scale = scaler(work);
  const numbers = work.numeric.length > 0;
  const categories = work.categorical.length > 0;
  const everything = work.choice === 'everything';
  return lines(
    imports(
      'import pandas as pd',
      'import numpy as np',
      work.kind === 'sqlite' && 'import sqlite3',
      'from sklearn.compose import ColumnTransformer',
      'from sklearn.pipeline import Pipeline',
      ...model.imports,
      ...(numbers ? [...imputer(work, py).imports, ...(scale?.imports ?? [])] : []),
      ...(categories ? [...categoryImputer(work, py).imports, ...encoder(work, py).imports] : []),
    ),
    '',
    '# 1. Load',
    read(work),
    '',
    '# 2. Filter',
    filterLines(work),
    work.incomplete.length > 0 && `train = train[train[${list(work.targets)}].notna().all(axis=1)]`,
    typeLines(work),
    '',
    '# 3. Features and target',
    everything
      ? [
          "features = [c for c in train.columns if c in val.columns and c != 'row_id']",
          'numeric_features = list(train[features].select_dtypes(include=[np.number]).columns)',
          'categorical_features = [c for c in features if c not in numeric_features]',
        ]
      : [
          `numeric_features = ${list(work.numeric)}`,
          `categorical_features = ${list(work.categorical)}`,
          work.order === 'sorted' && 'numeric_features.sort()',
          'features = numeric_features + categorical_features',
        ],
    work.dropIncomplete && 'train = train.dropna(subset=features)',
    'X_train = train[features]',
    `y_train = ${targetsOf(work)}`,
    'X_val = val[features]',
    '',
    '# 4. Preprocessing',
    numbers && [
      'numeric_transformer = Pipeline(steps=[',
      `    ('imputer', ${imputer(work, py).make}),`,
      scale && `    ('scaler', ${scale.make}),`,
      '])',
    ],
    categories && [
      'categorical_transformer = Pipeline(steps=[',
      `    ('imputer', ${categoryImputer(work, py).make}),`,
      `    ('encoder', ${encoder(work, py).make}),`,
      '])',
    ],
    'preprocessor = ColumnTransformer(transformers=[',
    branches(work, numbers, categories),
    '])',
    '',
    '# 5. Train and predict',
    leaks(work)
      ? [
          'preprocessor.fit(pd.concat([X_train, X_val]))',
          `model = ${model.make}`,
          'model.fit(preprocessor.transform(X_train), y_train)',
          'y_pred = model.predict(preprocessor.transform(X_val))',
        ]
      : [
          'clf = Pipeline(steps=[',
          "    ('preprocessor', preprocessor),",
          `    ('model', ${model.make}),`,
          '])',
          'clf.fit(X_train, y_train)',
          'y_pred = clf.predict(X_val)',
        ],
    '',
    writeLines(work),
    '',
  );
}

function branches(work: Work, numbers: boolean, categories: boolean): string[] {
  const all = [
    ...(numbers ? ["    ('num', numeric_transformer, numeric_features),"] : []),
    ...(categories ? ["    ('cat', categorical_transformer, categorical_features),"] : []),
  ];
  return work.categoriesFirst ? all.toReversed() : all;
}

function read(work: Work): string[] {
  const { trainFile, validationFile } = work;
  if (work.kind === 'csv') {
    const options = csvOptions(work, py);
    return [
      `train = pd.read_csv(${text(trainFile)}${options})`,
      `val = pd.read_csv(${text(validationFile)}${options})`,
    ];
  }
  if (work.kind === 'parquet') {
    return [`train = pd.read_parquet(${text(trainFile)})`, `val = pd.read_parquet(${text(validationFile)})`];
  }
  return [
    `conn = sqlite3.connect(${text(trainFile)})`,
    `table_names = ${list(work.tables)}`,
    'tables = [pd.read_sql(f\'SELECT * FROM "{name}"\', conn) for name in table_names]',
    'conn.close()',
    'train = tables[0]',
    'for table in tables[1:]:',
    `    train = pd.merge(train, table, on='row_id', how='${work.join}')`,
    `conn = sqlite3.connect(${text(validationFile)})`,
    `val = pd.read_sql(${text(`SELECT * FROM ${quoted(work.validationTable)}`)}, conn)`,
    'conn.close()',
  ];
}

function filterLines(work: Work): string[] {
  const [limits, allowed] = [limitsOf(work), allowedOf(work)];
  const missing = work.filter.keepMissing ? 'train[col].isna() | ' : '';
  const inclusive = work.filter.inclusive ? '' : ", inclusive='neither'";
  if (work.filter.ranges.length === 0) return ['print(train.shape)'];
  return [
    'mask = pd.Series(True, index=train.index)',
    ...(Object.keys(limits).length > 0
      ? [
          `numeric_ranges = ${dict(limits)}`,
          'for col, (low, high) in numeric_ranges.items():',
          `    mask &= ${missing}train[col].between(low, high${inclusive})`,
        ]
      : []),
    ...(Object.keys(allowed).length > 0
      ? [
          `categorical_values = ${dict(allowed)}`,
          'for col, values in categorical_values.items():',
          `    mask &= ${missing}train[col].isin(values)`,
        ]
      : []),
    'train = train[mask].copy()',
    "print('rows after filtering:', len(train))",
  ];
}

function typeLines({ toNumber, toWords }: Work): string[] {
  return [
    ...(toNumber.length > 0 ? [`train[${list(toNumber)}] = train[${list(toNumber)}].apply(pd.to_numeric)`] : []),
    ...toWords.flatMap((column) => [
      `train[${text(column)}] = train[${text(column)}].map(str, na_action='ignore')`,
      `val[${text(column)}] = val[${text(column)}].map(str, na_action='ignore')`,
    ]),
  ];
}

function targetsOf(work: Work): string {
  if (work.targets.length === 1) {
    const cell = `train[${text(work.targets[0]!)}]`;
    return work.labels === 'codes' ? `${cell}.astype('category').cat.codes` : cell;
  }
  const cells = `train[${list(work.targets)}]`;
  return work.labels === 'codes' ? `${cells}.apply(lambda c: c.astype('category').cat.codes)` : cells;
}

function writeLines(work: Work): string[] {
  const ids = work.ids === 'file' ? "val['row_id']" : 'val.index';
  if (work.targets.length === 1) {
    return [
      `output = pd.DataFrame({'row_id': ${ids}, ${text(work.targets[0]!)}: y_pred})`,
      "output.to_csv('prediction.csv', index=False)",
    ];
  }
  return [
    `output = pd.DataFrame(y_pred, columns=${list(work.targets)})`,
    `output.insert(0, 'row_id', ${ids}.values)`,
    "output.to_csv('prediction.csv', index=False)",
  ];
}

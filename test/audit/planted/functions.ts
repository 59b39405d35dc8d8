/** A small program: constants on top, a function for each stage, main() below. */
import { categoryImputer, encoder, estimator, imputer, ownScalers, scaler, seeded } from './parts.ts';
import { imports, lines, python } from './python.ts';
import { allowedOf, limitsOf, oneCall, type Style, type Work } from './work.ts';

const py = python('"');
const { text, list, dict } = py;

export const functions: Style = {
  name: 'functions',
  words: 'constants, a function for each stage, main()',
  writes: ownScalers,
  write: (work) => oneCall(work, script(work)),
};

function script(work: Work): string {
  const model = estimator(work, 'RANDOM_STATE');
  const scale = scaler(work);
  const numbers = work.numeric.length > 0;
  const categories = work.categorical.length > 0;
  const wraps = work.outputs === 'wrapped';
  return lines(
    '"""Train the requested model and write prediction.csv."""',
    imports(
      'import pandas as pd',
      work.kind === 'sqlite' && 'import sqlite3',
      work.kind === 'sqlite' && 'from functools import reduce',
      'import numpy as np',
      ...model.imports,
      wraps && 'from sklearn.multioutput import MultiOutputClassifier',
      ...(numbers ? [...imputer(work, py).imports, ...(scale?.imports ?? [])] : []),
      ...(categories ? [...categoryImputer(work, py).imports, ...encoder(work, py).imports] : []),
    ),
    '',
    `TRAIN_PATH = ${text(work.trainFile)}`,
    `VAL_PATH = ${text(work.validationFile)}`,
    'OUT_PATH = "prediction.csv"',
    seeded(work) && work.model.seed !== null && `RANDOM_STATE = ${work.model.seed}`,
    '',
    work.choice === 'listed' && [`NUMERIC = ${list(work.numeric)}`, `CATEGORICAL = ${list(work.categorical)}`],
    `TARGETS = ${list(work.targets)}`,
    `RANGES = ${dict(limitsOf(work))}`,
    `ALLOWED = ${dict(allowedOf(work))}`,
    '',
    '',
    loadFunction(work),
    '',
    '',
    filterFunction(work),
    '',
    '',
    (work.toNumber.length > 0 || work.toWords.length > 0) && [typesFunction(work), '', ''],
    numbers && [numbersFunction(work, scale?.make), '', ''],
    categories && [categoriesFunction(work), '', ''],
    buildFunction(work, model.make),
    '',
    '',
    mainFunction(work, numbers, categories),
    '',
    '',
    'if __name__ == "__main__":',
    '    main()',
    '',
  );
}

function loadFunction(work: Work): string[] {
  if (work.kind === 'parquet') return ['def load(path):', '    return pd.read_parquet(path)'];
  if (work.kind === 'csv') {
    const options = work.missingWords === 'empty' ? ', na_values=[""], keep_default_na=False' : '';
    return ['def load(path):', `    return pd.read_csv(path${options})`];
  }
  const everyTable = [
    `        cursor = conn.execute("SELECT name FROM sqlite_master WHERE type='table'")`,
    '        names = [row[0] for row in cursor.fetchall()]',
  ];
  const merge =
    work.join === 'inner' ? 'pd.merge(a, b, on="row_id")' : `pd.merge(a, b, on="row_id", how="${work.join}")`;
  return [
    'def load_tables(path, names=None):',
    '    with sqlite3.connect(path) as conn:',
    '        if names is None:',
    ...everyTable.map((line) => `    ${line}`),
    `        frames = [pd.read_sql_query(f'SELECT * FROM "{name}"', conn) for name in names]`,
    `    return reduce(lambda a, b: ${merge}, frames)`,
  ];
}

function filterFunction(work: Work): string[] {
  const { keepMissing, inclusive, ranges } = work.filter;
  if (ranges.length === 0) return ['def apply_filters(df):', '    # nothing to remove here', '    return df'];
  const compare = inclusive ? '(values >= low) & (values <= high)' : '(values > low) & (values < high)';
  return [
    'def apply_filters(df):',
    keepMissing
      ? '    """Drop rows with known values outside of the expected ranges."""'
      : '    """Keep valid rows."""',
    '    keep = pd.Series(True, index=df.index)',
    '    for column, (low, high) in RANGES.items():',
    '        values = df[column]',
    `        inside = ${compare}`,
    `        keep = keep & ${keepMissing ? '(inside | values.isna())' : 'inside'}`,
    '    for column, allowed in ALLOWED.items():',
    '        values = df[column]',
    `        keep = keep & ${keepMissing ? '(values.isin(allowed) | values.isna())' : 'values.isin(allowed)'}`,
    '    return df.loc[keep].reset_index(drop=True)',
  ];
}

function typesFunction({ toNumber, toWords }: Work): string[] {
  return [
    'def fix_types(df):',
    '    df = df.copy()',
    ...toNumber.map((column) => `    df[${text(column)}] = pd.to_numeric(df[${text(column)}])`),
    ...toWords.map((column) => `    df[${text(column)}] = df[${text(column)}].map(str, na_action="ignore")`),
    '    return df',
  ];
}

const NUMBERS = ['numeric', 'NUMERIC'] as const;
const CATEGORIES = ['categorical', 'CATEGORICAL'] as const;
const nameOf = (work: Work, [local, constant]: readonly [string, string]) =>
  work.choice === 'listed' ? constant : local;

function numbersFunction(work: Work, scale: string | undefined): string[] {
  const argument = work.choice === 'listed' ? '' : ', numeric';
  const columns = nameOf(work, NUMBERS);
  return [
    `def prepare_numeric(train, val${argument}):`,
    `    imputer = ${imputer(work, py).make}`,
    work.impute.fitOn === 'both'
      ? `    imputer.fit(pd.concat([train[${columns}], val[${columns}]], ignore_index=True))`
      : `    imputer.fit(train[${columns}])`,
    `    train_values = imputer.transform(train[${columns}])`,
    `    val_values = imputer.transform(val[${columns}])`,
    ...(scale === undefined
      ? []
      : [
          `    scaler = ${scale}`,
          work.scale.fitOn === 'both'
            ? '    scaler.fit(np.vstack([train_values, val_values]))'
            : '    scaler.fit(train_values)',
          '    train_values, val_values = scaler.transform(train_values), scaler.transform(val_values)',
        ]),
    '    return train_values, val_values',
  ];
}

function categoriesFunction(work: Work): string[] {
  const argument = work.choice === 'listed' ? '' : ', categorical';
  const columns = nameOf(work, CATEGORIES);
  return [
    `def prepare_categorical(train, val${argument}):`,
    `    imputer = ${categoryImputer(work, py).make}`,
    `    encoder = ${encoder(work, py).make}`,
    `    train_values = encoder.fit_transform(imputer.fit_transform(train[${columns}]))`,
    `    val_values = encoder.transform(imputer.transform(val[${columns}]))`,
    '    return train_values, val_values',
  ];
}

function buildFunction(work: Work, model: string): string[] {
  return [
    'def build_model():',
    work.outputs === 'wrapped' ? `    return MultiOutputClassifier(${model})` : `    return ${model}`,
  ];
}

function mainFunction(work: Work, numbers: boolean, categories: boolean): string {
  const sqlite = work.kind === 'sqlite';
  const every = work.choice === 'everything';
  const load = (path: string) => (sqlite ? `load_tables(${path})` : `load(${path})`);
  const some = sqlite && path(work);
  const order = work.categoriesFirst ? ['cat', 'num'] : ['num', 'cat'];
  const parts = order.filter((part) => (part === 'num' ? numbers : categories));
  const stack = (side: string) =>
    parts.length === 1 ? `${parts[0]}_${side}` : `np.hstack([${parts.map((part) => `${part}_${side}`).join(', ')}])`;
  return lines(
    'def main():',
    `    train = ${some || load('TRAIN_PATH')}`,
    `    val = ${load('VAL_PATH')}`,
    '    train = apply_filters(train)',
    work.incomplete.length > 0 && '    train = train.dropna(subset=TARGETS)',
    (work.toNumber.length > 0 || work.toWords.length > 0) && '    train, val = fix_types(train), fix_types(val)',
    every && [
      '    columns = [c for c in val.columns if c != "row_id" and c in train.columns]',
      '    numeric = [c for c in columns if pd.api.types.is_numeric_dtype(train[c])]',
      '    categorical = [c for c in columns if c not in numeric]',
    ],
    work.dropIncomplete &&
      (every ? '    train = train.dropna()' : '    train = train.dropna(subset=NUMERIC + CATEGORICAL)'),
    '',
    numbers && `    num_train, num_val = prepare_numeric(train, val${every ? ', numeric' : ''})`,
    categories && `    cat_train, cat_val = prepare_categorical(train, val${every ? ', categorical' : ''})`,
    `    X_train, X_val = ${stack('train')}, ${stack('val')}`,
    '',
    trainLines(work).map((line) => `    ${line}`),
    '    predictions.to_csv(OUT_PATH, index=False)',
    '    print(f"saved {len(predictions)} predictions")',
  );
}

/** Where only some tables are read, they are named. */
function path(work: Work): string | false {
  return work.tables.length < 3 && work.numeric.length + work.categorical.length > 0
    ? `load_tables(TRAIN_PATH, ${list(work.tables)})`
    : false;
}

function trainLines(work: Work): string[] {
  const ids = work.ids === 'file' ? 'val["row_id"].to_numpy()' : 'range(len(val))';
  const codes = work.labels === 'codes';
  const frame = codes ? 'train[TARGETS].apply(lambda s: pd.Categorical(s).codes)' : 'train[TARGETS]';
  if (work.outputs === 'each') {
    return [
      `predictions = pd.DataFrame({"row_id": ${ids}})`,
      `labels = ${frame}`,
      'for target in TARGETS:',
      '    predictions[target] = build_model().fit(X_train, labels[target]).predict(X_val)',
    ];
  }
  const one = work.targets.length === 1;
  return [
    `y = ${one ? `${frame}[TARGETS[0]]` : frame}`,
    'model = build_model()',
    'model.fit(X_train, y)',
    'predictions = pd.DataFrame(model.predict(X_val), columns=TARGETS)',
    `predictions.insert(0, "row_id", ${ids})`,
  ];
}

/** Everything in one dictionary at the top; the code below is loops over it and knows no column by name. */
import { quoted, seeded } from './parts.ts';
import { imports, indent, lines, python } from './python.ts';
import { allowedOf, limitsOf, oneCall, type Style, type Work } from './work.ts';

const py = python('"');
const { text, list, dict } = py;

export const config: Style = {
  name: 'config',
  words: 'one dictionary of settings, registries of classes, loops',
  writes: ({ scale, choice }) => scale.kind !== 'sample' && choice === 'listed',
  write: (work) => oneCall(work, script(work)),
};

const IMPUTERS = { mean: 'mean', median: 'median', most_frequent: 'most_frequent', zero: 'constant' } as const;

function script(work: Work): string {
  const { module, name } = work.model;
  const numbers = work.numeric.length > 0;
  const categories = work.categorical.length > 0;
  const scaler = { standard: 'StandardScaler', 'min-max': 'MinMaxScaler', none: null, sample: null }[work.scale.kind];
  const encoder = work.encode === 'ordinal' ? 'OrdinalEncoder' : 'OneHotEncoder';
  return lines(
    imports(
      'import importlib',
      'import json',
      'import numpy as np',
      'import pandas as pd',
      work.kind === 'sqlite' && 'import sqlite3',
      'from sklearn.impute import SimpleImputer',
      'from sklearn import preprocessing',
    ),
    '',
    'CONFIG = {',
    indent(
      lines(
        `"files": {"train": ${text(work.trainFile)}, "validation": ${text(work.validationFile)}, "output": "prediction.csv"},`,
        readerLine(work),
        `"filters": {`,
        `    "between": ${dict(limitsOf(work), 4)},`,
        `    "isin": ${dict(allowedOf(work), 4)},`,
        `    "keep_missing": ${work.filter.keepMissing ? 'True' : 'False'},`,
        `    "inclusive": ${text(work.filter.inclusive ? 'both' : 'neither')},`,
        '},',
        `"targets": ${list(work.targets)},`,
        `"numeric": {"columns": ${list(work.numeric)}, "imputer": ${imputerOf(work)}, "scaler": ${scaler ? text(scaler) : 'None'}},`,
        `"categorical": {"columns": ${list(work.categorical)}, "imputer": ${categoryImputerOf(work)}, "encoder": ${text(encoder)}, "options": ${encoderOptions(work)}},`,
        `"model": {"module": ${text(`sklearn.${module}`)}, "class": ${text(name)}, "params": ${parameters(work)}},`,
      ),
    ),
    '}',
    '',
    readLines(work),
    'train, val = read(CONFIG["files"]["train"]), read(CONFIG["files"]["validation"])',
    '',
    filterLines(),
    (work.incomplete.length > 0 || work.dropIncomplete) && dropLine(work),
    work.toNumber.length > 0 && [
      `for column in ${list(work.toNumber)}:`,
      '    train[column] = pd.to_numeric(train[column])',
    ],
    work.toWords.length > 0 && [
      `for column in ${list(work.toWords)}:`,
      '    for frame in (train, val):',
      '        frame[column] = frame[column].map(str, na_action="ignore")',
    ],
    '',
    'blocks = []',
    orderOf(work, [numbers ? numberLines(work, scaler !== null) : [], categories ? categoryLines() : []]),
    'X_train = np.hstack([block[0] for block in blocks])',
    'X_val = np.hstack([block[1] for block in blocks])',
    '',
    'spec = CONFIG["model"]',
    'cls = getattr(importlib.import_module(spec["module"]), spec["class"])',
    fitLines(work),
    'result.to_csv(CONFIG["files"]["output"], index=False)',
    'print(json.dumps({"rows": len(result), "model": spec["class"], "params": spec["params"]}, default=str))',
    '',
  );
}

const orderOf = (work: Work, parts: readonly string[][]): string[] =>
  (work.categoriesFirst ? parts.toReversed() : parts).flat();

function imputerOf({ impute }: Work): string {
  const fill = impute.strategy === 'zero' ? ', "fill_value": 0' : '';
  return `{"strategy": ${text(IMPUTERS[impute.strategy])}${fill}}`;
}

function categoryImputerOf({ impute }: Work): string {
  return impute.categories === 'missing'
    ? '{"strategy": "constant", "fill_value": "missing"}'
    : '{"strategy": "most_frequent"}';
}

function encoderOptions({ encode }: Work): string {
  if (encode === 'ordinal') return '{"handle_unknown": "use_encoded_value", "unknown_value": -1}';
  return `{"handle_unknown": "ignore", "sparse_output": False${encode === 'drop-first' ? ', "drop": "first"' : ''}}`;
}

function parameters(work: Work): string {
  const seed = seeded(work) && work.model.seed !== null ? [`"random_state": ${work.model.seed}`] : [];
  const rest = Object.entries(work.model.parameters).map(([key, value]) => `"${key}": ${value}`);
  return `{${[...seed, ...rest].join(', ')}}`;
}

function readerLine(work: Work): string {
  if (work.kind === 'csv') {
    const options = work.missingWords === 'empty' ? '"keep_default_na": False, "na_values": [""]' : '';
    return `"read": {${options}},`;
  }
  if (work.kind === 'parquet') return '"read": {"engine": "pyarrow"},';
  return `"tables": {"train": ${list(work.tables)}, "validation": [${text(work.validationTable)}], "join": ${text(work.join)}},`;
}

function readLines(work: Work): string {
  if (work.kind !== 'sqlite') {
    return lines(
      'def read(path):',
      `    return pd.${work.kind === 'csv' ? 'read_csv' : 'read_parquet'}(path, **CONFIG["read"])`,
      '',
    );
  }
  return lines(
    'def read(path):',
    '    side = "train" if path == CONFIG["files"]["train"] else "validation"',
    '    connection = sqlite3.connect(path)',
    '    frame = None',
    '    for name in CONFIG["tables"][side]:',
    `        table = pd.read_sql_query(f'SELECT * FROM ${quoted('{name}')}', connection)`,
    '        frame = table if frame is None else frame.merge(table, on="row_id", how=CONFIG["tables"]["join"])',
    '    connection.close()',
    '    return frame',
    '',
  );
}

function filterLines(): string[] {
  return [
    'rules = CONFIG["filters"]',
    'for column, (low, high) in rules["between"].items():',
    '    ok = train[column].between(low, high, inclusive=rules["inclusive"])',
    '    if rules["keep_missing"]:',
    '        ok = ok | train[column].isna()',
    '    train = train[ok]',
    'for column, values in rules["isin"].items():',
    '    ok = train[column].isin(values)',
    '    if rules["keep_missing"]:',
    '        ok = ok | train[column].isna()',
    '    train = train[ok]',
  ];
}

function dropLine(work: Work): string {
  const columns = [
    ...(work.incomplete.length > 0 ? ['CONFIG["targets"]'] : []),
    ...(work.dropIncomplete ? ['CONFIG["numeric"]["columns"]', 'CONFIG["categorical"]["columns"]'] : []),
  ];
  return `train = train.dropna(subset=${columns.join(' + ')})`;
}

function numberLines(work: Work, scales: boolean): string[] {
  const every = (values: string) => `pd.concat([train[${values}], val[${values}]])`;
  const source = work.impute.fitOn === 'both' ? every('part["columns"]') : 'train[part["columns"]]';
  const scaled = work.scale.fitOn === 'both' ? 'np.concatenate([a, b])' : 'a';
  return [
    'part = CONFIG["numeric"]',
    `imputer = SimpleImputer(**part["imputer"]).fit(${source})`,
    'a, b = imputer.transform(train[part["columns"]]), imputer.transform(val[part["columns"]])',
    ...(scales
      ? [
          `scaler = getattr(preprocessing, part["scaler"])().fit(${scaled})`,
          'a, b = scaler.transform(a), scaler.transform(b)',
        ]
      : []),
    'blocks.append((a, b))',
  ];
}

function categoryLines(): string[] {
  return [
    'part = CONFIG["categorical"]',
    'imputer = SimpleImputer(**part["imputer"]).fit(train[part["columns"]])',
    'encoder = getattr(preprocessing, part["encoder"])(**part["options"])',
    'a = encoder.fit_transform(imputer.transform(train[part["columns"]]))',
    'b = encoder.transform(imputer.transform(val[part["columns"]]))',
    'blocks.append((a, b))',
  ];
}

function fitLines(work: Work): string[] {
  const ids = work.ids === 'file' ? 'val["row_id"].to_numpy()' : 'np.arange(val.shape[0])';
  const codes = work.labels === 'codes' ? '.astype("category").cat.codes' : '';
  const start = [`result = pd.DataFrame({"row_id": ${ids}})`];
  if (work.outputs === 'together') {
    const y = codes === '' ? 'train[CONFIG["targets"]]' : `train[CONFIG["targets"]].apply(lambda s: s${codes})`;
    return [
      ...start,
      'model = cls(**spec["params"])',
      `model.fit(X_train, ${y})`,
      'result[CONFIG["targets"]] = model.predict(X_val)',
    ];
  }
  return [
    ...start,
    'for target in CONFIG["targets"]:',
    '    model = cls(**spec["params"])',
    `    model.fit(X_train, train[target]${codes})`,
    '    result[target] = model.predict(X_val)',
  ];
}

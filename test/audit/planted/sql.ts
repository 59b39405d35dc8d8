/** SQLite files only: joins and filters in one SQL statement, pandas and scikit-learn from there. */
import { categoryImputer, encoder, estimator, imputer, plainScaling, quoted, scaler, wrapped } from './parts.ts';
import { imports, lines, python } from './python.ts';
import { features, oneCall, type Style, type Work } from './work.ts';

const py = python('"');
const { text, list } = py;

export const sql: Style = {
  name: 'sql',
  words: 'the join and the filter as one SQL statement (SQLite files only)',
  writes: (work) =>
    work.kind === 'sqlite' &&
    work.join !== 'outer' &&
    work.choice === 'listed' &&
    plainScaling(work) &&
    work.toNumber.length + work.toWords.length === 0,
  write: (work) => oneCall(work, script(work), 'SQLite can do most of this.'),
};

function script(work: Work): string {
  const model = work.outputs === 'each' ? estimator(work) : wrapped(work);
  const scale = scaler(work);
  const numbers = work.numeric.length > 0;
  const categories = work.categorical.length > 0;
  const steps = [imputer(work, py).make, ...(scale ? [scale.make] : [])];
  const branches = [
    ...(numbers ? [`    (make_pipeline(${steps.join(', ')}), numeric),`] : []),
    ...(categories
      ? [`    (make_pipeline(${categoryImputer(work, py).make}, ${encoder(work, py).make}), categorical),`]
      : []),
  ];
  const ids = work.ids === 'file' ? 'val["row_id"]' : 'range(len(val))';
  return lines(
    imports(
      'import sqlite3',
      'import pandas as pd',
      'from sklearn.compose import make_column_transformer',
      'from sklearn.pipeline import make_pipeline',
      ...model.imports,
      ...(numbers ? [...imputer(work, py).imports, ...(scale?.imports ?? [])] : []),
      ...(categories ? [...categoryImputer(work, py).imports, ...encoder(work, py).imports] : []),
    ),
    '',
    `numeric = ${list(work.numeric)}`,
    `categorical = ${list(work.categorical)}`,
    `target = ${work.targets.length === 1 ? text(work.targets[0]!) : list(work.targets)}`,
    '',
    'QUERY = """',
    query(work),
    '"""',
    `train = pd.read_sql_query(QUERY, sqlite3.connect(${text(work.trainFile)}))`,
    `val = pd.read_sql_query(${text(`SELECT * FROM ${quoted(work.validationTable)}`)}, sqlite3.connect(${text(work.validationFile)}))`,
    '',
    'preprocess = make_column_transformer(',
    work.categoriesFirst ? branches.toReversed() : branches,
    ')',
    fitLines(work, model.make),
    `prediction.insert(0, "row_id", ${ids})`,
    'prediction.to_csv("prediction.csv", index=False)',
    '',
  );
}

const string = (value: string): string => `'${value.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
const name = (column: string): string => quoted(column).replaceAll('\\', '\\\\');

function query(work: Work): string {
  const { keepMissing, inclusive, ranges } = work.filter;
  const kind = work.join === 'left' ? 'LEFT JOIN' : 'JOIN';
  const missing = (column: string) => (keepMissing ? `${name(column)} IS NULL OR ` : '');
  const conditions = ranges.map(([column, range]) => {
    if (range.kind === 'categorical') {
      const values = range.values.map((value) => (typeof value === 'string' ? string(value) : String(Number(value))));
      return `(${missing(column)}${name(column)} IN (${values.join(', ')}))`;
    }
    const inside = inclusive
      ? `${name(column)} BETWEEN ${range.low} AND ${range.high}`
      : `(${name(column)} > ${range.low} AND ${name(column)} < ${range.high})`;
    return `(${missing(column)}${inside})`;
  });
  const known = [
    ...(work.incomplete.length > 0 ? work.targets : []),
    ...(work.dropIncomplete ? features(work) : []),
  ].map((column) => `${name(column)} IS NOT NULL`);
  const where = [...conditions, ...known];
  return lines(
    'SELECT *',
    `FROM ${quoted(work.tables[0]!)}`,
    work.tables.slice(1).map((table) => `${kind} ${quoted(table)} USING (row_id)`),
    where.length > 0 && `WHERE ${where.join('\n  AND ')}`,
    'ORDER BY row_id',
  );
}

function fitLines(work: Work, model: string): string[] {
  const codes = (cells: string) =>
    work.labels !== 'codes'
      ? cells
      : work.targets.length === 1
        ? `${cells}.astype("category").cat.codes`
        : `${cells}.apply(lambda s: s.astype("category").cat.codes)`;
  if (work.outputs === 'each') {
    return [
      'prediction = pd.DataFrame({',
      `    t: make_pipeline(preprocess, ${model}).fit(train[numeric + categorical], train[t]).predict(val[numeric + categorical])`,
      '    for t in target',
      '})',
    ];
  }
  const columns = work.targets.length === 1 ? '[target]' : 'target';
  return [
    `pipe = make_pipeline(preprocess, ${model})`,
    `pipe.fit(train[numeric + categorical], ${codes('train[target]')})`,
    `prediction = pd.DataFrame(pipe.predict(val[numeric + categorical]), columns=${columns})`,
  ];
}

/** The same steps in another order: the model first, few columns read, targets checked before ranges, filter by dropping. */
import { csvOptions, encoder, isClassifier, quoted, scaler, seeded } from './parts.ts';
import { imports, lines, python } from './python.ts';
import { allowedOf, features, limitsOf, oneCall, type Style, type Work } from './work.ts';

const py = python("'");
const { text, list, dict } = py;

export const reordered: Style = {
  name: 'other-order',
  words:
    'estimator first, targets checked first, bad rows dropped by index, categories before numbers and put behind them',
  writes: ({ scale, choice }) => scale.kind !== 'sample' && choice === 'listed',
  write: (work) => oneCall(work, script(work), 'Setting up the model first.'),
};

function script(work: Work): string {
  const { module, name, seed, parameters } = work.model;
  const scale = scaler(work);
  const numbers = work.numeric.length > 0;
  const categories = work.categorical.length > 0;
  const settings = [
    ...(seeded(work) && seed !== null ? [`random_state=${seed}`] : []),
    ...Object.entries(parameters).map(([key, value]) => `${key}=${value}`),
  ];
  return lines(
    imports(
      'import pandas as pd',
      work.kind === 'sqlite' && 'import sqlite3',
      `import sklearn.${module} as models`,
      'from sklearn.base import clone',
      ...(numbers && scale ? scale.imports : []),
      ...(categories ? encoder(work, py).imports : []),
    ),
    '',
    `estimator = models.${name}()`,
    settings.length > 0 && `estimator.set_params(${settings.join(', ')})`,
    `y_cols = ${list(work.targets)}`,
    `cats = ${list(work.categorical)}`,
    `nums = ${list(work.numeric)}`,
    `wanted = list(dict.fromkeys(${list(work.filter.ranges.map(([column]) => column))} + nums + cats + y_cols))`,
    '',
    '# the rows to predict',
    readValidation(work),
    '',
    '# the training rows',
    readTrain(work),
    work.incomplete.length > 0 && 'tr = tr[tr[y_cols].notna().all(axis=1)]',
    filterLines(work),
    work.dropIncomplete && `tr = tr.dropna(subset=${list(features(work))})`,
    work.toNumber.length > 0 && 'tr = tr.copy()',
    work.toNumber.map((column) => `tr[${text(column)}] = pd.to_numeric(tr[${text(column)}])`),
    work.toWords.length > 0 && [
      `for c in ${list(work.toWords)}:`,
      '    te[c] = te[c].map(str, na_action="ignore")',
      '    tr[c] = tr[c].map(str, na_action="ignore")',
    ],
    '',
    categories && categoryLines(work),
    numbers && numberLines(work, scale?.make),
    joined(work, numbers, categories),
    '',
    fitLines(work),
    "out.sort_values('row_id').to_csv('prediction.csv', index=False)",
    '',
  );
}

function readValidation(work: Work): string[] {
  if (work.kind === 'csv') return [`te = pd.read_csv(${text(work.validationFile)}${csvOptions(work, py)})`];
  if (work.kind === 'parquet') return [`te = pd.read_parquet(${text(work.validationFile)})`];
  return [
    `te = pd.read_sql(${text(`SELECT * FROM ${quoted(work.validationTable)}`)}, sqlite3.connect(${text(work.validationFile)}))`,
  ];
}

function readTrain(work: Work): string[] {
  if (work.kind === 'csv') {
    return [`tr = pd.read_csv(${text(work.trainFile)}, usecols=wanted${csvOptions(work, py)})`];
  }
  if (work.kind === 'parquet') return [`tr = pd.read_parquet(${text(work.trainFile)}, columns=wanted)`];
  return [
    `db = sqlite3.connect(${text(work.trainFile)})`,
    `tables = [pd.read_sql('SELECT * FROM ' + t, db, index_col='row_id') for t in ${list(work.tables.map(quoted))}]`,
    `tr = pd.concat(tables, axis=1${work.join === 'outer' ? '' : ", join='inner'"})[wanted]`,
  ];
}

function filterLines(work: Work): string[] {
  const { keepMissing, inclusive, ranges } = work.filter;
  if (ranges.length === 0) return [];
  const [below, above] = inclusive ? ['<', '>'] : ['<=', '>='];
  const missing = (condition: string) => (keepMissing ? condition : `${condition} | tr[c].isna()`);
  const outside = keepMissing ? '~tr[c].isin(ok) & tr[c].notna()' : '~tr[c].isin(ok)';
  return [
    ...(Object.keys(limitsOf(work)).length > 0
      ? [
          `for c, (lo, hi) in ${dict(limitsOf(work))}.items():`,
          `    tr = tr.drop(tr.index[${missing(`(tr[c] ${below} lo) | (tr[c] ${above} hi)`)}])`,
        ]
      : []),
    ...(Object.keys(allowedOf(work)).length > 0
      ? [`for c, ok in ${dict(allowedOf(work))}.items():`, `    tr = tr.drop(tr.index[${outside}])`]
      : []),
  ];
}

function categoryLines(work: Work): string[] {
  const fill = work.impute.categories === 'missing' ? `pd.Series('missing', index=cats)` : 'tr[cats].mode().iloc[0]';
  return [
    `cat_fill = ${fill}`,
    `enc = ${encoder(work, py).make}.set_output(transform='pandas')`,
    'C_tr = enc.fit_transform(tr[cats].fillna(cat_fill))',
    'C_te = enc.transform(te[cats].fillna(cat_fill))',
  ];
}

function numberLines(work: Work, scale: string | undefined): string[] {
  const { strategy, fitOn } = work.impute;
  const source = fitOn === 'both' ? 'pd.concat([te[nums], tr[nums]])' : 'tr[nums]';
  const fill = {
    mean: `${source}.mean()`,
    median: `${source}.median()`,
    most_frequent: `${source}.mode().iloc[0]`,
    zero: '0',
  }[strategy];
  return [
    `num_fill = ${fill}`,
    'N_te, N_tr = te[nums].fillna(num_fill), tr[nums].fillna(num_fill)',
    ...(scale === undefined
      ? []
      : [
          `sc = ${scale}.set_output(transform='pandas')`,
          `sc.fit(${work.scale.fitOn === 'both' ? 'pd.concat([N_te, N_tr])' : 'N_tr'})`,
          'N_te, N_tr = sc.transform(N_te), sc.transform(N_tr)',
        ]),
  ];
}

function joined(work: Work, numbers: boolean, categories: boolean): string[] {
  if (!categories) return ['A_tr, A_te = N_tr, N_te'];
  if (!numbers) return ['A_tr, A_te = C_tr, C_te'];
  const [first, second] = work.categoriesFirst ? ['C', 'N'] : ['N', 'C'];
  return [
    `A_tr = pd.concat([${first}_tr, ${second}_tr], axis='columns')`,
    `A_te = pd.concat([${first}_te, ${second}_te], axis='columns')`,
  ];
}

function fitLines(work: Work): string[] {
  const ids = work.ids === 'file' ? "te['row_id'].tolist()" : 'list(range(len(te)))';
  const start = [`out = pd.DataFrame({'row_id': ${ids}})`];
  const codes = work.labels === 'codes';
  if (work.outputs === 'together') {
    const y = codes ? "tr[y_cols].apply(lambda s: s.astype('category').cat.codes)" : 'tr[y_cols]';
    return [`fitted = estimator.fit(A_tr, ${y})`, ...start, 'out[y_cols] = fitted.predict(A_te)'];
  }
  if (!isClassifier(work)) {
    return [...start, 'for y in y_cols:', '    out[y] = clone(estimator).fit(A_tr, tr[y]).predict(A_te)'];
  }
  return [
    ...start,
    'for y in y_cols:',
    '    classes = sorted(tr[y].unique())',
    '    number = {label: i for i, label in enumerate(classes)}',
    '    predicted = clone(estimator).fit(A_tr, tr[y].map(number)).predict(A_te)',
    codes ? '    out[y] = predicted' : '    out[y] = [classes[i] for i in predicted]',
  ];
}

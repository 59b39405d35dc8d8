/** Two calls that hand a file on: the first cleans and pickles, the second models what it finds there. */
import { argumentsOf, categoryImputer, encoder, estimator, imputer, ownScalers, quoted, scaler } from './parts.ts';
import { imports, lines, python } from './python.ts';
import { allowedOf, type Call, features, limitsOf, type Style, type Work } from './work.ts';

const py = python('"');
const { text, list, dict } = py;

export const stages: Style = {
  name: 'two-stages',
  words: 'one call cleans and saves, the next one loads that and models',
  writes: (work) => ownScalers(work) && work.choice === 'listed',
  write: (work): readonly Call[] => [
    {
      say: 'Stage one: join, filter and save the clean data.',
      code: clean(work),
      load: [work.trainFile, work.validationFile],
      save: ['clean.pkl', 'to_predict.pkl'],
    },
    {
      say: 'Stage two: preprocess, fit and predict.',
      code: solve(work),
      load: ['clean.pkl', 'to_predict.pkl'],
      save: ['prediction.csv'],
    },
  ],
};

function clean(work: Work): string {
  const { keepMissing, inclusive, ranges } = work.filter;
  const keep = keepMissing ? 'data[name].isnull() | ' : '';
  return lines(
    imports('import pandas as pd', work.kind === 'sqlite' && 'import sqlite3'),
    '',
    read(work),
    ranges.length > 0 && [
      `limits = ${dict(limitsOf(work))}`,
      `choices = ${dict(allowedOf(work))}`,
      'for name in list(limits) + list(choices):',
      '    if name in limits:',
      `        inside = data[name].between(*limits[name]${inclusive ? '' : ', inclusive="neither"'})`,
      '    else:',
      '        inside = data[name].isin(choices[name])',
      `    data = data[${keep}inside]`,
    ],
    work.incomplete.length > 0 && `data = data[data[${list(work.incomplete)}].notnull().all(axis=1)]`,
    work.toNumber.map((column) => `data[${text(column)}] = pd.to_numeric(data[${text(column)}])`),
    work.toWords.flatMap((column) =>
      ['data', 'new'].map(
        (frame) => `${frame}[${text(column)}] = ${frame}[${text(column)}].map(str, na_action="ignore")`,
      ),
    ),
    work.dropIncomplete && `data = data.dropna(subset=${list(features(work))})`,
    `data[${list([...features(work), ...work.targets])}].to_pickle("clean.pkl")`,
    `new[["row_id", *${list(features(work))}]].to_pickle("to_predict.pkl")`,
    'print(len(data), len(new))',
    '',
  );
}

function read(work: Work): string[] {
  const { trainFile, validationFile } = work;
  if (work.kind === 'csv') {
    const options = work.missingWords === 'empty' ? ', na_values=[""], keep_default_na=False' : '';
    return [`data = pd.read_csv(${text(trainFile)}${options})`, `new = pd.read_csv(${text(validationFile)}${options})`];
  }
  if (work.kind === 'parquet') {
    return [`data = pd.read_parquet(${text(trainFile)})`, `new = pd.read_parquet(${text(validationFile)})`];
  }
  return [
    `with sqlite3.connect(${text(trainFile)}) as link:`,
    `    pieces = [pd.read_sql(f'select * from ${quoted('{t}')}', link).set_index("row_id") for t in ${list(work.tables)}]`,
    `data = pieces[0]`,
    'for piece in pieces[1:]:',
    `    data = data.join(piece, how="${work.join}")`,
    'data = data.reset_index()',
    `with sqlite3.connect(${text(validationFile)}) as link:`,
    `    new = pd.read_sql(${text(`select * from ${quoted(work.validationTable)}`)}, link)`,
  ];
}

function solve(work: Work): string {
  const model = estimator(work);
  const scale = scaler(work);
  const numbers = work.numeric.length > 0;
  const categories = work.categorical.length > 0;
  const { name } = work.model;
  const order = work.categoriesFirst ? ['C', 'N'] : ['N', 'C'];
  const parts = order.filter((part) => (part === 'N' ? numbers : categories));
  return lines(
    imports(
      'import numpy as np',
      'import pandas as pd',
      ...model.imports,
      ...(numbers ? [...imputer(work, py).imports, ...(scale?.imports ?? [])] : []),
      ...(categories ? [...categoryImputer(work, py).imports, ...encoder(work, py).imports] : []),
    ),
    '',
    'data, new = pd.read_pickle("clean.pkl"), pd.read_pickle("to_predict.pkl")',
    numbers && numberLines(work, scale?.make),
    categories && [
      `words = ${list(work.categorical)}`,
      `fill_words = ${categoryImputer(work, py).make}`,
      'C, C_new = fill_words.fit_transform(data[words]), fill_words.transform(new[words])',
      `codes = ${encoder(work, py).make}`,
      'C, C_new = codes.fit_transform(C), codes.transform(C_new)',
    ],
    `X, X_new = np.column_stack([${parts.join(', ')}]), np.column_stack([${parts.map((part) => `${part}_new`).join(', ')}])`,
    '',
    `params = dict(${argumentsOf(work).join(', ')})`,
    `answer = new[["row_id"]]${work.ids === 'file' ? '.copy()' : '.copy().assign(row_id=range(len(new)))'}`,
    fitLines(work, `${name}(**params)`),
    'answer.to_csv("prediction.csv", index=False)',
    '',
  );
}

function numberLines(work: Work, scale: string | undefined): string[] {
  const every = 'pd.concat([data[numbers], new[numbers]])';
  return [
    `numbers = ${list(work.numeric)}`,
    `fill = ${imputer(work, py).make}.fit(${work.impute.fitOn === 'both' ? every : 'data[numbers]'})`,
    'N, N_new = fill.transform(data[numbers]), fill.transform(new[numbers])',
    ...(scale === undefined
      ? []
      : [
          `scaling = ${scale}.fit(${work.scale.fitOn === 'both' ? 'np.concatenate((N, N_new))' : 'N'})`,
          'N, N_new = scaling.transform(N), scaling.transform(N_new)',
        ]),
  ];
}

function fitLines(work: Work, model: string): string[] {
  const codes = work.labels === 'codes' ? '.astype("category").cat.codes' : '';
  if (work.outputs === 'together') {
    const y = `data[${list(work.targets)}]${codes === '' ? '' : `.apply(lambda one: one${codes})`}`;
    return [`predicted = ${model}.fit(X, ${y}).predict(X_new)`, `answer[${list(work.targets)}] = predicted`];
  }
  return work.targets.map(
    (target) => `answer[${text(target)}] = ${model}.fit(X, data[${text(target)}]${codes}).predict(X_new)`,
  );
}

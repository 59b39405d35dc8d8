/** Objects with fit and transform of their own; labels go through an encoder and come back. */
import { csvOptions, encoder, estimator, isClassifier, quoted, scaler } from './parts.ts';
import { imports, indent, lines, python } from './python.ts';
import { allowedOf, features, limitsOf, oneCall, type Style, type Work } from './work.ts';

const py = python("'");
const { text, list, dict } = py;

export const classes: Style = {
  name: 'classes',
  words: 'classes with fit and transform, an experiment object that runs them',
  writes: ({ scale }) => scale.kind !== 'sample',
  write: (work) => oneCall(work, script(work)),
};

function script(work: Work): string {
  const scale = scaler(work);
  const numbers = work.numeric.length > 0;
  const categories = work.categorical.length > 0;
  const encodes = isClassifier(work);
  return lines(
    imports(
      'import numpy as np',
      'import pandas as pd',
      work.kind === 'sqlite' && 'import sqlite3',
      'from dataclasses import dataclass, field',
      ...estimator(work).imports,
      ...(encodes ? ['from sklearn.preprocessing import LabelEncoder'] : []),
      ...(numbers ? (scale?.imports ?? []) : []),
      ...(categories ? encoder(work, py).imports : []),
    ),
    '',
    '',
    readerClass(work),
    '',
    '',
    cleanerClass(work),
    '',
    '',
    numbers && [numbersClass(work, scale?.make), '', ''],
    categories && [categoriesClass(work), '', ''],
    experimentClass(work, numbers, categories),
    '',
    '',
    'experiment = Experiment()',
    'experiment.run()',
    '',
  );
}

function readerClass(work: Work): string[] {
  if (work.kind !== 'sqlite') {
    const call = work.kind === 'csv' ? `pd.read_csv(self.path${csvOptions(work, py)})` : 'pd.read_parquet(self.path)';
    return ['@dataclass', 'class Source:', '    path: str', '', '    def frame(self):', `        return ${call}`];
  }
  return [
    '@dataclass',
    'class Source:',
    '    path: str',
    '    tables: list = field(default_factory=list)',
    '',
    '    def frame(self):',
    '        connection = sqlite3.connect(self.path)',
    '        try:',
    `            parts = [pd.read_sql_query('SELECT * FROM ' + table, connection) for table in self.tables]`,
    '        finally:',
    '            connection.close()',
    '        result = parts.pop(0)',
    '        while parts:',
    `            result = result.merge(parts.pop(0), how='${work.join}', on='row_id')`,
    '        return result',
  ];
}

function cleanerClass(work: Work): string {
  const { keepMissing, inclusive, ranges } = work.filter;
  const [over, under] = inclusive ? ['ge', 'le'] : ['gt', 'lt'];
  const verdict = keepMissing ? 'values.notna() & ~fine' : '~fine';
  return lines(
    'class RowFilter:',
    `    """${keepMissing ? 'Removes rows with a known value outside of its range.' : 'Removes rows that are not within all ranges.'}"""`,
    '',
    '    def __init__(self, numeric, categorical):',
    '        self.numeric = numeric',
    '        self.categorical = categorical',
    '',
    '    def __call__(self, frame):',
    ranges.length === 0
      ? '        return frame'
      : [
          '        bad = pd.Series(False, index=frame.index)',
          '        for column, (low, high) in self.numeric.items():',
          '            values = frame[column]',
          `            fine = values.${over}(low) & values.${under}(high)`,
          `            bad |= ${verdict}`,
          '        for column, allowed in self.categorical.items():',
          '            values = frame[column]',
          '            fine = values.isin(allowed)',
          `            bad |= ${verdict}`,
          '        return frame[~bad]',
        ],
  );
}

function numbersClass(work: Work, scale: string | undefined): string {
  const { strategy } = work.impute;
  const fill = {
    mean: 'frame.mean()',
    median: 'frame.median()',
    most_frequent: 'frame.mode().iloc[0]',
    zero: '0',
  }[strategy];
  return lines(
    'class Numbers:',
    '    def fit(self, frame):',
    `        self.fill = ${fill}`,
    scale && [`        self.scaler = ${scale}`, '        self.scaler.fit(frame.fillna(self.fill).to_numpy())'],
    '        return self',
    '',
    '    def transform(self, frame):',
    '        values = frame.fillna(self.fill).to_numpy(dtype=float)',
    scale ? '        return self.scaler.transform(values)' : '        return values',
    scalesApart(work) && [
      '',
      '    def fit_scaler(self, frame):',
      '        self.scaler.fit(frame.fillna(self.fill).to_numpy())',
      '        return self',
    ],
  );
}

/** Whether the scaler learns from other rows than the imputer. */
const scalesApart = ({ scale, impute }: Work): boolean => scale.kind !== 'none' && scale.fitOn !== impute.fitOn;

function categoriesClass(work: Work): string {
  const fill = work.impute.categories === 'missing' ? text('missing') : 'frame[column].mode().iat[0]';
  return lines(
    'class Categories:',
    '    def __init__(self):',
    `        self.encoder = ${encoder(work, py).make}`,
    '',
    '    def _filled(self, frame):',
    '        return frame.fillna(self.fill).to_numpy(dtype=object)',
    '',
    '    def fit(self, frame):',
    `        self.fill = {column: ${fill} for column in frame.columns}`,
    '        self.encoder.fit(self._filled(frame))',
    '        return self',
    '',
    '    def transform(self, frame):',
    '        return self.encoder.transform(self._filled(frame))',
  );
}

function experimentClass(work: Work, numbers: boolean, categories: boolean): string {
  const source = (file: string, tables: readonly string[]) =>
    work.kind === 'sqlite' ? `Source(${text(file)}, ${list(tables.map(quoted))})` : `Source(${text(file)})`;
  const everything = work.choice === 'everything';
  const order = work.categoriesFirst ? ['categories', 'numbers'] : ['numbers', 'categories'];
  const parts = order.filter((part) => (part === 'numbers' ? numbers : categories));
  const design = (frame: string) =>
    `np.hstack([${parts
      .map((part) => `${part}.transform(${frame}[self.${part === 'numbers' ? 'numeric' : 'categorical'}])`)
      .join(', ')}])`;
  return lines(
    'class Experiment:',
    !everything && [`    numeric = ${list(work.numeric)}`, `    categorical = ${list(work.categorical)}`],
    `    targets = ${list(work.targets)}`,
    '',
    '    def load(self):',
    `        self.train = ${source(work.trainFile, work.tables)}.frame()`,
    `        self.val = ${source(work.validationFile, [work.validationTable])}.frame()`,
    '',
    '    def clean(self):',
    '        keep = RowFilter(',
    `            numeric=${dict(limitsOf(work), 12)},`,
    `            categorical=${dict(allowedOf(work), 12)},`,
    '        )',
    `        self.train = keep(self.train)${work.incomplete.length > 0 ? '.dropna(subset=self.targets)' : ''}.copy()`,
    work.toNumber.map((column) => `        self.train[${text(column)}] = pd.to_numeric(self.train[${text(column)}])`),
    work.toWords.length > 0 && [
      '        for frame in (self.train, self.val):',
      `            for column in ${list(work.toWords)}:`,
      '                frame[column] = frame[column].map(str, na_action="ignore")',
    ],
    everything && [
      '        usable = [c for c in self.train.columns if c in self.val.columns and c != "row_id"]',
      '        self.numeric = [c for c in usable if pd.api.types.is_numeric_dtype(self.train[c])]',
      '        self.categorical = [c for c in usable if c not in self.numeric]',
    ],
    work.dropIncomplete &&
      (everything
        ? '        self.train = self.train.dropna(subset=self.numeric + self.categorical)'
        : `        self.train = self.train.dropna(subset=${list(features(work))})`),
    '',
    '    def matrices(self):',
    numbers && numbersLines(work),
    categories && '        categories = Categories().fit(self.train[self.categorical])',
    `        return ${design('self.train')}, ${design('self.val')}`,
    '',
    '    def model(self):',
    `        return ${estimator(work).make}`,
    '',
    '    def run(self):',
    '        self.load()',
    '        self.clean()',
    '        X, X_val = self.matrices()',
    indent(fitLines(work), 8),
    "        output.to_csv('prediction.csv', index=False)",
  );
}

function numbersLines(work: Work): string[] {
  const rows = {
    train: 'self.train[self.numeric]',
    both: 'pd.concat([self.train[self.numeric], self.val[self.numeric]])',
  };
  return [
    `        numbers = Numbers().fit(${rows[work.impute.fitOn]})`,
    ...(scalesApart(work) ? [`        numbers.fit_scaler(${rows[work.scale.fitOn]})`] : []),
  ];
}

function fitLines(work: Work): string {
  const ids = work.ids === 'file' ? "self.val['row_id'].to_numpy()" : 'np.arange(len(self.val))';
  const start = `output = pd.DataFrame({'row_id': ${ids}})`;
  const encodes = isClassifier(work);
  const back = (encoded: string, labels: string) =>
    work.labels === 'codes' ? encoded : `${labels}.inverse_transform(${encoded})`;
  if (work.outputs === 'together') {
    return encodes
      ? lines(
          start,
          'labels = [LabelEncoder().fit(self.train[target]) for target in self.targets]',
          'y = np.column_stack([e.transform(self.train[t]) for e, t in zip(labels, self.targets)])',
          'predicted = self.model().fit(X, y).predict(X_val)',
          'for index, target in enumerate(self.targets):',
          `    output[target] = ${back('predicted[:, index].astype(int)', 'labels[index]')}`,
        )
      : lines(
          start,
          'predicted = self.model().fit(X, self.train[self.targets].to_numpy()).predict(X_val)',
          'for index, target in enumerate(self.targets):',
          '    output[target] = predicted[:, index]',
        );
  }
  return encodes
    ? lines(
        start,
        'for target in self.targets:',
        '    labels = LabelEncoder()',
        '    y = labels.fit_transform(self.train[target])',
        '    model = self.model()',
        '    model.fit(X, y)',
        `    output[target] = ${back('model.predict(X_val)', 'labels')}`,
      )
    : lines(
        start,
        'for target in self.targets:',
        '    model = self.model()',
        '    model.fit(X, self.train[target].to_numpy())',
        '    output[target] = model.predict(X_val)',
      );
}

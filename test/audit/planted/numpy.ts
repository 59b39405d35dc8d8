/** Arrays and masks: pandas reads the files, all else is numpy. */
import { argumentsOf, csvOptions, quoted } from './parts.ts';
import { imports, lines, python } from './python.ts';
import { allowedOf, features, limitsOf, oneCall, type Style, type Work } from './work.ts';

const py = python("'");
const { text, list, dict } = py;

export const numpy: Style = {
  name: 'numpy',
  words: 'pandas reads, numpy does the rest: nanmedian, where, unique, hstack',
  writes: ({ join }) => join !== 'outer',
  write: (work) => oneCall(work, script(work)),
};

function script(work: Work): string {
  const { module, name } = work.model;
  const numbers = work.numeric.length > 0;
  const categories = work.categorical.length > 0;
  const everything = work.choice === 'everything';
  return lines(
    imports('import numpy as np', 'import pandas as pd', work.kind === 'sqlite' && 'import sqlite3'),
    `from sklearn import ${module}`,
    '',
    read(work),
    '',
    filterLines(work),
    work.incomplete.length > 0 && `train = train[~train[${list(work.incomplete)}].isna().to_numpy().any(axis=1)]`,
    everything
      ? [
          "cols = np.array([c for c in val.columns if c != 'row_id'])",
          "is_num = np.array([train[c].dtype.kind in 'iuf' for c in cols])",
          'num_cols, cat_cols = cols[is_num].tolist(), cols[~is_num].tolist()',
        ]
      : [`num_cols = ${list(work.numeric)}`, `cat_cols = ${list(work.categorical)}`],
    work.dropIncomplete && [
      `complete = ~train[${everything ? 'num_cols + cat_cols' : list(features(work))}].isna().to_numpy().any(axis=1)`,
      'train = train[complete]',
    ],
    '',
    numbers && numberLines(work),
    categories && categoryLines(work, numbers),
    assembled(work, numbers, categories),
    '',
    fitLines(work, `${module}.${name}(${argumentsOf(work).join(', ')})`),
    "out.to_csv('prediction.csv', index=False)",
    '',
  );
}

function read(work: Work): string[] {
  const { trainFile, validationFile } = work;
  if (work.kind !== 'sqlite') {
    const reader = work.kind === 'csv' ? 'read_csv' : 'read_parquet';
    const options = work.kind === 'csv' ? csvOptions(work, py) : '';
    return [`train, val = [pd.${reader}(f${options}) for f in (${text(trainFile)}, ${text(validationFile)})]`];
  }
  const joins = work.tables
    .slice(1)
    .map((table) => `${work.join === 'left' ? 'LEFT ' : ''}JOIN ${quoted(table)} USING (row_id)`);
  const query = [`SELECT * FROM ${quoted(work.tables[0]!)}`, ...joins, 'ORDER BY row_id'].join(' ');
  return [
    `db = sqlite3.connect(${text(trainFile)})`,
    `train = pd.read_sql_query('''${query.replaceAll("'", "\\'")}''', db)`,
    `db_val = sqlite3.connect(${text(validationFile)})`,
    `val = pd.read_sql_query(${text(`SELECT * FROM ${quoted(work.validationTable)}`)}, db_val)`,
  ];
}

function filterLines(work: Work): string[] {
  const { keepMissing, inclusive, ranges } = work.filter;
  if (ranges.length === 0) return [];
  const [limits, allowed] = [limitsOf(work), allowedOf(work)];
  const [over, under] = inclusive ? ['>=', '<='] : ['>', '<'];
  const or = keepMissing ? 'missing | ' : '';
  const known = keepMissing ? ['    missing = pd.isna(column)'] : [];
  return [
    'keep = np.ones(len(train), dtype=bool)',
    ...(Object.keys(limits).length > 0
      ? [
          `limits = ${dict(limits)}`,
          'for name in limits:',
          '    column = train[name].to_numpy()',
          ...known,
          '    lo, hi = limits[name]',
          `    keep = np.logical_and(keep, ${or}((column ${over} lo) & (column ${under} hi)))`,
        ]
      : []),
    ...(Object.keys(allowed).length > 0
      ? [
          `allowed = ${dict(allowed)}`,
          'for name in allowed:',
          '    column = train[name]',
          ...known,
          `    keep = np.logical_and(keep, ${or}column.isin(allowed[name]))`,
        ]
      : []),
    'train = train[np.asarray(keep)]',
  ];
}

function numberLines(work: Work): string[] {
  const { strategy, fitOn } = work.impute;
  const source = fitOn === 'both' ? 'np.vstack([A, B])' : 'A';
  const fill = {
    mean: `np.nanmean(${source}, axis=0)`,
    median: `np.nanmedian(${source}, axis=0)`,
    zero: '0.0',
    most_frequent: `np.array([most_common(c[~np.isnan(c)]) for c in ${source}.T])`,
  }[strategy];
  const helper =
    strategy === 'most_frequent'
      ? [
          'def most_common(values):',
          '    found, times = np.unique(values, return_counts=True)',
          '    return found[times.argmax()]',
          '',
        ]
      : [];
  return [
    ...helper,
    'A = train[num_cols].to_numpy(dtype=float)',
    'B = val[num_cols].to_numpy(dtype=float)',
    `fill = ${fill}`,
    'A = np.where(np.isnan(A), fill, A)',
    'B = np.where(np.isnan(B), fill, B)',
    ...scaleLines(work),
  ];
}

function scaleLines({ scale }: Work): string[] {
  if (scale.kind === 'none') return [];
  const source = scale.fitOn === 'both' ? 'np.vstack([A, B])' : 'A';
  if (scale.kind === 'min-max') {
    return [
      `low, high = ${source}.min(axis=0), ${source}.max(axis=0)`,
      'width = np.where(high > low, high - low, 1)',
      'A, B = (A - low) / width, (B - low) / width',
    ];
  }
  return [
    `mu, sigma = ${source}.mean(axis=0), ${source}.std(axis=0${scale.kind === 'sample' ? ', ddof=1' : ''})`,
    'sigma[sigma == 0] = 1.0',
    'A, B = (A - mu) / sigma, (B - mu) / sigma',
  ];
}

function categoryLines(work: Work, numbers: boolean): string[] {
  const before = numbers && !work.categoriesFirst;
  const [start, startB] = before ? ['[A]', '[B]'] : ['[]', '[]'];
  const numeric = work.categorical.filter((column) => work.toNumber.includes(column));
  const convert = [
    ...(numeric.length > 0
      ? [
          `    if c in ${list(numeric)}:`,
          '        a, b = [np.array([np.nan if pd.isna(v) else float(v) for v in x]) for x in (a, b)]',
        ]
      : []),
    ...(work.toWords.length > 0
      ? [
          `    if c in ${list(work.toWords)}:`,
          '        a, b = [np.array([None if pd.isna(v) else str(v) for v in x], dtype=object) for x in (a, b)]',
        ]
      : []),
  ];
  const encoded = {
    'one-hot': [
      '    parts_a.append((a[:, None] == levels[None, :]).astype(float))',
      '    parts_b.append((b[:, None] == levels[None, :]).astype(float))',
    ],
    'drop-first': [
      '    parts_a.append((a[:, None] == levels[None, 1:]).astype(float))',
      '    parts_b.append((b[:, None] == levels[None, 1:]).astype(float))',
    ],
    ordinal: [
      '    position = {level: i for i, level in enumerate(levels)}',
      '    parts_a.append(np.array([[float(position[v])] for v in a]))',
      '    parts_b.append(np.array([[float(position.get(v, -1))] for v in b]))',
    ],
  }[work.encode];
  return [
    `parts_a, parts_b = ${start}, ${startB}`,
    'for c in cat_cols:',
    '    a, b = train[c].to_numpy(), val[c].to_numpy()',
    ...convert,
    '    levels, counts = np.unique(a[~pd.isna(a)], return_counts=True)',
    ...(work.impute.categories === 'missing'
      ? ["    a[pd.isna(a)] = 'missing'", "    b[pd.isna(b)] = 'missing'", '    levels = np.unique(a)']
      : ['    top = levels[counts.argmax()]', '    a, b = np.where(pd.isna(a), top, a), np.where(pd.isna(b), top, b)']),
    ...encoded,
  ];
}

function assembled(work: Work, numbers: boolean, categories: boolean): string[] {
  if (!categories) return ['X, X_val = A, B'];
  if (numbers && work.categoriesFirst) return ['X, X_val = np.hstack([*parts_a, A]), np.hstack([*parts_b, B])'];
  return ['X, X_val = np.hstack(parts_a), np.hstack(parts_b)'];
}

function fitLines(work: Work, model: string): string[] {
  const ids = work.ids === 'file' ? "val['row_id'].to_numpy()" : 'np.arange(len(val))';
  const codes = work.labels === 'codes';
  const target = (name: string) =>
    codes ? `np.unique(train[${name}].to_numpy(), return_inverse=True)[1]` : `train[${name}].to_numpy()`;
  if (work.outputs === 'single') {
    const name = text(work.targets[0]!);
    return [
      `model = ${model}.fit(X, ${target(name)})`,
      `out = pd.DataFrame({'row_id': ${ids}, ${name}: model.predict(X_val)})`,
    ];
  }
  const start = [`targets = ${list(work.targets)}`, `out = pd.DataFrame({'row_id': ${ids}})`];
  if (work.outputs === 'together') {
    const y = codes ? `np.column_stack([${target('t')} for t in targets])` : 'train[targets].to_numpy()';
    return [
      ...start,
      `Y = ${y}`,
      `P = ${model}.fit(X, Y).predict(X_val)`,
      'for j, t in enumerate(targets):',
      '    out[t] = P[:, j]',
    ];
  }
  return [...start, 'for t in targets:', `    out[t] = ${model}.fit(X, ${target('t')}).predict(X_val)`];
}

/** Method chaining: query, loc with a lambda, assign, pipe; scikit-learn sees finished frames only. */
import { csvOptions, encoder, estimator, howOf } from './parts.ts';
import { imports, indent, lines, python } from './python.ts';
import { features, oneCall, type Style, type Work } from './work.ts';

const py = python('"');
const { text, list } = py;

export const chaining: Style = {
  name: 'chaining',
  words: 'one long chain of query, loc, assign and pipe',
  writes: ({ encode }) => encode !== 'ordinal',
  write: (work) => oneCall(work, script(work)),
};

function script(work: Work): string {
  const categories = work.categorical.length > 0;
  const numbers = work.numeric.length > 0;
  const everything = work.choice === 'everything';
  return lines(
    imports(
      'import pandas as pd',
      work.kind === 'sqlite' && 'import sqlite3',
      ...estimator(work).imports,
      ...(categories ? encoder(work, py).imports : []),
    ),
    '',
    `targets = ${list(work.targets)}`,
    !everything && [`numeric = ${list(work.numeric)}`, `categorical = ${list(work.categorical)}`],
    work.toWords.length > 0 && `flags = ${list(work.toWords)}`,
    '',
    work.kind === 'sqlite' && connectLines(work),
    'train = (',
    indent(lines(...source(work, 'train'), ...chain(work))),
    ')',
    work.toWords.length > 0
      ? ['val = (', indent(lines(...source(work, 'val'), wordsLine)), ')']
      : `val = ${source(work, 'val').join('')}`,
    everything && [
      'usable = [c for c in val.columns if c != "row_id"]',
      'numeric = list(train[usable].select_dtypes("number"))',
      'categorical = [c for c in usable if c not in numeric]',
      work.dropIncomplete && 'train = train.dropna(subset=usable)',
    ],
    '',
    numbers && [numbersLines(work), ''],
    categories && [categoriesLines(work), ''],
    'def design(frame):',
    `    return ${designOf(work, numbers, categories)}`,
    '',
    fitLines(work),
    '',
  );
}

const wordsLine = '.assign(**{c: lambda d, c=c: d[c].map(str, na_action="ignore") for c in flags})';

function connectLines(work: Work): string[] {
  return [
    `con = sqlite3.connect(${text(work.trainFile)})`,
    `con_val = sqlite3.connect(${text(work.validationFile)})`,
    'table = lambda name, con=con: pd.read_sql(f\'SELECT * FROM "{name}"\', con)',
  ];
}

function source(work: Work, frame: 'train' | 'val'): string[] {
  const file = frame === 'train' ? work.trainFile : work.validationFile;
  if (work.kind === 'csv') return [`pd.read_csv(${text(file)}${csvOptions(work, py)})`];
  if (work.kind === 'parquet') return [`pd.read_parquet(${text(file)})`];
  if (frame === 'val') return [`table(${text(work.validationTable)}, con_val)`];
  const [first, ...rest] = work.tables;
  return [
    `table(${text(first!)})`,
    ...rest.map((name) => `.merge(table(${text(name)}), on="row_id"${howOf(work, py)})`),
  ];
}

/** Names that query can hold between backticks without trouble. */
const easy = (column: string): boolean => /^[\w ]+$/.test(column);

function chain(work: Work): string[] {
  const { keepMissing, inclusive, ranges } = work.filter;
  const [over, under] = inclusive ? ['<=', '<='] : ['<', '<'];
  const rules = ranges.map(([column, range]) => {
    if (range.kind === 'numeric' && easy(column)) {
      const name = /^[A-Za-z]\w*$/.test(column) ? column : `\`${column}\``;
      const missing = keepMissing ? ` or ${name} != ${name}` : '';
      return `.query(${text(`(${range.low} ${over} ${name} ${under} ${range.high})${missing}`)}, engine="python")`;
    }
    const cell = `d[${text(column)}]`;
    const fits =
      range.kind === 'categorical'
        ? `${cell}.isin(${list(range.values)})`
        : `${cell}.between(${range.low}, ${range.high}${inclusive ? '' : ', inclusive="neither"'})`;
    return `.loc[lambda d: ${fits}${keepMissing ? ` | ${cell}.isna()` : ''}]`;
  });
  return [
    ...rules,
    ...(work.incomplete.length > 0 ? ['.dropna(subset=targets)'] : []),
    ...(work.dropIncomplete && work.choice === 'listed' ? [`.dropna(subset=${list(features(work))})`] : []),
    ...work.toNumber.map((column) => `.assign(**{${text(column)}: lambda d: d[${text(column)}].astype(float)})`),
    ...(work.toWords.length > 0 ? [wordsLine] : []),
    '.reset_index(drop=True)',
  ];
}

function numbersLines(work: Work): string[] {
  const { strategy, fitOn } = work.impute;
  const source = fitOn === 'both' ? 'pd.concat([train[numeric], val[numeric]])' : 'train[numeric]';
  const fill = {
    mean: `${source}.mean()`,
    median: `${source}.median()`,
    most_frequent: `${source}.mode().iloc[0]`,
    zero: '0',
  }[strategy];
  const lines = [`fill = ${fill}`];
  const { kind } = work.scale;
  if (kind === 'none') return lines;
  const filled =
    work.scale.fitOn === 'both'
      ? 'pd.concat([train[numeric], val[numeric]]).fillna(fill)'
      : 'train[numeric].fillna(fill)';
  lines.push(`filled = ${filled}`);
  if (kind === 'min-max') {
    lines.push('centre, spread = filled.min(), (filled.max() - filled.min()).replace(0, 1)');
  } else {
    lines.push(`centre, spread = filled.mean(), filled.std(${kind === 'sample' ? '' : 'ddof=0'}).replace(0, 1)`);
  }
  return lines;
}

function categoriesLines(work: Work): string[] {
  const common =
    work.impute.categories === 'missing' ? text('missing') : '{c: train[c].mode().iloc[0] for c in categorical}';
  return [
    `common = ${common}`,
    `encoder = ${encoder(work, py).make}.fit(train[categorical].fillna(common).values)`,
    '',
    'def encode(frame):',
    '    values = encoder.transform(frame[categorical].fillna(common).values)',
    '    return pd.DataFrame(values, index=frame.index, columns=encoder.get_feature_names_out(categorical))',
  ];
}

function designOf(work: Work, numbers: boolean, categories: boolean): string {
  const scaled = work.scale.kind === 'none' ? '' : '.sub(centre).div(spread)';
  const number = `frame[numeric].fillna(fill)${scaled}`;
  if (!categories) return number;
  if (!numbers) return 'frame.pipe(encode)';
  return work.categoriesFirst ? `frame.pipe(encode).join(${number})` : `${number}.join(frame.pipe(encode))`;
}

function fitLines(work: Work): string {
  const model = estimator(work).make;
  const ids = work.ids === 'file' ? 'val[["row_id"]]' : 'pd.DataFrame({"row_id": range(len(val))})';
  const codes = work.labels === 'codes' ? '.astype("category").cat.codes' : '';
  const assigned =
    work.outputs === 'together'
      ? '.assign(**dict(zip(targets, model.predict(design(val).values).T)))'
      : `.assign(**{t: ${model}.fit(design(train).values, train[t]${codes}).predict(design(val).values) for t in targets})`;
  const y = codes === '' ? 'train[targets]' : `train[targets].apply(lambda s: s${codes})`;
  return lines(
    work.outputs === 'together' && `model = ${model}.fit(design(train).values, ${y})`,
    '(',
    `    ${ids}`,
    `    ${assigned}`,
    '    .to_csv("prediction.csv", index=False)',
    ')',
  );
}

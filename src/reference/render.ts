/** Writes a plan as the Python script that a careful data scientist would write. The same plan gives the same text. */
import type {
  CategoricalStep,
  FilterStep,
  LoadStep,
  ModelStep,
  NumericStep,
  OtherModel,
  Plan,
  PredictStep,
  Step,
  TypesStep,
} from '../reference.ts';
import type { ModelName } from '../task.ts';
import { assignment, literal } from './python.ts';

/** A step's lines, and the imports that they need. */
interface Block {
  readonly imports: readonly string[];
  readonly lines: readonly string[];
}

const MODULES: Readonly<Record<ModelName | OtherModel, string>> = {
  LogisticRegression: 'linear_model',
  DecisionTreeClassifier: 'tree',
  GaussianNB: 'naive_bayes',
  LinearSVC: 'svm',
  MLPClassifier: 'neural_network',
  LinearRegression: 'linear_model',
  DecisionTreeRegressor: 'tree',
  Ridge: 'linear_model',
  Lasso: 'linear_model',
  MLPRegressor: 'neural_network',
  RandomForestClassifier: 'ensemble',
  RandomForestRegressor: 'ensemble',
  SVC: 'svm',
};

const READ_TABLES = (how: Exclude<LoadStep['tables'], object>): readonly string[] => [
  'def read_tables(path):',
  ...(how === 'first'
    ? ['    """The first table of a SQLite file."""']
    : [`    """The tables of a SQLite file, joined on row_id (${how})."""`]),
  '    connection = sqlite3.connect(path)',
  `    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")`,
  `    names = [name.replace('"', '""') for (name,) in names if not name.startswith("sqlite_")]`,
  `    tables = [pd.read_sql_query(f'SELECT * FROM "{name}"', connection) for name in names]`,
  '    connection.close()',
  ...(how === 'first'
    ? ['    return tables[0]']
    : [
        '    joined = tables[0]',
        '    for table in tables[1:]:',
        `        joined = joined.merge(table, on="row_id", how="${how}")`,
        '    return joined',
      ]),
];

const READ_ONE_TABLE: readonly string[] = [
  'def read_table(path, name):',
  '    connection = sqlite3.connect(path)',
  `    name = name.replace('"', '""')`,
  `    table = pd.read_sql_query(f'SELECT * FROM "{name}"', connection)`,
  '    connection.close()',
  '    return table',
];

/** The plan as a script. It reads the plan's files from the working directory and writes the prediction there. */
export function render(plan: Plan): string {
  const functions = functionsOf(plan);
  const blocks = plan.steps.map((step) => blockOf(step, plan));
  const imports = importLines([...functions.imports, ...blocks.flatMap((block) => block.imports)]);
  const paragraphs = [imports, functions.lines, ...blocks.map((block) => block.lines)];
  const text = paragraphs.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

/** pandas, and what the blocks need: `sqlite3`, or members of scikit-learn (`linear_model.Ridge`). */
function importLines(needed: readonly string[]): string[] {
  const members = [...new Set(needed.filter((name) => name.includes('.')))].sort((a, b) => (a < b ? -1 : 1));
  const groups = Map.groupBy(members, (name) => name.slice(0, name.indexOf('.')));
  return [
    ...(needed.includes('sqlite3') ? ['import sqlite3', ''] : []),
    'import pandas as pd',
    ...[...groups].map(([module, names]) => {
      const list = names.map((name) => name.slice(module.length + 1)).join(', ');
      return `from sklearn.${module} import ${list}`;
    }),
  ];
}

function functionsOf(plan: Plan): Block {
  const loads = plan.steps.filter((step) => step.step === 'load' && step.kind === 'sqlite') as LoadStep[];
  if (loads.length === 0) return { imports: [], lines: [] };
  const hows = new Set(loads.map(({ tables }) => (typeof tables === 'object' ? null : tables)));
  const functions = [...hows].map((how) => (how === null ? READ_ONE_TABLE : READ_TABLES(how)));
  return {
    imports: ['sqlite3'],
    lines: ['', ...functions.flatMap((lines, at) => (at > 0 ? ['', '', ...lines] : lines)), ''],
  };
}

function blockOf(step: Step, plan: Plan): Block {
  switch (step.step) {
    case 'load':
      return { imports: [], lines: [loadLine(step)] };
    case 'filter':
      return filterBlock(step);
    case 'drop-missing':
      return { imports: [], lines: [`train = train.dropna(subset=${literal(step.columns)}).infer_objects()`] };
    case 'types':
      return typesBlock(step);
    case 'select':
      return {
        imports: [],
        lines: [
          assignment('features', step.features),
          assignment('targets', step.targets),
          'X_train, X_validation = train[features], validation[features]',
          `y_train = train[targets${step.targets.length === 1 ? '[0]' : ''}]`,
        ],
      };
    case 'numeric':
      return numericBlock(step);
    case 'categorical':
      return categoricalBlock(step);
    case 'model':
      return modelBlock(step, plan);
    case 'predict':
      return { imports: [], lines: predictLines(step) };
  }
}

function loadLine({ frame, file, kind, missing, tables }: LoadStep): string {
  if (kind === 'sqlite' && typeof tables === 'object') {
    return `${frame} = read_table(${literal(file)}, ${literal(tables.only)})`;
  }
  if (kind === 'sqlite') return `${frame} = read_tables(${literal(file)})`;
  if (kind === 'parquet') return `${frame} = pd.read_parquet(${literal(file)})`;
  const words = missing === 'empty-string' ? ', keep_default_na=False, na_values=[""]' : '';
  return `${frame} = pd.read_csv(${literal(file)}${words})`;
}

function filterBlock({ ranges, bounds, missing }: FilterStep): Block {
  const keep = missing === 'keep' ? 'train[column].isna() | ' : '';
  const entries = Object.entries(ranges);
  const limits = entries.flatMap(([column, range]) =>
    range.kind === 'numeric' ? [[column, [range.low, range.high]] as const] : [],
  );
  const allowed = entries.flatMap(([column, range]) =>
    range.kind === 'categorical' ? [[column, range.values.flatMap(spellings)] as const] : [],
  );
  const lines: string[] = [];
  if (limits.length > 0) {
    lines.push(
      assignment('limits', Object.fromEntries(limits)),
      'for column, (low, high) in limits.items():',
      '    values = pd.to_numeric(train[column], errors="coerce")',
      `    train = train[${keep}values.between(low, high, inclusive="${bounds}")]`,
    );
  }
  if (allowed.length > 0) {
    lines.push(
      assignment('allowed', Object.fromEntries(allowed)),
      'for column, values in allowed.items():',
      '    known = train[column].isin(values)',
      `    train = train[${keep}known]`,
    );
  }
  return { imports: [], lines };
}

/** A number or boolean, and what it is in a column that one bad word made text. */
function spellings(value: string | number | boolean): (string | number | boolean)[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'boolean') return value ? [value, 'True', '1'] : [value, 'False', '0'];
  return Number.isInteger(value) ? [value, String(value), `${value}.0`] : [value, String(value)];
}

function typesBlock({ numbers, words }: TypesStep): Block {
  const lines: string[] = [];
  if (numbers.length > 0) {
    lines.push(
      `for column in ${literal(numbers, 15)}:`,
      '    train[column] = pd.to_numeric(train[column], errors="coerce")',
    );
  }
  if (words.length > 0) {
    lines.push(
      'for frame in (train, validation):',
      `    for column in ${literal(words, 19)}:`,
      '        frame[column] = frame[column].map(str, na_action="ignore")',
    );
  }
  return { imports: [], lines };
}

function numericBlock({ columns, impute, scale }: NumericStep): Block {
  if (columns.length === 0) return { imports: [], lines: [] };
  const imports = ['impute.SimpleImputer', 'pipeline.make_pipeline'];
  const lines = [assignment('numeric', columns)];
  const fittedOn = fitted(impute.fitOn, imports);
  lines.push(`impute_numeric = ${fittedOn(`SimpleImputer(strategy="${impute.strategy}")`, 'ROWS[numeric]')}`);
  if (!scale) return { imports, lines: [...lines, 'numeric_steps = make_pipeline(impute_numeric)'] };
  const scaler = scale.scaler === 'standard' ? 'StandardScaler' : 'MinMaxScaler';
  imports.push(`preprocessing.${scaler}`);
  const imputed = 'impute_numeric.fit(X_train[numeric]).transform(ROWS[numeric])';
  lines.push(
    `scale = ${fitted(scale.fitOn, imports)(`${scaler}()`, imputed)}`,
    'numeric_steps = make_pipeline(impute_numeric, scale)',
  );
  return { imports, lines };
}

function categoricalBlock({ columns, impute, encode }: CategoricalStep): Block {
  if (columns.length === 0) return { imports: [], lines: [] };
  const encoder = encode.encoder === 'one-hot' ? 'OneHotEncoder' : 'OrdinalEncoder';
  const drop = encode.drop === null ? '' : `, drop="${encode.drop}"`;
  const options =
    encode.encoder === 'one-hot'
      ? `handle_unknown="ignore", sparse_output=False${drop}`
      : 'handle_unknown="use_encoded_value", unknown_value=-1';
  const imports = ['impute.SimpleImputer', 'pipeline.make_pipeline', `preprocessing.${encoder}`];
  const fittedOn = fitted(impute.fitOn, imports);
  const imputed = 'impute_categorical.fit(X_train[categorical]).transform(ROWS[categorical])';
  const encoding = fitted(encode.fitOn, imports)(`${encoder}(${options})`, imputed);
  return {
    imports,
    lines: [
      assignment('categorical', columns),
      `impute_categorical = ${fittedOn(`SimpleImputer(strategy="${impute.strategy}")`, 'ROWS[categorical]')}`,
      `categorical_steps = make_pipeline(impute_categorical, ${encoding})`,
    ],
  };
}

/** A transformer left to the pipeline to fit on the training rows; or one fitted here, on all rows, and frozen. */
function fitted(fitOn: NumericStep['impute']['fitOn'], imports: string[]) {
  return (transformer: string, rows: string): string => {
    if (fitOn === 'train') return transformer;
    imports.push('frozen.FrozenEstimator');
    return `FrozenEstimator(${transformer}.fit(${rows.replace('ROWS', 'pd.concat([X_train, X_validation])')}))`;
  };
}

function modelBlock({ first, name, parameters, targets }: ModelStep, plan: Plan): Block {
  const second = first === 'numeric' ? 'categorical' : 'numeric';
  const parts = ([first, second] as const).filter((kind) =>
    plan.steps.some((step) => step.step === kind && 'columns' in step && step.columns.length > 0),
  );
  const wrapper = /Classifier|LogisticRegression|GaussianNB|SVC/.test(name)
    ? 'MultiOutputClassifier'
    : 'MultiOutputRegressor';
  const options = Object.entries(parameters).map(([key, value]) => `${key}=${literal(value)}`);
  const model = `${name}(${options.join(', ')})`;
  return {
    imports: [
      'compose.ColumnTransformer',
      'pipeline.make_pipeline',
      `${MODULES[name]}.${name}`,
      ...(targets === 'one-model-each' ? [`multioutput.${wrapper}`] : []),
    ],
    lines: [
      'preprocess = ColumnTransformer([',
      ...parts.map((part) => `    ("${part}", ${part}_steps, ${part}),`),
      '])',
      `model = make_pipeline(preprocess, ${targets === 'one-model-each' ? `${wrapper}(${model})` : model})`,
      'model.fit(X_train, y_train)',
    ],
  };
}

const IDS: Readonly<Record<PredictStep['ids'], string>> = {
  'from-file': 'validation["row_id"].to_numpy()',
  sorted: 'validation["row_id"].sort_values().to_numpy()',
  recounted: 'range(len(prediction))',
  'recounted-from-1': 'range(1, len(prediction) + 1)',
};

function predictLines({ file, ids, labels, digits }: PredictStep): string[] {
  return [
    'prediction = pd.DataFrame(model.predict(X_validation), columns=targets)',
    ...(labels === 'codes'
      ? [
          'for column in targets:',
          '    prediction[column] = pd.Categorical(prediction[column], sorted(train[column].unique())).codes',
        ]
      : []),
    ...(digits === null ? [] : [`prediction = prediction.round(${digits})`]),
    `prediction.insert(0, "row_id", ${IDS[ids]})`,
    `prediction.to_csv(${literal(file)}, index=False)`,
  ];
}

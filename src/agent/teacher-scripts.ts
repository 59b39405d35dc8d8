/** The teacher's short scripts: a look at the files, and a first try with a plain model. Variants, chosen by the caller. */
import { literal } from '../reference/python.ts';
import type { Task } from '../task.ts';
import type { Choices } from './choices.ts';

const JOINED = `def read(path):
    with sqlite3.connect(path) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = [pd.read_sql_query(f'SELECT * FROM "{name}"', connection) for name in names]
    frame = tables[0]
    for table in tables[1:]:
        frame = frame.merge(table, on="row_id")
    return frame
`;

/** Imports, and both frames read. @param imports further lines */
function reading({ parameters }: Task, imports: readonly string[] = []): string {
  const { fileKind, trainFile, validationFile } = parameters;
  const reader = { csv: 'pd.read_csv', parquet: 'pd.read_parquet', sqlite: 'read' }[fileKind];
  const lines = [
    ...(fileKind === 'sqlite' ? ['import sqlite3', ''] : []),
    'import pandas as pd',
    ...imports,
    '',
    ...(fileKind === 'sqlite' ? ['', JOINED, ''] : []),
    `train = ${reader}(${literal(trainFile)})`,
    `validation = ${reader}(${literal(validationFile)})`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Shapes, types, missing values, first rows: what one looks at first. */
export function firstLook(task: Task, { of, chance }: Choices): string {
  const body = of([
    [
      'for name, frame in [("train", train), ("validation", validation)]:',
      '    print(name, frame.shape)',
      '    print(pd.DataFrame({"type": frame.dtypes, "missing": frame.isna().sum(), "distinct": frame.nunique()}))',
      'print(train.head(3))',
    ],
    [
      'print("train", train.shape, "validation", validation.shape)',
      'print(train.dtypes)',
      'missing = train.isna().sum()',
      'print(missing[missing > 0])',
      'print(validation.head(3))',
    ],
    [
      'train.info()',
      'validation.info()',
      'print(train.head())',
      'print("only in train:", [column for column in train if column not in validation])',
    ],
  ]);
  const described = task.files.some(({ name }) => name === 'metadata.txt') && chance(0.6);
  return `${reading(task)}\n${described ? 'print(open("metadata.txt").read())\n' : ''}${body.join('\n')}\n`;
}

/** What matters before solving: the targets, the columns to clean, the span of time. */
export function secondLook(task: Task): string {
  const { targets, time, workflow } = task.parameters;
  const lines = [`targets = ${literal(targets, 10)}`, 'print(train[targets].describe(include="all"))'];
  if (workflow) {
    const columns = Object.keys(workflow.ranges);
    lines.push(
      `for column in ${literal(columns, 14)}:`,
      '    values = pd.to_numeric(train[column], errors="coerce")',
      '    if values.notna().mean() > 0.5:',
      '        print(column, "from", values.min(), "to", values.max(), "missing", train[column].isna().sum())',
      '    else:',
      '        print(column, train[column].value_counts(dropna=False).head(8).to_dict())',
    );
  } else if (time) {
    lines.push(
      'for name, frame in [("train", train), ("validation", validation)]:',
      `    when = pd.to_datetime(frame[${literal(time.column)}], format=${literal(time.format)}, errors="coerce")`,
      '    print(name, when.min(), when.max(), "median step", when.drop_duplicates().sort_values().diff().median())',
    );
  } else {
    lines.push(
      'for column in targets:',
      '    print(train[column].value_counts(normalize=True).head(10))',
      'print(train.select_dtypes("number").corr()[[c for c in targets if c in train.select_dtypes("number")]].round(2))',
    );
  }
  return `${reading(task)}\n${lines.join('\n')}\n`;
}

/** A plain model, cross-validated on a part of the rows, to know what a better one has to beat. */
export function firstTry(task: Task, { of }: Choices): string {
  const classes = task.family === 'classification';
  const [module, model] = of(
    classes
      ? [
          ['ensemble', 'RandomForestClassifier(n_estimators=100, random_state=0)'],
          ['tree', 'DecisionTreeClassifier(max_depth=6, random_state=0)'],
          ['ensemble', 'HistGradientBoostingClassifier(random_state=0)'],
        ]
      : [
          ['ensemble', 'RandomForestRegressor(n_estimators=100, random_state=0)'],
          ['tree', 'DecisionTreeRegressor(max_depth=6, random_state=0)'],
          ['ensemble', 'HistGradientBoostingRegressor(random_state=0)'],
        ],
  ) as [string, string];
  const name = model.slice(0, model.indexOf('('));
  const { targets } = task.parameters;
  return `${reading(task, [`from sklearn.${module} import ${name}`, 'from sklearn.model_selection import cross_val_score'])}
targets = ${literal(targets, 10)}
features = [column for column in validation if column in train and column not in ["row_id", *targets]]
for target in targets:
    known = train[train[target].notna()]
    known = known.sample(min(len(known), 3000), random_state=0)
    X = known[features].copy()
    for column in X.select_dtypes(exclude="number"):
        X[column] = pd.factorize(X[column])[0]
    X = X.fillna(X.median())
    y = ${classes ? 'known[target].astype(str)' : 'pd.to_numeric(known[target], errors="coerce").fillna(0)'}
    scores = cross_val_score(${model}, X, y, cv=3, scoring="${classes ? 'f1_macro' : 'r2'}")
    print(f"{target}: {scores.mean():.4f} +- {scores.std():.4f}")
`;
}

/** Small parts that many people write alike: the estimator, scikit-learn's transformers, how files are read. */
import type { Python } from './python.ts';
import type { Work } from './work.ts';

/** An expression, and the import lines it needs. */
export interface Part {
  readonly make: string;
  readonly imports: readonly string[];
}

const UNSEEDED: ReadonlySet<string> = new Set(['GaussianNB', 'LinearRegression', 'KNeighborsClassifier']);

/** Whether the model takes a random_state at all. */
export const seeded = ({ model }: Work): boolean => !UNSEEDED.has(model.name);

/** Keyword arguments, the seed first. @param seed another way to write the number, such as `SEED` */
export function argumentsOf(work: Work, seed?: string): string[] {
  const { model } = work;
  const number = seeded(work) && model.seed !== null ? [`random_state=${seed ?? model.seed}`] : [];
  return [...number, ...Object.entries(model.parameters).map(([key, value]) => `${key}=${value}`)];
}

/** `Ridge(random_state=3)`. */
export function estimator(work: Work, seed?: string): Part {
  const { module, name } = work.model;
  return { make: `${name}(${argumentsOf(work, seed).join(', ')})`, imports: [`from sklearn.${module} import ${name}`] };
}

/** The estimator, wrapped for several targets where it fits one only. */
export function wrapped(work: Work, seed?: string): Part {
  const inner = estimator(work, seed);
  if (work.outputs !== 'wrapped' && work.outputs !== 'each') return inner;
  const wrapper = isClassifier(work) ? 'MultiOutputClassifier' : 'MultiOutputRegressor';
  return {
    make: `${wrapper}(${inner.make})`,
    imports: [...inner.imports, `from sklearn.multioutput import ${wrapper}`],
  };
}

export function isClassifier({ model }: Work): boolean {
  return /Classifier|LogisticRegression|GaussianNB|SVC/.test(model.name);
}

export function imputer({ impute }: Work, { text }: Python): Part {
  const make =
    impute.strategy === 'zero'
      ? `SimpleImputer(strategy=${text('constant')}, fill_value=0)`
      : `SimpleImputer(strategy=${text(impute.strategy)})`;
  return { make, imports: ['from sklearn.impute import SimpleImputer'] };
}

export function categoryImputer({ impute }: Work, { text }: Python): Part {
  const make =
    impute.categories === 'missing'
      ? `SimpleImputer(strategy=${text('constant')}, fill_value=${text('missing')})`
      : `SimpleImputer(strategy=${text('most_frequent')})`;
  return { make, imports: ['from sklearn.impute import SimpleImputer'] };
}

export function scaler({ scale }: Work): Part | null {
  if (scale.kind === 'none') return null;
  if (scale.kind === 'sample') throw new Error('scikit-learn has no scaler by a sample’s deviation');
  const name = scale.kind === 'standard' ? 'StandardScaler' : 'MinMaxScaler';
  return { make: `${name}()`, imports: [`from sklearn.preprocessing import ${name}`] };
}

export function encoder({ encode }: Work, { text }: Python): Part {
  if (encode === 'ordinal') {
    return {
      make: `OrdinalEncoder(handle_unknown=${text('use_encoded_value')}, unknown_value=-1)`,
      imports: ['from sklearn.preprocessing import OrdinalEncoder'],
    };
  }
  const drop = encode === 'drop-first' ? `drop=${text('first')}, ` : '';
  return {
    make: `OneHotEncoder(${drop}handle_unknown=${text('ignore')}, sparse_output=False)`,
    imports: ['from sklearn.preprocessing import OneHotEncoder'],
  };
}

/** What follows the path in read_csv. */
export function csvOptions({ missingWords }: Work, { text }: Python): string {
  return missingWords === 'empty' ? `, keep_default_na=False, na_values=[${text('')}]` : '';
}

/** How tables are joined, as an argument; an inner join is what merge does unasked. */
export function howOf({ join }: Work, { text }: Python): string {
  return join === 'inner' ? '' : `, how=${text(join)}`;
}

/** A table's name within SQL. */
export const quoted = (table: string): string => `"${table.replaceAll('"', '""')}"`;

/** Whether nothing but scikit-learn's own transformers, all fitted together on the training rows, is asked for. */
export function plainScaling({ scale, impute }: Work): boolean {
  return scale.kind !== 'sample' && scale.fitOn === 'train' && impute.fitOn === 'train';
}

/** Whether each transformer is one of scikit-learn's, wherever it is fitted. */
export const ownScalers = ({ scale }: Work): boolean => scale.kind !== 'sample';

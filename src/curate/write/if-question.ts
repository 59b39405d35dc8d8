/**
 * The question of an IF task: every step of the reference solution in words, in the order in which the steps are done.
 * Each paragraph has wordings of its own, drawn independently. What has nothing to say (no categorical features, one
 * target) is left out or said to be absent.
 */
import type { Range } from '../../task.ts';
import type { Random } from '../random.ts';
import { columnList, columnText, fileText, listText } from './quote.ts';
import { type Describe, rangeList } from './range-text.ts';
import type { Statement } from './statement.ts';

export function ifQuestion(said: Statement, describe: Describe, notation: boolean, random: Random): string {
  const paragraphs = [
    opening(said, random),
    [notation ? notationText(random) : '', loading(said, random)].filter(Boolean).join(' '),
    filtering(said, describe, random),
    cleaning(said, random),
    features(said, random),
    preprocessing(said, random),
    modelling(said, random),
    output(said, random),
  ];
  return paragraphs.filter((text) => text !== '').join('\n\n');
}

/** How names and values that need it are written. */
export function notationText(random: Random): string {
  return random.pick([
    'Whatever stands between double quotes is written as a JSON string: \\n in it is a line break.',
    'Text between double quotes follows the rules of JSON strings, so that \\n stands for a line break and \\\\ for one backslash.',
  ]);
}

function opening({ family, trainFile, validationFile, metadataFile, targets }: Statement, random: Random): string {
  const [train, validation, metadata] = [trainFile!, validationFile!, metadataFile!].map(fileText);
  const many = targets!.length > 1;
  const names = columnList(targets!);
  const what = many ? `the columns ${names}, in this order` : `the column ${names}`;
  return random.pick([
    `This is a ${family} task with a fixed recipe: carry out the steps below exactly as they stand. The training rows are in ${train}, the rows to predict are in ${validation}, and ${metadata} explains what the columns mean. ${many ? 'The targets are' : 'The target is'} ${what}.`,
    `Build a ${family} model by the workflow described here and use it to predict ${what}. You have the training file ${train}, the validation file ${validation}, whose rows have to be predicted, and ${metadata}, a description of the data and of its columns. Your output is compared with what these very steps give, so leave none out and add none.`,
    `You get three files: ${train} with rows for training, ${validation} with rows whose ${many ? 'targets are' : 'target is'} unknown, and ${metadata} with notes on every column. Your job is ${family}: predict ${what} for each row of the validation file. The steps are prescribed; follow them to the letter.`,
    `We want to reproduce a ${family} workflow. It learns from ${train} and predicts ${what}${many ? ',' : ''} for the rows of ${validation}; ${metadata} tells where the data come from and what each column holds. Please do all of the following in the order given, without changes of your own.`,
  ]);
}

function loading({ trainFile, validationFile, missingWords, tables }: Statement, random: Random): string {
  const [train, validation] = [fileText(trainFile!), fileText(validationFile!)];
  if (missingWords !== null) {
    return random.pick([
      `Read both CSV files so that only an empty string counts as a missing value; words like NA, null or None are ordinary text.`,
      `In the two CSV files nothing but the empty string means that a value is missing. Do not let the reader turn words such as NA, None or null into missing values.`,
      `When loading the CSV files, treat only empty strings as missing. Words such as None, nan or N/A stay what they are: text.`,
    ]);
  }
  if (tables === null) {
    return random.pick([
      `Both data files are in Parquet format and hold one table each; load them as they are.`,
      `Load the two Parquet files directly: each of them is one table.`,
      `The data come as Parquet, one table a file, and need no special options to be read.`,
    ]);
  }
  if (tables === 1) {
    return random.pick([
      `Both SQLite databases hold one table each; read it whole.`,
      `Load the single table of each of the two SQLite databases.`,
      `Each of the two SQLite files consists of one table, which you read as it is.`,
    ]);
  }
  return random.pick([
    `The SQLite database ${train} has ${tables} tables, which share the column \`row_id\`. Put them together with an inner join on \`row_id\`, keeping the row order of the first table; ${validation} holds one table only.`,
    `${train} is a SQLite database in which the columns are spread over ${tables} tables. Inner-join all of them on \`row_id\`, so that the rows stay in the order of the first table. The database ${validation} has one table.`,
    `To get the training rows, make an inner join of all ${tables} tables of the SQLite file ${train} on their common key \`row_id\`, so that the rows are ordered as in the first table. The SQLite file ${validation} needs no join, because it has one table.`,
  ]);
}

function filtering({ ranges }: Statement, describe: Describe, random: Random): string {
  if (ranges!.size === 0) return '';
  const list = rangeList(ranges!, describe, random);
  const before = random.pick([
    `Some training rows are faulty and must go first. Keep a row only if its values lie within the following limits, both bounds included:`,
    `Now filter the training rows. The values that are allowed, with both ends of each interval included, are these:`,
    `Errors were mixed into the training data. Remove every row that has a value outside these expected ranges (both bounds are inclusive):`,
    `Next, clean the training rows by the expected values of each column. All limits are inclusive at both ends. They are:`,
  ]);
  const after = random.pick([
    `A missing value is no error: keep rows whose value in one of these columns is missing. The rows that stay are not reordered.`,
    `Rows in which such a value is missing are kept, because only known values can break a limit. The rows that remain keep their order.`,
    `Drop a row only for a value that is present; where the value is missing, retain the row. Do not reorder the rows.`,
  ]);
  const text = random.pick([
    ` A value that is not a number does count as outside wherever a numeric interval is given.`,
    ` Text in a column with a numeric interval is a known value, and counts as outside.`,
    ` Anything in a numeric interval's column that is no number is to be treated as out of range.`,
  ]);
  const intervals = [...ranges!.values()].some(({ kind }) => kind === 'numeric') ? text : '';
  return `${before}${list}${after}${intervals}${spelling(ranges!, random)}`;
}

/** Of allowed values that are no text: files spell them in several ways. */
function spelling(ranges: ReadonlyMap<string, Range>, random: Random): string {
  const kinds = new Set(
    [...ranges.values()].flatMap((range) => (range.kind === 'numeric' ? [] : range.values.map((v) => typeof v))),
  );
  const numbers = random.pick([
    ' Where the allowed values are numbers, compare them as numbers, however the file spells them.',
    ' Values listed without quotation marks are numbers, and are compared as such.',
  ]);
  return `${kinds.has('number') ? numbers : ''}${kinds.has('boolean') ? ' A boolean may be spelled as a word or as a digit, one for True and zero for False.' : ''}`;
}

function cleaning({ targets, numbers, words }: Statement, random: Random): string {
  const many = targets!.length > 1;
  const drop = random.pick([
    many
      ? `Then drop the training rows in which any of the target columns is missing.`
      : `Then drop the training rows whose target is missing.`,
    many
      ? `After that, discard each training row with a missing value in one of the targets.`
      : `After that, discard each training row with a missing target.`,
    many
      ? `Training rows that lack a value in any target column are of no use: remove the rows where a target is missing.`
      : `Training rows without an answer are of no use: remove the rows where the target is missing.`,
  ]);
  const convert =
    numbers!.length === 0
      ? ''
      : random.pick([
          ` The faulty rows may have made text of numbers, so convert the training columns ${columnList(numbers!)} to numbers now, and let whatever cannot be read as a number become missing.`,
          ` Make sure that these training columns have a numeric type before you go on, with anything unreadable set to missing: convert to numbers ${columnList(numbers!)}.`,
          ` Now convert the values of ${columnList(numbers!)} in the training rows to numbers (pandas.to_numeric with errors coerced), since bad rows may have left them as text.`,
        ]);
  const spell =
    words!.length === 0
      ? ''
      : random.pick([
          ` In both files, turn the booleans of ${columnList(words!)} into the words True and False, and leave missing ones missing.`,
          ` There are booleans in ${columnList(words!)}: convert them to the words True and False in the training and the validation rows alike, except where they are missing.`,
        ]);
  return `${drop}${convert}${spell}`;
}

function features(said: Statement, random: Random): string {
  const { features: all, numeric, categorical, numbers, order } = said;
  if (order === null) return `${featureSet(said, random)}${codes(categorical!, numbers!)}`;
  const select = random.pick([
    `Use only these features, in exactly this order: ${columnList(all!)}.`,
    `The model sees the following features and no others, in the order given: ${columnList(all!)}.`,
    `Select these columns as features and keep their order: ${columnList(all!)}.`,
    `As features take ${columnList(all!)}, in this order; no other column may be used.`,
  ]);
  if (categorical!.length === 0) return `${select} ${oneKind('numeric', 'categorical', numeric!, all!, random)}`;
  if (numeric!.length === 0) {
    return `${select} ${oneKind('categorical', 'numeric', categorical!, all!, random)}${codes(categorical!, numbers!)}`;
  }
  return `${select} ${random.pick([
    `The numeric features are, in this order, ${columnList(numeric!)}. The categorical features are, in this order, ${columnList(categorical!)}.`,
    `Treat ${columnList(numeric!)} as numeric features and ${columnList(categorical!)} as categorical features, each group in the order listed.`,
    `Of these, ${columnList(numeric!)} ${numeric!.length > 1 ? 'are' : 'is'} numeric; ${columnList(categorical!)} ${categorical!.length > 1 ? 'are' : 'is'} categorical. Keep both lists in this order.`,
  ])}${codes(categorical!, numbers!)}`;
}

/** Where their order is left open. */
function featureSet({ features: all, numeric, categorical }: Statement, random: Random): string {
  const select = random.pick([
    `Use only these features: ${columnList(all!)}.`,
    `The model sees the following features and no others: ${columnList(all!)}.`,
    `Select these columns as features: ${columnList(all!)}.`,
    `As features take ${columnList(all!)}; no other column may be used.`,
  ]);
  if (categorical!.length === 0) return `${select} All of them are numeric, and there are no categorical features.`;
  if (numeric!.length === 0) return `${select} All of them are categorical, and there are no numeric features.`;
  return `${select} ${random.pick([
    `The numeric features are ${columnList(numeric!)}. The categorical features are ${columnList(categorical!)}.`,
    `Treat ${columnList(numeric!)} as numeric features and ${columnList(categorical!)} as categorical features.`,
    `Of these, ${columnList(numeric!)} ${numeric!.length > 1 ? 'are' : 'is'} numeric; ${columnList(categorical!)} ${categorical!.length > 1 ? 'are' : 'is'} categorical.`,
  ])}`;
}

function oneKind(
  kind: string,
  other: string,
  names: readonly string[],
  all: readonly string[],
  random: Random,
): string {
  const listed = `Treat as ${kind} features, in this order, ${columnList(names)}; no feature is ${other}.`;
  if (names.some((name, at) => name !== all[at])) return listed;
  return random.pick([
    listed,
    `All of them are ${kind}, in the order listed, and no feature is ${other}.`,
    `Each of these is to be treated as ${kind}, in this very order; no feature is ${other}.`,
  ]);
}

/** Of categories that are written as numbers. */
function codes(categorical: readonly string[], numbers: readonly string[]): string {
  const some = categorical.filter((column) => numbers.includes(column));
  if (some.length === 0) return '';
  return ` The values of ${columnList(some)} are numbers that only name a class, and are encoded as such.`;
}

const IMPUTER_TEXT = { mean: 'the mean', median: 'the median', most_frequent: 'the most frequent value' } as const;

function preprocessing({ imputer, categoricalImputer, scaler, encoder, first }: Statement, random: Random): string {
  const fill = imputer === null ? '' : IMPUTER_TEXT[imputer];
  const numeric =
    imputer === null
      ? ''
      : scaler === null
        ? random.pick([
            `In the numeric features, fill missing values with ${fill} of the column.`,
            `Numeric features: impute missing values with ${fill} of the column (SimpleImputer with strategy ${imputer}).`,
            `For the numeric features, replace missing values by ${fill} of the column.`,
          ])
        : random.pick([
            `In the numeric features, fill missing values with ${fill} of the column and then apply a StandardScaler.`,
            `Numeric features: impute missing values with ${fill} of the column (SimpleImputer with strategy ${imputer}), then standardize with StandardScaler.`,
            `For the numeric features, first replace missing values by ${fill} of the column, and after that scale them with scikit-learn's StandardScaler.`,
          ]);
  const categorical =
    encoder === null || categoricalImputer === null
      ? ''
      : random.pick([
          `In the categorical features, fill missing values with the most frequent value and one-hot encode them, ignoring unknown categories and with dense output.`,
          `Categorical features: impute missing values with the most frequent value, then apply OneHotEncoder with handle_unknown set to ignore and sparse_output set to False.`,
          `For the categorical features, first replace missing values by the most frequent value; after that use one-hot encoding, where categories unknown from training are ignored and the result is a dense matrix.`,
        ]);
  const order =
    first === null
      ? ''
      : random.pick([
          `In the matrix that the model sees, the numeric block comes first and the categorical block after it.`,
          `Put the two blocks side by side in a ColumnTransformer: the numeric columns first, followed by the categorical ones.`,
          `The model's input has the numeric features before the encoded categorical features.`,
        ]);
  const fit = random.pick([
    `All of this is fitted on the training rows only and then applied to the validation rows.`,
    `Fit these steps only on the training rows; the validation rows are merely transformed.`,
    `The preprocessing learns from the training data alone, never from the rows to predict.`,
  ]);
  return [numeric, categorical, order, fit].filter((text) => text !== '').join(' ');
}

function modelling(said: Statement, random: Random): string {
  const { wrapper, family, iterations } = said;
  const more =
    iterations === null
      ? ''
      : ` ${random.pick([
          `Only max_iter may be raised if you like, as the fit converges long before.`,
          `It converges early, so that a larger max_iter does no harm.`,
        ])}`;
  const train = `${estimator(said, random)}${more}`;
  const class_ = family === 'classification' ? 'MultiOutputClassifier' : 'MultiOutputRegressor';
  if (wrapper === null) return train;
  if (wrapper === 'together') {
    return `${train} ${random.pick([
      `It learns all targets together: fit it once on the target columns in their order, with no wrapper around it.`,
      `Fit it on all targets at once, in the order given, and not with one model for each.`,
    ])}`;
  }
  return `${train} ${random.pick([
    `As it takes one target at a time, wrap it in scikit-learn's ${class_}, so that every target gets a model of its own.`,
    `Since there are several targets, put it into a ${class_} from scikit-learn, which fits one such model for each target in order.`,
  ])}`;
}

function estimator({ model, seed }: Statement, random: Random): string {
  return seed === null
    ? random.pick([
        `Train one ${model} from scikit-learn and leave all of its parameters at their default values.`,
        `The model is scikit-learn's ${model}, with default settings throughout.`,
        `Fit a single ${model} (scikit-learn) on the preprocessed training rows; every parameter keeps its default.`,
      ])
    : random.pick([
        `Train one ${model} from scikit-learn with random_state set to ${seed}; leave every other parameter at its default.`,
        `The model is scikit-learn's ${model} with random_state=${seed} and otherwise default settings.`,
        `Fit a single ${model} (scikit-learn) on the preprocessed training rows, with a random_state of ${seed} and default values for all other parameters.`,
      ]);
}

/** Shared with the other variants: what the file of predictions must look like. */
export function output(said: Statement, random: Random): string {
  const { validationFile, outputFile, outputColumns, family } = said;
  const [file, out] = [fileText(validationFile!), fileText(outputFile!)];
  const [id, ...targets] = outputColumns!.map(columnText);
  const columns = listText([id!, ...targets]);
  const plain =
    family === 'classification'
      ? random.pick([
          `Write class labels as they are in the training data.`,
          `Labels are written as they appear in the training rows.`,
          `Write the labels themselves, without encoding them.`,
        ])
      : random.pick([`Write the predicted numbers without rounding.`, `Do not round the predictions.`]);
  return `${random.pick([
    `Finally, predict every row of ${file} and save a CSV file named ${out} with the columns ${columns}. Take ${id} from the validation file as it is, one row for each of its rows in the same order.`,
    `Then predict the rows of ${file} and write the result to ${out}, a CSV file whose columns are ${columns}; the ids in ${id} are those of the validation file, in its order.`,
    `The result goes to a CSV file called ${out}. Its columns are ${columns}, and it has one row for each row of ${file}, in the same order and with the ${id} found there.`,
  ])} ${plain}`;
}

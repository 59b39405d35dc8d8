/**
 * The questions of tasks that leave the method open: MM (model a table well), XF and CF (forecast with and without
 * columns that are known beforehand). They say what is given, what is asked, how it is measured and how it is handed in.
 */
import type { Random } from '../random.ts';
import { notationText, output } from './if-question.ts';
import { columnList, columnText, fileText, valueText } from './quote.ts';
import type { Statement } from './statement.ts';

export function mmQuestion(said: Statement, notation: boolean, random: Random): string {
  const { train, validation, metadata, names, many } = wordsOf(said);
  const target = many ? `the columns ${names}` : `the column ${names}`;
  const opening = random.pick([
    `Train the best ${said.family} model you can on ${train} and predict ${target} for the rows of ${validation}. What the columns mean is described in ${metadata}.`,
    `Here is a ${said.family} problem. The labelled rows are in ${train}. Predict ${target} for the rows of ${validation} as well as you can. A description of the data and its columns is in ${metadata}.`,
    `The file ${train} holds rows with answers, and ${validation} holds rows without. Learn a ${said.family} model from the former and predict ${target} for the latter; ${metadata} has notes on the data.`,
  ]);
  return paragraphs([opening, notation && notationText(random), freedom(said, random), output(said, random)]);
}

export function xfQuestion(said: Statement, notation: boolean, random: Random): string {
  const { train, validation, metadata, names, many } = wordsOf(said);
  const alone = said.exogenous!.length === 0;
  const opening = random.pick([
    `Forecast ${names} from ${many ? 'their' : 'its'} own past${alone ? '' : ' and from other columns'}. The past is in ${train}; ${validation} has the later times to be predicted, without the target${many ? 's' : ''}; ${metadata} describes the data.`,
    `This is a time series task: predict ${names} at later times than those in ${train}. The rows to predict are in ${validation}, and what the columns mean is in ${metadata}.`,
    `You have the history of a time series in ${train} and later rows, without answers, in ${validation}. Predict ${names} for the latter. Notes on the columns are in ${metadata}.`,
  ]);
  const known = alone
    ? random.pick([
        `No other columns are known at the times to predict.`,
        `At the times to predict there are no other known columns to lean on.`,
      ])
    : random.pick([
        `Besides, these columns are known at the times to predict and may be used: ${columnList(said.exogenous!)}.`,
        `The rows to predict also hold the known values of ${columnList(said.exogenous!)}, which you may use.`,
      ]);
  return paragraphs([
    opening,
    notation && notationText(random),
    `${clock(said, random)} ${known}`,
    freedom(said, random),
    output(said, random),
  ]);
}

export function cfQuestion(said: Statement, notation: boolean, random: Random): string {
  const { train, validation, metadata, names } = wordsOf(said);
  const identifiers = said.entities!.length > 0 ? 'times and identifiers' : 'times';
  const opening = random.pick([
    `Forecast ${names} from the past alone. The history is in ${train}; ${validation} lists the ${identifiers} to be predicted and nothing else; ${metadata} describes the data.`,
    `This is a time series task without any knowledge of the future: learn from ${train}, then predict ${names} at the ${identifiers} that ${validation} lists. What the columns mean is in ${metadata}.`,
    `You have a history in ${train}, with its columns explained in ${metadata}. Continue the time series: predict ${names} for the rows of ${validation}, which consist of ${identifiers} only.`,
  ]);
  const resampling =
    said.interval === null
      ? ''
      : `The training rows are raw, while the answers are not: bring the training rows to a uniform time interval of '${said.interval}' and aggregate the target by the method '${said.aggregation}'${said.entities!.length > 0 ? ', for each series by itself' : ''}.`;
  return paragraphs([
    opening,
    notation && notationText(random),
    clock(said, random),
    resampling,
    freedom(said, random),
    handIn(said, random),
  ]);
}

function wordsOf(said: Statement) {
  return {
    train: fileText(said.trainFile!),
    validation: fileText(said.validationFile!),
    metadata: fileText(said.metadataFile!),
    names: columnList(said.targets!),
    many: said.targets!.length > 1,
  };
}

/** Which column is the time, how it is written, which series there are, what is to be predicted. */
function clock({ timeColumn, timeFormat, entities, start, rows }: Statement, random: Random): string {
  const [time, format, first] = [columnText(timeColumn!), columnText(timeFormat!), valueText(start!)];
  const count = rows === 1 ? 'is 1 row' : `are ${rows} rows`;
  const series =
    entities!.length === 0
      ? random.pick([`All rows belong to one series.`, `There is one series.`])
      : random.pick([
          `Series are told apart by ${columnList(entities!)}.`,
          `Each combination of values in ${columnList(entities!)} is a series by itself, told apart by these identifiers.`,
        ]);
  return `${random.pick([
    `The time column is ${time}, and its values have the format ${format} (as strptime reads it).`,
    `Time is given by the column ${time}, written in the strptime format ${format}.`,
  ])} ${series} ${random.pick([
    `The first time to predict is ${first}, and there ${count} to predict.`,
    `There ${count} to predict, the earliest of them at ${first}.`,
  ])}`;
}

function freedom({ metric, targets }: Statement, random: Random): string {
  const many = targets!.length > 1 ? ', averaged over the targets' : '';
  const measure = metric === 'R²' ? `R² (the coefficient of determination)${many}` : `macro-F1${many}`;
  return random.pick([
    `Predictions are scored by ${measure}. How you prepare the data and which model you take is up to you; keep in mind that only CPUs and limited time are available.`,
    `The measure is ${measure}. Choose the features, the preprocessing and the model yourself, and keep the training short enough for CPUs.`,
    `You are free to choose the method. What counts is ${measure} on the rows to predict, so weigh accuracy against the time that training takes on a CPU.`,
  ]);
}

function handIn({ validationFile, outputFile, outputColumns }: Statement, random: Random): string {
  const [file, out] = [fileText(validationFile!), fileText(outputFile!)];
  const columns = columnList(outputColumns!);
  const keys = outputColumns!.length > 2 ? 'times and identifiers' : 'times';
  return `${random.pick([
    `Save a CSV file named ${out} with the columns ${columns}. It must have one row for each row of ${file}, in the same order, and its ${keys} must be copied from there to the character.`,
    `Write the forecast to ${out}, a CSV file whose columns are ${columns}, with one row for each row of ${file} in the same order; copy its ${keys} exactly as that file has them, because predictions are matched by them.`,
  ])} ${random.pick([`Write the predicted numbers without rounding.`, `Do not round the predictions.`])}`;
}

function paragraphs(parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false && part !== '').join('\n\n');
}

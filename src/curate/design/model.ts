/**
 * The designer with a language model: it is asked one question at a time, and the data have the last word. What cannot
 * be true of the values is told to it once; a dataset for which it then has no usable answer is rejected with the
 * reason. Columns that give the target away by their values are withheld whatever it says.
 */

import type { Model } from '../../model.ts';
import { FAMILIES, type Family } from '../../task.ts';
import type { RawDataset } from '../dataset.ts';
import type { ColumnType, Design, Designer } from '../design.ts';
import type { Frame } from '../frame.ts';
import { isRejection, type Rejection, reject } from '../rejection.ts';
import { type Asking, ask, type Question } from './ask.ts';
import { typeOf } from './column-type.ts';
import { isGrouping } from './group.ts';
import { type Leaks, leaksIn } from './leaks.ts';
import { type Profile, profileFrame } from './profile.ts';
import { askColumns, askKinds, askLeaks, askTargets, askTime, columnNamed, type TimeAnswer } from './questions.ts';
import { againstSeries } from './series.ts';
import { wrongSize } from './size.ts';
import { summaryOf } from './summary.ts';
import { possibleOf, tabularDesign } from './tabular.ts';
import { timedDesign } from './timed.ts';
import { whyWithheld } from './withheld.ts';

export interface ModelDesignerOptions {
  /** Folder of the model's answers. */
  readonly cache: string;
}

/** @returns a designer that throws InfrastructureError and FatalProviderError as the model does */
export function modelDesigner(model: Model, { cache }: ModelDesignerOptions): Designer {
  return {
    name: model.name,
    design: (raw, frame, signal = new AbortController().signal) => designByModel({ model, cache, signal }, raw, frame),
  };
}

/** Fewer leave so few to score on that the gates refuse the task, and a question costs money. */
const FEWEST_ROWS = 100;
/** Of a wide table, the columns whose types are asked for at once. */
const COLUMNS_A_QUESTION = 60;
/** How sure a second and a third target are beside the first. */
const LATER = [1, 0.85, 0.7];

interface Known {
  readonly asking: Asking;
  readonly frame: Frame;
  readonly profile: Profile;
  readonly leaks: Leaks;
  readonly summary: string;
  readonly columns: Columns;
}

interface Columns {
  readonly types: ReadonlyMap<string, ColumnType>;
  readonly ids: ReadonlySet<string>;
  readonly subject: string | null;
}

async function designByModel(asking: Asking, raw: RawDataset, frame: Frame): Promise<readonly Design[] | Rejection> {
  const size = wrongSize(frame, FEWEST_ROWS);
  if (size !== null) return size;
  const profile = profileFrame(frame);
  const summary = summaryOf(raw, frame, profile);
  const kinds = await answerTo(asking, askKinds(summary), 'which kind of task is well posed');
  if (isRejection(kinds)) return kinds;
  if (kinds.kinds.length === 0)
    return reject('design', 'not-well-posed', `${asking.model.name}: ${oneLine(kinds.why)}`);
  const columns = await columnsOf(asking, summary, profile);
  if (isRejection(columns)) return columns;
  const known: Known = { asking, frame, profile, leaks: leaksIn(frame), summary, columns };
  const designs: Design[] = [];
  const failed: Rejection[] = [];
  for (const { kind, confidence } of kinds.kinds) {
    const made = await designsOf(known, kind, confidence);
    if (isRejection(made)) failed.push(made);
    else designs.push(...made);
  }
  if (designs.length === 0) return failed[0]!;
  const place = (design: Design) => FAMILIES.indexOf(design.family);
  return designs.sort((a, b) => b.confidence - a.confidence || place(a) - place(b));
}

async function columnsOf(asking: Asking, summary: string, profile: Profile): Promise<Columns | Rejection> {
  const types = new Map<string, ColumnType>();
  const ids = new Set<string>();
  let subject: string | null = null;
  for (let at = 0; at < profile.columns.length; at += COLUMNS_A_QUESTION) {
    const question = askColumns(summary, profile, profile.columns.slice(at, at + COLUMNS_A_QUESTION));
    const answer = await answerTo(asking, question, 'what its columns are');
    if (isRejection(answer)) return answer;
    for (const [name, type] of Object.entries(answer.types)) types.set(name, type);
    for (const id of answer.ids) ids.add(id);
    subject ??= answer.subject;
  }
  return { types, ids, subject };
}

async function designsOf(known: Known, family: Family, confidence: number): Promise<Design[] | Rejection> {
  const { asking, profile, summary, frame } = known;
  const chosen = await answerTo(asking, askTargets(summary, profile, family), `what to predict by ${family}`);
  if (isRejection(chosen)) return chosen;
  const time =
    family === 'time_series_analysis'
      ? await answerTo(
          asking,
          askTime(summary, profile, (answer) => againstTime(frame, chosen.targets, answer)),
          'how its times are to be read',
        )
      : null;
  if (time !== null && isRejection(time)) return time;
  const tried: (Design | Rejection)[] = [];
  for (const [at, name] of chosen.targets.entries()) {
    const away = await answerTo(asking, askLeaks(summary, profile, name), `what gives ${JSON.stringify(name)} away`);
    if (isRejection(away)) return away;
    const given = new Map(away.unknown.map(({ column, why }) => [column, oneLine(why)]));
    const target = columnNamed(profile, name);
    const answers = {
      typeOf: (column: (typeof profile.columns)[number]) => known.columns.types.get(column.name) ?? typeOf(column),
      withheld: (column: (typeof profile.columns)[number]) =>
        whyWithheld(column, profile.rows) ??
        (known.columns.ids.has(column.name) ? 'it names rows' : (given.get(column.name) ?? null)),
      confidence: confidence * LATER[at]!,
    };
    const design =
      family === 'time_series_analysis'
        ? timedDesign(profile, known.leaks, { ...answers, target, time: time! })
        : tabularDesign(profile, known.leaks, {
            ...answers,
            targets: [target],
            family,
            group: subjectFor(known, name),
          });
    tried.push(design);
  }
  return possibleOf(tried);
}

function againstTime(frame: Frame, targets: readonly string[], answer: TimeAnswer): string | null {
  const twice = targets.find((target) => target === answer.column || answer.entities.includes(target));
  return twice === undefined ? againstSeries(frame, answer) : `${JSON.stringify(twice)} is to be predicted`;
}

/** The subject that the model names, where rows can be split by it. */
function subjectFor({ profile, columns: { subject } }: Known, target: string): string | null {
  if (subject === null || subject === target) return null;
  return isGrouping(columnNamed(profile, subject), profile.rows) ? subject : null;
}

async function answerTo<T extends object>(
  asking: Asking,
  question: Question<T>,
  about: string,
): Promise<T | Rejection> {
  const answered = await ask(asking, question);
  if ('answer' in answered) return answered.answer;
  const words = `${asking.model.name} gave no usable answer to the question ${about}: ${oneLine(answered.failed)}.`;
  return reject('design', 'no-usable-answer', words);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, 300);
}

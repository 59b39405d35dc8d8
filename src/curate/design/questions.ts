/** What a language model is asked about a dataset, one thing at a time, and when an answer cannot be true of the data. */
import { z } from 'zod';
import { FAMILIES, type Family } from '../../task.ts';
import type { Question } from './ask.ts';
import type { ColumnProfile, Profile } from './profile.ts';
import { FEWEST_OF_A_CLASS, isAmount, isClasses, MOST_CLASSES } from './targets.ts';

const FORM = 'Answer with one JSON object and nothing else, of this form:';

const named = (profile: Profile, names: readonly string[]) => {
  const unknown = names.find((name) => !profile.columns.some((column) => column.name === name));
  return unknown === undefined ? null : `there is no column ${JSON.stringify(unknown)}`;
};

const KINDS = z.object({
  kinds: z.array(z.object({ kind: z.enum(FAMILIES), confidence: z.number().min(0).max(1) })).max(3),
  why: z.string(),
});

export function askKinds(summary: string): Question<z.infer<typeof KINDS>> {
  return {
    schema: KINDS,
    wrong: ({ kinds }) =>
      new Set(kinds.map(({ kind }) => kind)).size < kinds.length ? 'a kind comes more than once' : null,
    words: [
      'A table is to become a prediction task for data scientists. Which kinds of task are well posed with it?',
      'A task is well posed when the thing to predict would be worth knowing and depends on the other columns:',
      '- classification: one column of two to twenty classes is predicted from the others;',
      '- regression: one column of amounts is predicted from the others;',
      '- time_series_analysis: rows are measurements over time, and later amounts are forecast from earlier ones.',
      'Name each kind that is well posed with how sure you are (0 to 1), the surest first, or none at all.',
      '',
      summary,
      '',
      FORM,
      '{"kinds": [{"kind": "classification", "confidence": 0.9}], "why": "one sentence"}',
    ].join('\n'),
  };
}

const TARGETS = z.object({ targets: z.array(z.string()).min(1).max(3) });

const WANTED: Readonly<Record<Family, string>> = {
  classification: `a column of 2 to ${MOST_CLASSES} classes with at least ${FEWEST_OF_A_CLASS} rows each`,
  regression: 'a column of numbers with many different values',
  time_series_analysis: 'a column of numbers that change over time',
};

export function askTargets(summary: string, profile: Profile, family: Family): Question<z.infer<typeof TARGETS>> {
  const possible = family === 'classification' ? isClasses : isAmount;
  return {
    schema: TARGETS,
    wrong: ({ targets }) => {
      const unknown = named(profile, targets);
      if (unknown !== null) return unknown;
      if (new Set(targets).size < targets.length) return 'a column comes more than once';
      const bad = targets.find((name) => !possible(columnNamed(profile, name), profile.rows));
      return bad === undefined ? null : `${JSON.stringify(bad)} is not ${WANTED[family]}`;
    },
    words: [
      `For a ${family} task with the table below: which columns make the best target? Name one to three, the best`,
      `first. A target is what somebody would want to know and does not know yet; each must be ${WANTED[family]}.`,
      '',
      summary,
      '',
      FORM,
      '{"targets": ["column name"]}',
    ].join('\n'),
  };
}

const COLUMNS = z.object({
  types: z.record(z.string(), z.enum(['numerical', 'categorical'])),
  ids: z.array(z.string()),
  subject: z.string().nullable(),
});

/** @param columns whose types are asked for: those of a wide table come in several questions */
export function askColumns(
  summary: string,
  profile: Profile,
  columns: readonly ColumnProfile[],
): Question<z.infer<typeof COLUMNS>> {
  const names = columns.map(({ name }) => name);
  return {
    schema: COLUMNS,
    wrong: ({ types, ids, subject }) => {
      const unknown = named(profile, [...Object.keys(types), ...ids, ...(subject === null ? [] : [subject])]);
      if (unknown !== null) return unknown;
      const left = names.find((name) => !Object.hasOwn(types, name));
      return left === undefined ? null : `the type of ${JSON.stringify(left)} is missing`;
    },
    words: [
      'Three things about columns of the table below.',
      '"types": for each of the columns listed at the end, whether it is numerical (amounts, for which more and less',
      'have a meaning) or categorical (names, codes, classes, dates, yes and no, even if they are written as numbers).',
      '"ids": the columns that only name or number the rows.',
      '"subject": the column that names whom or what several rows are about (a patient, a machine), or null.',
      '',
      summary,
      '',
      `Columns whose types are asked for: ${JSON.stringify(names)}`,
      '',
      FORM,
      '{"types": {"column name": "numerical"}, "ids": [], "subject": null}',
    ].join('\n'),
  };
}

const LEAKS = z.object({ unknown: z.array(z.object({ column: z.string(), why: z.string() })) });

export function askLeaks(summary: string, profile: Profile, target: string): Question<z.infer<typeof LEAKS>> {
  return {
    schema: LEAKS,
    wrong: ({ unknown }) => {
      const columns = unknown.map(({ column }) => column);
      return columns.includes(target) ? 'the target itself is in the list' : named(profile, columns);
    },
    words: [
      `The column ${JSON.stringify(target)} of the table below is to be predicted. Which other columns would give it`,
      'away, because they are made from it, say the same in other words, or are known only after it is? List them',
      'with the reason; most tables have none.',
      '',
      summary,
      '',
      FORM,
      '{"unknown": [{"column": "column name", "why": "a few words"}]}',
    ].join('\n'),
  };
}

const TIME = z.object({
  column: z.string(),
  format: z.string(),
  entities: z.array(z.string()),
  resample: z.object({ rule: z.enum(['h', 'D', 'W', 'MS']), method: z.enum(['mean', 'sum']) }).nullable(),
});
export type TimeAnswer = z.infer<typeof TIME>;

/** @param wrong what the data say against an answer whose columns exist */
export function askTime(
  summary: string,
  profile: Profile,
  wrong: (answer: TimeAnswer) => string | null,
): Question<TimeAnswer> {
  return {
    schema: TIME,
    wrong: (answer) => named(profile, [answer.column, ...answer.entities]) ?? wrong(answer),
    words: [
      'The table below holds one time series, or several in one table. Four things about it.',
      '"column": the column that holds the times. "format": their format for Python\'s datetime.strptime.',
      '"entities": the columns that tell several series apart (a shop, a country), so that each series has one row a',
      'time; [] when there is one series.',
      '"resample": null when the times of each series lie evenly (working days count as even); otherwise the period to',
      'gather rows into, as a pandas alias ("h", "D", "W" or "MS"), and whether amounts are to be added up ("sum") or',
      'averaged ("mean").',
      '',
      summary,
      '',
      FORM,
      '{"column": "column name", "format": "%Y-%m-%d", "entities": [], "resample": {"rule": "D", "method": "mean"}}',
    ].join('\n'),
  };
}

export function columnNamed({ columns }: Profile, name: string): ColumnProfile {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) throw new Error(`there is no column ${JSON.stringify(name)}`);
  return found;
}

/** What a forecasting question says about time: its column and format, series, known columns, horizon, resampling. */
import type { Variant } from '../../../task.ts';
import type { Statement } from '../statement.ts';
import { CODE, type Passage, TEXT } from './lex.ts';
import { namesIn, textsIn } from './names.ts';

const TIME_COLUMN = new RegExp(`\\btime (?:column|is given by the column|index|stamps?)\\b[^.]*?(${CODE})`, 'iu');
const FORMAT = new RegExp(`\\bformat (?:is |of )?(${CODE})`, 'iu');
const START = new RegExp(`\\b(?:first time|earliest)\\b[^.]*?(${TEXT})`, 'iu');
const INTERVAL = new RegExp(`\\btime interval of (${TEXT})`, 'iu');
const METHOD = new RegExp(`\\bmethod (${TEXT})`, 'iu');
const RESAMPLES = /\btime interval\b|\bresample(?:d to)?\b/iu;

export function readSeries({ sentences, atoms }: Passage, variant: Variant | null): Partial<Statement> {
  const text = sentences.join(' ');
  const code = (pattern: RegExp) => namesIn(pattern.exec(text)?.[1] ?? '', atoms)[0] ?? null;
  const value = (pattern: RegExp, from = text) => textsIn(pattern.exec(from)?.[1] ?? '', atoms)[0] ?? null;
  const resampling = sentences.find((sentence) => RESAMPLES.test(sentence) && INTERVAL.test(sentence)) ?? '';
  const rows = /\b(\d+) rows? to predict\b/iu.exec(text)?.[1];
  return {
    timeColumn: code(TIME_COLUMN),
    timeFormat: code(FORMAT),
    entities: readEntities(sentences, { sentences, atoms }),
    exogenous: variant === 'xf' ? readExogenous({ sentences, atoms }) : null,
    start: value(START),
    rows: rows === undefined ? null : Number(rows),
    interval: value(INTERVAL, resampling),
    aggregation: value(METHOD, resampling),
  };
}

function readEntities(sentences: readonly string[], { atoms }: Passage): string[] | null {
  const apart = sentences.find(
    (one) => /\bseries\b/iu.test(one) && /\b(?:apart|combination|identified by)\b/iu.test(one),
  );
  const names = apart === undefined ? [] : namesIn(apart, atoms);
  if (names.length > 0) return names;
  return sentences.some((one) => /\b(?:one|single) series\b/iu.test(one)) ? [] : null;
}

function readExogenous({ sentences, atoms }: Passage): string[] | null {
  const known = sentences.filter((one) => /\bknown\b/iu.test(one));
  if (known.some((one) => /\bno other\b/iu.test(one))) return [];
  return known.map((one) => namesIn(one, atoms)).find((names) => names.length > 0) ?? null;
}

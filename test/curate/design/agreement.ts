/** How far a designer's answers agree with what was decided for the released datasets, question by question. */

import { typeOf } from '../../../src/curate/design/column-type.ts';
import { profileFrame } from '../../../src/curate/design/profile.ts';
import { parseTime } from '../../../src/curate/design/strptime.ts';
import type { Design, Designer } from '../../../src/curate/design.ts';
import { cellOf } from '../../../src/curate/frame.ts';
import { isRejection } from '../../../src/curate/rejection.ts';
import type { Released } from './released.ts';

export const QUESTIONS = ['kind', 'target', 'types', 'time', 'entities', 'resampled', 'all'] as const;
/** Stricter forms, told beside them. */
export const STRICTER = ['kind, of the surest design', 'target, every one', 'types, of every column'] as const;
export type Question = (typeof QUESTIONS)[number] | (typeof STRICTER)[number];

/** Null: the question does not arise. `found` is for people. */
export interface Answer {
  readonly right: Readonly<Record<Question, boolean | null>>;
  /** Columns whose kind is the same, and all that have one. */
  readonly columns: readonly [number, number];
  readonly found: string;
}

/** Of a dataset's columns, those whose kind must be the same for the dataset to count. */
export const SAME_TYPES = 0.8;

export async function agreementOf(designer: Designer, { raw, frame, decided }: Released): Promise<Answer> {
  const designs = await designer.design(raw, frame);
  const all = isRejection(designs) ? [] : designs;
  const ofKind = all.filter(({ family }) => family === decided.family);
  const candidates = ofKind.slice(0, 3).flatMap(({ targets }) => targets);
  const best = ofKind[0];
  const types = columnTypes(decided, frame, best);
  const time = decided.time === null ? null : best !== undefined && sameTime(best, decided.time, frame);
  const entities =
    decided.time === null
      ? null
      : best?.time != null && best.time.entities.toSorted().join() === decided.entities.toSorted().join();
  const right = {
    kind: best !== undefined,
    'kind, of the surest design': all[0]?.family === decided.family,
    'target, every one': decided.targets.every((target) => candidates.includes(target)),
    'types, of every column': types.wrong.length === 0,
    target: decided.targets.some((target) => candidates.includes(target)),
    types: types.wrong.length <= types.of * (1 - SAME_TYPES),
    time,
    entities,
    resampled: decided.time === null ? null : (best?.time?.resample != null) === decided.time.resampled,
  };
  const whole = [right.kind, right.target, right.types, right.time, right.entities].every((one) => one !== false);
  const found = isRejection(designs)
    ? designs.rejected.words
    : `${all
        .slice(0, 4)
        .map((d) => `${d.family.slice(0, 5)}:${d.targets.join('+')} ${d.confidence.toFixed(2)}`)
        .join(', ')}` +
      (best?.time
        ? ` | ${best.time.column} ${best.time.format} [${best.time.entities.join()}] ${best.time.resample?.rule ?? ''}`
        : '') +
      ` | types wrong: ${types.wrong.join(', ')}`;
  return { right: { ...right, all: whole }, columns: [types.of - types.wrong.length, types.of], found };
}

function columnTypes({ types }: Released['decided'], frame: Released['frame'], best: Design | undefined) {
  const profile = new Map(profileFrame(frame).columns.map((column) => [column.name, column]));
  const wrong: string[] = [];
  let of = 0;
  for (const [name, type] of Object.entries(types)) {
    const column = profile.get(name);
    if (column === undefined) continue;
    of += 1;
    if ((best?.types[name] ?? typeOf(column)) !== type) wrong.push(`${name} (${type})`);
  }
  return { wrong, of };
}

/** The same column, read as the same instants. */
function sameTime(design: Design, time: NonNullable<Released['decided']['time']>, frame: Released['frame']): boolean {
  if (design.time === null || design.time.column !== time.column) return false;
  const column = frame.columns.get(time.column)!;
  const { format } = design.time;
  return Array.from({ length: frame.rows }, (_, row) => String(cellOf(column, row))).every(
    (text) => format === time.format || parseTime(format, text) === parseTime(time.format, text),
  );
}

/**
 * The columns of a task as all of its files can hold them. Under our rules, what no file kind holds alike
 * (infinities, a name that the row_id takes) is withheld; the published rules keep every column as it is.
 */
import type { Design } from '../design.ts';
import { type Column, columnOf, type Frame, takeColumns } from '../frame.ts';
import { isRejection, type Rejection, reject } from '../rejection.ts';
import type { Rules } from '../shape.ts';
import { countMissing } from './facts.ts';
import { settled } from './text-values.ts';

export interface Prepared {
  readonly frame: Frame;
  /** With what had to be withheld. */
  readonly design: Design;
}

export function prepare(frame: Frame, design: Design, rules: Rules): Prepared | Rejection {
  if (rules === 'released') {
    const names = [...frame.columns.keys()].filter((name) => name !== 'row_id');
    return { frame: takeColumns(frame, names), design };
  }
  return settleColumns(frame, design, new Set([...design.targets, ...design.features]));
}

/** The same for series: times stay as they are written. */
export function prepareSeries(frame: Frame, design: Design, rules: Rules): Prepared | Rejection {
  const { targets, features, time } = design;
  if (rules === 'released') return prepare(frame, design, rules);
  const prepared = settleColumns(frame, design, new Set([time!.column, ...time!.entities, ...targets, ...features]));
  if (isRejection(prepared)) return prepared;
  const words = targets.find((target) => columnOf(prepared.frame, target).kind !== 'number');
  if (words !== undefined) {
    return reject(
      'shape',
      'target-unfit',
      `The target ${JSON.stringify(words)} of a series is not a column of numbers.`,
    );
  }
  return prepared;
}

function settleColumns(frame: Frame, design: Design, wanted: ReadonlySet<string>): Prepared | Rejection {
  const needed = [...design.targets, ...(design.time === null ? [] : [design.time.column, ...design.time.entities])];
  const columns = new Map<string, Column>();
  const withheld: { column: string; why: string }[] = [];
  for (const name of frame.columns.keys()) {
    if (!wanted.has(name)) continue;
    const stored = columnOf(frame, name);
    const column = name === design.time?.column ? stored : settled(stored);
    const why = problemOf(name, column);
    if (why === null) columns.set(name, column);
    else if (!needed.includes(name)) withheld.push({ column: name, why });
    else return reject('shape', 'column-unfit', `The column ${JSON.stringify(name)}, which the task needs, ${why}.`);
  }
  const lost = [...wanted].find((name) => !frame.columns.has(name));
  if (lost !== undefined) throw new Error(`the design names ${JSON.stringify(lost)}, which is no column`);
  return {
    frame: { rows: frame.rows, columns },
    design: {
      ...design,
      features: design.features.filter((name) => columns.has(name)),
      withheld: [...design.withheld, ...withheld],
    },
  };
}

function problemOf(name: string, column: Column): string | null {
  if (name.toLowerCase() === 'row_id') return 'has the name of the column that numbers the rows to predict';
  // Readers of JSON leave it out, so that it would have no range.
  if (name === '__proto__') return 'has a name that JavaScript reserves';
  if (name.includes('\0')) return 'has a NUL character in its name';
  if (countMissing(column) === column.values.length) return 'has no values';
  if (column.kind === 'number' && column.values.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)) {
    return 'holds infinities';
  }
  if (column.kind === 'text' && column.values.some((text) => text?.includes('\0'))) return 'holds NUL characters';
  return null;
}

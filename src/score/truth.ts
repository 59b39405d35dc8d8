/**
 * A truth file, read once and scored against many times. What is wrong with it is ours to repair: an
 * InfrastructureError, never a score.
 */
import { InfrastructureError, messageOf } from '../errors.ts';
import type { Family, Variant } from '../task.ts';
import type { Column } from './column.ts';
import { type Keys, keysOf } from './join.ts';
import { parseTable, readTable, type Table, tableBytes } from './table.ts';

export interface Truth {
  readonly path: string;
  readonly family: Family;
  readonly variant: Variant;
  readonly targets: readonly string[];
  /** Names of all its columns, and of those that identify a row. */
  readonly names: readonly string[];
  readonly keyNames: readonly string[];
  readonly keys: Keys;
  readonly columns: ReadonlyMap<string, Column>;
  readonly rows: number;
  /** Approximate bytes held, to bound a cache by. */
  readonly bytes: number;
}

export interface Rules {
  readonly family: Family;
  readonly variant: Variant;
  readonly targets: readonly string[];
}

/**
 * Reads a truth file for one task's rules.
 * @throws InfrastructureError when it cannot be read, is empty, or lacks a target or any key column
 */
export async function readTruth(path: string, what: Rules): Promise<Truth> {
  return truthOf(path, what, (wanted) => readTable(path, wanted));
}

/**
 * The same from a file's content, which is changed while it is read.
 * @param path what to call it in errors
 */
export function parseTruth(path: string, content: Uint8Array, what: Rules): Truth {
  return truthOf(path, what, (wanted) => parseTable(content, wanted));
}

function truthOf(path: string, what: Rules, read: (wanted: (names: readonly string[]) => string[]) => Table): Truth {
  const wrong = (detail: string): InfrastructureError =>
    new InfrastructureError(`truth file ${path} cannot be scored against: ${detail}`);
  let keyNames: readonly string[] = [];
  let table: Table;
  try {
    table = read((names) => {
      keyNames = keyColumns(names, what.targets, what.variant);
      return [...keyNames, ...what.targets];
    });
  } catch (error) {
    throw wrong(messageOf(error));
  }
  const absent = what.targets.filter((target) => !table.columns.has(target));
  if (absent.length > 0 || what.targets.length === 0) {
    throw wrong(`expected the target columns ${what.targets.join(', ')}, found ${table.names.join(', ')}`);
  }
  if (keyNames.length === 0) throw wrong(`it has no column besides the targets to identify rows by`);
  if (table.rows === 0) throw wrong('it has no rows');
  const keys = keysOf(
    keyNames.map((name) => table.columns.get(name)!),
    table.rows,
  );
  // What a join adds to the columns: codes and an index of each key.
  const bytes = tableBytes(table) + 24 * table.rows * (keyNames.length + 1);
  return { path, ...what, names: table.names, keyNames, keys, columns: table.columns, rows: table.rows, bytes };
}

/** CF: every column that is no target; else `row_id` where there is one. */
function keyColumns(names: readonly string[], targets: readonly string[], variant: Variant): string[] {
  const others = names.filter((name) => !targets.includes(name));
  return variant !== 'cf' && names.includes('row_id') ? ['row_id'] : others;
}

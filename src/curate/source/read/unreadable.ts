/** Why a file gives no table: thrown inside read/, and turned into a rejection at its edge (table.ts). */

export type UnreadableReason =
  | 'table-unreadable'
  | 'table-kind-unknown'
  | 'table-empty'
  | 'table-ragged'
  | 'table-nested'
  | 'table-too-large';

/** `message` follows the file's name: "is not a Parquet file". */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  readonly reason: UnreadableReason;
  readonly figure: number | null;
  constructor(message: string, reason: UnreadableReason = 'table-unreadable', figure: number | null = null) {
    super(message);
    this.reason = reason;
    this.figure = figure;
  }
}

/** Rows of one table that are read at most; a larger one has to be cut by its owner. */
export const MOST_ROWS = 1_000_000;
export const MOST_COLUMNS = 2000;

/** @throws Unreadable */
export function checkSize(rows: number, columns: number): void {
  if (rows > MOST_ROWS) {
    throw new Unreadable(`has ${rows} rows, and at most ${MOST_ROWS} are read`, 'table-too-large', rows);
  }
  if (columns > MOST_COLUMNS) {
    throw new Unreadable(`has ${columns} columns, and at most ${MOST_COLUMNS} are read`, 'table-too-large', columns);
  }
}

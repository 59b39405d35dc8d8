/**
 * Tables that are too small for any design, or too wide for a task that a person could read. How many rows a task must
 * keep to be scored on is for the gates.
 */
import type { Frame } from '../frame.ts';
import { type Rejection, reject } from '../rejection.ts';

/** Two classes of ten rows. */
export const FEWEST_ROWS = 20;
const FEWEST_COLUMNS = 3;
const MOST_COLUMNS = 200;

export function wrongSize({ rows, columns }: Frame, fewestRows: number): Rejection | null {
  if (rows < fewestRows) {
    return reject('design', 'too-few-rows', `It has ${rows} rows; ${fewestRows} are needed.`, rows);
  }
  if (columns.size < FEWEST_COLUMNS) {
    const words = `It has ${columns.size} columns; ${FEWEST_COLUMNS} are needed.`;
    return reject('design', 'too-few-columns', words, columns.size);
  }
  if (columns.size > MOST_COLUMNS) {
    const words = `It has ${columns.size} columns; ${MOST_COLUMNS} at most make a task.`;
    return reject('design', 'too-many-columns', words, columns.size);
  }
  return null;
}

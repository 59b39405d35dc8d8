/** The one table of a dataset's files: the largest that can be read. What it means is not asked. */
import { basename } from 'node:path';
import type { Frame } from '../frame.ts';
import { isRejection, type Rejection, reject } from '../rejection.ts';

export type ReadTable = (path: string) => Promise<Frame | Rejection>;

/** More than these are not tried. */
const MAX_TRIES = 12;

/** @param files with the name to show; of tables of one size, the first in the order of their names */
export async function pickTable(
  files: readonly { readonly name: string; readonly path: string; readonly bytes: number }[],
  readTable: ReadTable,
): Promise<Frame | Rejection> {
  const ordered = [...files].sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  let first: Rejection | null = null;
  for (const { path } of ordered.slice(0, MAX_TRIES)) {
    const frame = await readTable(path);
    if (!isRejection(frame) && frame.columns.size > 1 && frame.rows > 0) return frame;
    if (isRejection(frame)) first ??= frame;
  }
  if (first !== null && files.length === 1) return first;
  const names = ordered.slice(0, 3).map(({ name }) => basename(name));
  const why = first === null ? '' : `: ${first.rejected.words}`;
  const words = `expected a table of two columns or more among ${files.length} files (${names.join(', ')})${why}`;
  return reject('source', 'no-table', words, files.length);
}

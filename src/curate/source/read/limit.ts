/** A large table cut down to what the later stages need, its rows in their order. */
import { type Frame, takeRows } from '../../frame.ts';
import type { Random } from '../../random.ts';

/** Rows that the stages after the source work on; more cost time and give no better task. */
export const MAX_ROWS = 20_000;

/**
 * @param how `sample`: rows drawn evenly, for independent rows. `stretch`: rows that follow one another, so that a
 * series keeps its regular steps (and of series one after another, most stay whole).
 * @returns the frame itself when it has no more rows than that
 */
export function limitRows(frame: Frame, rows: number, random: Random, how: 'sample' | 'stretch' = 'sample'): Frame {
  if (frame.rows <= rows) return frame;
  if (how === 'stretch') {
    const start = random.int(0, frame.rows - rows);
    return takeRows(
      frame,
      Int32Array.from({ length: rows }, (_, at) => start + at),
    );
  }
  // Selection sampling: each row is taken with the chance that leaves every subset of that size as likely as any other.
  const places = new Int32Array(rows);
  let taken = 0;
  for (let row = 0; taken < rows; row += 1) {
    if (random.int(0, frame.rows - row - 1) < rows - taken) {
      places[taken] = row;
      taken += 1;
    }
  }
  return takeRows(frame, places);
}

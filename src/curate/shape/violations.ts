/** One value outside its range: a number beyond a bound, or a word that is no category. */
import type { Range } from '../../task.ts';
import type { Random } from '../random.ts';
import type { Rules } from '../shape.ts';
import { stepOf } from './ranges.ts';
import { isAmbiguous, MISSING_WORDS } from './text-values.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** How far beyond a bound, in units. */
const FARTHEST_RELEASED = 10;
const FARTHEST = 100;

/** @param whole the column holds whole numbers only */
export function numberOutside(
  { low, high }: Extract<Range, { kind: 'numeric' }>,
  whole: boolean,
  rules: Rules,
  random: Random,
): number {
  const above = random.int(0, 1) === 1;
  if (rules === 'released') {
    const distance = random.int(1, FARTHEST_RELEASED);
    return above ? high + distance : low - distance;
  }
  const { exponent } = stepOf(low, high, whole);
  const steps = random.int(1, FARTHEST);
  // In decimal units, so that a bad value has no more digits than a good one.
  const units = Math.round((above ? high : low) * 10 ** -Math.min(exponent, 0));
  const distance = steps * 10 ** Math.max(exponent, 0);
  return Number(`${above ? units + distance : units - distance}e${Math.min(exponent, 0)}`);
}

/** Of codes: a whole number that is none of them. */
export function codeOutside(values: readonly number[], random: Random): number {
  const largest = Math.max(...values);
  return Math.ceil(largest) + random.int(1, 9);
}

/** Letters and digits that no reader takes for a number, a boolean or a missing value, and that are no category. */
export function wordOutside(values: ReadonlySet<string>, random: Random): string {
  for (;;) {
    const length = random.int(3, 9);
    const word = Array.from({ length }, () => LETTERS[random.int(0, LETTERS.length - 1)]).join('');
    if (!values.has(word) && !isAmbiguous(word) && !MISSING_WORDS.has(word)) return word;
  }
}

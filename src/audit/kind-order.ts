/**
 * Whether a question states that numeric features come before categorical ones. Most give an order within each of the
 * two lists and none between them: then either order follows it, and the reference's is only one of them.
 */
import type { Task } from '../task.ts';

const NUMERIC = String.raw`\bnumeric(?:al)?\b(?:\s+(?:features?|columns?|ones|variables?|part|block))?`;
const CATEGORICAL = String.raw`(?:the\s+)?(?:encoded\s+|one-hot\s+encoded\s+)?categorical\b`;
const STATED = new RegExp(
  String.raw`${NUMERIC}(?:\s+(?:comes?\s+)?first\b|\s*,?\s*(?:come|placed|put|go|listed)?\s*(?:before|ahead\s+of|followed\s+by)\s+${CATEGORICAL})`,
  'i',
);

export function statesKindOrder({ question }: Pick<Task, 'question'>): boolean {
  return STATED.test(question);
}

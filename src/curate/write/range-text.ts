/** The allowed values of columns in words: as bullets or in a sentence, in one form of words throughout. */
import type { Range } from '../../task.ts';
import type { Random } from '../random.ts';
import { columnText, listText, numberText, valueText } from './quote.ts';

/** What a column is, in a few plain words; '' when that is not to be said. */
export type Describe = (column: string) => string;

type Limits = (name: string, low: string, high: string) => string;
type Values = (name: string, values: readonly string[]) => string;

const LIMITS: readonly Limits[] = [
  (name, low, high) => `${name} from ${low} to ${high}`,
  (name, low, high) => `${name} between ${low} and ${high}`,
  (name, low, high) => `${name}: at least ${low} and at most ${high}`,
  (name, low, high) => `${name} must lie in [${low}, ${high}]`,
];

const VALUES: readonly Values[] = [
  (name, values) => `${name} must be one of ${listText(values, 'or')}`,
  (name, values) => `${name} is one of ${listText(values, 'or')}`,
  (name, values) => `${name}: one of ${listText(values, 'or')}`,
  (name, values) => `${name} is limited to ${listText(values)}`,
];

/** With what comes before and after it: line ends or blanks. */
export function rangeList(ranges: ReadonlyMap<string, Range>, describe: Describe, random: Random): string {
  const limits = random.pick(LIMITS);
  const values = random.pick(VALUES);
  const items = Array.from(ranges, ([column, range]) => {
    const words = describe(column);
    const name = `${columnText(column)}${words === '' ? '' : ` (${words})`}`;
    if (range.kind === 'categorical') return values(name, range.values.map(valueText));
    return limits(name, numberText(range.low), numberText(range.high));
  });
  return items.length > 3 && random.int(0, 2) > 0
    ? `\n\n${items.map((item) => `- ${item}`).join('\n')}\n\n`
    : ` ${items.join('; ')}. `;
}

/** Targets that are calculated from two columns: a total of its parts, a revenue of price and quantity. */
import { correlation } from './correlation.ts';

interface Numbers {
  readonly name: string;
  readonly values: Float64Array;
}

const WAYS: readonly (readonly [sign: string, of: (a: number, b: number) => number, bothWays: boolean])[] = [
  ['+', (a, b) => a + b, false],
  ['×', (a, b) => a * b, false],
  ['-', (a, b) => a - b, true],
  ['/', (a, b) => a / b, true],
];
const PROBES = 60;
/** Columns looked at: the pairs of more would take long. */
const MOST_COLUMNS = 60;
/** Of the target's deviation: what rounding may do. */
const ROUNDING = 0.01;
const MOST_WRONG = 1;

/** Of each pair that the target is calculated from, the one that is more like the target. */
export function givenAwayByPair(target: Float64Array, columns: readonly Numbers[]): { name: string; how: string }[] {
  const rows = probesOf(target);
  if (rows.length < 20 || columns.length > MOST_COLUMNS) return [];
  const rounding = deviationAt(target, rows) * ROUNDING;
  const fits = (a: Numbers, b: Numbers, of: (a: number, b: number) => number) => {
    let [wrong, seen] = [0, 0];
    for (const row of rows) {
      const made = of(a.values[row]!, b.values[row]!);
      if (Number.isNaN(made)) continue;
      seen += 1;
      const close = Math.abs(made - target[row]!) <= rounding;
      if (!close) wrong += 1;
      if (wrong > MOST_WRONG) return false;
    }
    return seen >= 20;
  };
  const found = new Map<string, string>();
  for (const [at, a] of columns.entries()) {
    for (const b of columns.slice(at + 1)) {
      if (found.has(a.name) || found.has(b.name)) continue;
      const way = WAYS.find(([, of, bothWays]) => fits(a, b, of) || (bothWays && fits(b, a, of)));
      if (way === undefined) continue;
      const likeness = ({ values }: Numbers) => Math.abs(correlation(values, target));
      const [more, other] = likeness(a) >= likeness(b) ? [a, b] : [b, a];
      found.set(more.name, `with ${JSON.stringify(other.name)} it makes the target (${way[0]})`);
    }
  }
  return [...found].map(([name, how]) => ({ name, how }));
}

/** Rows with an answer, from all over. */
function probesOf(target: Float64Array): number[] {
  const there = [...target.keys()].filter((row) => !Number.isNaN(target[row]!));
  const step = Math.max(1, Math.floor(there.length / PROBES));
  return there.filter((_, at) => at % step === 0);
}

function deviationAt(values: Float64Array, rows: readonly number[]): number {
  const mean = rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
  return Math.sqrt(rows.reduce((sum, row) => sum + (values[row]! - mean) ** 2, 0) / rows.length);
}

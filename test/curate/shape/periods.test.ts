/** Periods are those of pandas: the same rows fall together, under the same label. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { periodsOf } from '../../../src/curate/shape/periods.ts';

const PYTHON = process.env.DARE_PYTHON;
const RULES = ['D', '1D', 'h', '6h', '15min', '30s', 'W', 'W-SUN', 'ME', 'MS', 'QE', 'QS', 'YE', 'YS'];

const CODE = `
import json, sys, warnings
import pandas as pd
warnings.filterwarnings("ignore")
answers = []
for rule, instants in json.load(sys.stdin):
    times = pd.to_datetime(instants, unit="ms")
    frame = pd.Series(range(len(times)), index=times).sort_index()
    found = frame.resample(rule).agg(list)
    answers.append([[int(label.value // 10**6), sorted(rows)] for label, rows in found.items() if rows])
print(json.dumps(answers))
`;

it.skipIf(PYTHON === undefined)('pandas agrees (skipped where DARE_PYTHON is not set)', () => {
  const instants = fc.array(fc.integer({ min: -500_000_000_000, max: 900_000_000_000 }), {
    minLength: 1,
    maxLength: 12,
  });
  const near = fc
    .tuple(
      fc.integer({ min: 0, max: 20_000 }),
      fc.array(fc.integer({ min: 0, max: 400_000_000 }), { minLength: 1, maxLength: 12 }),
    )
    .map(([day, offsets]) => offsets.map((offset) => day * 86_400_000 + offset));
  const fine = (rule: string) => /h|min|s|D/.test(rule);
  const cases = RULES.flatMap((rule) =>
    fc
      .sample(fine(rule) ? near : fc.oneof(instants, near), { numRuns: 5, seed: 3 })
      .map((list) => [rule, list] as const),
  );
  const options = { input: JSON.stringify(cases), maxBuffer: 1 << 28, encoding: 'utf8' as const };
  const answers = JSON.parse(execFileSync(PYTHON!, ['-c', CODE], options)) as [number, number[]][][];
  const ours = cases.map(([rule, list]) => {
    const periodOf = periodsOf(rule)!;
    const groups = Map.groupBy([...list.keys()], (row) => periodOf(list[row]!).label);
    return [...groups].sort(([a], [b]) => a - b);
  });
  expect(ours).toEqual(answers);
});

it.each(['B', '2W', '3D', '7min', 'W-MON', 'fortnight', '', '0D'])('does not know %j', (rule) => {
  expect(periodsOf(rule)).toBeNull();
});

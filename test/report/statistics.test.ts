import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clusteredMean, studentQuantile975 } from '../../src/report/statistics.ts';
import { summarise } from '../../src/report/summary.ts';
import type { Variant } from '../../src/task.ts';
import { attempt, numbers } from './records.ts';

interface Expected {
  mean: number;
  low: number;
  high: number;
}
interface Case {
  attempts: { dataset: string; variant: Variant; value: number }[];
  total: Expected;
  mm?: Expected;
  xf?: Expected;
  cf?: Expected;
}
const { cases, quantiles } = JSON.parse(
  readFileSync(new URL('./fixtures/clustered.json', import.meta.url), 'utf8'),
) as { cases: Case[]; quantiles: [number, number][] };

describe('intervals', () => {
  it("have scipy's quantiles of t", () => {
    for (const [degrees, quantile] of quantiles) expect(studentQuantile975(degrees)).toBeCloseTo(quantile, 9);
  });

  it.each(cases.map((of) => [of.attempts.length, of] as const))(
    "are statsmodels' cluster-robust ones (%i attempts)",
    async (_, of) => {
      const made = of.attempts.map((given, index) => attempt({ ...given, repeat: index }));
      const { means, intervals } = (await summarise(made)).agents.a!;
      let compared = 0;
      for (const [column, variant] of [
        ['reg-MM', 'mm'],
        ['time-XF', 'xf'],
        ['time-CF', 'cf'],
        ['total', 'total'],
      ] as const) {
        const expected = of[variant];
        if (!expected) continue;
        expect(means[column]).toBeCloseTo(100 * expected.mean, 8);
        expect(intervals[column]![0]).toBeCloseTo(Math.max(0, 100 * expected.low), 6);
        expect(intervals[column]![1]).toBeCloseTo(Math.min(100, 100 * expected.high), 6);
        compared += 1;
      }
      expect(compared).toBeGreaterThan(1);
    },
  );

  it('cover the true mean about 95 times in 100, where independent ones would cover it far less', () => {
    const next = numbers(7);
    const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const covers = (clusterOf: (dataset: number, attempt: number) => string) => {
      let covered = 0;
      for (let trial = 0; trial < 2000; trial++) {
        const observations = Array.from({ length: 20 }, (_, dataset) => {
          const level = 0.5 + 0.15 * normal();
          return Array.from({ length: 6 }, (_, index) => {
            return { cluster: clusterOf(dataset, index), weight: 1, value: level + 0.1 * normal() };
          });
        }).flat();
        const { interval } = clusteredMean(observations)!;
        if (interval![0] <= 0.5 && 0.5 <= interval![1]) covered += 1;
      }
      return covered / 2000;
    };
    const clustered = covers((dataset) => `${dataset}`);
    expect(clustered).toBeGreaterThan(0.935);
    expect(clustered).toBeLessThan(0.965);
    expect(covers((dataset, index) => `${dataset}/${index}`)).toBeLessThan(0.75);
  });
});

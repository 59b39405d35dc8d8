/** How many came in at each stage, how many went out, and what stopped the rest: figures from a curation's journal. */
import type { DatasetOutcome } from './outcome.ts';
import { type Rejection, STAGES, type Stage } from './rejection.ts';

export interface Funnel {
  readonly datasets: { readonly listed: number; readonly designed: number; readonly kept: number };
  readonly pairs: { readonly tried: number; readonly kept: number; readonly variations: number };
  readonly tasks: number;
  /** In the order of stages, the commonest reason of each first. `what`: whether datasets or pairs were rejected. */
  readonly rejections: readonly {
    readonly stage: Stage;
    readonly reason: string;
    readonly what: 'datasets' | 'pairs';
    readonly count: number;
  }[];
}

export function funnelOf(outcomes: readonly DatasetOutcome[]): Funnel {
  const pairs = outcomes.flatMap((outcome) => outcome.pairs);
  const kept = pairs.filter((pair) => pair.kept !== null);
  return {
    datasets: {
      listed: outcomes.length,
      designed: outcomes.filter(({ rejection }) => rejection === null).length,
      kept: outcomes.filter((outcome) => outcome.pairs.some((pair) => pair.kept !== null)).length,
    },
    pairs: { tried: pairs.length, kept: kept.length, variations: kept.filter(({ variation }) => variation).length },
    tasks: 2 * kept.length,
    rejections: [...count(outcomes, 'datasets'), ...count(pairs, 'pairs')].sort(
      (a, b) =>
        STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) || b.count - a.count || (a.reason < b.reason ? -1 : 1),
    ),
  };
}

function count(all: readonly { rejection: Rejection['rejected'] | null }[], what: 'datasets' | 'pairs') {
  const rejected = all.flatMap(({ rejection }) => rejection ?? []);
  const groups = Map.groupBy(rejected, ({ stage, reason }) => `${stage}/${reason}`);
  return [...groups.values()].map((group) => {
    const { stage, reason } = group[0]!;
    return { stage, reason, what, count: group.length };
  });
}

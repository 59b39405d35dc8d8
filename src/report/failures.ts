/** How often an agent's attempts failed, and why: counts by group and kind, and shares with their intervals. */
import { FAILURE_GROUPS, type Failure, type FailureGroup } from '../audit.ts';
import { clusteredMean, type Interval, type Observation } from './statistics.ts';

/** The groups in words. */
export const GROUP_WORDS: Readonly<Record<FailureGroup, string>> = {
  instruction: 'instruction broken',
  model: 'poor model',
  format: 'wrong format',
  'code-error': 'code error',
  'execution-limit': 'execution limit',
  'token-limit': 'token limit',
  'no-prediction': 'no prediction',
};

/** Of one agent. */
export interface FailureSummary {
  readonly failed: Share;
  readonly groups: Readonly<Record<FailureGroup, GroupSummary>>;
}

export interface Share {
  readonly attempts: number;
  /** 0–1, of all the agent's attempts. */
  readonly share: number;
  /**
   * 95 %, clustered by dataset, within [0, 1]; null with fewer than two datasets, and where it happened never or always,
   * which tells nothing of how datasets differ.
   */
  readonly interval: Interval | null;
}

export interface GroupSummary extends Share {
  /** Attempts by kind, the most frequent first. */
  readonly kinds: Readonly<Record<string, number>>;
}

export interface FailureTally {
  readonly tasks: Map<
    string,
    { readonly dataset: string; attempts: number; readonly failed: Map<FailureGroup, number> }
  >;
  readonly kinds: Map<FailureGroup, Map<string, number>>;
}

export const emptyFailureTally = (): FailureTally => ({ tasks: new Map(), kinds: new Map() });

export function addFailure(
  tally: FailureTally,
  { task, dataset }: { readonly task: string; readonly dataset: string },
  failure: Failure | null,
): void {
  const of = tally.tasks.get(task) ?? { dataset, attempts: 0, failed: new Map() };
  tally.tasks.set(task, of);
  of.attempts += 1;
  if (failure === null) return;
  const { group, kind } = failure;
  of.failed.set(group, (of.failed.get(group) ?? 0) + 1);
  const kinds = tally.kinds.get(group) ?? new Map<string, number>();
  tally.kinds.set(group, kinds.set(kind, (kinds.get(kind) ?? 0) + 1));
}

/** null without attempts. */
export function failureSummary({ tasks, kinds }: FailureTally): FailureSummary | null {
  if (tasks.size === 0) return null;
  const share = (counted: readonly FailureGroup[]): Share => {
    let attempts = 0;
    const observations = Array.from(tasks.values(), ({ dataset, attempts: weight, failed }) => {
      const count = counted.reduce((sum, group) => sum + (failed.get(group) ?? 0), 0);
      attempts += count;
      return { cluster: dataset, weight, value: count / weight };
    });
    return { attempts, ...shareOf(observations)! };
  };
  const group = (name: FailureGroup): GroupSummary => {
    const sorted = [...(kinds.get(name) ?? [])].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    return { ...share([name]), kinds: Object.fromEntries(sorted) };
  };
  return {
    failed: share(FAILURE_GROUPS),
    groups: Object.fromEntries(FAILURE_GROUPS.map((name) => [name, group(name)])) as FailureSummary['groups'],
  };
}

/** A share as `Share` has it; null without observations. */
export function shareOf(observations: readonly Observation[]): Pick<Share, 'share' | 'interval'> | null {
  const estimate = clusteredMean(observations);
  if (estimate === null) return null;
  const { mean: share, interval } = estimate;
  if (interval === null || share === 0 || share === 1) return { share, interval: null };
  return { share, interval: [Math.max(0, interval[0]), Math.min(1, interval[1])] };
}

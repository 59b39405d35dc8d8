/**
 * Attempts -> the summary of a run: what `summary.json` holds and `--json` prints. The rules are in docs/scoring.md.
 *
 * Records stream through; what is kept grows with tasks and agents, never with attempts. Nothing here reads files.
 */
import type { Ending } from '../agent.ts';
import type { AttemptRecord } from '../attempt.ts';
import type { AuditFile, Failure } from '../audit.ts';
import { addUsage, NO_USAGE, type Usage } from '../model.ts';
import type { Score } from '../score.ts';
import type { RunSettings } from '../store.ts';
import { KINDS, type Kind } from '../task.ts';
import { addFailure, emptyFailureTally, type FailureSummary, type FailureTally, failureSummary } from './failures.ts';
import { addDiagnosis, emptyFidelityTally, type Fidelity, type FidelityTally, fidelityOf } from './fidelity.ts';
import { clusteredMean, type Estimate, type Interval, type Observation } from './statistics.ts';

/** The columns of every results table: the six kinds, and the paper's total. */
export const COLUMNS = [...KINDS, 'total'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Summary {
  readonly runs: readonly RunFacts[];
  readonly agents: Readonly<Record<string, AgentSummary>>;
  /** Every pair of agents that share tasks. */
  readonly comparisons: readonly Comparison[];
  /** Which instructions of IF tasks were broken; null where no run was audited. */
  readonly fidelity: Fidelity | null;
}

/** What the numbers were measured on. Null where the settings are not known. */
export interface RunFacts {
  readonly label: string;
  readonly bench: string | null;
  /** ISO 8601. */
  readonly created: string | null;
  readonly sandbox: string | null;
  /** Identity of the sandbox's Python environment. */
  readonly environment: string | null;
  readonly versions: Readonly<Record<string, string>>;
}

export interface AgentSummary {
  /**
   * 0–100; null without attempts. A kind's mean is over all its attempts; the total is the mean over all tasks of each
   * task's mean, so a task with more attempts than others (a run half done) weighs no more than they do.
   */
  readonly means: Readonly<Record<Column, number | null>>;
  /** 95 %, clustered by dataset, within [0, 100]; null with fewer than two datasets. */
  readonly intervals: Readonly<Record<Column, Interval | null>>;
  /** 0–1: share of attempts that left a prediction file. Null without attempts, as the next. */
  readonly predictionRate: number | null;
  /** 0–100: mean score of the MM, XF and CF attempts that left a valid prediction. */
  readonly modelPerf: number | null;
  readonly attempts: number;
  /** Tasks with at least one attempt. */
  readonly tasks: number;
  /** Planned attempts that are not recorded. */
  readonly owed: number;
  /** Attempts by kind. */
  readonly counts: Readonly<Record<Kind, number>>;
  /** All of these are sums over attempts. */
  readonly tokens: Usage;
  readonly calls: number;
  readonly turns: number;
  /** US dollars; null as soon as one attempt's cost is unknown. */
  readonly cost: number | null;
  /** Wall seconds: an attempt's mean, and in all, of which waiting for the model and in the sandbox. */
  readonly seconds: {
    readonly mean: number | null;
    readonly total: number;
    readonly model: number;
    readonly sandbox: number;
  };
  readonly endings: Readonly<Partial<Record<Ending, number>>>;
  /** Why attempts failed; null where nobody looked, and without attempts. */
  readonly failures: FailureSummary | null;
  readonly note?: string;
}

/** How much more `agent` scores than `than`, 0–100 points, over the tasks that both have attempts on. */
export interface Comparison {
  readonly agent: string;
  readonly than: string;
  readonly tasks: number;
  readonly difference: number;
  /** Of the paired difference, clustered by dataset. */
  readonly interval: Interval | null;
}

export interface RunToSummarise {
  /** Told apart from other runs by this, where two have an agent of the same name. */
  readonly label: string;
  readonly records: AsyncIterable<AttemptRecord> | Iterable<AttemptRecord>;
  /** Scores given later, by attempt key; they take the place of the recorded ones. */
  readonly scores?: ReadonlyMap<string, Score> | undefined;
  readonly settings?: RunSettings | null | undefined;
  /** Why an attempt failed, whose score is the one that counts; null where it succeeded. */
  readonly failureOf?: ((record: AttemptRecord) => Promise<Failure | null>) | undefined;
  readonly audit?: AuditFile | null | undefined;
}

/** The summary of one run. */
export function summarise(
  records: RunToSummarise['records'],
  given: Omit<RunToSummarise, 'label' | 'records'> = {},
): Promise<Summary> {
  return summariseRuns([{ label: given.settings?.bench.name ?? '', records, ...given }]);
}

/** The summary of several runs; an agent that more than one run has is named `name (label)`. */
export async function summariseRuns(runs: readonly RunToSummarise[]): Promise<Summary> {
  const tallied = [];
  for (const run of runs) tallied.push({ ...run, tallies: await tallyRun(run) });
  const name = agentNames(tallied.map(({ label, tallies }) => ({ label, agents: [...tallies.keys()] })));
  const tallies = new Map<string, Tally>();
  for (const run of tallied) for (const [agent, tally] of run.tallies) tallies.set(name(run.label, agent), tally);
  return {
    runs: runs.map(factsOf),
    agents: Object.fromEntries([...tallies].map(([agent, tally]) => [agent, agentSummary(tally)])),
    comparisons: compareAll(tallies),
    fidelity: fidelityOf(
      runs.flatMap(({ audit }) => audit ?? []),
      new Map(Array.from(tallies, ([agent, { fidelity }]) => [agent, fidelity])),
    ),
  };
}

/** How agents are called when several runs are shown together. */
export function agentNames(
  runs: readonly { readonly label: string; readonly agents: readonly string[] }[],
): (label: string, agent: string) => string {
  const seen = runs.flatMap(({ agents }) => agents);
  const shared = new Set(seen.filter((agent, index) => seen.indexOf(agent) !== index));
  return (label, agent) => (shared.has(agent) ? `${agent} (${label})` : agent);
}

/** The score that counts: the one given last. */
export function scoreOf(record: AttemptRecord, scores: ReadonlyMap<string, Score> | undefined): Score {
  return scores?.get(record.key) ?? record.score;
}

interface Tally {
  readonly tasks: Map<string, TaskTally>;
  readonly endings: Partial<Record<Ending, number>>;
  attempts: number;
  existing: number;
  readonly valid: { attempts: number; sum: number };
  usage: Usage;
  calls: number;
  turns: number;
  cost: number | null;
  seconds: number;
  modelSeconds: number;
  sandboxSeconds: number;
  owed: number;
  /** null: nobody looked. */
  readonly failures: FailureTally | null;
  readonly fidelity: FidelityTally;
  note?: string;
}

/** Sums of one agent's attempts on one task: enough for every mean and interval. */
interface TaskTally {
  readonly dataset: string;
  readonly kind: Kind;
  attempts: number;
  sum: number;
}

async function tallyRun(run: RunToSummarise): Promise<Map<string, Tally>> {
  const { records, scores, settings, failureOf, audit } = run;
  const tallies = new Map<string, Tally>();
  const empty = () => emptyTally(failureOf !== undefined);
  for (const [agent, { note }] of Object.entries(settings?.agents ?? {})) {
    tallies.set(agent, { ...empty(), ...(note === undefined ? {} : { note }) });
  }
  for await (const record of records) {
    const tally = getOrInsert(tallies, record.agent, empty);
    const score = scoreOf(record, scores);
    add(tally, record, score);
    if (audit) addDiagnosis(tally.fidelity, record, score, audit);
    if (failureOf && tally.failures) addFailure(tally.failures, record, await failureOf({ ...record, score }));
  }
  for (const [agent, { tasks, runs }] of Object.entries(settings?.agents ?? {})) {
    const tally = tallies.get(agent)!;
    for (const task of tasks) tally.owed += Math.max(0, runs - (tally.tasks.get(task)?.attempts ?? 0));
  }
  return tallies;
}

function getOrInsert<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function emptyTally(withFailures: boolean): Tally {
  return {
    tasks: new Map(),
    endings: {},
    attempts: 0,
    existing: 0,
    valid: { attempts: 0, sum: 0 },
    usage: NO_USAGE,
    calls: 0,
    turns: 0,
    cost: 0,
    seconds: 0,
    modelSeconds: 0,
    sandboxSeconds: 0,
    owed: 0,
    failures: withFailures ? emptyFailureTally() : null,
    fidelity: emptyFidelityTally(),
  };
}

function add(tally: Tally, record: AttemptRecord, score: Score): void {
  const { task, dataset, kind } = record;
  const value = score.value ?? 0;
  const of = getOrInsert(tally.tasks, task, () => ({ dataset, kind, attempts: 0, sum: 0 }));
  of.attempts += 1;
  of.sum += value;
  tally.attempts += 1;
  if (score.exists) tally.existing += 1;
  if (record.variant !== 'if' && isValid(score)) {
    tally.valid.attempts += 1;
    tally.valid.sum += value;
  }
  tally.endings[record.ending] = (tally.endings[record.ending] ?? 0) + 1;
  tally.usage = addUsage(tally.usage, record.usage);
  tally.calls += record.calls;
  tally.turns += record.turns;
  tally.cost = tally.cost === null || record.cost === null ? null : tally.cost + record.cost;
  tally.seconds += record.seconds;
  tally.modelSeconds += record.modelSeconds;
  tally.sandboxSeconds += record.sandboxSeconds;
}

/** A prediction that could be measured: it is there, and its score is about its predictions and nothing else. */
function isValid(score: Score): boolean {
  return score.exists && score.reason === null;
}

function agentSummary(tally: Tally): AgentSummary {
  const tasks = [...tally.tasks.values()];
  const { attempts, valid } = tally;
  const estimates = Object.fromEntries(COLUMNS.map((column) => [column, estimate(tasks, column)])) as Estimates;
  const of = <T>(pick: (of: Estimate) => T) =>
    Object.fromEntries(
      COLUMNS.map((column) => [column, estimates[column] === null ? null : pick(estimates[column])]),
    ) as Record<Column, T | null>;
  return {
    means: of(({ mean }) => 100 * mean),
    intervals: of(({ interval }) => interval && [Math.max(0, 100 * interval[0]), Math.min(100, 100 * interval[1])]),
    predictionRate: attempts === 0 ? null : tally.existing / attempts,
    modelPerf: valid.attempts === 0 ? null : (100 * valid.sum) / valid.attempts,
    attempts,
    tasks: tasks.length,
    owed: tally.owed,
    counts: Object.fromEntries(
      KINDS.map((kind) => [kind, tasks.reduce((sum, task) => sum + (task.kind === kind ? task.attempts : 0), 0)]),
    ) as Record<Kind, number>,
    tokens: tally.usage,
    calls: tally.calls,
    turns: tally.turns,
    cost: tally.cost,
    seconds: {
      mean: attempts === 0 ? null : tally.seconds / attempts,
      total: tally.seconds,
      model: tally.modelSeconds,
      sandbox: tally.sandboxSeconds,
    },
    endings: tally.endings,
    failures: tally.failures && failureSummary(tally.failures),
    ...(tally.note === undefined ? {} : { note: tally.note }),
  };
}

type Estimates = Record<Column, Estimate | null>;

function estimate(tasks: readonly TaskTally[], column: Column): Estimate | null {
  const counted = column === 'total' ? tasks : tasks.filter(({ kind }) => kind === column);
  return clusteredMean(
    counted.map(({ dataset, attempts, sum }) => ({
      cluster: dataset,
      weight: column === 'total' ? 1 : attempts,
      value: sum / attempts,
    })),
  );
}

function compareAll(tallies: ReadonlyMap<string, Tally>): Comparison[] {
  const all = [...tallies];
  return all.flatMap(([agent, one], index) =>
    all.slice(index + 1).flatMap(([than, other]): Comparison[] => {
      const differences: Observation[] = [];
      for (const [task, a] of one.tasks) {
        const b = other.tasks.get(task);
        if (!b) continue;
        differences.push({ cluster: a.dataset, weight: 1, value: a.sum / a.attempts - b.sum / b.attempts });
      }
      const of = clusteredMean(differences);
      if (of === null) return [];
      const interval: Interval | null = of.interval && [100 * of.interval[0], 100 * of.interval[1]];
      return [{ agent, than, tasks: differences.length, difference: 100 * of.mean, interval }];
    }),
  );
}

function factsOf({ label, settings }: RunToSummarise): RunFacts {
  return {
    label,
    bench: settings?.bench.name ?? null,
    created: settings?.created ?? null,
    sandbox: settings?.sandbox.name ?? null,
    environment: settings?.sandbox.environment ?? null,
    versions: settings?.versions ?? {},
  };
}

/**
 * Process fidelity in figures: how often each agent broke each instruction, and how much of each instruction the
 * benchmark can see broken at all. From what `dare audit run` found (audit.json); nothing is diagnosed here.
 */
import type { AttemptRecord } from '../attempt.ts';
import { type AuditFile, INSTRUCTIONS, type Instruction, type TaskCoverage } from '../audit.ts';
import type { Score } from '../score.ts';
import { shareOf } from './failures.ts';
import type { Interval } from './statistics.ts';

export interface Fidelity {
  readonly coverage: {
    /** IF tasks that were audited. */
    readonly tasks: number;
    readonly all: Coverage;
    readonly instructions: Readonly<Record<Instruction, Coverage>>;
  };
  /** Of agents with attempts on IF tasks. */
  readonly agents: Readonly<Record<string, AgentFidelity>>;
}

/** Over tasks: deviations of one instruction, or of all. */
export interface Coverage {
  /** Tasks where at least one applies. */
  readonly tasks: number;
  /** Tasks whose score notices at least one. */
  readonly noticing: number;
  readonly applicable: number;
  readonly noticed: number;
  readonly untried: number;
  /** 0–1: noticed of those applicable and tried; null without one. */
  readonly share: number | null;
}

export interface AgentFidelity {
  /** On IF tasks, all of them. */
  readonly attempts: number;
  /** With a prediction that differs and that nobody has diagnosed: they are newer than the audit. */
  readonly undiagnosed: number;
  /**
   * With something to judge: a prediction, or code that could be read. All shares are of these. Of them: as the
   * reference has it, with a broken instruction named, with none named.
   */
  readonly judged: number;
  readonly equal: number;
  readonly named: number;
  readonly unexplained: number;
  /** Where output and code say different things. */
  readonly disagreements: number;
  readonly instructions: Readonly<Record<Instruction, Broken>>;
}

export interface Broken {
  /** Judged attempts on tasks where the instruction applies. */
  readonly attempts: number;
  /** In which it is named as broken, and in which it is named first: the likeliest. */
  readonly broken: number;
  readonly first: number;
  /** 0–1: broken of attempts; null without attempts. Its interval is as that of every other share. */
  readonly share: number | null;
  readonly interval: Interval | null;
}

export interface FidelityTally {
  attempts: number;
  undiagnosed: number;
  equal: number;
  named: number;
  unexplained: number;
  disagreements: number;
  readonly tasks: Map<string, TaskTally>;
}

interface TaskTally {
  readonly dataset: string;
  judged: number;
  readonly broken: Map<Instruction, number>;
  readonly first: Map<Instruction, number>;
}

export function emptyFidelityTally(): FidelityTally {
  return { attempts: 0, undiagnosed: 0, equal: 0, named: 0, unexplained: 0, disagreements: 0, tasks: new Map() };
}

/** Counts an IF attempt; others are left alone. */
export function addDiagnosis(tally: FidelityTally, record: AttemptRecord, score: Score, audit: AuditFile): void {
  if (record.variant !== 'if') return;
  tally.attempts += 1;
  const diagnosis = audit.diagnoses[record.key];
  const equal = score.value === 1;
  if (!equal && diagnosis === undefined && score.exists) tally.undiagnosed += 1;
  if (!equal && !(diagnosis && (score.exists || diagnosis.witness?.readable))) return;
  const of = tally.tasks.get(record.task) ?? {
    dataset: record.dataset,
    judged: 0,
    broken: new Map(),
    first: new Map(),
  };
  tally.tasks.set(record.task, of);
  of.judged += 1;
  if (diagnosis && diagnosis.disagreement !== null) tally.disagreements += 1;
  const broken = equal ? [] : diagnosis!.broken;
  tally[equal ? 'equal' : broken.length > 0 ? 'named' : 'unexplained'] += 1;
  for (const [at, instruction] of broken.entries()) {
    of.broken.set(instruction, (of.broken.get(instruction) ?? 0) + 1);
    if (at === 0) of.first.set(instruction, (of.first.get(instruction) ?? 0) + 1);
  }
}

/** null where nothing was audited. A task that several runs have is counted once. */
export function fidelityOf(audits: readonly AuditFile[], tallies: ReadonlyMap<string, FidelityTally>): Fidelity | null {
  if (audits.length === 0) return null;
  const tasks = new Map(audits.flatMap(({ coverage }) => Object.entries(coverage)));
  const covered = [...tasks.values()];
  const agents = [...tallies].filter(([, { attempts }]) => attempts > 0);
  return {
    coverage: {
      tasks: tasks.size,
      all: coverageOf(covered, INSTRUCTIONS),
      instructions: byInstruction((instruction) => coverageOf(covered, [instruction])),
    },
    agents: Object.fromEntries(agents.map(([name, tally]) => [name, agentFidelity(tally, tasks)])),
  };
}

function agentFidelity(tally: FidelityTally, coverage: ReadonlyMap<string, TaskCoverage>): AgentFidelity {
  const { tasks, ...counts } = tally;
  return {
    ...counts,
    judged: tally.equal + tally.named + tally.unexplained,
    instructions: byInstruction((instruction) => {
      const where = [...tasks].flatMap(([task, of]) => (applies(coverage.get(task), instruction) ? [of] : []));
      const sum = (count: (of: TaskTally) => number) => where.reduce((all, of) => all + count(of), 0);
      const estimate = shareOf(
        where.map(({ dataset, judged, broken }) => {
          return { cluster: dataset, weight: judged, value: (broken.get(instruction) ?? 0) / judged };
        }),
      );
      return {
        attempts: sum(({ judged }) => judged),
        broken: sum(({ broken }) => broken.get(instruction) ?? 0),
        first: sum(({ first }) => first.get(instruction) ?? 0),
        share: estimate?.share ?? null,
        interval: estimate?.interval ?? null,
      };
    }),
  };
}

const applies = (coverage: TaskCoverage | undefined, instruction: Instruction): boolean =>
  (coverage?.[instruction]?.applicable ?? 0) > 0;

function coverageOf(tasks: readonly TaskCoverage[], instructions: readonly Instruction[]): Coverage {
  let [applicable, noticed, untried, applying, noticing] = [0, 0, 0, 0, 0];
  for (const task of tasks) {
    const found = instructions.flatMap((instruction) => task[instruction] ?? []);
    applicable += found.reduce((sum, of) => sum + of.applicable, 0);
    noticed += found.reduce((sum, of) => sum + of.noticed, 0);
    untried += found.reduce((sum, of) => sum + of.untried, 0);
    if (found.some((of) => of.applicable > 0)) applying += 1;
    if (found.some((of) => of.noticed > 0)) noticing += 1;
  }
  const tried = applicable - untried;
  return { tasks: applying, noticing, applicable, noticed, untried, share: tried > 0 ? noticed / tried : null };
}

function byInstruction<T>(make: (instruction: Instruction) => T): Record<Instruction, T> {
  return Object.fromEntries(INSTRUCTIONS.map((instruction) => [instruction, make(instruction)])) as Record<
    Instruction,
    T
  >;
}

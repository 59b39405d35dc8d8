/**
 * The coverage of a task that may not be kept, for as little as possible: deviations in batches, the doubtful ones first,
 * given up as soon as the coverage that is wanted is out of reach; one way of each, no pairs, nothing cached. Tasks that
 * are kept can be audited in full (`outputs.ts`) at any time.
 */
import type { DataFacts } from '../audit.ts';
import { type Plan, planOf, render } from '../reference.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../sandbox.ts';
import { differingRowsOf, parsePrediction } from '../score/differences.ts';
import { parseTruth, type Truth } from '../score/truth.ts';
import type { Task } from '../task.ts';
import type { Result } from './bundle.ts';
import { coverageOf, shareOfTask } from './coverage.ts';
import { type Case, deviationsFor, type Inapplicable } from './deviations.ts';
import { factsOf } from './facts.ts';
import type { Tried } from './outputs.ts';
import { SOLUTION_LIMITS, type SolutionLimits, type Solved, solveAll } from './solve.ts';

export interface ScreenOptions {
  readonly sandbox: Sandbox;
  /** An existing folder for what is being made. */
  readonly folder: string;
  /** `one` of the ways in which a deviation can be done, or all. */
  readonly ways: 'one' | 'all';
  /** Coverage below which nothing more is wanted to be known. */
  readonly least: number;
  /** Whether a deviation, by its name, may well go unnoticed: such are run first. */
  readonly doubtful: (name: string) => boolean;
  /** Those that count; left out: all. Given the doubtful ones alone, it must leave out no less. */
  readonly stated?: (singles: readonly Tried[]) => readonly Tried[];
  readonly limits?: SolutionLimits;
  readonly signal?: AbortSignal;
}

export interface Screened {
  readonly task: Task;
  readonly facts: DataFacts;
  /** Output of the stated steps on the files that agents get: a prediction file's bytes. */
  readonly prediction: Buffer;
  readonly singles: readonly Tried[];
  /** By a result's `output`. */
  readonly predictions: readonly Uint8Array[];
  readonly inapplicable: readonly Inapplicable[];
  /** Of what counts; where not all was run, the most that it could still be. */
  readonly share: number;
  /** Of all that the question states. */
  readonly shareOfAll: number;
  readonly complete: boolean;
  /** Of a processor, that the solutions took. */
  readonly seconds: number;
}

/** Of one process, so that little is lost with it. */
const TOGETHER = 12;
/** Costly beside all others, and as sure to be noticed. */
const COSTLY = /^model-another:RandomForest/;
/** A tree by absolute errors takes time in the square of the rows: beyond so many it is left untried. */
const SLOW = { name: /^model-other-solver$/, model: 'DecisionTreeRegressor', rows: 2000 };

/**
 * @returns what was found; or in words why the stated steps give no output
 * @throws InfrastructureError when the files cannot be read as the task says, or the sandbox fails
 */
export async function screenTask(task: Task, options: ScreenOptions): Promise<Screened | { readonly problem: string }> {
  const { sandbox, folder, ways, least, stated = (all) => all, limits = SOLUTION_LIMITS, signal } = options;
  const asked = signal ? { signal } : {};
  const facts = await factsOf(task, { sandbox, limits: DEFAULT_LIMITS, cache: folder, ...asked });
  const { cases, inapplicable } = deviationsFor(task, facts);
  const affordable = cases.filter(({ name }) => !isSlow(name, task, facts));
  const chosen = ways === 'all' ? affordable : oneEach(affordable);
  const solve = (plans: readonly Plan[]) => solvePlans(task, plans, { sandbox, limits, folder, ...asked });

  const first = chosen.filter(({ kinds }) => options.doubtful(kinds[0]!.name));
  const rest = chosen.filter((one) => !first.includes(one));
  const [faithful, ...early] = await solve([planOf(task, 'filtered'), ...first.map(({ plan }) => plan)]);
  if (faithful?.kind !== 'finished') return { problem: `${faithful!.kind}: ${faithful!.why}` };
  const prediction = Buffer.from(faithful.prediction);
  const reference = truthOf(task, prediction);
  const predictions: Uint8Array[] = [];
  const tried = first.map(
    (one, at): Tried => ({ ...one, result: resultOf(early[at]!, reference, limits, predictions) }),
  );
  const assumed = rest.map((one): Tried => ({ ...one, result: { kind: 'failed', why: 'not run yet' } }));
  const found = { task, facts, prediction, predictions, inapplicable };
  const secondsOf = (all: readonly Solved[]) => all.reduce((sum, one) => sum + ('seconds' in one ? one.seconds : 0), 0);
  const seconds = secondsOf([faithful, ...early]);
  const most = shareOf(task, stated([...tried, ...assumed]));
  if (most < least)
    return { ...found, singles: tried, share: most, shareOfAll: most, complete: rest.length === 0, seconds };
  const late = await solve(rest.map(({ plan }) => plan));
  const singles = [
    ...tried,
    ...rest.map((one, at) => ({ ...one, result: resultOf(late[at]!, reference, limits, predictions) })),
  ];
  return {
    ...found,
    singles: inOrder(singles, chosen),
    share: shareOf(task, stated(singles)),
    shareOfAll: shareOf(task, singles),
    complete: true,
    seconds: seconds + secondsOf(late),
  };
}

function isSlow(name: string, { parameters }: Task, { rows }: DataFacts): boolean {
  return SLOW.name.test(name) && parameters.workflow!.model === SLOW.model && rows.kept > SLOW.rows;
}

/** What plans come to, several of them in one process, in their order. */
export async function solvePlans(
  task: Task,
  plans: readonly Plan[],
  options: Pick<ScreenOptions, 'sandbox' | 'folder' | 'limits' | 'signal'>,
): Promise<Solved[]> {
  const { sandbox, folder, limits = SOLUTION_LIMITS, signal } = options;
  const solved = new Map<number, Solved>();
  const onSolved = async (some: ReadonlyMap<number, Solved>) => {
    for (const [at, one] of some) solved.set(at, one);
  };
  const codes = plans.map(render);
  await solveAll(task, codes, {
    ...{ sandbox, limits, folder, together: TOGETHER, repeatable: true, onSolved },
    ...(signal ? { signal } : {}),
  });
  return codes.map((_, at) => solved.get(at)!);
}

/** 1 where nothing applies. */
function shareOf(task: Task, singles: readonly Tried[]): number {
  return shareOfTask(coverageOf({ task, singles })) ?? 1;
}

/** Of each deviation one way, the first that is not costly; of random ones all, as they may notice now and then. */
function oneEach(cases: readonly Case[]): Case[] {
  return [...Map.groupBy(cases, ({ kinds }) => kinds[0]!).values()].flatMap((ways) => {
    if (ways.some(({ draw }) => draw > 0)) return ways;
    return [ways.find(({ name }) => !COSTLY.test(name)) ?? ways[0]!];
  });
}

function inOrder(singles: readonly Tried[], cases: readonly Case[]): Tried[] {
  const places = new Map(cases.map(({ name }, at) => [name, at]));
  return singles.toSorted((a, b) => places.get(a.name)! - places.get(b.name)!);
}

/** @throws InfrastructureError when it is no prediction */
export function truthOf({ id, family, variant, parameters: { targets } }: Task, prediction: Buffer): Truth {
  return parseTruth(`output of the stated steps of ${id}`, new Uint8Array(prediction), { family, variant, targets });
}

/** Rows of two outputs in which they differ; null when they cannot be lined up. */
export function differing(prediction: Uint8Array, reference: Truth): number | null {
  const table = parsePrediction(new Uint8Array(prediction), reference);
  return table === null ? null : differingRowsOf(table)(reference);
}

function resultOf(solved: Solved, reference: Truth, limits: SolutionLimits, predictions: Uint8Array[]): Result {
  if (solved.kind !== 'finished') {
    const { kind, why } = solved;
    return kind === 'failed' ? { kind, why } : { kind, why, limit: `${limits.seconds} s, ${limits.memoryBytes} bytes` };
  }
  const prediction = Buffer.from(solved.prediction);
  const differingRows = differing(prediction, reference);
  if (differingRows === 0) return { kind: 'same', seconds: solved.seconds };
  return { kind: 'different', output: predictions.push(prediction) - 1, differingRows };
}

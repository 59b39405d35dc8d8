/**
 * MANY attempts: what is planned, minus what is recorded, a bounded number at a time.
 *
 * It decides what is owed and when to stop; what one attempt is, is attempt.ts. It neither prints nor knows providers.
 */
import type { Agent } from './agent.ts';
import { type AttemptRecord, type AttemptResult, runAttempt } from './attempt.ts';
import { messageOf } from './errors.ts';
import { hashOf } from './hash.ts';
import type { RunLimits, Sandbox } from './sandbox.ts';
import type { Store } from './store.ts';
import type { Task } from './task.ts';
import type { Truths } from './truths.ts';

export interface PlannedAttempt {
  readonly key: string;
  readonly task: Task;
  readonly agent: Agent;
  /** 1-based. */
  readonly repeat: number;
}

/** What happens during a run, for whoever shows it. */
export type RunEvent =
  | { readonly kind: 'started'; readonly attempt: PlannedAttempt }
  | { readonly kind: 'recorded'; readonly attempt: PlannedAttempt; readonly record: AttemptRecord }
  /** A failure of ours; the attempt is tried once more at the end, then stays owed. */
  | { readonly kind: 'failed'; readonly attempt: PlannedAttempt; readonly reason: string; readonly again: boolean };

export interface RunRequest {
  readonly attempts: readonly PlannedAttempt[];
  readonly store: Store;
  readonly sandbox: Sandbox;
  readonly limits: RunLimits;
  readonly truths: Pick<Truths, 'score'>;
  readonly concurrency: number;
  /** US dollars for this call; no further attempt starts once they are spent. */
  readonly maxCost?: number;
  /** Aborted: no further attempt starts, running ones end by themselves. */
  readonly finish: AbortSignal;
  /** Aborted: running attempts are given up; they stay owed. */
  readonly abort: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

export interface RunResult {
  readonly recorded: number;
  readonly failed: number;
  /** failures: so many attempts in a row failed for reasons of ours that the rest would too. */
  readonly stopped: 'complete' | 'interrupted' | 'cost' | 'failures';
}

/** Everything an attempt's result depends on. The sandbox's environment is checked for the run as a whole. */
export function attemptKey(task: Task, agent: Agent, limits: RunLimits, repeat: number): string {
  return hashOf({ task: task.hash, agent: agent.name, identity: agent.identity, turns: agent.turns, limits, repeat });
}

/** All attempts of the given tasks, agents and repeats; first repeats of all tasks first. */
export function planAttempts(
  tasks: readonly Task[],
  agents: readonly Agent[],
  { runs, limits }: { runs: number; limits: RunLimits },
): PlannedAttempt[] {
  const planned: PlannedAttempt[] = [];
  for (let repeat = 1; repeat <= runs; repeat++) {
    for (const task of tasks) {
      for (const agent of agents) {
        if (agent.plays && !agent.plays(task, repeat)) continue;
        planned.push({ key: attemptKey(task, agent, limits, repeat), task, agent, repeat });
      }
    }
  }
  return planned;
}

/**
 * Runs the attempts given (those owed). A failure of ours is tried once more after the others.
 * @throws FatalProviderError, UserError, file system errors: they would meet every attempt. All that was recorded stays.
 */
export async function runAttempts(request: RunRequest): Promise<RunResult> {
  const { store, onEvent, maxCost = Number.POSITIVE_INFINITY } = request;
  const broken = new AbortController();
  const signal = AbortSignal.any([request.abort, broken.signal]);
  let waiting = [...request.attempts];
  let later: PlannedAttempt[] = [];
  let spent = 0;
  let recorded = 0;
  let failed = 0;
  let failedInARow = 0;
  let next = 0;

  const hopeless = () => failedInARow >= Math.max(10, 2 * request.concurrency);
  const stopping = () => request.finish.aborted || signal.aborted || spent >= maxCost || hopeless();

  const reason = (): RunResult['stopped'] => {
    if (request.finish.aborted || request.abort.aborted) return 'interrupted';
    if (hopeless()) return 'failures';
    return spent >= maxCost && next < waiting.length ? 'cost' : 'complete';
  };

  const settle = async (attempt: PlannedAttempt, result: AttemptResult, again: boolean) => {
    spent += (result.kind === 'recorded' ? result.record.cost : result.conversation.cost) ?? 0;
    if (result.kind === 'recorded') {
      recorded += 1;
      failedInARow = 0;
      onEvent({ kind: 'recorded', attempt, record: result.record });
      return;
    }
    if (signal.aborted) return; // given up, not failed
    failedInARow += 1;
    if (again) later.push(attempt);
    else failed += 1;
    onEvent({ kind: 'failed', attempt, reason: result.error.message, again });
    await store.recordFailure({
      time: new Date().toISOString(),
      agent: attempt.agent.name,
      task: attempt.task.id,
      repeat: attempt.repeat,
      reason: messageOf(result.error),
      messages: result.conversation.messages,
      exchanges: result.conversation.exchanges,
    });
  };

  const worker = async (again: boolean) => {
    while (next < waiting.length && !stopping()) {
      const attempt = waiting[next++]!;
      onEvent({ kind: 'started', attempt });
      try {
        const { agent, task, repeat } = attempt;
        const draft = await store.begin({ agent: agent.name, task: task.id, repeat });
        const { sandbox, limits, truths } = request;
        const result = await runAttempt({ ...attempt, sandbox, limits, draft, score: truths.score, signal });
        await settle(attempt, result, again);
      } catch (error) {
        if (signal.aborted) return;
        broken.abort(error);
      }
    }
  };

  for (const again of [true, false]) {
    await Promise.all(Array.from({ length: Math.min(request.concurrency, waiting.length) }, () => worker(again)));
    if (broken.signal.aborted) throw broken.signal.reason;
    if (stopping()) break;
    waiting = later;
    later = [];
    next = 0;
  }
  return { recorded, failed, stopped: reason() };
}

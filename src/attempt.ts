/**
 * ONE attempt, from task to score. Read this first.
 *
 * An attempt is recorded whole or not at all: a failure of ours (infrastructure) leaves it owed, and is returned, not
 * thrown; what would stop every other attempt too (bad key, full disk) is thrown.
 */
import { join } from 'node:path';
import { type Agent, type Conversation, converse, type Ending, openConversation } from './agent.ts';
import { InfrastructureError } from './errors.ts';
import type { Message, Usage } from './model.ts';
import type { RunLimits, Sandbox } from './sandbox.ts';
import type { Score } from './score.ts';
import type { Draft } from './store.ts';
import { type Family, type Kind, SUBMISSION, type Task, type Variant } from './task.ts';
import { type CallRecord, openWorkspace, type Workspace } from './workspace.ts';

/** One line of `attempts.jsonl`. */
export interface AttemptRecord {
  /** Resume key: task content hash + agent identity hash + repeat number. */
  readonly key: string;
  readonly agent: string;
  readonly task: string;
  readonly dataset: string;
  readonly family: Family;
  readonly variant: Variant;
  readonly kind: Kind;
  /** 1-based. */
  readonly repeat: number;
  /** ISO 8601. */
  readonly started: string;
  /** Wall seconds: in all, waiting for the model, and in the sandbox. */
  readonly seconds: number;
  readonly modelSeconds: number;
  readonly sandboxSeconds: number;
  readonly ending: Ending;
  /** The provider's words, when the model's own failure ended it. */
  readonly detail?: string;
  readonly turns: number;
  readonly calls: number;
  readonly usage: Usage;
  readonly cost: number | null;
  readonly score: Score;
}

/** `transcript.json` in an attempt's folder. */
export interface Transcript {
  readonly messages: readonly Message[];
  readonly calls: readonly CallRecord[];
}

export interface AttemptRequest {
  readonly task: Task;
  readonly agent: Agent;
  readonly repeat: number;
  readonly key: string;
  readonly sandbox: Sandbox;
  readonly limits: RunLimits;
  readonly draft: Draft;
  readonly score: (task: Task, submission: string | null) => Promise<Score>;
  readonly signal: AbortSignal;
}

export type AttemptResult =
  | { readonly kind: 'recorded'; readonly record: AttemptRecord }
  | { readonly kind: 'failed'; readonly error: InfrastructureError; readonly conversation: Conversation };

/** @throws FatalProviderError, UserError, and what the file system throws. */
export async function runAttempt(request: AttemptRequest): Promise<AttemptResult> {
  const { task, agent, draft, signal } = request;
  const started = new Date();
  const conversation = openConversation(task, agent.systemPrompt);
  try {
    const workspace = await openWorkspace({ ...request, folder: join(draft.folder, 'files') });
    if (agent.handIn) await workspace.place(SUBMISSION, await agent.handIn(task));
    const model = await agent.player(task, request.repeat);
    const ending = await converse(conversation, { model, workspace, turns: agent.turns, signal });
    const score = await request.score(task, await workspace.submission());
    const record = recordOf(request, { started, conversation, workspace, ending, score });
    await draft.commit(record, { messages: conversation.messages, calls: workspace.calls }, conversation.exchanges);
    return { kind: 'recorded', record };
  } catch (error) {
    await draft.discard();
    if (error instanceof InfrastructureError) return { kind: 'failed', error, conversation };
    throw error;
  }
}

function recordOf(
  { task, agent, repeat, key }: AttemptRequest,
  made: { started: Date; conversation: Conversation; workspace: Workspace; ending: Ending; score: Score },
): AttemptRecord {
  const { started, conversation, workspace, ending, score } = made;
  return {
    key,
    agent: agent.name,
    task: task.id,
    dataset: task.dataset,
    family: task.family,
    variant: task.variant,
    kind: task.kind,
    repeat,
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    modelSeconds: conversation.modelSeconds,
    sandboxSeconds: workspace.calls.reduce((sum, call) => sum + call.seconds, 0),
    ending,
    ...(conversation.detail === undefined ? {} : { detail: conversation.detail }),
    turns: conversation.turns,
    calls: workspace.calls.length,
    usage: conversation.usage,
    cost: conversation.cost,
    score,
  };
}

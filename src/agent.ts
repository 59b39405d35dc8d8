/**
 * Contract: an agent plays the assistant's part of a conversation about one task; and the loop that every agent goes
 * through: ask, act, observe, until it stops calling the tool or its turns are spent.
 *
 * A scripted agent (naive, baseline, replay) is a Model that answers from a script, so that all go one way.
 */
import { GradedFailure } from './errors.ts';
import { addUsage, type Exchange, type Message, type Model, NO_USAGE, type Usage } from './model.ts';
import type { Task } from './task.ts';
import type { Workspace } from './workspace.ts';

export interface Agent {
  /** Unique in a run; the row of its results. */
  readonly name: string;
  /** Said beside its scores, where a reader must know it. */
  readonly note?: string;
  /** All that makes its attempts what they are; hashed into the resume key. Never holds a secret. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** Worth recording with a run, but no part of the identity: prices, where a model was served. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly turns: number;
  readonly systemPrompt?: string;
  /** Who answers in one attempt. */
  player(task: Task, repeat: number): Model | Promise<Model>;
  /** Whether it can play this attempt at all; without it, every one. (A replay can only play what was recorded.) */
  plays?(task: Task, repeat: number): boolean;
  /** Only the oracle: a submission handed in from outside the sandbox before the first turn. */
  handIn?(task: Task): Promise<Uint8Array>;
}

export type Ending =
  /** The model stopped calling the tool. */
  'finished' | 'turn-limit' | 'token-limit' | 'refused';

/** A conversation as it went. It grows while it goes, so that a failure leaves what there was. */
export interface Conversation {
  readonly messages: Message[];
  readonly exchanges: Exchange[];
  turns: number;
  usage: Usage;
  /** Null as soon as one reply had no known price. */
  cost: number | null;
  modelSeconds: number;
  /** The provider's words, when the model's own failure ended the attempt. */
  detail?: string;
}

export function openConversation(task: Task, systemPrompt?: string): Conversation {
  const system: Message[] = systemPrompt === undefined ? [] : [{ role: 'system', content: systemPrompt }];
  return {
    messages: [...system, { role: 'user', content: task.question }],
    exchanges: [],
    turns: 0,
    usage: NO_USAGE,
    cost: 0,
    modelSeconds: 0,
  };
}

/**
 * The loop. One turn is one reply; the calls in one reply run in order, also those of the last turn.
 * @throws InfrastructureError, FatalProviderError
 */
export async function converse(
  conversation: Conversation,
  { model, workspace, turns, signal }: { model: Model; workspace: Workspace; turns: number; signal: AbortSignal },
): Promise<Ending> {
  const { messages, exchanges } = conversation;
  while (conversation.turns < turns) {
    const started = performance.now();
    let reply: Awaited<ReturnType<Model['reply']>>;
    try {
      reply = await model.reply({
        messages,
        tools: workspace.tools,
        signal,
        onExchange: (exchange) => exchanges.push(exchange),
      });
    } catch (error) {
      if (!(error instanceof GradedFailure)) throw error;
      conversation.detail = error.message;
      return error.ending;
    } finally {
      conversation.modelSeconds += (performance.now() - started) / 1000;
    }
    conversation.turns += 1;
    conversation.usage = addUsage(conversation.usage, reply.usage);
    conversation.cost = conversation.cost === null || reply.cost === null ? null : conversation.cost + reply.cost;
    messages.push(reply.message);
    for (const call of reply.message.toolCalls) messages.push(await workspace.call(call, signal));
    if (reply.message.toolCalls.length > 0) continue;
    if (reply.finish === 'length') return 'token-limit';
    return reply.finish === 'filtered' ? 'refused' : 'finished';
  }
  return 'turn-limit';
}

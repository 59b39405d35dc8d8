/**
 * A model without a model: it answers from a function of the conversation. Naive and baseline agents, replays and
 * tests are made of it, so that all of them go through the same loop and tool as a language model.
 */
import type { AssistantMessage, Model, ReplyRequest } from '../model.ts';
import { NO_USAGE } from '../model.ts';

/** What to say next; `turn` is 1-based and counted from the conversation, so one script serves many at once. */
export type Script = (request: ReplyRequest, turn: number) => AssistantMessage | Promise<AssistantMessage>;

/** A model that answers from a script. It uses no tokens and costs nothing. */
export function scriptedModel(name: string, script: Script): Model {
  return {
    name,
    async reply(request) {
      request.signal.throwIfAborted();
      const turn = 1 + request.messages.filter(({ role }) => role === 'assistant').length;
      const message = await script(request, turn);
      return { message, finish: message.toolCalls.length > 0 ? 'tool-calls' : 'stop', usage: NO_USAGE, cost: 0 };
    },
  };
}

/** An assistant's message, for scripts: text, and calls given as names and argument objects (or raw text). */
export function say(content: string, ...calls: readonly { name: string; arguments: unknown }[]): AssistantMessage {
  return {
    role: 'assistant',
    content,
    toolCalls: calls.map((call, index) => ({
      id: `call_${index + 1}`,
      name: call.name,
      arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
    })),
  };
}

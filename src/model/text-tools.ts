/**
 * Tool calls for models that have none: wraps a model so that calls are blocks of text in its replies and results are
 * messages of the user's. Outside, it is a model like any other.
 */
import type { AssistantMessage, Message, Model, ReplyRequest, ToolCall, ToolSpec } from '../model.ts';
import { describeTools, formOf, isMalformed, parseCalls, renderCall } from './text-protocol.ts';

/** What the model wrote, word by word, and what the wrapped model keeps for its provider. */
interface Opaque {
  readonly text: string;
  readonly inner?: unknown;
}

export function withTextTools(model: Model): Model {
  return {
    name: model.name,
    async reply(request: ReplyRequest) {
      const { tools } = request;
      if (tools.length === 0) return model.reply(request);
      const reply = await model.reply({ ...request, tools: [], messages: toText(request.messages, tools) });
      const { content: text, reasoning, opaque: inner } = reply.message;
      const { prose, calls } = parseCalls(text, tools, reply.finish === 'length');
      const spoken = request.messages.filter(({ role }) => role === 'assistant').length;
      const message: AssistantMessage = {
        role: 'assistant',
        content: calls.length > 0 ? prose : text,
        ...(reasoning === undefined ? {} : { reasoning }),
        toolCalls: calls.map((call, index) => ({ ...call, id: `call_${spoken + 1}_${index + 1}` })),
        ...(calls.length > 0 || inner !== undefined
          ? { opaque: { text, ...(inner === undefined ? {} : { inner }) } satisfies Opaque }
          : {}),
      };
      const stopped = reply.finish === 'stop' || reply.finish === 'other';
      return { ...reply, message, finish: calls.length > 0 && stopped ? 'tool-calls' : reply.finish };
    },
  };
}

/** The conversation without tools: described at its beginning, called and answered in words. */
export function toText(messages: readonly Message[], tools: readonly ToolSpec[]): Message[] {
  const described = describeTools(tools);
  const malformed = new Map<string, ToolCall>();
  const result: Message[] = [];
  for (const message of messages) {
    if (message.role === 'assistant') {
      for (const call of message.toolCalls) if (isMalformed(call)) malformed.set(call.id, call);
      result.push(spoken(message, tools));
    } else if (message.role === 'tool') {
      const content = malformed.has(message.callId)
        ? `Error: the code was not run: the block was not whole or not of the right form. Write it like this:\n\n${formOf(tools)}`
        : message.content;
      const before = result.at(-1);
      const text = `Result of ${message.name}:\n${content}`;
      if (before?.role === 'user')
        result[result.length - 1] = { role: 'user', content: `${before.content}\n\n${text}` };
      else result.push({ role: 'user', content: text });
    } else if (result.length === 0) {
      const parts = message.role === 'system' ? [message.content, described] : [described, message.content];
      result.push({ role: message.role, content: parts.join('\n\n') });
    } else result.push(message);
  }
  return result;
}

function spoken(message: AssistantMessage, tools: readonly ToolSpec[]): AssistantMessage {
  const opaque = message.opaque as Partial<Opaque> | undefined;
  const base = {
    role: 'assistant' as const,
    toolCalls: [],
    ...(message.reasoning === undefined ? {} : { reasoning: message.reasoning }),
  };
  if (opaque?.text !== undefined) {
    return { ...base, content: opaque.text, ...(opaque.inner === undefined ? {} : { opaque: opaque.inner }) };
  }
  const blocks = message.toolCalls.map((call) =>
    renderCall(call, tools.find(({ name }) => name === call.name) ?? tools[0]!),
  );
  return { ...base, content: [message.content, ...blocks].filter((text) => text !== '').join('\n\n') };
}

/**
 * OpenAI's fine-tuning of chat models: no key beyond those it documents, arguments as JSON text, no empty content
 * beside a call.
 */
import type { RowMessage } from '../row.ts';
import { jsonLines } from './format.ts';

export const openai = jsonLines(({ messages, tools }) => ({
  messages: messages.map(messageOf),
  tools,
  // Must be said where it is meant: the default expects several calls in one message.
  parallel_tool_calls: messages.some(
    (message) => message.role === 'assistant' && (message.tool_calls?.length ?? 0) > 1,
  ),
}));

function messageOf(message: RowMessage): Record<string, unknown> {
  if (message.role === 'tool') {
    const { role, tool_call_id, content } = message;
    return { role, tool_call_id, content };
  }
  if (message.role !== 'assistant' || message.tool_calls === undefined) {
    return { role: message.role, content: message.content };
  }
  const calls = message.tool_calls.map(({ id, type, function: { name, arguments: given } }) => ({
    id,
    type,
    function: { name, arguments: JSON.stringify(given) },
  }));
  return { role: 'assistant', ...(message.content === '' ? {} : { content: message.content }), tool_calls: calls };
}

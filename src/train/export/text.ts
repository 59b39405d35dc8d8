/**
 * For trainers without tools: calls and results written into the messages, in the same words in which `dare eval
 * --tool-mode text` talks to a model, so that what is trained this way can be evaluated this way.
 */
import { toText } from '../../model/text-tools.ts';
import type { Message } from '../../model.ts';
import type { RowMessage } from '../row.ts';
import { jsonLines } from './format.ts';

export const text = jsonLines(({ messages, tools, metadata }) => ({
  messages: toText(
    messages.map(asMessage),
    tools.map((tool) => tool.function),
  ).map(({ role, content }) => ({ role, content })),
  metadata,
}));

function asMessage(message: RowMessage): Message {
  if (message.role === 'tool') {
    return { role: 'tool', callId: message.tool_call_id, name: message.name, content: message.content };
  }
  if (message.role !== 'assistant') return message;
  const calls = message.tool_calls ?? [];
  return {
    role: 'assistant',
    content: message.content,
    toolCalls: calls.map(({ id, function: { name, arguments: given } }) => ({
      id,
      name,
      arguments: JSON.stringify(given),
    })),
  };
}

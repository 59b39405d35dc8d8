/**
 * Our messages as the providers' packages want them, and their replies as ours.
 *
 * A provider wants its own parts back on the next turn (signatures of thoughts, encrypted reasoning), in its order.
 * `AssistantMessage.opaque` keeps them without saying any text twice: as places in the message and what belongs there.
 */
import type {
  JSONObject,
  LanguageModelV4Content,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider';
import type { AssistantMessage, Message, Reply, ToolCall, ToolMessage } from '../model.ts';
import type { Generated } from './provider.ts';

interface Opaque {
  /** `provider/model`: no other may be shown them. */
  readonly model: string;
  readonly parts: readonly OpaquePart[];
}

/** Characters `from` to `to` of the message's reasoning or text, or its call number `call`. */
type OpaquePart = (
  | { readonly type: 'reasoning' | 'text'; readonly from: number; readonly to: number }
  | { readonly type: 'call'; readonly call: number }
) & { readonly metadata?: SharedV4ProviderMetadata };

type PromptAssistant = Extract<LanguageModelV4Message, { role: 'assistant' }>;
type PromptPart = PromptAssistant['content'][number];

/** The conversation as a prompt for `model`. Opaque parts of another model are left out. */
export function toPrompt(messages: readonly Message[], model: string): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = [];
  for (const message of messages) {
    switch (message.role) {
      case 'system':
        prompt.push({ role: 'system', content: sendable(message.content) });
        break;
      case 'user':
        prompt.push({ role: 'user', content: [{ type: 'text', text: sendable(message.content) }] });
        break;
      case 'assistant':
        prompt.push({ role: 'assistant', content: assistantParts(message, model) });
        break;
      case 'tool': {
        // Several calls of one reply are answered in one message, which is what Anthropic, Bedrock and Gemini ask for.
        const before = prompt.at(-1);
        if (before?.role === 'tool') before.content.push(resultPart(message));
        else prompt.push({ role: 'tool', content: [resultPart(message)] });
      }
    }
  }
  return prompt;
}

function assistantParts(message: AssistantMessage, model: string): PromptPart[] {
  const { reasoning = '', content, toolCalls } = message;
  const opaque = message.opaque as Opaque | undefined;
  const parts: readonly OpaquePart[] =
    opaque?.model === model
      ? opaque.parts
      : [
          { type: 'reasoning', from: 0, to: reasoning.length },
          { type: 'text', from: 0, to: content.length },
          ...toolCalls.map((_, call) => ({ type: 'call' as const, call })),
        ];
  const result: PromptPart[] = [];
  for (const part of parts) {
    const options = part.metadata === undefined ? {} : { providerOptions: part.metadata };
    if (part.type === 'call') {
      const call = toolCalls[part.call];
      if (call !== undefined) result.push({ ...callPart(call), ...options });
    } else {
      const text = (part.type === 'text' ? content : reasoning).slice(part.from, part.to);
      // An empty part counts only for what hangs on it; Anthropic refuses empty text.
      if (text !== '' || (part.metadata !== undefined && part.type === 'reasoning')) {
        result.push({ type: part.type, text: sendable(text), ...options });
      }
    }
  }
  return result;
}

function callPart(call: ToolCall): PromptPart {
  return { type: 'tool-call', toolCallId: call.id, toolName: sendableName(call.name), input: sendableInput(call) };
}

function resultPart(message: ToolMessage) {
  return {
    type: 'tool-result' as const,
    toolCallId: message.callId,
    toolName: sendableName(message.name),
    output: { type: 'text' as const, value: sendable(message.content) },
  };
}

/** Half a surrogate pair, which a program may well print, is refused by most providers as bad JSON. */
function sendable(text: string): string {
  return text.toWellFormed();
}

/** A name no provider refuses to be sent back, whatever the model called. */
function sendableName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || 'unnamed';
}

/** Arguments in the form that every provider accepts: an object, also where the model wrote none. */
function sendableInput(call: ToolCall): JSONObject {
  try {
    const value: unknown = JSON.parse(call.arguments, (_, part) => (typeof part === 'string' ? sendable(part) : part));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JSONObject;
  } catch {}
  return { malformed_arguments: sendable(call.arguments) };
}

/**
 * A reply's content as a message.
 * @param taken Ids of the conversation's calls so far: some servers number each reply's calls from the start.
 */
export function fromContent(
  content: readonly LanguageModelV4Content[],
  model: string,
  taken: ReadonlySet<string>,
): AssistantMessage {
  let text = '';
  let reasoning = '';
  const toolCalls: ToolCall[] = [];
  const parts: OpaquePart[] = [];
  const ids = new Set(taken);
  for (const part of content) {
    const metadata = isEmpty(part.providerMetadata) ? {} : { metadata: part.providerMetadata! };
    if (part.type === 'text') {
      parts.push({ type: 'text', from: text.length, to: text.length + part.text.length, ...metadata });
      text += part.text;
    } else if (part.type === 'reasoning') {
      parts.push({ type: 'reasoning', from: reasoning.length, to: reasoning.length + part.text.length, ...metadata });
      reasoning += part.text;
    } else if (part.type === 'tool-call' && part.providerExecuted !== true) {
      const id = unusedId(part.toolCallId, ids);
      ids.add(id);
      parts.push({ type: 'call', call: toolCalls.length, ...metadata });
      toolCalls.push({ id, name: part.toolName, arguments: part.input ?? '' });
    }
  }
  return {
    role: 'assistant',
    content: text,
    ...(reasoning === '' ? {} : { reasoning }),
    toolCalls,
    ...(isPlain(parts) ? {} : { opaque: { model, parts } satisfies Opaque }),
  };
}

/** Whether nothing is said anywhere in it: OpenRouter hangs empty lists on every call. */
function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === undefined || value === null;
  return Object.values(value).every(isEmpty);
}

function unusedId(id: string, ids: ReadonlySet<string>): string {
  const wanted = id === '' ? 'call' : id;
  if (!ids.has(wanted)) return wanted;
  for (let number = 2; ; number++) if (!ids.has(`${wanted}_${number}`)) return `${wanted}_${number}`;
}

/** Whether the message alone says all: reasoning, then text, then calls, and nothing of the provider's own. */
function isPlain(parts: readonly OpaquePart[]): boolean {
  const rank = { reasoning: 0, text: 1, call: 2 };
  return parts.every(
    (part, index) => part.metadata === undefined && (index === 0 || rank[part.type] >= rank[parts[index - 1]!.type]),
  );
}

export function finishOf(reason: Generated['finishReason'], message: AssistantMessage): Reply['finish'] {
  // What some servers say, and their packages do not know, when the conversation fills the context.
  if (reason.raw === 'model_context_window_exceeded') return 'length';
  switch (reason.unified) {
    case 'content-filter':
      return 'filtered';
    case 'length':
      return 'length';
    case 'stop':
    case 'tool-calls':
      // Some servers say `stop` beside calls.
      return message.toolCalls.length > 0 ? 'tool-calls' : reason.unified;
    default:
      return message.toolCalls.length > 0 ? 'tool-calls' : 'other';
  }
}

/** Ids of all calls in a conversation. */
export function callIds(messages: readonly Message[]): Set<string> {
  return new Set(
    messages.flatMap((message) => (message.role === 'assistant' ? message.toolCalls : [])).map((c) => c.id),
  );
}

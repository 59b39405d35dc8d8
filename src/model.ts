/**
 * Contract: a language model answers a conversation, possibly by calling tools. Implementations are in model/.
 *
 * One `reply` is one turn. Retries, time-outs and recording happen inside it; what comes out is a reply that counts,
 * or an error of errors.ts: InfrastructureError (owed again), FatalProviderError (stop the run), GradedFailure
 * (the attempt ends and is scored).
 */

export type Message =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string }
  | AssistantMessage
  | ToolMessage;

export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content: string;
  /** The model's visible reasoning, if the provider gives it. */
  readonly reasoning?: string;
  readonly toolCalls: readonly ToolCall[];
  /** The provider's own parts, handed back to it unread on the next turn (signatures, encrypted reasoning). */
  readonly opaque?: unknown;
}

export interface ToolMessage {
  readonly role: 'tool';
  readonly callId: string;
  readonly name: string;
  readonly content: string;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** The arguments exactly as the model wrote them: JSON text if it kept to the form, anything otherwise. */
  readonly arguments: string;
}

export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Token counts of one request. Cached and reasoning tokens are parts of input and output, not additions. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cachedInput: number;
  readonly reasoning: number;
}

/** One HTTP exchange as it went over the wire, failed tries included. Headers with credentials are never kept. */
export interface Exchange {
  readonly url: string;
  readonly request: unknown;
  readonly status: number | null;
  readonly response: unknown;
  readonly error?: string;
  readonly seconds: number;
}

export interface Reply {
  readonly message: AssistantMessage;
  /** length: the model's own token limit cut the reply. */
  readonly finish: 'stop' | 'tool-calls' | 'length' | 'filtered' | 'other';
  readonly usage: Usage;
  /** US dollars, or null when no price is known. */
  readonly cost: number | null;
}

export interface ReplyRequest {
  readonly messages: readonly Message[];
  readonly tools: readonly ToolSpec[];
  readonly signal: AbortSignal;
  /** Called with every exchange as it ends, so that a failed reply is recorded too. */
  readonly onExchange: (exchange: Exchange) => void;
}

export interface Model {
  /** `provider/model`. */
  readonly name: string;
  reply(request: ReplyRequest): Promise<Reply>;
}

/** Settings of one model, part of an attempt's identity. Unset means the provider's default. */
export interface ModelSettings {
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly maxTokens?: number | undefined;
  readonly reasoningEffort?: string | undefined;
  readonly seed?: number | undefined;
  readonly toolMode: 'native' | 'text';
  readonly baseUrl?: string | undefined;
}

export const NO_USAGE: Usage = { input: 0, output: 0, cachedInput: 0, reasoning: 0 };

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cachedInput: a.cachedInput + b.cachedInput,
    reasoning: a.reasoning + b.reasoning,
  };
}

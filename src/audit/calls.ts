/** The tool calls of an attempt, each beside its record and its answer. */
import type { Transcript } from '../attempt.ts';
import type { ToolCall } from '../model.ts';
import type { CallRecord } from '../workspace.ts';

export interface Called {
  readonly call: ToolCall;
  /** Undefined where a transcript is not what we wrote. */
  readonly record: CallRecord | undefined;
  /** What the model read. */
  readonly answer: string | undefined;
}

/** Every call is recorded once and answered once, in order, so that they pair by their order. Ids may repeat. */
export function callsOf({ messages, calls }: Transcript): Called[] {
  const answers = messages.filter(({ role }) => role === 'tool');
  const made = messages.flatMap((message) => (message.role === 'assistant' ? message.toolCalls : []));
  return made.map((call, index) => ({ call, record: calls[index], answer: answers[index]?.content }));
}

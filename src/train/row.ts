/**
 * The canonical training row, one JSON line of a selection: a conversation as chat models are trained on it, the tools
 * it had, and where it comes from. Every export format is made from it (export/).
 *
 * It holds what the agent saw and said, never a truth, and no score outside its metadata.
 */
import { z } from 'zod';
import type { AttemptRecord, Transcript } from '../attempt.ts';
import type { ToolSpec } from '../model.ts';
import type { Score } from '../score.ts';
import { FAMILIES, VARIANTS } from '../task.ts';
import { parseCall } from '../tool.ts';
import type { Strategy } from './rejection.ts';
import { rewardOf } from './reward.ts';

const TOOL_CALL = z.object({
  id: z.string(),
  type: z.literal('function'),
  function: z.object({
    name: z.string(),
    // All of them in every call: table formats fill what is absent with nulls, which templates then print.
    arguments: z.object({
      code: z.string(),
      files_to_load: z.array(z.string()),
      files_to_save: z.array(z.string()),
    }),
  }),
});

const MESSAGE = z.discriminatedUnion('role', [
  z.object({ role: z.literal('system'), content: z.string() }),
  z.object({ role: z.literal('user'), content: z.string() }),
  z.object({
    role: z.literal('assistant'),
    content: z.string(),
    reasoning: z.string().optional(),
    tool_calls: z.array(TOOL_CALL).optional(),
  }),
  z.object({ role: z.literal('tool'), tool_call_id: z.string(), name: z.string(), content: z.string() }),
]);

const METADATA = z.object({
  task: z.string(),
  dataset: z.string(),
  family: z.enum(FAMILIES),
  variant: z.enum(VARIANTS),
  score: z.number(),
  reward: z.number(),
  seconds: z.number(),
  strategy: z.string(),
  /** The agent that made it. */
  model: z.string(),
  /** Set where the row's data are an evaluation benchmark's, and someone allowed it. */
  evaluation: z.literal(true).optional(),
});

export const ROW = z.object({
  messages: z.array(MESSAGE),
  tools: z.array(
    z.object({
      type: z.literal('function'),
      function: z.object({ name: z.string(), description: z.string(), parameters: z.record(z.string(), z.unknown()) }),
    }),
  ),
  metadata: METADATA,
});

export type Row = z.infer<typeof ROW>;
export type RowMessage = Row['messages'][number];
export type RowCall = z.infer<typeof TOOL_CALL>;

/** The tool as rows state it. */
export function rowTool({ name, description, parameters }: ToolSpec): Row['tools'][number] {
  return { type: 'function', function: { name, description, parameters: { ...parameters } } };
}

/**
 * The messages up to the model's last one (what follows, it never read), the calls numbered anew; null where a call is
 * not of the tool's form: nobody should learn to write it.
 */
export function rowMessages({ messages }: Transcript): RowMessage[] | null {
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  const made: RowMessage[] = [];
  let asked = 0;
  let answered = 0;
  for (const message of messages.slice(0, last + 1)) {
    if (message.role === 'tool') {
      answered += 1;
      const { name, content } = message;
      made.push({ role: 'tool', tool_call_id: `call_${answered}`, name, content });
    } else if (message.role !== 'assistant') made.push({ role: message.role, content: message.content });
    else {
      const calls: RowCall[] = [];
      for (const call of message.toolCalls) {
        const parsed = parseCall(call);
        if ('error' in parsed) return null;
        asked += 1;
        const { code, files_to_load, files_to_save } = parsed.run;
        const given = { name: call.name, arguments: { code, files_to_load, files_to_save } };
        calls.push({ id: `call_${asked}`, type: 'function', function: given });
      }
      made.push({
        role: 'assistant',
        content: message.content,
        ...(message.reasoning ? { reasoning: message.reasoning } : {}),
        ...(calls.length > 0 ? { tool_calls: calls } : {}),
      });
    }
  }
  return made;
}

/** @param score the one that counts: given later, where there is such a one */
export function rowMetadata(
  record: AttemptRecord,
  score: Score,
  { strategy, evaluation }: { strategy: Strategy; evaluation: boolean },
): Row['metadata'] {
  return {
    task: record.task,
    dataset: record.dataset,
    family: record.family,
    variant: record.variant,
    score: score.value ?? 0,
    reward: rewardOf(score, record.variant),
    seconds: record.seconds,
    strategy,
    model: record.agent,
    ...(evaluation ? { evaluation: true } : {}),
  };
}

/** The shapes of the episode server's own API, for its routes and its OpenAPI description. */
import { z } from '@hono/zod-openapi';
import type { ToolSpec } from '../model.ts';
import type { EpisodeScore, OpenedEpisode } from '../train/episodes.ts';

const SEED = z.int().min(0).describe('Kept with the episode; it chooses the task where none is named.');

export const OPEN_BODY = z.strictObject({
  task: z.string().optional().describe('A task of GET /tasks. Default: the seed chooses.'),
  seed: SEED.default(0),
  key: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Your own name for this opening: sent again, it gets the same episode.'),
});

export const CALL_BODY = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'Unique in the episode: sent again, it gets the same answer. Without one, only the same call right after.',
    ),
  name: z.string().default('python_executor'),
  arguments: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .describe('As the model wrote them: JSON text, or the object.'),
});

const MESSAGE = z.object({ role: z.literal('user'), content: z.string() });
const TOOL = z.object({
  type: z.literal('function'),
  function: z.object({ name: z.string(), description: z.string(), parameters: z.record(z.string(), z.unknown()) }),
});

export const OPENED = z.object({
  id: z.string(),
  task: z.string(),
  kind: z.string(),
  seed: z.int(),
  messages: z.array(MESSAGE),
  tools: z.array(TOOL),
});
export const STATE = z.object({
  id: z.string(),
  task: z.string(),
  seed: z.int(),
  status: z.enum(['open', 'scored']),
  calls: z.int(),
});
export const ANSWER = z.object({ content: z.string().describe('What the model reads.') });
export const SCORE = z.object({
  reward: z
    .number()
    .describe(
      '0.1 for a valid file plus 1 (IF, all right) or the score (MM, XF, CF); 0 without a file. With flags, at most the floor, or 0.1 where that is null.',
    ),
  score: z.number().nullable().describe('From 0 to 1, whatever the flags; null where the measure is undefined.'),
  exists: z.boolean().describe('Whether a prediction file was left.'),
  reason: z.string().nullable().describe('Why the score is 0, when the cause is other than poor predictions.'),
  flags: z
    .array(z.object({ name: z.string(), evidence: z.string() }))
    .describe('Signs of other means than were asked for; they cap the reward.'),
  floor: z.number().nullable().describe('The reward of predicting a constant in this task.'),
});
export const TASKS = z.object({
  tasks: z.array(z.object({ id: z.string(), kind: z.string(), dataset: z.string(), messages: z.array(MESSAGE) })),
  tools: z.array(TOOL),
});
export const HEALTH = z.object({
  status: z.literal('healthy'),
  version: z.string(),
  environment: z.string(),
  sandbox: z.string(),
  tasks: z.int(),
  open: z.int(),
  scored: z.int(),
  lost: z.int(),
  underWay: z.int(),
  draining: z.boolean(),
});

export function toolOf({ name, description, parameters }: ToolSpec): z.infer<typeof TOOL> {
  return { type: 'function', function: { name, description, parameters: { ...parameters } } };
}

export function openedOf({ id, task, seed, tools }: OpenedEpisode): z.infer<typeof OPENED> {
  return { id, task: task.id, kind: task.kind, seed, messages: messagesOf(task.question), tools: tools.map(toolOf) };
}

export function scoreOf(score: EpisodeScore): z.infer<typeof SCORE> {
  return { ...score, flags: [...score.flags] };
}

export function messagesOf(question: string): z.infer<typeof MESSAGE>[] {
  return [{ role: 'user', content: question }];
}

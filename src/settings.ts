/**
 * The settings of a run, from a YAML file and the command line (which wins), checked whole. They are stored in the
 * run's folder, so that resuming needs nothing more.
 */
import { z } from 'zod';
import { UserError } from './errors.ts';
import { PRICE_TABLE } from './model/prices.ts';

const MODEL_SETTINGS = {
  turns: z.int().min(1),
  temperature: z.union([z.number().min(0), z.literal('default')]),
  'top-p': z.number().min(0).max(1),
  'max-tokens': z.int().min(1),
  'reasoning-effort': z.string(),
  seed: z.int(),
  'system-prompt': z.string(),
  'tool-mode': z.enum(['native', 'text']),
  'base-url': z.string(),
};

/** One agent: a scripted one (`naive`, `replay:DIR`, …) or `provider/model`, with settings of its own. */
const AGENT = z.strictObject({ agent: z.string().min(1), name: z.string().min(1), ...MODEL_SETTINGS }).partial({
  name: true,
  ...(Object.fromEntries(Object.keys(MODEL_SETTINGS).map((key) => [key, true])) as Record<
    keyof typeof MODEL_SETTINGS,
    true
  >),
});

const PLAIN_AGENT = z
  .string()
  .min(1)
  .transform((agent) => ({ agent }));

export const SETTINGS = z.strictObject({
  bench: z.string(),
  agents: z.array(z.union([PLAIN_AGENT, AGENT])).min(1, 'name at least one agent'),
  family: z.string().optional(),
  variant: z.string().optional(),
  task: z.string().optional(),
  limit: z.int().min(1).optional(),
  runs: z.int().min(1).default(3),
  concurrency: z.int().min(1).max(4096).optional(),
  'max-cost': z.number().min(0).optional(),
  out: z.string().optional(),
  seconds: z.number().positive().default(200),
  'file-size': z.number().positive().default(200),
  sandbox: z.string().optional(),
  prices: PRICE_TABLE.optional(),
  ...MODEL_SETTINGS,
  turns: MODEL_SETTINGS.turns.default(5),
  temperature: MODEL_SETTINGS.temperature.default(0),
  'top-p': MODEL_SETTINGS['top-p'].optional(),
  'max-tokens': MODEL_SETTINGS['max-tokens'].optional(),
  'reasoning-effort': MODEL_SETTINGS['reasoning-effort'].optional(),
  seed: MODEL_SETTINGS.seed.optional(),
  'system-prompt': MODEL_SETTINGS['system-prompt'].optional(),
  'tool-mode': MODEL_SETTINGS['tool-mode'].default('native'),
  'base-url': MODEL_SETTINGS['base-url'].optional(),
});

export type Settings = z.infer<typeof SETTINGS>;
export type AgentSettings = z.infer<typeof AGENT>;

/** @param where what to name in an error: a file, or the command line. @throws UserError */
export function checkSettings(value: unknown, where: string): Settings {
  const parsed = SETTINGS.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  if (issue.code === 'unrecognized_keys') {
    throw new UserError(
      `${where}: unknown setting ${issue.keys.map((key) => `"${key}"`).join(', ')}` +
        `${issue.path.length > 0 ? ` in ${issue.path.join('.')}` : ''}. Known: ${Object.keys(SETTINGS.shape).join(', ')}.`,
    );
  }
  throw new UserError(`${where}: ${issue.path.length > 0 ? `"${issue.path.join('.')}": ` : ''}${issue.message}.`);
}

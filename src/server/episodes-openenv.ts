/**
 * An OpenEnv environment: one WebSocket an episode on `/ws`, with `reset`, `step`, `state` and `close`. A step is a run of
 * Python, or `{"submit": true}`, which ends the episode and is the only one that has a reward.
 */
import { z } from '@hono/zod-openapi';
import type { RawData, WebSocket } from 'ws';
import { PYTHON_EXECUTOR } from '../tool.ts';
import type { Episodes, OpenedEpisode } from '../train/episodes.ts';
import { failureOf } from './episodes-failure.ts';
import { messagesOf, toolOf } from './episodes-protocol.ts';

const RESET = z.looseObject({
  task: z.string().optional().describe('Default: the seed chooses.'),
  seed: z.int().min(0).nullish(),
  episode_id: z
    .string()
    .min(1)
    .max(200)
    .nullish()
    .describe('Your own name for the episode: after a lost connection it goes on under it.'),
});

const ACTION = z
  .strictObject({
    code: z.string().optional().describe('A complete Python script. Print what you want to see.'),
    files_to_load: z.array(z.string()).optional().describe('Files to place in the working directory before the start.'),
    files_to_save: z.array(z.string()).optional().describe('Files to keep; prediction.csv must be saved to count.'),
    submit: z.boolean().optional().describe('Ends the task: what was saved as prediction.csv is scored.'),
    call_id: z.string().min(1).max(200).nullish(),
    metadata: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ title: 'PythonAction' });

const OBSERVATION = z
  .object({
    result: z.string().describe('After a run: what the model reads.'),
    messages: z.array(z.object({ role: z.literal('user'), content: z.string() })).describe('After a reset.'),
    tools: z.array(z.record(z.string(), z.unknown())).describe('After a reset.'),
    task: z.string().describe('After a reset.'),
    score: z.number().nullable().describe('At the end, as all that follows.'),
    exists: z.boolean(),
    reason: z.string().nullable(),
    flags: z.array(z.object({ name: z.string(), evidence: z.string() })),
    floor: z.number().nullable(),
  })
  .partial();

const STATE = z.object({
  episode_id: z.string().nullable(),
  step_count: z.int(),
  task: z.string().nullable(),
  done: z.boolean(),
});

export const METADATA = z.object({ name: z.string(), description: z.string(), version: z.string() });

const MESSAGE = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reset'), data: RESET.default({}) }),
  z.object({ type: z.literal('step'), data: z.looseObject({}) }),
  z.object({ type: z.literal('state') }),
  z.object({ type: z.literal('close') }),
]);

const KINDS = ['reset', 'step', 'state', 'close'];

export function openEnvSchema(): { action: unknown; observation: unknown; state: unknown } {
  return {
    action: z.toJSONSchema(ACTION, { io: 'input' }),
    observation: z.toJSONSchema(OBSERVATION),
    state: z.toJSONSchema(STATE),
  };
}

export function openEnvMetadata(version: string): z.infer<typeof METADATA> {
  return {
    name: 'dare',
    description: 'Data-science tasks: read the files with Python, leave prediction.csv, submit.',
    version,
  };
}

/** Plays the server's part on one connection, to its end. */
export function serveOpenEnv(socket: WebSocket, episodes: Episodes): void {
  let opened: { episode: OpenedEpisode; named: boolean } | undefined;
  let last: Promise<void> = Promise.resolve();

  const send = (type: string, data: unknown) => socket.send(JSON.stringify({ type, data }));
  const refuse = (code: string, message: string) => send('error', { code, message });
  const observe = (observation: z.infer<typeof OBSERVATION>, reward: number | null = null, done = false) =>
    send('observation', { observation, reward, done });

  const reset = async ({ task, seed, episode_id: key }: z.infer<typeof RESET>): Promise<void> => {
    const old = opened;
    opened = undefined;
    if (old !== undefined && !(old.named && key)) await episodes.close(old.episode.id);
    const request = { seed: seed ?? 0, ...(task === undefined ? {} : { task }), ...(key ? { key } : {}) };
    const episode = await episodes.open(request);
    opened = { episode, named: Boolean(key) };
    const tools = episode.tools.map(toolOf);
    observe({ messages: messagesOf(episode.task.question), tools, task: episode.task.id });
  };

  const step = async (data: unknown): Promise<void> => {
    if (opened === undefined) return refuse('SESSION_ERROR', 'There is no episode: send "reset" first.');
    const action = ACTION.safeParse(data);
    if (!action.success) {
      const issue = action.error.issues[0]!;
      return refuse(
        'VALIDATION_ERROR',
        `${issue.path.length > 0 ? `"${issue.path.join('.')}": ` : ''}${issue.message}`,
      );
    }
    const { submit, call_id: id, metadata: _, ...asked } = action.data;
    if (submit) {
      const { reward, ...rest } = await episodes.score(opened.episode.id);
      return observe({ ...rest, flags: [...rest.flags] }, reward, true);
    }
    const call = { name: PYTHON_EXECUTOR.name, arguments: JSON.stringify(asked), ...(id ? { id } : {}) };
    observe({ result: await episodes.call(opened.episode.id, call) });
  };

  const state = (): void => {
    if (opened === undefined) {
      send('state', { episode_id: null, step_count: 0, task: null, done: false });
      return;
    }
    const { id, task, calls, status } = episodes.state(opened.episode.id);
    send('state', { episode_id: id, step_count: calls, task, done: status === 'scored' });
  };

  const handle = async (data: RawData): Promise<void> => {
    let value: { type?: unknown };
    try {
      value = JSON.parse(String(data)) as typeof value;
    } catch (error) {
      return refuse('INVALID_JSON', `Invalid JSON: ${(error as Error).message}`);
    }
    if (!KINDS.includes(String(value?.type))) {
      return refuse('UNKNOWN_TYPE', `Unknown message type: ${String(value?.type).slice(0, 80)}`);
    }
    const message = MESSAGE.safeParse(value);
    if (!message.success) return refuse('VALIDATION_ERROR', message.error.issues[0]!.message);
    try {
      if (message.data.type === 'reset') await reset(message.data.data);
      else if (message.data.type === 'step') await step(message.data.data);
      else if (message.data.type === 'state') state();
      else socket.close(1000);
    } catch (error) {
      const { kind, code, message: words } = failureOf(error);
      refuse(code === 'full' ? 'CAPACITY_REACHED' : kind === 'request' ? 'SESSION_ERROR' : 'EXECUTION_ERROR', words);
    }
  };

  socket.on('message', (data) => {
    last = last.then(() => handle(data)).catch(() => {});
  });
  socket.on('error', () => {});
  socket.on('close', (code) => {
    // One that was named is asked for again after a lost connection; of the others nobody knows any more.
    last = last.then(async () => {
      if (opened !== undefined && (!opened.named || code === 1000)) await episodes.close(opened.episode.id);
    });
    last.catch(() => {});
  });
}

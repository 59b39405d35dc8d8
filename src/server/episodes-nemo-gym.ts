/**
 * A NeMo Gym resources server: `/seed_session`, the tool's own route, `/verify`; the session is a cookie.
 *
 * There a model may name any route as its tool, and its agent then posts the arguments to it, with the session's cookie.
 * So whoever has a session may only use the three routes, each in its place and form; all else is a call of a tool that
 * does not exist, and the episode is flagged.
 */
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { hashOf } from '../hash.ts';
import type { Task } from '../task.ts';
import { PYTHON_EXECUTOR } from '../tool.ts';
import { EpisodeRefusal, type EpisodeState, type Episodes } from '../train/episodes.ts';
import { type Failure, failureOf, malformed } from './episodes-failure.ts';

const COOKIE = 'dare_session';
const TOOL_PATH = `/${PYTHON_EXECUTOR.name}`;

/** A row names its task at the top, or in `verifier_metadata`, as rows with data of their own have it. */
export const ROW = z.looseObject({
  responses_create_params: z.looseObject({ input: z.union([z.string(), z.array(z.unknown())]) }),
  task: z.string().optional(),
  seed: z.int().min(0).optional(),
  verifier_metadata: z.looseObject({ task: z.string().optional(), seed: z.int().min(0).optional() }).nullish(),
});

export const VERIFY = ROW.extend({
  response: z.looseObject({
    output: z.array(z.looseObject({ type: z.string().optional(), name: z.string().optional() })),
  }),
});

/** The rows of tasks, one JSON object a line, as NeMo Gym's and verifiers' loaders read them. */
export function nemoRows(tasks: readonly Task[]): string {
  const { name, description, parameters } = PYTHON_EXECUTOR;
  const tools = [{ type: 'function', name, description, parameters, strict: false }];
  const rows = tasks.map(({ id, question }) => ({
    responses_create_params: { input: [{ role: 'user', content: question }], tools, parallel_tool_calls: false },
    task: id,
  }));
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

export function mountNemoGym(app: OpenAPIHono, episodes: Episodes): void {
  const refuse = (c: Context, { status, ...error }: Failure) => {
    if (status === 503) c.header('Retry-After', '1');
    return c.json({ error }, status);
  };

  /** On every answer, as the agent takes each one's cookies for the next request. */
  const remember = (c: Context, id: string) => setCookie(c, COOKIE, id, { path: '/', httpOnly: true, sameSite: 'Lax' });

  /** What a model hears that took a route for a tool. */
  const asTool = async (c: Context, state: EpisodeState, status: 200 | 422 = 200): Promise<Response> => {
    const name = c.req.path.slice(1);
    const ours = app.routes.some(({ path }) => path !== '/*' && path.split('/')[1] === name.split('/')[0]);
    if (ours) await flagRoute(state.id, name);
    const given = await c.req.text();
    if (state.status === 'scored') return c.text(OVER, status);
    return c.text(await episodes.call(state.id, { name, arguments: given }), status);
  };
  const flagRoute = (id: string, name: string) =>
    episodes.flag(id, { name: 'route-as-tool', evidence: `/${name.slice(0, 80)} was called as a tool` });

  /** The session's episode; undefined without a session, or where it is long gone. */
  const sessionOf = (c: Context): EpisodeState | undefined => {
    const id = getCookie(c, COOKIE);
    if (id === undefined) return undefined;
    try {
      return episodes.state(id);
    } catch (error) {
      if (error instanceof EpisodeRefusal) return undefined;
      throw error;
    }
  };

  app.use(async (c, next) => {
    if (c.req.method === 'GET') return next();
    const state = sessionOf(c);
    if (state === undefined) return next();
    remember(c, state.id);
    const path = c.req.path;
    return path === '/seed_session' || path === TOOL_PATH || path === '/verify' ? next() : asTool(c, state);
  });

  app.post('/seed_session', async (c) => {
    const row = ROW.safeParse(await jsonOf(c));
    const state = sessionOf(c);
    if (state !== undefined) {
      const again = row.success && state.calls === 0 && state.status === 'open' && isOf(row.data, state);
      return again ? c.json({}) : asTool(c, state, 422);
    }
    if (!row.success)
      return refuse(c, malformed(`Expected a row with responses_create_params and task: ${why(row.error)}`));
    const { task, seed } = wanted(row.data);
    const opened = await episodes.open({ seed: seed ?? 0, ...(task === undefined ? {} : { task }) });
    remember(c, opened.id);
    return c.json({});
  });

  app.post(TOOL_PATH, async (c) => {
    const id = getCookie(c, COOKIE);
    if (id === undefined) return refuse(c, NO_SESSION);
    try {
      return c.text(await episodes.call(id, { name: PYTHON_EXECUTOR.name, arguments: await c.req.text() }));
    } catch (error) {
      const failure = failureOf(error);
      return failure.code === 'scored' ? c.text(OVER) : refuse(c, failure);
    }
  });

  app.post('/verify', async (c) => {
    const id = getCookie(c, COOKIE);
    if (id === undefined) return refuse(c, NO_SESSION);
    const state = episodes.state(id);
    const body = VERIFY.safeParse(await jsonOf(c));
    if (!body.success || (state.status === 'open' && callsIn(body.data) < state.calls)) return asTool(c, state, 422);
    const { reward, ...rest } = await episodes.score(id, hashOf(body.data));
    return c.json({ ...body.data, ...rest, reward });
  });
}

const OVER = 'The task is over; there are no more calls.';

const NO_SESSION = malformed(
  'There is no session: post to /seed_session first, and send its cookie with each request.',
);

/** A rollout's own record has all the calls that were carried out; what a model writes as arguments has not. */
function callsIn({ response }: z.infer<typeof VERIFY>): number {
  return response.output.filter(({ type }) => type === 'function_call').length;
}

function wanted(row: z.infer<typeof ROW>): { task: string | undefined; seed: number | undefined } {
  return { task: row.task ?? row.verifier_metadata?.task, seed: row.seed ?? row.verifier_metadata?.seed };
}

function isOf(row: z.infer<typeof ROW>, state: EpisodeState): boolean {
  const { task, seed } = wanted(row);
  return (task ?? state.task) === state.task && (seed ?? 0) === state.seed;
}

async function jsonOf(c: Context): Promise<unknown> {
  try {
    return JSON.parse(await c.req.text());
  } catch {
    return undefined;
  }
}

function why(error: z.ZodError): string {
  const issue = error.issues[0]!;
  return `${issue.path.length > 0 ? `"${issue.path.join('.')}": ` : ''}${issue.message}`;
}

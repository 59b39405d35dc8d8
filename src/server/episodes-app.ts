/**
 * Episodes as an HTTP service: its own API here, the façades for NeMo Gym and OpenEnv in files of theirs. What every
 * route says is in docs/serve-episodes.md. No answer to a call says anything of a score, and no failure of ours looks
 * like one.
 */
import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Sandbox } from '../sandbox.ts';
import { PYTHON_EXECUTOR } from '../tool.ts';
import type { Episodes } from '../train/episodes.ts';
import { FAILURE, type Failure, failureOf, malformed } from './episodes-failure.ts';
import type { EpisodeMetrics } from './episodes-metrics.ts';
import { mountNemoGym, nemoRows, ROW, VERIFY } from './episodes-nemo-gym.ts';
import { METADATA, openEnvMetadata, openEnvSchema } from './episodes-openenv.ts';
import * as shapes from './episodes-protocol.ts';
import { isToken } from './port.ts';

export interface EpisodesAppOptions {
  readonly episodes: Episodes;
  readonly sandbox: Pick<Sandbox, 'name' | 'environment'>;
  readonly metrics: EpisodeMetrics;
  readonly version: string;
  readonly token?: string;
  readonly draining: () => boolean;
}

/** Of a request's body: code and names; files never come this way. */
const BODY_BYTES = 32e6;

export function episodesApp(options: EpisodesAppOptions): OpenAPIHono {
  const { episodes, metrics } = options;
  const app = new OpenAPIHono();
  const refuse = (c: Context, { status, ...error }: Failure) => {
    if (status === 503) c.header('Retry-After', '1');
    return c.json({ error } satisfies z.infer<typeof FAILURE>, status);
  };

  app.use(async (c, next) => {
    await next();
    metrics.answered(c.res.status);
  });
  app.use(async (c, next) => {
    const stranger = strangerTo(options, c.req.path, (name) => c.req.header(name));
    if (stranger !== null) {
      if (stranger.status === 401) c.header('WWW-Authenticate', 'Bearer');
      return c.json({ error: { kind: 'request', code: 'stranger', message: stranger.message } }, stranger.status);
    }
    const length = c.req.header('content-length');
    const status =
      c.req.header('transfer-encoding') !== undefined ? 411 : Number(length ?? 0) > BODY_BYTES ? 413 : null;
    if (status === null) return next();
    // What is left of a body that nobody reads is not worth a connection.
    c.header('Connection', 'close');
    return c.json({ error: { kind: 'request', code: 'too-large', message: TOO_LARGE } }, status);
  });
  app.notFound((c) => c.json({ error: { kind: 'request', code: 'unknown-route', message: 'Not Found' } }, 404));
  app.onError((error, c) => refuse(c, failureOf(error)));

  mountNemoGym(app, episodes);

  app.post('/episodes', async (c) => {
    const body = await bodyOf(c, shapes.OPEN_BODY);
    if ('error' in body) return refuse(c, malformed(body.error));
    const { task, seed, key } = body.value;
    const request = { seed, ...(task === undefined ? {} : { task }), ...(key === undefined ? {} : { key }) };
    return c.json(shapes.openedOf(await episodes.open(request)), 201);
  });
  app.get('/episodes/:id', (c) => c.json(episodes.state(c.req.param('id'))));
  app.post('/episodes/:id/calls', async (c) => {
    const body = await bodyOf(c, shapes.CALL_BODY);
    if ('error' in body) return refuse(c, malformed(body.error));
    const { id, name, arguments: given } = body.value;
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    const call = { name, arguments: text, ...(id === undefined ? {} : { id }) };
    return c.json({ content: await episodes.call(c.req.param('id'), call) });
  });
  app.post('/episodes/:id/score', async (c) => c.json(shapes.scoreOf(await episodes.score(c.req.param('id')))));
  app.delete('/episodes/:id', async (c) => {
    await episodes.close(c.req.param('id'));
    return c.body(null, 204);
  });

  app.get('/tasks', (c) => {
    if (c.req.query('format') === 'nemo_gym') {
      return c.body(nemoRows(episodes.tasks), 200, { 'Content-Type': 'application/jsonl' });
    }
    const tasks = episodes.tasks.map(({ id, kind, dataset, question }) => ({
      id,
      kind,
      dataset,
      messages: shapes.messagesOf(question),
    }));
    return c.json({ tasks, tools: [shapes.toolOf(PYTHON_EXECUTOR)] } satisfies z.infer<typeof shapes.TASKS>);
  });
  app.get('/health', (c) =>
    c.json({
      status: 'healthy',
      version: options.version,
      environment: options.sandbox.environment,
      sandbox: options.sandbox.name,
      tasks: episodes.tasks.length,
      ...episodes.counts(),
      draining: options.draining(),
    } satisfies z.infer<typeof shapes.HEALTH>),
  );
  app.get('/schema', (c) => c.json(openEnvSchema()));
  app.get('/metadata', (c) => c.json(openEnvMetadata(options.version)));
  app.get('/metrics', async (c) => {
    const { text, contentType } = await metrics.text();
    return c.body(text, 200, { 'Content-Type': contentType });
  });
  describe(app, options);
  return app;
}

const OPEN_PATHS = new Set(['/health']);

/** Whoever may not come in, and why; also asked by those who open a WebSocket. */
export function strangerTo(
  { token }: Pick<EpisodesAppOptions, 'token'>,
  path: string,
  header: (name: string) => string | undefined,
): { status: 401 | 403; message: string } | null {
  if (token !== undefined) {
    if (OPEN_PATHS.has(path) || isToken(header('authorization'), token)) return null;
    return { status: 401, message: 'Send the token of the server as "Authorization: Bearer TOKEN".' };
  }
  if (header('origin') === undefined) return null;
  // Without a token, a page in a browser on this machine could have its programs run here.
  return { status: 403, message: 'Pages in a browser can not use a server that was started without a token.' };
}

const TOO_LARGE = `A request may have ${BODY_BYTES / 1e6} MB, and must say how many by Content-Length.`;

/** An empty body is an empty object. */
async function bodyOf<T>(c: Context, schema: z.ZodType<T>): Promise<{ value: T } | { error: string }> {
  const text = await c.req.text();
  let value: unknown = {};
  try {
    if (text.trim() !== '') value = JSON.parse(text);
  } catch (error) {
    return { error: `The body is not JSON: ${(error as Error).message}.` };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const issue = parsed.error.issues[0]!;
  return { error: `${issue.path.length > 0 ? `"${issue.path.join('.')}"` : 'The body'}: ${issue.message}.` };
}

function describe(app: OpenAPIHono, { version, token }: EpisodesAppOptions): void {
  const registry = app.openAPIRegistry;
  const security = token === undefined ? {} : { security: [{ token: [] }] };
  if (token !== undefined) registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  const json = (schema: z.ZodType, description: string) => ({
    description,
    content: { 'application/json': { schema } },
  });
  const refusals = {
    404: json(FAILURE, 'There is no such episode.'),
    409: json(FAILURE, 'It is scored, or the id or key is that of something else.'),
    410: json(FAILURE, 'It expired, or is lost for a reason of ours.'),
    422: json(FAILURE, 'The request is malformed, or there is no such task.'),
    503: json(FAILURE, 'A failure of ours: ask again.'),
  };
  const id = z.object({ id: z.string() });
  const route = (
    method: 'get' | 'post' | 'delete',
    path: string,
    summary: string,
    found: { body?: z.ZodType; params?: typeof id; status?: 200 | 201; answer?: z.ZodType },
  ) =>
    registry.registerPath({
      method,
      path,
      summary,
      ...security,
      request: {
        ...(found.params ? { params: found.params } : {}),
        ...(found.body ? { body: { required: true, content: { 'application/json': { schema: found.body } } } } : {}),
      },
      responses: {
        ...(found.answer ? { [found.status ?? 200]: json(found.answer, summary) } : { 204: { description: summary } }),
        ...refusals,
      },
    });
  route('post', '/episodes', 'Open an episode', { body: shapes.OPEN_BODY, status: 201, answer: shapes.OPENED });
  route('get', '/episodes/{id}', 'How it stands', { params: id, answer: shapes.STATE });
  route('post', '/episodes/{id}/calls', 'Carry out a call', {
    params: id,
    body: shapes.CALL_BODY,
    answer: shapes.ANSWER,
  });
  route('post', '/episodes/{id}/score', 'The score, once and final', { params: id, answer: shapes.SCORE });
  route('delete', '/episodes/{id}', 'Close it', { params: id });
  route('get', '/tasks', 'The tasks', { answer: shapes.TASKS });
  route('get', '/health', 'What the server is and how busy', { answer: shapes.HEALTH });
  route('post', '/seed_session', 'NeMo Gym: open an episode as the session', { body: ROW, answer: z.object({}) });
  route('post', '/verify', 'NeMo Gym: the score of the session, once and final', {
    body: VERIFY,
    answer: VERIFY.extend(shapes.SCORE.shape),
  });
  route('get', '/schema', 'OpenEnv: action, observation and state of /ws', { answer: z.object({}) });
  route('get', '/metadata', 'As OpenEnv wants it', { answer: METADATA });
  app.doc31('/openapi.json', { openapi: '3.1.0', info: { title: 'dare episodes', version } });
}

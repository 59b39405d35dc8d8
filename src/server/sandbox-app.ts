/**
 * The sandbox as an HTTP service that clients of SandboxFusion can use: docs/serve-sandbox.md. It holds no state but the
 * queue: a run leaves nothing, so every request may be repeated, here or elsewhere.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { codeOf, messageOf } from '../errors.ts';
import { HEALTH, RUN_CODE_REQUEST, RUN_CODE_RESPONSE } from '../sandbox/fusion/protocol.ts';
import { Malformed, readWithFiles, TooLarge } from '../sandbox/fusion/read.ts';
import { lengthWithFiles, writeWithFiles } from '../sandbox/fusion/write.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Admission, Ticket } from './admission.ts';
import type { Metrics } from './metrics.ts';
import { isToken } from './port.ts';
import { answer, type Detail, translate } from './run-code.ts';

export interface AppOptions {
  readonly sandbox: Sandbox;
  readonly workers: number;
  readonly mostWaiting: number;
  /** Memory limit of a run that names none. */
  readonly memoryBytes: number;
  readonly admission: Admission;
  readonly metrics: Metrics;
  /** An existing folder of the server's own. */
  readonly folder: string;
  readonly version: string;
  readonly token?: string;
  readonly draining: () => boolean;
}

type Env = { Bindings: HttpBindings };

/** Of a request's body. */
const BODY_BYTES = 300e6;
/** Of the code, stdin and names in it. */
const TEXT_BYTES = 32e6;
const OPEN_PATHS = new Set(['/health', '/v1/ping']);

export function sandboxApp(options: AppOptions): OpenAPIHono<Env> {
  const { sandbox, admission, metrics, draining } = options;
  const app = new OpenAPIHono<Env>();
  const refuse = (c: Context<Env>, status: 401 | 403 | 413 | 422 | 500 | 503, detail: unknown) => {
    if (c.req.path === '/run_code') metrics.refused(status);
    if (status === 503) c.header('Retry-After', String(admission.retrySeconds()));
    // What is left of a body that nobody reads is not worth a connection.
    if (status === 413 || status === 503) c.header('Connection', 'close');
    return c.json({ detail }, status);
  };

  app.use(async (c, next) => {
    if (options.token !== undefined) {
      if (!OPEN_PATHS.has(c.req.path) && !isToken(c.req.header('authorization'), options.token)) {
        c.header('WWW-Authenticate', 'Bearer');
        return refuse(c, 401, 'Send the token of the server as "Authorization: Bearer TOKEN".');
      }
    } else if (c.req.header('origin') !== undefined) {
      // Without a token, a page in a browser on this machine could have its programs run here.
      return refuse(c, 403, 'Pages in a browser can not use a server that was started without a token.');
    }
    return next();
  });
  app.notFound((c) => c.json({ detail: 'Not Found' }, 404));
  app.onError((error, c) => refuse(c, 500, messageOf(error)));

  app.post('/run_code', async (c) => {
    if (draining()) return refuse(c, 503, 'The server is being stopped.');
    if (Number(c.req.header('content-length') ?? 0) > BODY_BYTES) return refuse(c, 413, TOO_LARGE);
    if (!/^application\/(.+\+)?json\b/i.test(c.req.header('content-type') ?? '')) {
      const msg = 'Input should be JSON: send it with "Content-Type: application/json"';
      return refuse(c, 422, [{ type: 'model_attributes_type', loc: ['body'], msg }] satisfies Detail[]);
    }
    const ticket = admission.enter();
    if (ticket === null) return refuse(c, 503, 'Too many requests are waiting.');
    const { outgoing } = c.env;
    const gone = new AbortController();
    const leave = () => {
      if (!outgoing.writableFinished) gone.abort(new Error('the client left'));
    };
    outgoing.once('close', leave);
    if (outgoing.destroyed) leave();
    let folder: string | undefined;
    try {
      folder = await mkdtemp(join(options.folder, 'run-'));
      return await runCode(c, ticket, folder, gone.signal);
    } catch (error) {
      // Nobody is left to hear of it, or half an answer has gone out and its connection is broken off.
      if (gone.signal.aborted || outgoing.headersSent || codeOf(error) === 'ECONNRESET') return RESPONSE_ALREADY_SENT;
      if (error instanceof TooLarge) return refuse(c, 413, `${TOO_LARGE} Found ${error.message}.`);
      if (error instanceof Malformed) return refuse(c, 422, [malformed(error)]);
      if (codeOf(error) === 'ENOSPC') return refuse(c, 503, 'The disk for the files of requests is full.');
      throw error;
    } finally {
      ticket.leave();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    }
  });

  const runCode = async (c: Context<Env>, ticket: Ticket, folder: string, signal: AbortSignal): Promise<Response> => {
    const limits = { bodyBytes: BODY_BYTES, textBytes: TEXT_BYTES, fileBytes: BODY_BYTES };
    // Without this, to stop reading would be to hang up, and nobody would hear why.
    const body = c.env.incoming.iterator({ destroyOnReturn: false });
    const { value, spooled } = await orGone(readWithFiles(body, { folder, limits }), signal);
    const request = translate(value, spooled, options.memoryBytes);
    if ('detail' in request) return refuse(c, 422, request.detail);
    const stdin = join(folder, 'stdin');
    if (request.stdin !== null) await writeFile(stdin, request.stdin);
    const arrived = performance.now();
    if (!(await ticket.turn(request.limits.memoryBytes, signal))) return refuse(c, 503, 'The server is being stopped.');
    const waited = (performance.now() - arrived) / 1000;
    const outputFolder = await mkdtemp(join(folder, 'out-'));
    const outcome = await sandbox.run({
      code: request.code,
      files: request.files,
      ...(request.stdin === null ? {} : { stdin }),
      outputs: [...request.outputs.keys()],
      outputFolder,
      limits: request.limits,
      signal,
    });
    ticket.leave();
    const ran = outcome.kind === 'failed' ? 0 : outcome.seconds;
    metrics.ran(signal.aborted ? 'aborted' : outcome.kind, { waited, ran });
    const { body: reply, files } = answer(outcome, request, outputFolder);
    if (files.length === 0) return c.json({ ...reply, files: {} });
    await send(c.env.outgoing, reply, files, signal);
    return RESPONSE_ALREADY_SENT;
  };

  app.get('/v1/ping', (c) => c.json('pong'));
  app.get('/health', (c) => {
    const { running, waiting } = admission.state();
    return c.json({
      status: draining() ? 'draining' : 'ok',
      version: options.version,
      environment: sandbox.environment,
      sandbox: sandbox.name,
      workers: options.workers,
      running,
      waiting,
      most_waiting: options.mostWaiting,
      body_bytes: BODY_BYTES,
    } satisfies z.infer<typeof HEALTH>);
  });
  app.get('/metrics', async (c) => {
    const { text, contentType } = await metrics.text();
    return c.body(text, 200, { 'Content-Type': contentType });
  });
  describe(app, options);
  return app;
}

/** The work, or the signal's reason as soon as it aborts: a body whose sender has left may have no end. */
async function orGone<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Whoever is gone does not hear how it ended.
  work.catch(() => {});
  signal.throwIfAborted();
  const { promise: gone, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, gone]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function send(
  outgoing: ServerResponse,
  reply: object,
  files: Parameters<typeof writeWithFiles>[1],
  signal: AbortSignal,
): Promise<void> {
  outgoing.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': lengthWithFiles(reply, files) });
  await pipeline(Readable.from(writeWithFiles(reply, files), { objectMode: false }), outgoing, { signal });
}

const TOO_LARGE = `A request may have ${BODY_BYTES / 1e6} MB, of which ${TEXT_BYTES / 1e6} MB beside the content of files.`;

function malformed({ kind, where, message }: Malformed): Detail {
  return kind === 'json'
    ? { type: 'json_invalid', loc: ['body'], msg: `JSON decode error: ${message}` }
    : { type: 'value_error', loc: ['body', ...where], msg: `Input should be base64; found ${message}` };
}

/** The OpenAPI description. The body of /run_code is read as a stream, so that its route is no declared one. */
function describe(app: OpenAPIHono<Env>, { version, token }: AppOptions): void {
  const registry = app.openAPIRegistry;
  const json = (schema: z.ZodType, description: string) => ({
    description,
    content: { 'application/json': { schema } },
  });
  const text = (description: string) => ({ description, content: { 'text/plain': { schema: z.string() } } });
  const refusal = (schema: z.ZodType, description: string) => json(z.object({ detail: schema }), description);
  const detail = z.array(z.object({ type: z.string(), loc: z.array(z.union([z.string(), z.int()])), msg: z.string() }));
  const security = token === undefined ? {} : { security: [{ token: [] }] };
  if (token !== undefined) registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  registry.registerPath({
    method: 'post',
    path: '/run_code',
    summary: 'Run a Python script in the sandbox',
    ...security,
    request: { body: { required: true, content: { 'application/json': { schema: RUN_CODE_REQUEST } } } },
    responses: {
      200: json(RUN_CODE_RESPONSE, 'The script ended or was stopped, or the sandbox failed: see `status`.'),
      413: refusal(z.string(), TOO_LARGE),
      422: refusal(detail, 'The request is malformed.'),
      503: refusal(z.string(), 'Too many requests wait, or the server is being stopped: see `Retry-After`.'),
    },
  });
  registry.registerPath({
    method: 'get',
    path: '/health',
    summary: 'What the server is and how busy',
    responses: { 200: json(HEALTH, 'Up.') },
  });
  registry.registerPath({
    method: 'get',
    path: '/metrics',
    summary: 'Counts and times, for Prometheus',
    ...security,
    responses: { 200: text('Prometheus text.') },
  });
  registry.registerPath({
    method: 'get',
    path: '/v1/ping',
    summary: 'As SandboxFusion answers it',
    responses: { 200: json(z.literal('pong'), 'Up.') },
  });
  app.doc31('/openapi.json', { openapi: '3.1.0', info: { title: 'dare sandbox', version } });
}

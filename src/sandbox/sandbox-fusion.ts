/**
 * The sandbox on another machine, by SandboxFusion's `POST /run_code`: a server of our own (`dare serve sandbox`), which
 * tells and limits all that the contract wants, or any other that speaks it, with what that protocol can say.
 *
 * Runs are stateless: they get copies, and what they made is kept only when the whole answer has arrived. So a request
 * may be repeated whenever no whole answer came, even if the program had run already.
 */
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, request as httpRequest } from 'undici';
import { dispatcherFor } from '../dispatcher.ts';
import { codeOf, messageOf, UserError } from '../errors.ts';
import type { Outcome, OutputFile, RunLimits, RunRequest, Sandbox, Stream } from '../sandbox.ts';
import { Fault } from './fault.ts';
import { HEALTH, RUN_CODE_RESPONSE, type RunCodeResponse } from './fusion/protocol.ts';
import { Malformed, readWithFiles, type Spooled, TooLarge } from './fusion/read.ts';
import { lengthWithFiles, writeWithFiles } from './fusion/write.ts';
import { askEnvironment, isPlain, sizesOf } from './remote.ts';
import { openRuns } from './runs.ts';
import { keepEnds } from './stream.ts';

export interface SandboxFusionOptions {
  /** Of the server, or of its /run_code. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string;
  readonly patience?: Patience;
  /** For the user's proxy. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** For how long what failed is tried again. */
export interface Patience {
  /** Tries of a request whose answer was lost or broken: the program itself may be what ends the server. */
  readonly tries: number;
  /** While nothing listens at the address. */
  readonly unreachableSeconds: number;
  /** While the server says that it is busy. */
  readonly busySeconds: number;
  /** Between tries, unless the server says otherwise; random, growing from a twentieth of it. */
  readonly pauseSeconds: number;
}

const PATIENCE: Patience = { tries: 5, unreachableSeconds: 120, busySeconds: 1800, pauseSeconds: 10 };

/** Beyond the program's own time: for the server's queue, and for a server that died without a word. */
const ANSWER_SECONDS = 3600;
const SILENCE_SECONDS = 300;
/** Of an answer, beside its files. */
const TEXT_BYTES = 64e6;
const ANY_BYTES = 2 ** 40;

/** @throws UserError when the address can't be used as a sandbox, with what to do */
export async function openSandboxFusion(options: SandboxFusionOptions): Promise<Sandbox> {
  const { token, patience = PATIENCE, env = {} } = options;
  const { base, runCode } = addressesOf(options.url);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const server = { runCode, headers, dispatcher: dispatcherFor(env) };
  const health = await askHealth(`${base}/health`, server.dispatcher);
  const bodyBytes = health?.body_bytes ?? ANY_BYTES;
  const { run, close } = openRuns(async (request, signal) => {
    const prepared = await prepare(request, bodyBytes);
    return persist(() => attempt(server, prepared, signal), patience, signal);
  });
  try {
    const asked = await askEnvironment(run, `The sandbox at ${base}`, tmpdir());
    const environment = health?.environment ?? asked;
    return { name: 'sandbox-fusion', environment, run, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function addressesOf(given: string): { base: string; runCode: string } {
  const url = URL.parse(given);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UserError(`The sandbox's address must be like http://HOST:PORT, found ${JSON.stringify(given)}.`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw new UserError(
      "The sandbox's address is recorded, and may hold neither a password nor a query. Set a token as DARE_TOKEN.",
    );
  }
  const base = `${url.origin}${url.pathname}`.replace(/\/+(run_code\/?)?$/, '');
  return { base, runCode: `${base}/run_code` };
}

/** @returns null when the server is not one of ours. @throws UserError when there is none */
async function askHealth(url: string, dispatcher: Dispatcher) {
  try {
    const { body } = await httpRequest(url, { dispatcher, headersTimeout: 30_000, bodyTimeout: 30_000 });
    const parsed = HEALTH.safeParse(await body.json().catch(() => null));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    throw new UserError(
      `No sandbox answers at ${url.slice(0, -'/health'.length)} (${codeOf(error) ?? messageOf(error)}). ` +
        'Start one there with ./dare serve sandbox, or check the address.',
    );
  }
}

interface Prepared {
  readonly request: RunRequest;
  /** Without `files`. */
  readonly body: object;
  readonly files: Awaited<ReturnType<typeof sizesOf>>;
  /** Outputs to ask for; others would be read on some servers wherever they are. */
  readonly outputs: readonly string[];
}

async function prepare(request: RunRequest, bodyBytes: number): Promise<Prepared> {
  const { limits } = request;
  const files = await sizesOf(request.files);
  const outputs = [...new Set(request.outputs)].filter(isPlain);
  const body = {
    code: request.code,
    language: 'python',
    run_timeout: limits.seconds,
    memory_limit_MB: Math.ceil(limits.memoryBytes / 2 ** 20),
    ...(request.stdin === undefined ? {} : { stdin: await readFile(request.stdin, 'utf8') }),
    fetch_files: outputs,
    dare: { limits: wholeLimits(limits) },
  };
  const length = lengthWithFiles(body, files);
  if (length > bodyBytes) {
    throw new Fault(`the files are too large: ${length} bytes to send, where the server takes ${bodyBytes}`, 'final');
  }
  return { request, body, files, outputs };
}

function wholeLimits({ seconds: _, ...limits }: RunLimits) {
  const whole = Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, Math.ceil(value)]));
  return { ...whole, cpuSeconds: limits.cpuSeconds };
}

type Again =
  | { readonly why: 'unreachable' | 'lost'; readonly reason: string }
  | { readonly why: 'busy'; readonly reason: string; readonly afterSeconds: number };

/** @throws Fault when it is not worth another try */
async function persist(
  once: () => Promise<{ readonly outcome: Outcome } | Again>,
  patience: Patience,
  signal: AbortSignal,
): Promise<Outcome> {
  let lost = 0;
  let since: { why: Again['why']; time: number } | undefined;
  for (let number = 0; ; number += 1) {
    const result = await once();
    if ('outcome' in result) return result.outcome;
    const { why, reason } = result;
    if (since?.why !== why) since = { why, time: performance.now() };
    if (why === 'lost') lost += 1;
    const seconds = (performance.now() - since.time) / 1000;
    const spent =
      why === 'lost'
        ? lost >= patience.tries
        : seconds >= (why === 'busy' ? patience.busySeconds : patience.unreachableSeconds);
    if (spent) throw new Fault(`no answer from the sandbox's server after ${number + 1} tries: ${reason}`, 'final');
    const own = Math.random() * patience.pauseSeconds * Math.min(1, 2 ** number / 20);
    await sleep(1000 * (own + (why === 'busy' ? result.afterSeconds : 0)), undefined, { signal });
  }
}

async function attempt(
  server: { runCode: string; headers: Record<string, string>; dispatcher: Dispatcher },
  prepared: Prepared,
  signal: AbortSignal,
): Promise<{ outcome: Outcome } | Again> {
  const { request, body, files } = prepared;
  const folder = await mkdtemp(join(request.outputFolder, '.incoming-'));
  try {
    const answer = await httpRequest(server.runCode, {
      method: 'POST',
      dispatcher: server.dispatcher,
      headers: {
        ...server.headers,
        'content-type': 'application/json',
        'content-length': String(lengthWithFiles(body, files)),
      },
      body: Readable.from(writeWithFiles(body, files), { objectMode: false }),
      headersTimeout: (request.limits.seconds + ANSWER_SECONDS) * 1000,
      bodyTimeout: SILENCE_SECONDS * 1000,
      signal,
    });
    if (answer.statusCode !== 200) return await refused(answer);
    const limits = { bodyBytes: ANY_BYTES, textBytes: TEXT_BYTES, fileBytes: request.limits.fileBytes };
    const { value, spooled } = await readWithFiles(answer.body, { folder, limits });
    const parsed = RUN_CODE_RESPONSE.safeParse(value);
    if (!parsed.success) return { why: 'lost', reason: 'the answer is not that of a SandboxFusion server' };
    return await outcomeOf(parsed.data, spooled, prepared);
  } catch (error) {
    signal.throwIfAborted();
    return again(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws Fault for a refusal that another try would meet again */
async function refused({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Again> {
  const words = (await body.text()).slice(0, 500);
  const reason = `HTTP ${statusCode}${words === '' ? '' : `: ${words}`}`;
  if (statusCode === 429 || statusCode === 503) {
    const asked = Number(headers['retry-after']);
    return { why: 'busy', reason, afterSeconds: Number.isFinite(asked) ? Math.min(60, Math.max(0, asked)) : 1 };
  }
  if (statusCode >= 500) return { why: 'lost', reason };
  if (statusCode === 401 || statusCode === 403) {
    throw new Fault(`the sandbox's server wants a token, or another one: set DARE_TOKEN (${reason})`, 'final');
  }
  throw new Fault(`the sandbox's server refused the run: ${reason}`, 'final');
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ETIMEDOUT',
]);
const LOST = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);

/** @throws the error when it is ours, such as a full disk */
function again(error: unknown): Again {
  const code = codeOf(error) ?? '';
  if (UNREACHABLE.has(code)) return { why: 'unreachable', reason: messageOf(error) || code };
  if (LOST.has(code) || code.startsWith('HPE_'))
    return { why: 'lost', reason: `the connection was lost (${messageOf(error) || code})` };
  if (error instanceof Malformed) return { why: 'lost', reason: `the answer is broken: ${error.message}` };
  if (error instanceof TooLarge) throw new Fault(`the answer is too large: ${error.message}`, 'final');
  throw error;
}

async function outcomeOf(
  { status, message, run_result: result, files: keys, dare }: RunCodeResponse,
  spooled: ReadonlyMap<string, Spooled>,
  { request, outputs }: Prepared,
): Promise<{ outcome: Outcome } | Again> {
  if (dare?.kind === 'failed' && 'reason' in dare) return { outcome: { kind: 'failed', reason: dare.reason } };
  if (result === null || result.status === 'Error' || status === 'SandboxError') {
    return { why: 'lost', reason: `the server's sandbox failed: ${message.slice(0, 500)}` };
  }
  const brought = await bringOut(keys, spooled, request, outputs);
  if (dare !== undefined && 'stdout' in dare) {
    const told = new Map(dare.missing.map(({ name, reason }) => [name, reason]));
    const ended = {
      stdout: { text: result.stdout ?? '', ...dare.stdout },
      stderr: { text: result.stderr ?? '', ...dare.stderr },
      seconds: dare.seconds,
      files: brought.files,
      missing: brought.missing.map(({ name, reason }) => ({ name, reason: told.get(name) ?? reason })),
    };
    // The kinds are those of this program's own contract, on the other side.
    const { kind, returnCode } = dare;
    if (returnCode !== null) return { outcome: { kind: kind as 'finished', returnCode, ...ended } };
    return { outcome: { kind: kind as 'time-limit', ...ended } };
  }
  const ended = {
    stdout: streamOf(result.stdout, request.limits),
    stderr: streamOf(result.stderr, request.limits),
    seconds: result.execution_time ?? 0,
    ...brought,
  };
  if (result.status === 'TimeLimitExceeded') return { outcome: { kind: 'time-limit', ...ended } };
  const code = result.return_code ?? 1;
  // Python's subprocess tells a signal by its negative number.
  return { outcome: { kind: 'finished', returnCode: code < 0 ? 128 - code : code, ...ended } };
}

function streamOf(text: string | null, { outputBytes }: RunLimits): Stream {
  const keeper = keepEnds(outputBytes);
  keeper.add(Buffer.from(text ?? ''));
  return keeper.read();
}

async function bringOut(
  keys: Readonly<Record<string, string>>,
  spooled: ReadonlyMap<string, Spooled>,
  { outputs: all, outputFolder, limits }: RunRequest,
  asked: readonly string[],
): Promise<{ files: OutputFile[]; missing: { name: string; reason: string }[] }> {
  const files: OutputFile[] = [];
  const missing: { name: string; reason: string }[] = [];
  let total = 0;
  for (const name of new Set(all)) {
    const found = Object.hasOwn(keys, name) ? spooled.get(keys[name]!) : undefined;
    if (!asked.includes(name)) missing.push({ name, reason: 'not a plain file name' });
    else if (found === undefined) missing.push({ name, reason: 'the program left no such file' });
    else if (!found.kept) {
      missing.push({ name, reason: `too large: ${found.bytes} bytes, where at most ${limits.fileBytes} are allowed` });
    } else if (total + found.bytes > limits.diskBytes) {
      missing.push({ name, reason: `too large: all outputs together may have at most ${limits.diskBytes} bytes` });
    } else {
      total += found.bytes;
      await rename(found.path, join(outputFolder, name)).catch((error: unknown) => {
        throw new Fault(`${JSON.stringify(name)} could not be stored: ${messageOf(error)}`, 'final');
      });
      files.push({ name, bytes: found.bytes });
    }
  }
  return { files, missing };
}

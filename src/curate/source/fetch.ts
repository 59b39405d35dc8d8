/**
 * Polite requests to a public service: one after the other with a pause when it asks for one, tried again when it fails,
 * redirects followed without the credentials when they lead elsewhere, never more than a set size. What the service
 * refuses (401, 403, 404 and the like) is an answer, which the caller judges; credentials and signed addresses are in no
 * message. Files are fetched by download.ts with what is exported here.
 */
import { type Dispatcher, request } from 'undici';
import { dispatcherFor } from '../../dispatcher.ts';
import { codeOf, InfrastructureError, messageOf } from '../../errors.ts';
import { redactor } from '../../model/redact.ts';
import type { Clock } from './clock.ts';
import { type Gate, type Patience, passGate, patienceFor, waitOf } from './retry.ts';

export interface Credentials {
  readonly origin: string;
  /** Of `authorization`. */
  readonly header: string;
  /** What must be in no message: the key or token itself. */
  readonly secret: string;
}

export interface Service {
  /** For messages: `Kaggle`. */
  readonly name: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Sent to its own origin (`https://host:port`) alone. */
  readonly credentials: Credentials | null;
  /** What to do when it answers 401 or 403. */
  readonly signIn: string;
  readonly gate: Gate;
  /** How long it may say nothing, before an answer or within one, until the try counts as failed. */
  readonly stallMilliseconds?: number;
}

export type Headers = Readonly<Record<string, string | undefined>>;

export type Refusal = { readonly ok: false; readonly status: number; readonly words: string; readonly text: string };
export type Reply = { readonly ok: true; readonly headers: Headers; readonly text: string } | Refusal;

/** An answer whose body is still to be read. */
export interface Opened {
  readonly ok: true;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Dispatcher.ResponseData['body'];
  /** After redirects. */
  readonly url: URL;
}

const MAX_TEXT_BYTES = 64 * 2 ** 20;
const MAX_REFUSAL_BYTES = 2 ** 16;
const MAX_REDIRECTS = 6;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PASSING = new Set([408, 425, 429]);
const STALL_MILLISECONDS = 60_000;

/** The text behind an address, or what the service says instead. @throws InfrastructureError when it does not answer */
export async function get(service: Service, url: string | URL, signal?: AbortSignal): Promise<Reply> {
  const patience = patienceOf(service, url, signal);
  for (;;) {
    const opened = await open(service, new URL(url), { patience, signal });
    if (!opened.ok) return opened;
    try {
      const text = await textOf(opened.body, MAX_TEXT_BYTES);
      if (text === null) {
        throw new InfrastructureError(`${service.name} (${shown(url)}): expected at most 64 MiB of text, found more`);
      }
      return { ok: true, headers: opened.headers, text };
    } catch (error) {
      await bearError(error, patience, signal);
    }
  }
}

/** As `get`, parsed as JSON. Text that is no JSON is refused, with status 200. */
export async function getJson(
  service: Service,
  url: string | URL,
  signal?: AbortSignal,
): Promise<{ readonly ok: true; readonly headers: Headers; readonly value: unknown } | Refusal> {
  const reply = await get(service, url, signal);
  if (!reply.ok) return reply;
  try {
    return { ok: true, headers: reply.headers, value: JSON.parse(reply.text) as unknown };
  } catch {
    const words = `${service.name} (${shown(url)}): expected JSON, found ${JSON.stringify(reply.text.slice(0, 60))}`;
    return { ok: false, status: 200, words: hide(service, words), text: reply.text.slice(0, MAX_REFUSAL_BYTES) };
  }
}

/** Sends until there is an answer other than a passing failure; its body is the caller's to read. */
export async function open(
  service: Service,
  url: URL,
  options: { patience: Patience; headers?: Readonly<Record<string, string>>; signal?: AbortSignal | undefined },
): Promise<Opened | Refusal> {
  const { patience, signal } = options;
  for (;;) {
    await passGate(service.clock, service.gate, signal);
    let opened: Opened;
    try {
      opened = await follow(service, url, options.headers ?? {}, signal);
    } catch (error) {
      await bearError(error, patience, signal);
      continue;
    }
    const { status, headers, body } = opened;
    if (status >= 200 && status < 300) return opened;
    const text = (await textOf(body, MAX_REFUSAL_BYTES).catch(() => null)) ?? '';
    if (PASSING.has(status) || status >= 500) {
      const waitSeconds = waitOf(headers, service.clock);
      await patience.bear({ why: `it answers ${status}`, tooMany: status === 429, waitSeconds });
      continue;
    }
    return { ok: false, status, words: refusalOf(service, url, status, text), text };
  }
}

export function patienceOf(service: Service, url: string | URL, signal: AbortSignal | undefined): Patience {
  return patienceFor(`${service.name} (${shown(url)})`, service.clock, service.gate, signal);
}

/** Waits after an error of the connection. @throws the error itself when it is none, or the signal's reason */
export async function bearError(error: unknown, patience: Patience, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (error instanceof InfrastructureError) throw error;
  const why = messageOf(error) === '' ? (codeOf(error) ?? 'the connection failed') : messageOf(error);
  await patience.bear({ why, tooMany: false, waitSeconds: null });
}

/** Lets go of an answer that is not wanted whole. Its stream calls that an error, which is nobody's. */
export function discard(body: Opened['body']): void {
  body.on('error', () => {}).destroy();
}

/** An address without its query, which may be signed. */
export function shown(url: string | URL): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

async function follow(
  service: Service,
  first: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Opened> {
  const { credentials, stallMilliseconds = STALL_MILLISECONDS } = service;
  let url = first;
  let trusted = true;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    // Once led elsewhere, credentials are not sent again even if led back.
    trusted &&= url.origin === credentials?.origin;
    const answer = await request(url, {
      headers: {
        'user-agent': 'dare-curation/1',
        'accept-encoding': 'identity',
        ...headers,
        ...(trusted && credentials !== null ? { authorization: credentials.header } : {}),
      },
      dispatcher: dispatcherFor(service.env),
      headersTimeout: stallMilliseconds,
      bodyTimeout: stallMilliseconds,
      signal: signal ?? null,
    });
    const flat = flatten(answer.headers);
    if (!REDIRECTS.has(answer.statusCode) || flat.location === undefined) {
      return { ok: true, status: answer.statusCode, headers: flat, body: answer.body, url };
    }
    await answer.body.dump();
    const next = new URL(flat.location, url);
    if (next.protocol !== 'http:' && next.protocol !== 'https:') {
      throw new InfrastructureError(
        `${service.name} (${shown(first)}) leads to ${next.protocol}, which is not fetched`,
      );
    }
    url = next;
  }
  throw new InfrastructureError(`${service.name} (${shown(first)}) leads on more than ${MAX_REDIRECTS} times`);
}

function refusalOf(service: Service, url: URL, status: number, text: string): string {
  const where = `${service.name} (${shown(url)})`;
  const said = text.replace(/\s+/g, ' ').trim().slice(0, 160);
  const quote = said === '' || said.startsWith('<') ? '' : `: ${said}`;
  if (status === 401)
    return hide(service, `${where} refuses the credentials, or asks for some (401). ${service.signIn}`);
  if (status === 403) {
    return hide(service, `${where} does not let this account have it (403)${quote}. ${service.signIn}`);
  }
  if (status === 404)
    return hide(service, `${where} has no such thing (404)${quote}. Check the name and the base URL.`);
  return hide(service, `${where} answers ${status}${quote}`);
}

function hide(service: Service, words: string): string {
  const { header = '', secret = '' } = service.credentials ?? {};
  return redactor([header.replace(/^\w+ /, ''), secret])(words);
}

/** Null when there is more of it. */
async function textOf(body: Opened['body'], maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  body.on('error', () => {});
  for await (const chunk of body) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

function flatten(headers: Dispatcher.ResponseData['headers']): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

/**
 * Requests over HTTP: a fetch for the providers' packages that records each exchange whole and without credentials.
 * It neither retries nor judges; what happened is left for whoever does.
 */
import { type Dispatcher, request } from 'undici';
import { dispatcherFor } from '../dispatcher.ts';
import { codeOf, messageOf } from '../errors.ts';
import type { Exchange } from '../model.ts';
import type { Environment, Fetch } from './provider.ts';
import { type Redact, withoutKeyParameters } from './redact.ts';

/** What the last exchange of a try came to. */
export interface Answer {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed if it is JSON, else the text; null if there was none. */
  readonly body: unknown;
  readonly isJson: boolean;
  /** Why there is no whole answer. */
  readonly error?: string;
  readonly code?: string;
}

export interface Transport {
  readonly fetch: Fetch;
  /**
   * Begins a try. The providers' packages are set up once (it costs them more than a request) and hand on the signal
   * of each call untouched, so that the signal tells which try an exchange belongs to.
   * @returns what the try's last exchange came to, so far
   */
  begin(signal: AbortSignal, onExchange: (exchange: Exchange) => void): () => Answer | undefined;
}

interface Try {
  readonly onExchange: (exchange: Exchange) => void;
  last: Answer | undefined;
}

/** Prepares requests to one model. `repair` gives the provider's package another answer to read than the one that came. */
export function openTransport(options: {
  env: Environment;
  redact: Redact;
  repair?: ((body: unknown) => unknown) | undefined;
}): Transport {
  const { redact, repair } = options;
  const dispatcher = dispatcherFor(options.env);
  const tries = new WeakMap<AbortSignal, Try>();

  const fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const started = performance.now();
    const owner = init.signal == null ? undefined : tries.get(init.signal);
    if (owner === undefined) throw new Error('a request without a try of ours');
    const url = String(input);
    const sent = typeof init.body === 'string' ? init.body : '';
    const record = (answer: Answer) => {
      owner.last = answer;
      owner.onExchange({
        url: redact(withoutKeyParameters(url)),
        request: parsed(redact(sent)).body,
        status: answer.status,
        response: answer.body,
        ...(answer.error === undefined ? {} : { error: answer.error }),
        seconds: (performance.now() - started) / 1000,
      });
    };
    let status: number | null = null;
    let headers: Record<string, string> = {};
    const chunks: Buffer[] = [];
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: { ...(init.headers as Record<string, string>), 'accept-encoding': 'identity' },
        body: sent,
        signal: init.signal ?? null,
        dispatcher,
      });
      status = answer.statusCode;
      headers = plain(answer.headers, redact);
      for await (const chunk of answer.body) chunks.push(chunk as Buffer);
    } catch (error) {
      const why = redact(messageOf(error));
      const code = codeOf(error);
      record({
        status,
        headers,
        ...parsed(redact(Buffer.concat(chunks).toString())),
        error: why === '' ? (code ?? 'the connection failed') : why,
        ...(code === undefined ? {} : { code }),
      });
      throw error;
    }
    const text = redact(Buffer.concat(chunks).toString());
    const answer = { status, headers, ...parsed(text) };
    record(answer);
    const repaired = status === 200 && answer.isJson ? repair?.(answer.body) : undefined;
    const readable = repaired === undefined ? text : JSON.stringify(repaired);
    return new Response(readable === '' ? null : readable, { status, headers });
  };
  return {
    fetch: fetch as Fetch,
    begin(signal, onExchange) {
      const owner: Try = { onExchange, last: undefined };
      tries.set(signal, owner);
      return () => owner.last;
    },
  };
}

function parsed(text: string): { body: unknown; isJson: boolean } {
  if (text === '') return { body: null, isJson: false };
  try {
    return { body: JSON.parse(text), isJson: true };
  } catch {
    return { body: text, isJson: false };
  }
}

function plain(headers: Dispatcher.ResponseData['headers'], redact: Redact): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = redact(Array.isArray(value) ? value.join(', ') : value);
  }
  return flat;
}

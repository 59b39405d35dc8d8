/** An episode server for tests, and a client for its own API. */

import type { Sandbox } from '../../src/sandbox.ts';
import { serveEpisodes } from '../../src/server/episodes-listen.ts';
import { openEpisodeMetrics } from '../../src/server/episodes-metrics.ts';
import type { EpisodesOptions } from '../../src/train/episodes/open.ts';
import type { Episodes } from '../../src/train/episodes.ts';
import { testEpisodes } from './environment.ts';

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly episodes: Episodes;
  drain(): Promise<void>;
  ask(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what came is what the test looks at
  readonly json: any;
}

export async function testServer(
  sandbox: Sandbox,
  { token, host = '127.0.0.1', ...options }: Partial<EpisodesOptions> & { token?: string; host?: string } = {},
): Promise<TestServer> {
  const counts: { of: Episodes['counts'] } = { of: () => ({ open: 0, scored: 0, lost: 0, underWay: 0 }) };
  const metrics = openEpisodeMetrics(() => counts.of());
  const episodes = await testEpisodes(sandbox, { onEvent: metrics.count, ...options });
  counts.of = episodes.counts;
  try {
    const server = await serveEpisodes({
      ...{ episodes, sandbox, metrics, host, port: 0, version: 'test' },
      ...(token === undefined ? {} : { token }),
    });
    return {
      url: server.url,
      episodes,
      drain: server.drain,
      ask: (path, body, headers = {}) => ask(server.url, path, body, headers),
      [Symbol.asyncDispose]: async () => {
        await server[Symbol.asyncDispose]();
        await episodes[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await episodes[Symbol.asyncDispose]();
    throw error;
  }
}

/** GET without a body, else POST; `DELETE /path` as it says. */
async function ask(url: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const [route, method] = path.startsWith('DELETE ')
    ? [path.slice(7), 'DELETE']
    : [path, body === undefined ? 'GET' : 'POST'];
  const response = await fetch(`${url}${route}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

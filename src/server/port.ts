/** An HTTP application on a port of this machine: who may be let in, what is wrong with an address, how it ends. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { codeOf, UserError } from '../errors.ts';

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

export interface Port extends AsyncDisposable {
  readonly url: string;
  readonly server: Server;
  /** Takes no more connections; resolves when all that was asked is answered. */
  drain(): Promise<void>;
}

/** @throws UserError when it would listen to strangers without a token */
export function checkAddress(host: string, token: string | undefined): void {
  if (isLoopback(host) || token !== undefined) return;
  throw new UserError(
    `--host ${host} lets other machines in: give a token with --token or DARE_TOKEN, or listen on 127.0.0.1.`,
  );
}

/** @param port 0: any that is free. @throws UserError when it can't listen there */
export async function listen(fetch: Fetch, { host, port }: { host: string; port: number }): Promise<Port> {
  const server = createAdaptorServer({
    fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      // A large request over a slow line takes its time; a client's idle connection outlives its own patience.
      requestTimeout: 30 * 60_000,
      keepAliveTimeout: 75_000,
    },
  }) as Server;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  try {
    // A training step opens its episodes all at once: as many connections may wait to be accepted.
    server.listen({ port, host, backlog: 4096 });
    await once(server, 'listening');
  } catch (error) {
    await close();
    throw new UserError(whyNot(error, host, port));
  }
  const { address, family, port: found } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${found}`,
    server,
    drain: async () => {
      const closed = once(server, 'close');
      server.close();
      // Clients keep their connections for the next request, which is not to be.
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      await closed;
      clearInterval(sweep);
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Not by the text itself: how far a comparison came must not show in its time. */
export function isToken(header: string | undefined, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(/^Bearer +(.+)$/i.exec(header ?? '')?.[1] ?? ''), hash(token));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function whyNot(error: unknown, host: string, port: number): string {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') return `Port ${port} of ${host} is taken by another program. Choose another with --port.`;
  if (code === 'EACCES') return `Port ${port} is not for everyone. Choose one of 1024 and up with --port.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `--host ${host} is no address of this machine. Give one of its own, such as 127.0.0.1.`;
  }
  throw error;
}

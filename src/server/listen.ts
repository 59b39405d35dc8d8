/** A sandbox on a port: opens what it needs, drains it, and leaves nothing. */
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { codeOf, UserError } from '../errors.ts';
import { processTag, tagIsAlive } from '../sandbox/processes.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../sandbox.ts';
import { openAdmission } from './admission.ts';
import { openMetrics } from './metrics.ts';
import { sandboxApp } from './sandbox-app.ts';

export interface ServeOptions {
  /** It is the caller's to close, after the server. */
  readonly sandbox: Sandbox;
  /** As many runs at once as the sandbox can do. */
  readonly workers: number;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly token?: string;
  readonly version: string;
  /** Requests that may wait. Default: 512 for each worker. */
  readonly mostWaiting?: number;
  /** Where the files of requests are kept while they run. Default: the system's temporary folder. */
  readonly scratch?: string;
}

export interface SandboxServer extends AsyncDisposable {
  readonly url: string;
  /** Sends away what waits and what comes, finishes what runs; resolves when all is answered. */
  drain(): Promise<void>;
}

const PREFIX = 'dare-serve-';

/** @throws UserError when it can't listen there, or would to strangers */
export async function serveSandbox(options: ServeOptions): Promise<SandboxServer> {
  const { sandbox, workers, host, port, token, mostWaiting = 512 * workers, scratch = tmpdir() } = options;
  if (!isLoopback(host) && token === undefined) {
    throw new UserError(
      `--host ${host} lets other machines in: give a token with --token or DARE_TOKEN, or listen on 127.0.0.1.`,
    );
  }
  removeLeftovers(scratch);
  const folder = await mkdtemp(join(scratch, `${PREFIX}${processTag()}-`));
  const memory = 0.9 * Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const admission = openAdmission({ places: workers, memoryBytes: memory, waiting: mostWaiting });
  const metrics = openMetrics(workers, admission.state);
  let draining = false;
  const app = sandboxApp({
    sandbox,
    workers,
    mostWaiting,
    memoryBytes: Math.min(DEFAULT_LIMITS.memoryBytes, memory / workers),
    admission,
    metrics,
    folder,
    version: options.version,
    ...(token === undefined ? {} : { token }),
    draining: () => draining,
  });
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      // A large request over a slow line takes its time; a client's idle connection outlives its own patience.
      requestTimeout: 30 * 60_000,
      keepAliveTimeout: 75_000,
    },
  }) as Server;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    if (server.listening) {
      server.close();
      await once(server, 'close');
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    await close();
    throw new UserError(whyNot(error, host, port));
  }
  const { address, family, port: found } = server.address() as AddressInfo;

  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${found}`,
    drain: async () => {
      draining = true;
      const closed = once(server, 'close');
      server.close();
      admission.close();
      // Clients keep their connections for the next request, which is not to be.
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      await closed;
      clearInterval(sweep);
    },
    [Symbol.asyncDispose]: close,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Of servers that were killed. */
function removeLeftovers(scratch: string): void {
  for (const name of readdirSync(scratch)) {
    const tag = name.startsWith(PREFIX) ? /^\d+-\d+/.exec(name.slice(PREFIX.length))?.[0] : undefined;
    if (tag !== undefined && !tagIsAlive(tag)) rmSync(join(scratch, name), { recursive: true, force: true });
  }
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

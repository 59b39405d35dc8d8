/** A sandbox on a port: opens what it needs, drains it, and leaves nothing. */
import { readdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { processTag, tagIsAlive } from '../sandbox/processes.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../sandbox.ts';
import { openAdmission } from './admission.ts';
import { openMetrics } from './metrics.ts';
import { checkAddress, listen, type Port } from './port.ts';
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
  checkAddress(host, token);
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
  let opened: Port;
  try {
    opened = await listen(app.fetch, { host, port });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }

  return {
    url: opened.url,
    drain: async () => {
      draining = true;
      const drained = opened.drain();
      admission.close();
      await drained;
    },
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Of servers that were killed. */
function removeLeftovers(scratch: string): void {
  for (const name of readdirSync(scratch)) {
    const tag = name.startsWith(PREFIX) ? /^\d+-\d+/.exec(name.slice(PREFIX.length))?.[0] : undefined;
    if (tag !== undefined && !tagIsAlive(tag)) rmSync(join(scratch, name), { recursive: true, force: true });
  }
}

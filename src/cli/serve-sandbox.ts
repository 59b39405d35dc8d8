/** `dare serve sandbox`: the sandbox as an HTTP service. Stops on SIGTERM or Ctrl-C when what runs is finished. */
import { openSandbox } from '../wire.ts';
import type { ServeOptions } from './serve.ts';
import { tokenOf, untilStopped } from './serving.ts';
import { programVersion } from './version.ts';

export async function serveSandboxes({ host, port, workers, sandbox: kind, ...given }: ServeOptions): Promise<void> {
  const token = tokenOf(given.token);
  const stop = untilStopped();
  const { serveSandbox } = await import('../server/listen.ts');
  await using sandbox = await openSandbox(process.env, { workers, kind });
  await using server = await serveSandbox({
    sandbox,
    workers,
    host,
    port,
    version: programVersion(),
    ...(token === undefined ? {} : { token }),
  });
  process.stdout.write(`Listening on ${server.url} (POST /run_code, ${workers} at once)\n`);
  await stop.asked;
  process.stderr.write('Stopping when what runs is finished; press Ctrl-C or send SIGTERM again to stop at once.\n');
  await Promise.race([server.drain(), stop.atOnce]);
}

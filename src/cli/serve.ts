/** `dare serve sandbox`: the sandbox as an HTTP service. Stops on SIGTERM or Ctrl-C when what runs is finished. */
import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { UserError } from '../errors.ts';
import { DEFAULT_SANDBOX, openSandbox, SANDBOX_KINDS } from '../wire.ts';
import { programVersion } from './version.ts';

interface Options {
  readonly host: string;
  readonly port: number;
  readonly workers: number;
  readonly token?: string;
  readonly sandbox: string;
}

export function define(command: Command): void {
  const whole = (least: number, most: number) => (text: string) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    }
    return value;
  };
  command.action(() => {
    throw new UserError('Serve what? Say dare serve sandbox.');
  });
  command
    .command('sandbox')
    .description('run Python for others by SandboxFusion’s POST /run_code')
    .option('--host <address>', 'address to listen on; any but this machine’s own loopback wants a token', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0: any that is free', whole(0, 65_535), 8080)
    .option('--workers <n>', 'programs at once', whole(1, 1024), availableParallelism())
    .option('--token <token>', 'what clients must send as "Authorization: Bearer TOKEN" (better: set DARE_TOKEN)')
    .option('--sandbox <kind>', `where programs run: ${SANDBOX_KINDS}`, DEFAULT_SANDBOX)
    .action(serve);
}

async function serve({ host, port, workers, sandbox: kind, ...given }: Options): Promise<void> {
  const token = given.token ?? (process.env.DARE_TOKEN || undefined);
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new UserError('The token must be letters, digits and signs without spaces, as it is sent in a header.');
  }
  // Before anything can be running that it would interrupt.
  const stop = Promise.withResolvers<void>();
  const stopAtOnce = Promise.withResolvers<void>();
  let signals = 0;
  const interrupt = () => (signals++ === 0 ? stop : stopAtOnce).resolve();
  process.on('SIGTERM', interrupt);
  process.on('SIGINT', interrupt);
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
  await stop.promise;
  process.stderr.write('Stopping when what runs is finished; press Ctrl-C or send SIGTERM again to stop at once.\n');
  await Promise.race([server.drain(), stopAtOnce.promise]);
}

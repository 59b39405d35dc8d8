/** `dare serve`: the sandbox, or episodes for training, as an HTTP service. Stops on SIGTERM or Ctrl-C. */
import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { UserError } from '../errors.ts';
import { DEFAULT_LIMITS } from '../sandbox.ts';
import { DEFAULT_SANDBOX, SANDBOX_KINDS } from '../wire.ts';

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly workers: number;
  readonly token?: string;
  readonly sandbox: string;
}

export function define(command: Command): void {
  command.action(() => {
    throw new UserError('Serve what? Say dare serve sandbox, or dare serve episodes --bench DIR.');
  });
  common(
    command.command('sandbox').description('run Python for others by SandboxFusion’s POST /run_code'),
    8080,
  ).action(async (options: ServeOptions) => (await import('./serve-sandbox.ts')).serveSandboxes(options));
  common(
    command.command('episodes').description('an environment for reinforcement learning: docs/serve-episodes.md'),
    8090,
  )
    .requiredOption('--bench <dir>', 'benchmark folder in the published layout')
    .option('--task <glob>', 'only these tasks: ids or dataset names, with * and ?')
    .option('--state <dir>', 'where open episodes are kept (default: in the cache folder, by benchmark)')
    .option(
      '--seconds <n>',
      'time limit of a call, without its wait for a place',
      whole(1, 86_400),
      DEFAULT_LIMITS.seconds,
    )
    .option('--calls <n>', 'calls that an episode may have', whole(1, 10_000), 64)
    .option('--idle <minutes>', 'remove an episode that nothing is asked of for so long', whole(30, 100_000), 60)
    .option('--most <n>', 'episodes at once', whole(1, 1_000_000), 4096)
    .action(async (options) => (await import('./serve-episodes.ts')).serveEpisodesOf(options));
}

function common(command: Command, port: number): Command {
  return command
    .option('--host <address>', 'address to listen on; any but this machine’s own loopback wants a token', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0: any that is free', whole(0, 65_535), port)
    .option('--workers <n>', 'programs at once', whole(1, 1024), availableParallelism())
    .option('--token <token>', 'what clients must send as "Authorization: Bearer TOKEN" (better: set DARE_TOKEN)')
    .option('--sandbox <kind>', `where programs run: ${SANDBOX_KINDS}`, DEFAULT_SANDBOX);
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

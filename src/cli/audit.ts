/** `dare audit`: process fidelity. Its three subcommands are in files of their own. */
import type { Command } from 'commander';
import { UserError } from '../errors.ts';

interface AuditCommand {
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<{ define(command: Command): void }>;
}

const COMMANDS: readonly AuditCommand[] = [
  {
    usage: 'tasks',
    summary: 'which broken instructions the score of each IF task notices',
    load: () => import('./audit-tasks.ts'),
  },
  {
    usage: 'run',
    summary: 'which instructions the IF attempts of a run broke',
    load: () => import('./audit-run.ts'),
  },
  {
    usage: 'predictions',
    summary: 'the same of predictions that anyone made',
    load: () => import('./audit-predictions.ts'),
  },
];

export function define(command: Command): void {
  command
    .helpCommand(true)
    .allowExcessArguments()
    .action(() => {
      const names = COMMANDS.map(({ usage }) => usage).join(', ');
      throw new UserError(`dare audit: expected one of ${names}, found ${command.args[0] ?? 'nothing'}.`);
    });
  for (const { usage, summary } of COMMANDS) command.command(usage).description(summary);
  command.hook('preSubcommand', async (_, chosen) => {
    const { load } = COMMANDS.find(({ usage }) => usage === chosen.name())!;
    (await load()).define(chosen);
  });
}

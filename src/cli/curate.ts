/** `dare curate`: from raw datasets to tasks in the published layout. `explain` and `check` are in files of their own. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../errors.ts';
import { curateShown } from './curation.ts';

interface CurateCommand {
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<{ define(command: Command): void }>;
}

const COMMANDS: readonly CurateCommand[] = [
  {
    usage: 'explain',
    summary: 'why a dataset was kept or not',
    load: () => import('./curate-explain.ts'),
  },
  {
    usage: 'check',
    summary: 'put the packaged tasks through their gates again',
    load: () => import('./curate-check.ts'),
  },
  {
    usage: 'describe',
    summary: 'what a benchmark is made of, beside another one',
    load: () => import('./curate-describe.ts'),
  },
];

const number = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
};
const collect = (text: string, before: readonly string[] = []): string[] => [...before, text];

export function define(command: Command): void {
  command
    .option('--source <name>', 'folder, vega, python, kaggle, openml or huggingface; may be repeated', collect)
    .option('--input <dir>', 'for --source folder: where your files are')
    .option('--out <dir>', 'folder of the benchmark (default: curated)')
    .option('--tasks <n>', 'stop once this many are made', number)
    .option('--per-dataset <n>', 'at most this many pairs of tasks of one dataset (default 6)', number)
    .option('--designer <designer>', 'who says what can be predicted: rules, or provider/model (default: rules)')
    .option('--rewriter <model>', 'provider/model that puts questions in its own words, where nothing is lost by it')
    .option('--base-url <url>', 'where the model is served')
    .addOption(new Option('--rules <rules>', 'how tasks are shaped').choices(['own', 'released']).default('own'))
    .option('--second <sandbox>', 'another sandbox, such as python:FILE, in which references must give the same')
    .option('--licence <name>', 'the licence of your own files; or a further one to accept; may be repeated', collect)
    .option('--against <dir>', 'benchmark whose datasets must not come in again; may be repeated', collect)
    .option('--eval-share <share>', 'of the datasets, for evaluation (default 0.05)', number)
    .option('--seed <text>', 'secret that all chance comes from (default: drawn, and kept in the folder)')
    .option('--resume', 'go on with the curation in the folder')
    .option('--json [file]', 'write the figures as JSON to the file, or print them')
    .helpCommand(true)
    .allowExcessArguments()
    .action((options: Record<string, unknown>) => {
      const [word] = command.args;
      if (word !== undefined) {
        const names = COMMANDS.map(({ usage }) => usage).join(', ');
        throw new UserError(`dare curate: expected options, or one of ${names}; found ${JSON.stringify(word)}.`);
      }
      return curateShown(options);
    });
  for (const { usage, summary } of COMMANDS) command.command(usage).description(summary);
  command.hook('preSubcommand', async (_, chosen) => {
    const { load } = COMMANDS.find(({ usage }) => usage === chosen.name())!;
    (await load()).define(chosen);
  });
}

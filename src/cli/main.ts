/**
 * The program `dare`: finds the command, runs it, and turns whatever was thrown into one message and an exit code.
 * This is the only place where an error ends the process. Exit codes: 0 done, 1 the answer is no or an internal error,
 * 2 bad input or a machine that cannot do it, 3 stopped with work still owed.
 */
import { Command, CommanderError } from 'commander';
import { UserError } from '../errors.ts';
import { COMMANDS } from './commands.ts';
import { explain } from './failure.ts';
import { programVersion } from './version.ts';

const HELP_OR_VERSION = new Set(['commander.helpDisplayed', 'commander.help', 'commander.version']);

async function programFor(words: readonly string[]): Promise<Command> {
  const program = new Command('dare')
    .description('Measure and train language-model agents that do data science.')
    .version(programVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print help for a command')
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  const plain = words.filter((word) => !word.startsWith('-'));
  const wanted = plain[0] === 'help' ? plain[1] : plain[0];
  if (plain[0] === 'help' && wanted !== undefined && !COMMANDS.some(({ name }) => name === wanted)) {
    throw new UserError(`dare: unknown command '${wanted}'. See dare --help.`);
  }
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).description(summary);
    if (name === wanted) (await load()).define(command);
  }
  return program;
}

async function main(words: readonly string[]): Promise<void> {
  const program = await programFor(words);
  if (words.length === 0) return program.outputHelp();
  await program.parseAsync(words, { from: 'user' });
}

/** Waits until what was printed has left: exiting before cuts a pipe's last bytes. */
async function finish(code: number): Promise<never> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((done) => stream.write('', () => done()));
  }
  process.exit(code);
}

function fail(error: unknown): Promise<never> {
  if (error instanceof CommanderError && HELP_OR_VERSION.has(error.code)) return finish(error.exitCode);
  const { message, code } = explain(error);
  process.stderr.write(`${message}\n`);
  if (process.env.DARE_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return finish(code);
}

// A reader that has seen enough (`dare tasks | head`) is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}
process.on('uncaughtException', (error) => void fail(error));
process.on('unhandledRejection', (error) => void fail(error));

main(process.argv.slice(2)).then(() => finish(Number(process.exitCode ?? 0)), fail);

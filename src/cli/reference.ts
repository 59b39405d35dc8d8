/** `dare reference`: makes the reference solutions of IF tasks and their outputs, or prints their code. */
import type { Command } from 'commander';
import { selectTasks } from '../bench/select.ts';
import { messageOf, UserError } from '../errors.ts';
import { planOf, render } from '../reference.ts';
import { DEFAULT_LIMITS } from '../sandbox.ts';
import { openTruths } from '../truths.ts';
import { cacheFolder, DEFAULT_SANDBOX, openBench, openSandboxLater, SANDBOX_KINDS } from '../wire.ts';
import { openCounter } from './counter.ts';

export function define(command: Command): void {
  command
    .requiredOption('--bench <dir>', 'benchmark folder in the published layout')
    .option('--task <glob>', 'task ids or dataset names, with * and ?')
    .option('--sandbox <kind>', `where programs run: ${SANDBOX_KINDS}`, DEFAULT_SANDBOX)
    .option('--code', 'print the solutions as Python instead of running them')
    .option('--json', 'print one JSON object: task to file (or code, or failure)')
    .action(reference);
}

interface Options {
  readonly bench: string;
  readonly task?: string;
  readonly sandbox: string;
  readonly code?: boolean;
  readonly json?: boolean;
}

async function reference({ bench, task, sandbox: kind, code, json }: Options): Promise<void> {
  const benchmark = await openBench(bench, process.env);
  const tasks = selectTasks(benchmark, { task }).filter(({ variant }) => variant === 'if');
  if (tasks.length === 0) throw new UserError('None of the selected tasks is an IF task; only those have a reference.');
  const show = (values: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(values, null, 2)}\n`);
  if (code) {
    const scripts = tasks.map((one) => [one.id, render(planOf(one, 'error-free'))] as const);
    if (json) show(Object.fromEntries(scripts));
    else for (const [id, script] of scripts) process.stdout.write(`# ${id}\n${script}\n`);
    return;
  }
  await using sandbox = await openSandboxLater(process.env, { kind });
  const truths = openTruths({ benchmark, sandbox, limits: DEFAULT_LIMITS, cache: cacheFolder(process.env) });
  const counter = openCounter(process.stderr, 'reference solutions', tasks.length);
  const made = await Promise.all(
    tasks.map(async (one) => {
      const path = await truths.path(one).catch((error: unknown) => ({ failure: messageOf(error) }));
      counter.tick();
      return [one.id, path] as const;
    }),
  ).finally(counter.close);
  if (json) show(Object.fromEntries(made));
  else
    for (const [id, path] of made) process.stdout.write(`${id}: ${typeof path === 'string' ? path : path.failure}\n`);
  if (made.some(([, path]) => typeof path !== 'string')) process.exitCode = 1;
}

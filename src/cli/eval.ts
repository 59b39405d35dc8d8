/** `dare eval`: agents solve a benchmark's tasks; every attempt is scored and recorded. */
import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { parse as parseYaml } from 'yaml';
import { codeOf, messageOf, UserError } from '../errors.ts';
import { renderSummaryTable } from '../report/table.ts';
import { checkSettings, type Settings } from '../settings.ts';
import { readFolderStore } from '../store/folder.ts';
import { DEFAULT_SANDBOX, SANDBOX_KINDS } from '../wire.ts';
import { type Evaluation, evaluate } from './evaluation.ts';
import { openProgress } from './progress.ts';
import { shown } from './shown.ts';

export function define(command: Command): void {
  const number = (text: string) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
    return value;
  };
  const collect = (text: string, before: string[] = []) => [...before, text];
  command
    .option('--bench <dir>', 'benchmark folder in the published layout')
    .option(
      '--agent <agent>',
      'naive, baseline, teacher, oracle, nop, replay:DIR or provider/model; may be repeated',
      collect,
    )
    .option('--config <file>', 'settings in YAML: the names of these options, and "agents" with settings of their own')
    .option('--resume <dir>', 'go on with the run in this folder, with its own settings')
    .option('--family <names>', 'class, reg, time; several with commas')
    .option('--variant <names>', 'if, mm, xf, cf; several with commas')
    .option('--task <glob>', 'task ids or dataset names, with * and ?')
    .option('--limit <n>', 'the first n of the selected tasks', number)
    .option('--runs <n>', 'attempts of each task (default 3)', number)
    .option('--concurrency <n>', 'attempts at once (default: cores for scripts, 16 with a language model)', number)
    .option('--max-cost <usd>', 'start no further attempt once this is spent', number)
    .option('--out <dir>', 'run folder (default: runs/<benchmark>-<hash of the settings>)')
    .option('--turns <n>', 'model replies an attempt (default 5)', number)
    .option('--sandbox <kind>', `where programs run: ${SANDBOX_KINDS} (default: ${DEFAULT_SANDBOX})`)
    .option('--seconds <n>', 'time limit of one program run (default 200)', number)
    .option('--file-size <mb>', 'largest file that a run may write (default 200)', number)
    .option('--temperature <t>', 'sampling temperature, or "default" for the provider’s own (default 0)', (text) =>
      text === 'default' ? text : number(text),
    )
    .option('--top-p <p>', 'nucleus sampling', number)
    .option('--max-tokens <n>', 'tokens a reply', number)
    .option('--reasoning-effort <effort>', 'none, minimal, low, medium, high, xhigh')
    .option('--seed <n>', 'sampling seed, where the provider takes one', number)
    .option('--system-prompt <text>', 'system prompt, or @FILE (default: none)')
    .option('--tool-mode <mode>', 'native tool calls, or text for models without them')
    .option('--base-url <url>', 'where the model is served')
    .option('--json', 'print the summary as JSON')
    .action(async (options: Record<string, unknown>) => {
      const settings = await settingsFrom(options);
      const json = options.json === true;
      const evaluation = await evaluateShown(settings);
      process.stdout.write(json ? `${JSON.stringify(evaluation.summary, null, 2)}\n` : outcome(evaluation));
      if (evaluation.owed > 0) process.exitCode = 3;
    });
}

/** Runs an evaluation with its progress on stderr. Ctrl-C finishes what runs; a second one gives it up. */
export async function evaluateShown(settings: Settings): Promise<Evaluation> {
  const finish = new AbortController();
  const abort = new AbortController();
  const progress = openProgress(process.stderr);
  const interrupt = () => {
    if (finish.signal.aborted) {
      abort.abort(new Error('interrupted'));
      progress.say('Stopping at once; the running attempts stay owed.');
    } else {
      finish.abort();
      progress.say('Finishing the running attempts; press Ctrl-C again to stop at once.');
    }
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await evaluate({
      settings,
      env: process.env,
      finish: finish.signal,
      abort: abort.signal,
      onPlan: progress.plan,
      onEvent: progress.event,
    });
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    progress.close();
  }
}

/** What is printed at the end: the table, where everything is, and what to do about what is owed. */
export function outcome({ folder, summary, result, owed }: Evaluation, page = pageCommand(folder)): string {
  const width = process.stdout.columns ?? 100;
  const table = renderSummaryTable(summary, { width, color: process.stdout.hasColors?.() ?? false });
  const why = {
    complete: `failed for reasons other than the agents (see ${folder}/failures.jsonl)`,
    interrupted: 'were interrupted or never started',
    cost: 'were not started: --max-cost is spent',
    failures: `are left: too many failed in a row for reasons other than the agents (see ${folder}/failures.jsonl)`,
  };
  const lines = [`Run folder: ${folder}`, page];
  if (owed > 0) {
    lines.push(`${owed} attempts ${why[result.stopped]}. Go on with: ./dare eval --resume ${shown(folder)}`);
  }
  return `${table.trimEnd()}\n\n${lines.join('\n')}\n`;
}

function pageCommand(folder: string): string {
  return `Page: ./dare report ${shown(folder)} --html report.html`;
}

const NOT_SETTINGS = new Set(['config', 'resume', 'json', 'agent']);

async function settingsFrom(options: Record<string, unknown>): Promise<Settings> {
  const given: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    const name = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (!NOT_SETTINGS.has(name)) given[name] = value;
  }
  const agents = options.agent as string[] | undefined;
  if (agents) given.agents = agents;
  if (typeof given['system-prompt'] === 'string' && given['system-prompt'].startsWith('@')) {
    given['system-prompt'] = await textOf(given['system-prompt'].slice(1), '--system-prompt');
  }
  if (options.resume !== undefined) return resumed(String(options.resume), given);
  const config = options.config === undefined ? {} : await configFrom(String(options.config));
  const all: Record<string, unknown> = { ...config, ...given };
  if (all.bench === undefined)
    throw new UserError('Which benchmark? Give --bench DIR, such as --bench examples/bench.');
  if (all.agents === undefined) {
    throw new UserError('Which agents? Give --agent naive, --agent baseline or --agent provider/model.');
  }
  return checkSettings(all, options.config === undefined ? 'the command line' : String(options.config));
}

/** Only what does not change what attempts are may be said anew. */
async function resumed(folder: string, given: Record<string, unknown>): Promise<Settings> {
  const allowed = new Set(['concurrency', 'max-cost', 'base-url', 'bench', 'sandbox']);
  const other = Object.keys(given).find((name) => !allowed.has(name));
  if (other !== undefined) {
    throw new UserError(`--${other} can't be changed with --resume. Leave it out, or start a run in another folder.`);
  }
  const settings = await (await readFolderStore(folder)).settings();
  return checkSettings({ ...settings!.options, ...given, out: folder }, `${folder}/run.json`);
}

async function configFrom(path: string): Promise<Record<string, unknown>> {
  const text = await textOf(path, '--config');
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (error) {
    throw new UserError(`${path} is not valid YAML: ${messageOf(error).split('\n')[0]}`);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new UserError(`${path}: expected settings as "name: value" lines, found ${JSON.stringify(value)}.`);
  }
  return value as Record<string, unknown>;
}

async function textOf(path: string, option: string): Promise<string> {
  return readFile(path, 'utf8').catch((error) => {
    if (codeOf(error) === 'ENOENT') throw new UserError(`${option}: there is no file ${path}.`);
    throw error;
  });
}

/**
 * One evaluation, from settings to a summary: opens the parts, sees what is owed, runs it. `eval` and `quickstart`
 * share it. It prints nothing; events go to whoever shows them.
 */
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import type { Agent } from '../agent.ts';
import { selectTasks } from '../bench/select.ts';
import type { Benchmark } from '../bench.ts';
import { UserError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { openStoredRun } from '../report/stored-run.ts';
import { type Summary, summarise } from '../report/summary.ts';
import { type PlannedAttempt, planAttempts, type RunEvent, type RunResult, runAttempts } from '../run.ts';
import type { RunLimits, Sandbox } from '../sandbox.ts';
import type { Settings } from '../settings.ts';
import { replaceFile } from '../store/files.ts';
import { openFolderStore } from '../store/folder.ts';
import type { PlannedAgent, RunSettings, Store } from '../store.ts';
import type { Task } from '../task.ts';
import { openTruths } from '../truths.ts';
import { cacheFolder, type Environment, limitsOf, openAgents, openBench, openSandbox } from '../wire.ts';
import { programVersion } from './version.ts';

export interface Evaluation {
  readonly folder: string;
  readonly summary: Summary;
  readonly result: RunResult;
  /** Attempts still owed of those that this command asked for. */
  readonly owed: number;
}

export interface EvaluationOptions {
  readonly settings: Settings;
  readonly env: Environment;
  readonly finish: AbortSignal;
  readonly abort: AbortSignal;
  /** Called once, before the first attempt. */
  readonly onPlan: (plan: EvaluationPlan) => void;
  readonly onEvent: (event: RunEvent) => void;
}

export interface EvaluationPlan {
  readonly benchmark: Benchmark;
  readonly folder: string;
  readonly planned: readonly PlannedAttempt[];
  readonly owed: readonly PlannedAttempt[];
  readonly concurrency: number;
}

/** @throws UserError, FatalProviderError, file system errors; all that was recorded stays. */
export async function evaluate(options: EvaluationOptions): Promise<Evaluation> {
  const { settings, env } = options;
  const benchmark = await openBench(settings.bench, process.env);
  const tasks = selectTasks(benchmark, settings);
  const limits = limitsOf(settings);
  await using sandbox = await openSandbox(env, settings.sandbox === undefined ? {} : { kind: settings.sandbox });
  const truths = openTruths({ benchmark, sandbox, limits, cache: cacheFolder(env) });
  const agents = await openAgents({ env, settings, truths });
  const planned = planAttempts(tasks, agents, { runs: settings.runs, limits });
  if (planned.length === 0) throw new UserError('Nothing to run: no agent can play any of the selected tasks.');

  const folder = resolve(settings.out ?? defaultFolder({ benchmark, sandbox, tasks, agents, limits }));
  await using store = await openFolderStore(folder);
  const stored = await store.settings();
  const made = runSettings({ benchmark, sandbox, agents, planned, settings, limits, folder });
  await store.saveSettings(stored ? merged(stored, made, folder) : made);

  const done = new Set<string>();
  for await (const { key } of store.attempts()) done.add(key);
  const owed = planned.filter(({ key }) => !done.has(key));
  const concurrency = settings.concurrency ?? defaultConcurrency(settings);
  options.onPlan({ benchmark, folder, planned, owed, concurrency });
  const result = await runAttempts({
    attempts: owed,
    store,
    sandbox,
    limits,
    truths,
    concurrency,
    ...(settings['max-cost'] === undefined ? {} : { maxCost: settings['max-cost'] }),
    finish: options.finish,
    abort: options.abort,
    onEvent: options.onEvent,
  });
  return { folder, summary: await writeSummary(store), result, owed: owed.length - result.recorded };
}

/** Summarises a run as it stands and leaves the summary in its folder. */
export async function writeSummary(store: Store): Promise<Summary> {
  const { records, ...run } = await openStoredRun(store);
  const summary = await summarise(records, run);
  await replaceFile(`${store.path}/summary.json`, `${JSON.stringify(summary, null, 2)}\n`);
  return summary;
}

/** Language models wait for others most of the time; scripts keep a core busy. */
function defaultConcurrency(settings: Settings): number {
  return settings.agents.some(({ agent }) => agent.includes('/') && !agent.startsWith('replay:'))
    ? 16
    : availableParallelism();
}

/** The same command gets the same folder, so that saying it again resumes. */
function defaultFolder(parts: {
  benchmark: Benchmark;
  sandbox: Sandbox;
  tasks: readonly Task[];
  agents: readonly Agent[];
  limits: RunLimits;
}): string {
  const { benchmark, sandbox, tasks, agents, limits } = parts;
  const identity = hashOf({
    bench: benchmark.path,
    environment: sandbox.environment,
    tasks: tasks.map(({ id, hash }) => [id, hash]),
    agents: agents.map(({ name, identity, turns }) => ({ name, identity, turns })),
    limits,
  });
  return `runs/${basename(benchmark.path)}-${identity.slice(0, 8)}`;
}

function runSettings(parts: {
  benchmark: Benchmark;
  sandbox: Sandbox;
  agents: readonly Agent[];
  planned: readonly PlannedAttempt[];
  settings: Settings;
  limits: RunLimits;
  folder: string;
}): RunSettings {
  const { benchmark, sandbox, agents, planned, settings } = parts;
  const describe = (agent: Agent): PlannedAgent => {
    const own = planned.filter((attempt) => attempt.agent === agent);
    return {
      identity: agent.identity,
      ...(agent.facts ? { facts: agent.facts } : {}),
      ...(agent.note === undefined ? {} : { note: agent.note }),
      tasks: [...new Set(own.map(({ task }) => task.id))],
      runs: settings.runs,
      turns: agent.turns,
    };
  };
  return {
    format: 1,
    created: new Date().toISOString(),
    versions: { dare: programVersion(), node: process.versions.node },
    sandbox: { name: sandbox.name, environment: sandbox.environment },
    bench: { name: benchmark.name, path: benchmark.path },
    agents: Object.fromEntries(agents.map((agent) => [agent.name, describe(agent)])),
    tasks: Object.fromEntries(planned.map(({ task }) => [task.id, task.hash])),
    limits: parts.limits,
    options: { ...settings, bench: benchmark.path, out: parts.folder },
  };
}

/**
 * A folder's plan extended by another command's: more agents, tasks or runs. What would put attempts that cannot be
 * compared into one table is refused.
 */
function merged(old: RunSettings, now: RunSettings, folder: string): RunSettings {
  const differences: string[] = [];
  const compare = (what: string, before: unknown, after: unknown) => {
    if (hashOf(before) !== hashOf(after)) {
      differences.push(`${what} was ${JSON.stringify(before)}, is now ${JSON.stringify(after)}`);
    }
  };
  compare('the Python environment', old.sandbox.environment, now.sandbox.environment);
  compare('the limits', old.limits, now.limits);
  for (const [name, agent] of Object.entries(now.agents)) {
    const before = old.agents[name];
    if (before) compare(`agent ${name}`, [before.identity, before.turns], [agent.identity, agent.turns]);
  }
  const changed = Object.entries(now.tasks).filter(([id, hash]) => (old.tasks[id] ?? hash) !== hash);
  if (changed.length > 0) differences.push(`the content of ${changed.length} task(s) changed, e.g. ${changed[0]![0]}`);
  if (differences.length > 0) {
    throw new UserError(
      `${folder} holds a run with other settings: ${differences.slice(0, 3).join('; ')}. ` +
        'Choose another folder with --out, or give the settings of that run.',
    );
  }
  const agents: Record<string, PlannedAgent> = { ...old.agents };
  for (const [name, agent] of Object.entries(now.agents)) {
    const before = old.agents[name];
    agents[name] = {
      ...agent,
      tasks: [...new Set([...(before?.tasks ?? []), ...agent.tasks])],
      runs: Math.max(before?.runs ?? 0, agent.runs),
    };
  }
  return { ...now, created: old.created, agents, tasks: { ...old.tasks, ...now.tasks } };
}

/** Plays planted scripts through the ordinary harness: agents, tool, sandbox, score, a run's folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import PQueue from 'p-queue';
import type { Benchmark } from '../../../src/bench.ts';
import { attemptKey, planAttempts, runAttempts } from '../../../src/run.ts';
import { DEFAULT_LIMITS, type RunLimits, type Sandbox } from '../../../src/sandbox.ts';
import { openFolderStore } from '../../../src/store/folder.ts';
import type { RunSettings } from '../../../src/store.ts';
import type { Task } from '../../../src/task.ts';
import { openTruths } from '../../../src/truths.ts';
import { type Facts, factsOf } from './facts.ts';
import { type Amounts, type Planted, plant, plantedAgents } from './plant.ts';

export interface PlayOptions {
  readonly benchmark: Benchmark;
  readonly tasks: readonly Task[];
  readonly sandbox: Sandbox;
  readonly cache: string;
  readonly amounts: Amounts;
  readonly seed: number;
  /** Becomes a folder with `run/` and `scripts/`; what it already has of this run is not played again. */
  readonly folder: string;
  readonly concurrency: number;
  readonly onAttempt?: (done: number, all: number) => void;
}

export interface Played {
  readonly run: string;
  /** By attempt key. */
  readonly planted: ReadonlyMap<string, Planted & { readonly script: string }>;
}

const LIMITS: RunLimits = { ...DEFAULT_LIMITS, seconds: 100 };

/** A neural network on so many rows takes a minute, an attempt. */
const tooSlow = (task: Task, facts: Facts): boolean =>
  facts.rows > 10_000 && task.parameters.workflow!.model.startsWith('MLP');

export async function playPlanted(options: PlayOptions): Promise<Played> {
  const { benchmark, tasks, sandbox, cache, amounts, seed, folder, concurrency } = options;
  const queue = new PQueue({ concurrency });
  const all = (
    await queue.addAll(
      tasks.map((task) => async () => {
        const facts = await factsOf(task, sandbox, LIMITS);
        return tooSlow(task, facts) ? [] : plant(task, facts, amounts, seed);
      }),
    )
  ).flat();
  const agents = plantedAgents(all);
  const runs = Math.max(...all.map(({ number }) => number));
  const attempts = planAttempts(tasks, agents, { runs, limits: LIMITS });
  const planted = new Map<string, Planted & { script: string }>();
  for (const one of all) {
    const agent = agents.find(({ name }) => name === one.style)!;
    const script = join(folder, 'scripts', one.style, one.task.dataset, `${one.number}-${nameOf(one)}.py`);
    await mkdir(dirname(script), { recursive: true });
    await writeFile(
      script,
      one.calls.map(({ code }, at) => (at === 0 ? code : `\n# call ${at + 1}\n${code}`)).join(''),
    );
    planted.set(attemptKey(one.task, agent, LIMITS, one.number), { ...one, script });
  }

  const run = join(folder, 'run');
  await using store = await openFolderStore(run);
  const settings: RunSettings = {
    format: 1,
    created: new Date().toISOString(),
    versions: { node: process.versions.node },
    sandbox: { name: sandbox.name, environment: sandbox.environment },
    bench: { name: benchmark.name, path: benchmark.path },
    agents: Object.fromEntries(
      agents.map(({ name, identity, turns }) => [name, { identity, turns, runs, tasks: tasks.map(({ id }) => id) }]),
    ),
    tasks: Object.fromEntries(tasks.map(({ id, hash }) => [id, hash])),
    limits: LIMITS,
    options: { seed, ...amounts },
  };
  await store.saveSettings(settings);
  const recorded = new Set<string>();
  for await (const { key } of store.attempts()) recorded.add(key);
  const owed = attempts.filter(({ key }) => !recorded.has(key));
  let done = attempts.length - owed.length;
  const never = new AbortController().signal;
  const result = await runAttempts({
    attempts: owed,
    store,
    sandbox,
    limits: LIMITS,
    truths: openTruths({ benchmark, sandbox, limits: DEFAULT_LIMITS, cache }),
    concurrency,
    finish: never,
    abort: never,
    onEvent: ({ kind }) => {
      if (kind === 'recorded') options.onAttempt?.(++done, attempts.length);
    },
  });
  if (result.recorded !== owed.length)
    throw new Error(`${result.failed} attempts failed for reasons of ours: see ${run}`);
  return { run, planted };
}

/** What was planted, in a word or two. */
export function nameOf({ slips, quirk }: Pick<Planted, 'slips' | 'quirk'>): string {
  return quirk ?? (slips.length === 0 ? 'faithful' : slips.map(({ name }) => name).join('+'));
}

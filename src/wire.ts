/** Settings -> concrete objects. The only place, beside the commands, that knows the implementations. */
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Agent } from './agent.ts';
import type { Benchmark } from './bench.ts';
import { UserError } from './errors.ts';
import type { ModelSettings } from './model.ts';
import type { LocalOptions } from './sandbox/local.ts';
import { DEFAULT_LIMITS, type RunLimits, type Sandbox } from './sandbox.ts';
import type { AgentSettings, Settings } from './settings.ts';
import type { Truths } from './truths.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The user's cache folder: interpreters, packages, reference outputs. */
export function cacheFolder(env: Environment): string {
  return env.DARE_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dare');
}

/** A benchmark in the published layout. @throws UserError when there is none at `path`. */
export async function openBench(path: string, env: Environment): Promise<Benchmark> {
  const { openBenchmark } = await import('./bench/published.ts');
  return openBenchmark(resolve(path), cacheFolder(env));
}

/** Sandboxes on this machine, by name. */
const LOCAL = {
  warm: async (options) => (await import('./sandbox/warm.ts')).openWarm(options),
  cold: async (options) => (await import('./sandbox/bubblewrap.ts')).openBubblewrap(options),
} satisfies Record<string, (options: LocalOptions) => Promise<Sandbox>>;

export const DEFAULT_SANDBOX = 'warm';

/** For the help of --sandbox. */
export const SANDBOX_KINDS = `${Object.keys(LOCAL).join(', ')}, python:FILE of another interpreter, http://HOST:PORT of a SandboxFusion server, docker:IMAGE or e2b:TEMPLATE`;

export interface SandboxOptions {
  readonly kind?: string;
  /** Runs at once. */
  readonly workers?: number;
}

/**
 * @param kind see SANDBOX_KINDS
 * @throws UserError for an unknown kind, and when what it needs is missing
 */
export async function openSandbox(
  env: Environment,
  { kind = DEFAULT_SANDBOX, workers }: SandboxOptions = {},
): Promise<Sandbox> {
  if (Object.hasOwn(LOCAL, kind)) {
    const open = LOCAL[kind as keyof typeof LOCAL];
    return open({ ...localPython(env), ...(workers === undefined ? {} : { workers }) });
  }
  if (/^https?:/.test(kind)) {
    const { openSandboxFusion } = await import('./sandbox/sandbox-fusion.ts');
    return openSandboxFusion({ url: kind, env, ...(env.DARE_TOKEN ? { token: env.DARE_TOKEN } : {}) });
  }
  const [scheme, rest] = [kind.slice(0, kind.indexOf(':')), kind.slice(kind.indexOf(':') + 1)];
  const most = workers === undefined ? {} : { workers };
  if (scheme === 'python' && rest !== '') return openOtherPython(resolve(rest), most);
  if (scheme === 'docker' && rest !== '') {
    const { openDocker } = await import('./sandbox/docker.ts');
    return openDocker({ image: rest, ...most });
  }
  if (scheme === 'e2b' && rest !== '') {
    if (!env.E2B_API_KEY) throw new UserError('E2B wants a key: set E2B_API_KEY.');
    const { openE2b } = await import('./sandbox/e2b.ts');
    return openE2b({ template: rest, apiKey: env.E2B_API_KEY, ...most });
  }
  throw new UserError(`Unknown sandbox ${JSON.stringify(kind)}. Known: ${SANDBOX_KINDS}.`);
}

/** What programs of tasks import. */
const IMPORTS = ['numpy', 'pandas', 'pyarrow', 'sklearn'];

/** A Python environment that is not ours. */
async function openOtherPython(python: string, most: { readonly workers?: number }): Promise<Sandbox> {
  const sandbox = await LOCAL.warm({ python, environment: 'asked for next', ...most });
  const { askEnvironment } = await import('./sandbox/remote.ts');
  try {
    return { ...sandbox, environment: await askEnvironment(sandbox.run, `The Python ${python}`, tmpdir(), IMPORTS) };
  } catch (error) {
    await sandbox[Symbol.asyncDispose]();
    throw error;
  }
}

/** The sandbox's Python, as the launcher has set it up. @throws UserError when it has not */
export function localPython({ DARE_PYTHON: python, DARE_PYTHON_LOCK: environment }: Environment) {
  if (python && environment) return { python, environment };
  throw new UserError(
    'The sandbox’s Python is not set up (DARE_PYTHON and DARE_PYTHON_LOCK are not set). Start the program with ./dare.',
  );
}

/** The same, where that can wait opened by the first run: most scoring needs none. */
export async function openSandboxLater(env: Environment, options: SandboxOptions = {}): Promise<Sandbox> {
  const { kind = DEFAULT_SANDBOX } = options;
  // What environment it has, only a sandbox elsewhere can say.
  if (!Object.hasOwn(LOCAL, kind)) return openSandbox(env, options);
  let opened: Promise<Sandbox> | undefined;
  return {
    name: kind,
    environment: localPython(env).environment,
    run: async (request) => {
      opened ??= openSandbox(env, options);
      return (await opened).run(request);
    },
    [Symbol.asyncDispose]: async () => {
      await (await opened?.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
}

export function limitsOf(settings: Pick<Settings, 'seconds' | 'file-size'>): RunLimits {
  const { seconds, 'file-size': megabytes } = settings;
  return { ...DEFAULT_LIMITS, seconds, cpuSeconds: seconds * DEFAULT_LIMITS.processes, fileBytes: megabytes * 1e6 };
}

interface Parts {
  readonly env: Environment;
  readonly settings: Settings;
  readonly truths: Pick<Truths, 'answer'>;
}

/** Agents without a language model, by name; loaded when wanted, as many commands want none. */
export const SCRIPTED = {
  naive: async () => (await import('./agent/naive.ts')).naiveAgent(),
  baseline: async () => (await import('./agent/baseline.ts')).baselineAgent(),
  oracle: async ({ truths }: Parts) => (await import('./agent/oracle.ts')).oracleAgent(truths.answer),
  teacher: async () => (await import('./agent/teacher.ts')).teacherAgent(),
  nop: async () => (await import('./agent/nop.ts')).nopAgent(),
} satisfies Record<string, (parts: Parts) => Promise<Agent>>;

/** @throws UserError for an unknown agent or provider, a missing key, two agents of one name */
export async function openAgents(parts: Parts): Promise<Agent[]> {
  const agents: Agent[] = [];
  for (const one of parts.settings.agents) {
    const agent = await openAgent(one, parts);
    if (agents.some(({ name }) => name === agent.name)) {
      throw new UserError(
        `Two agents are named "${agent.name}". Give one of them another "name" in the settings file.`,
      );
    }
    agents.push(agent);
  }
  return agents;
}

async function openAgent(one: AgentSettings, parts: Parts): Promise<Agent> {
  const named = (agent: Agent): Agent => (one.name === undefined ? agent : { ...agent, name: one.name });
  if (Object.hasOwn(SCRIPTED, one.agent)) return named(await SCRIPTED[one.agent as keyof typeof SCRIPTED](parts));
  if (one.agent.startsWith('replay:')) {
    const [folder = '', only] = one.agent.slice('replay:'.length).split('#');
    const { replayAgent } = await import('./agent/replay.ts');
    const { readFolderStore } = await import('./store/folder.ts');
    return named(await replayAgent(await readFolderStore(folder), only));
  }
  if (!one.agent.includes('/')) {
    throw new UserError(
      `Unknown agent "${one.agent}". Known: ${Object.keys(SCRIPTED).join(', ')}, replay:RUN_FOLDER, and language models ` +
        'as provider/model, such as openai/gpt-4.1.',
    );
  }
  return named(await openLanguageModel(one, parts));
}

async function openLanguageModel(one: AgentSettings, { env, settings: all }: Parts): Promise<Agent> {
  const pick = <K extends keyof AgentSettings & keyof Settings>(key: K) => one[key] ?? all[key];
  const temperature = pick('temperature');
  const settings: ModelSettings = {
    temperature: temperature === 'default' ? undefined : temperature,
    topP: pick('top-p'),
    maxTokens: pick('max-tokens'),
    reasoningEffort: pick('reasoning-effort'),
    seed: pick('seed'),
    toolMode: pick('tool-mode') ?? 'native',
    baseUrl: pick('base-url'),
  };
  const { languageModelAgent } = await import('./agent/language-model.ts');
  const { openModel, snapshotPrices } = await import('./model/open-model.ts');
  const model = openModel(one.agent, { settings, env, ...(all.prices ? { prices: all.prices } : {}) });
  const prices = snapshotPrices(one.agent, all.prices);
  const turns = pick('turns') ?? 5;
  return languageModelAgent({ name: one.agent, model, settings, prices, turns, systemPrompt: pick('system-prompt') });
}

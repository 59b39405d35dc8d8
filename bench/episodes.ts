/**
 * What an episode server bears: `./dare node bench/episodes.ts [--episodes N] [--real]`. The paper's training step is
 * 512 episodes at once with 3.7 calls each. The server is a process of its own; its calls cost nothing, so that what is
 * measured is ours, or with --real they are runs in the warm sandbox.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openBenchmark } from '../src/bench/published.ts';
import { DEFAULT_LIMITS } from '../src/sandbox.ts';
import { serveEpisodes } from '../src/server/episodes-listen.ts';
import { openEpisodeMetrics } from '../src/server/episodes-metrics.ts';
import { DEFAULT_BOUNDS, openEpisodes } from '../src/train/episodes/open.ts';
import type { Episodes } from '../src/train/episodes.ts';
import { openTruths } from '../src/truths.ts';
import { nullSandbox } from './null-sandbox.ts';

const BENCH = fileURLToPath(new URL('../examples/bench', import.meta.url));
const { values } = parseArgs({
  options: {
    episodes: { type: 'string', default: '512' },
    real: { type: 'boolean', default: false },
    /** Internal: be the server, in this folder. */
    serve: { type: 'string' },
  },
});
const count = Number(values.episodes);

async function serve(folder: string): Promise<void> {
  const sandbox = nullSandbox({ 'prediction.csv': 'row_id,Species,Sex\n0,Adelie,MALE\n' });
  const benchmark = await openBenchmark(BENCH, folder);
  const truths = openTruths({ benchmark, sandbox, limits: DEFAULT_LIMITS, cache: folder });
  const counts: { of: Episodes['counts'] } = { of: () => ({ open: 0, scored: 0, lost: 0, underWay: 0 }) };
  const metrics = openEpisodeMetrics(() => counts.of());
  const episodes = await openEpisodes({
    ...{ folder, sandbox, truths, limits: DEFAULT_LIMITS, idleSeconds: 3600, most: 4096, bounds: DEFAULT_BOUNDS },
    tasks: benchmark.tasks.filter(({ variant }) => variant !== 'if'),
    floors: { of: async () => null },
    onEvent: metrics.count,
  });
  counts.of = episodes.counts;
  const server = await serveEpisodes({ episodes, sandbox, metrics, host: '127.0.0.1', port: 0, version: 'bench' });
  console.log(server.url);
}

interface Server {
  readonly process: ChildProcess;
  readonly url: string;
}

async function start(words: readonly string[]): Promise<Server> {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\S+/.exec(line)?.[0];
    if (url !== undefined) return { process: child, url };
  }
  throw new Error('the server did not start');
}

const report = (what: string, value: string | number) => console.log(`${what.padEnd(58)}${String(value).padStart(14)}`);
const seconds = (since: number) => (performance.now() - since) / 1000;
const quantile = (times: readonly number[], q: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(q * times.length))] ?? Number.NaN;
const all = <T>(many: number, work: (number: number) => Promise<T>) =>
  Promise.all(Array.from({ length: many }, (_, number) => work(number)));

/** A client that keeps the times of what it asked, and how often it got no good answer. */
function clientOf({ url }: Server) {
  const times: Record<string, number[]> = {};
  let errors = 0;
  const ask = async <T>(what: string, path: string, body: unknown, method = 'POST'): Promise<T | undefined> => {
    const started = performance.now();
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
        headers: { 'content-type': 'application/json' },
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${response.status} ${text}`);
      times[what] ??= [];
      times[what].push(performance.now() - started);
      return text === '' ? undefined : (JSON.parse(text) as T);
    } catch (error) {
      if (errors++ === 0) console.log('first error:', error);
      return undefined;
    }
  };
  return {
    ask,
    times,
    errors: () => errors,
    open: async (seed: number, task?: string) =>
      (await ask<{ id: string }>('open', '/episodes', { seed, ...(task ? { task } : {}) }))?.id ?? '',
  };
}

/** 3.7 calls on average. */
const callsOf = (number: number) => (number % 10 < 7 ? 4 : 3);

async function step(server: Server, thinking: () => number): Promise<void> {
  const client = clientOf(server);
  const started = performance.now();
  await all(count, async (number) => {
    const id = await client.open(number);
    for (let call = 0; call < callsOf(number); call += 1) {
      await pause(thinking());
      const args = { code: `print(${call})`, files_to_load: [], files_to_save: ['prediction.csv'] };
      await client.ask('call', `/episodes/${id}/calls`, { id: `${call}`, arguments: args });
    }
    await pause(thinking());
    await client.ask('score', `/episodes/${id}/score`, {});
    await client.ask('close', `/episodes/${id}`, undefined, 'DELETE');
  });
  const took = seconds(started);
  for (const [what, times] of Object.entries(client.times)) {
    const [middle, high, most] = [0.5, 0.99, 1].map((q) => quantile(times, q).toFixed(1));
    report(`  ${what} (${times.length}): p50, p99, most, ms`, `${middle} ${high} ${most}`);
  }
  report('  requests per second', (Object.values(client.times).flat().length / took).toFixed(0));
  report('  errors', client.errors());
}

async function metric(server: Server, pattern: RegExp): Promise<number> {
  return Number(pattern.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1] ?? 0);
}

async function simulated(folder: string): Promise<void> {
  const server = await start([fileURLToPath(import.meta.url), '--serve', folder]);
  const client = clientOf(server);
  await client.open(0);
  for (const round of ['first', 'second']) {
    const started = performance.now();
    const ids = await all(count, (number) => client.open(number));
    report(`${round} ${count} opened at once, s`, seconds(started).toFixed(2));
    if (ids.includes('')) report('  refused', ids.filter((id) => id === '').length);
  }
  report('open now', await metric(server, /^dare_episodes_open (\S+)$/m));
  report('errors', client.errors());
  console.log(`\na step of ${count} episodes, calls that cost nothing, a model that thinks for 0 to 8 s:`);
  await step(server, () => Math.random() * 8000);
  console.log('\nthe same, every episode’s next request at once (no thinking; what waits behind others counts):');
  await step(server, () => 0);
  const under = (bucket: string) =>
    metric(server, new RegExp(`^dare_episode_call_own_seconds_bucket\\{le="${bucket}"\\} (\\S+)$`, 'm'));
  const calls = await metric(server, /^dare_episode_call_own_seconds_count (\S+)$/m);
  for (const bucket of ['0.01', '0.05']) {
    const share = (100 * (await under(bucket))) / calls;
    report(`calls of both steps whose own time was ≤ ${1000 * Number(bucket)} ms, %`, share.toFixed(2));
  }
  const status = readFileSync(`/proc/${server.process.pid}/status`, 'utf8');
  report('memory of the server, at most, MB', (Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1000).toFixed(0));
  server.process.kill('SIGTERM');
}

const TASK = 'palmer_penguins_class/mm';
const LOOK = ['train_v2.csv', 'val_v2.csv'];
const SCRIPTS = [
  'import pandas as pd\nd = pd.read_csv("train_v2.csv")\nprint(d.shape, d.dtypes, d.head())',
  'import pandas as pd\nd = pd.read_csv("train_v2.csv")\nprint(d.isna().sum(), d.describe(include="all"))',
  'import pandas as pd\nd = pd.read_csv("val_v2.csv")\nprint(d.shape, d.head())',
];
const SOLVE = `import pandas as pd
from sklearn.tree import DecisionTreeClassifier
train, val = pd.read_csv("train_v2.csv"), pd.read_csv("val_v2.csv")
columns = [c for c in val.columns if c in train and pd.api.types.is_numeric_dtype(train[c])]
out = val[["row_id"]].copy()
for target in ["Species", "Sex"]:
    known = train[train[target].notna()]
    model = DecisionTreeClassifier(random_state=0).fit(known[columns].fillna(0), known[target])
    out[target] = model.predict(val[columns].fillna(0))
out.to_csv("prediction.csv", index=False)
`;

async function real(folder: string): Promise<void> {
  const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
  const server = await start([
    ...[
      main,
      'serve',
      'episodes',
      '--bench',
      BENCH,
      '--task',
      'palmer_penguins_class',
      '--port',
      '0',
      '--state',
      folder,
    ],
  ]);
  const client = clientOf(server);
  console.log(
    `\n${count} episodes with real runs in the warm sandbox, all at once, ${availableParallelism()} programs at a time:`,
  );
  const started = performance.now();
  const rewards = await all(count, async (number) => {
    const id = await client.open(number, TASK);
    const codes = [...SCRIPTS.slice(0, callsOf(number) - 1), SOLVE];
    for (const [at, code] of codes.entries()) {
      const args = { code, files_to_load: LOOK, files_to_save: at === codes.length - 1 ? ['prediction.csv'] : [] };
      await client.ask('call', `/episodes/${id}/calls`, { id: `${at}`, arguments: args });
    }
    const scored = await client.ask<{ reward: number }>('score', `/episodes/${id}/score`, {});
    await client.ask('close', `/episodes/${id}`, undefined, 'DELETE');
    return scored?.reward;
  });
  const took = seconds(started);
  report('  seconds', took.toFixed(0));
  report('  runs per second', (client.times.call!.length / took).toFixed(1));
  report('  errors', client.errors());
  report('  different rewards (all did the same)', [...new Set(rewards)].join(' '));
  const [sum, runs] = await Promise.all(
    ['sum', 'count'].map((part) => metric(server, new RegExp(`^dare_episode_call_own_seconds_${part} (\\S+)$`, 'm'))),
  );
  report('  our own time a call, mean, ms', ((1000 * sum!) / runs!).toFixed(1));
  server.process.kill('SIGTERM');
}

if (values.serve !== undefined) await serve(values.serve);
else {
  const folder = mkdtempSync(join(tmpdir(), 'dare-bench-episodes-'));
  try {
    console.log(`${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)} before`);
    await (values.real ? real(folder) : simulated(folder));
    await pause(1000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * `dare serve episodes`: an environment for reinforcement learning. References and constant predictions are made before
 * it listens, so that no score has to wait for them; both are kept in the cache folder.
 */
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { selectTasks } from '../bench/select.ts';
import type { Benchmark } from '../bench.ts';
import { messageOf, UserError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { DEFAULT_LIMITS, type RunLimits } from '../sandbox.ts';
import type { Task } from '../task.ts';
import { type Floors, openFloors } from '../train/episodes/floors.ts';
import { DEFAULT_BOUNDS, openEpisodes } from '../train/episodes/open.ts';
import { openTruths, type Truths } from '../truths.ts';
import { cacheFolder, openBench, openSandbox } from '../wire.ts';
import { openCounter } from './counter.ts';
import type { ServeOptions } from './serve.ts';
import { tokenOf, untilStopped } from './serving.ts';
import { programVersion } from './version.ts';

interface Options extends ServeOptions {
  readonly bench: string;
  readonly task?: string;
  readonly state?: string;
  readonly seconds: number;
  readonly calls: number;
  readonly idle: number;
  readonly most: number;
}

export async function serveEpisodesOf(options: Options): Promise<void> {
  const { host, port, workers, sandbox: kind } = options;
  const token = tokenOf(options.token);
  const stop = untilStopped();
  const { serveEpisodes } = await import('../server/episodes-listen.ts');
  const { openEpisodeMetrics } = await import('../server/episodes-metrics.ts');
  const benchmark = await openBench(options.bench, process.env);
  const selected = selectTasks(benchmark, options);
  await using sandbox = await openSandbox(process.env, { workers, kind });
  const cache = cacheFolder(process.env);
  const limits = limitsFor(options.seconds, workers);
  const truths = openTruths({ benchmark, sandbox, limits: DEFAULT_LIMITS, cache });
  const floors = openFloors({ sandbox, truths, limits, cache });
  const tasks = await prepared(selected, { truths, floors });

  // The counts are of the episodes, which tell of their events while they are opened.
  let counts = () => ({ open: 0, scored: 0, lost: 0, underWay: 0 });
  const metrics = openEpisodeMetrics(() => counts());
  await using episodes = await openEpisodes({
    folder: resolve(options.state ?? defaultFolder(cache, benchmark)),
    tasks,
    sandbox,
    limits,
    truths,
    floors,
    idleSeconds: options.idle * 60,
    most: options.most,
    bounds: { ...DEFAULT_BOUNDS, calls: options.calls },
    onEvent: metrics.count,
  });
  counts = episodes.counts;
  const { open, scored, lost } = counts();
  if (open + scored + lost > 0) {
    process.stderr.write(`Found ${open} open and ${scored} scored episodes of before; ${lost} could not go on.\n`);
  }
  await using server = await serveEpisodes({
    episodes,
    sandbox,
    metrics,
    host,
    port,
    version: programVersion(),
    ...(token === undefined ? {} : { token }),
  });
  process.stdout.write(`Listening on ${server.url} (${tasks.length} tasks, ${workers} programs at once)\n`);
  await stop.asked;
  process.stderr.write('Stopping when all calls are answered; press Ctrl-C or send SIGTERM again to stop at once.\n');
  await Promise.race([server.drain(), stop.atOnce]);
}

/** The same benchmark gets the same folder, so that a server started again goes on. */
function defaultFolder(cache: string, benchmark: Benchmark): string {
  return join(cache, 'episodes', hashOf(benchmark.path).slice(0, 16));
}

function limitsFor(seconds: number, workers: number): RunLimits {
  const memory = 0.9 * Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return {
    ...DEFAULT_LIMITS,
    seconds,
    cpuSeconds: seconds * DEFAULT_LIMITS.processes,
    memoryBytes: Math.floor(Math.min(DEFAULT_LIMITS.memoryBytes, memory / workers)),
  };
}

/** Those that can be scored. */
async function prepared(
  tasks: readonly Task[],
  { truths, floors }: { truths: Truths; floors: Floors },
): Promise<Task[]> {
  const counter = openCounter(process.stderr, 'tasks made ready', tasks.length);
  const ready = await Promise.all(
    tasks.map(async (task) => {
      try {
        await truths.path(task);
        await floors.of(task);
        return { task };
      } catch (error) {
        return { task, why: messageOf(error) };
      } finally {
        counter.tick();
      }
    }),
  ).finally(counter.close);
  for (const { task, why } of ready) {
    if (why !== undefined) process.stderr.write(`Left out, as it can not be scored: ${task.id}: ${why}\n`);
  }
  const usable = ready.filter(({ why }) => why === undefined).map(({ task }) => task);
  if (usable.length === 0)
    throw new UserError('None of the selected tasks can be scored; see what is said of each above.');
  return usable;
}

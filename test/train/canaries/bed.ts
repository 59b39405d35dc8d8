/** What the canaries sing in: a server whose programs run for real, scored by the real truths of the small benchmark. */
import { openBenchmark } from '../../../src/bench/published.ts';
import { openWarm } from '../../../src/sandbox/warm.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../../../src/sandbox.ts';
import type { Task } from '../../../src/task.ts';
import { openFloors } from '../../../src/train/episodes/floors.ts';
import { openTruths, type Truths } from '../../../src/truths.ts';
import { cacheFolder } from '../../../src/wire.ts';
import { PYTHON } from '../../sandbox/python.ts';
import { BENCH, freshFolder } from '../environment.ts';
import { type TestServer, testServer } from '../server.ts';

export interface Bed extends AsyncDisposable {
  readonly server: TestServer;
  readonly truths: Truths;
  readonly tasks: readonly Task[];
  task(id: string): Task;
}

export interface Rewarded {
  readonly reward: number;
  readonly score: number | null;
  readonly exists: boolean;
  readonly floor: number;
  /** Names. */
  readonly flags: readonly string[];
  /** What the model read after each call. */
  readonly read: readonly string[];
}

export async function openBed(): Promise<Bed> {
  const environment = process.env.DARE_PYTHON_LOCK ?? 'test';
  const sandbox: Sandbox = await openWarm({ python: PYTHON!, environment, workers: 2 });
  const cache = cacheFolder(process.env);
  const limits = { ...DEFAULT_LIMITS, seconds: 60, memoryBytes: 2 * 2 ** 30 };
  const benchmark = await openBenchmark(BENCH, freshFolder());
  const truths = openTruths({ benchmark, sandbox, limits, cache });
  const floors = openFloors({ sandbox, truths, limits, cache });
  const server = await testServer(sandbox, { tasks: benchmark.tasks, truths, floors, limits });
  return {
    server,
    truths,
    tasks: benchmark.tasks,
    task: (id) => benchmark.tasks.find((one) => one.id === id)!,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
    },
  };
}

/** Plays scripts with the agent's own two files, each saving the prediction, and asks for the score. */
export async function play({ server, task }: Bed, id: string, scripts: readonly string[]): Promise<Rewarded> {
  const { trainFile, validationFile } = task(id).parameters;
  const opened = (await server.ask('/episodes', { task: id })).json;
  const read: string[] = [];
  for (const [number, code] of scripts.entries()) {
    const args = { code, files_to_load: [trainFile, validationFile], files_to_save: ['prediction.csv'] };
    const answer = await server.ask(`/episodes/${opened.id}/calls`, { id: `${number}`, arguments: args });
    read.push(answer.json.content);
  }
  return { ...rewardedOf((await server.ask(`/episodes/${opened.id}/score`, {})).json), read };
}

/** What a score says, flags by their names. */
export function rewardedOf(score: {
  reward: number;
  score: number | null;
  exists: boolean;
  floor: number;
  flags: { name: string }[];
}): Omit<Rewarded, 'read'> {
  return { ...score, flags: score.flags.map(({ name }) => name) };
}

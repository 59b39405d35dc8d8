/** What the subcommands of `dare audit` share: what they open. */
import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import { type Outputs, openOutputs } from '../audit/outputs.ts';
import type { Benchmark } from '../bench.ts';
import { InfrastructureError, messageOf } from '../errors.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../sandbox.ts';
import type { Task } from '../task.ts';
import { openTruths } from '../truths.ts';
import { cacheFolder, openBench, openSandboxLater } from '../wire.ts';
import { openCounter } from './counter.ts';
import { Interrupted, openInterrupt } from './interrupt.ts';

export interface Auditing extends AsyncDisposable {
  readonly benchmark: Benchmark;
  readonly sandbox: Sandbox;
  readonly outputs: Outputs;
  /** The user's cache folder. */
  readonly cache: string;
  /**
   * Does something with each task, several at once, and shows how far it is. A task that fails leaves the others alone.
   * @throws Interrupted
   */
  each<T>(tasks: readonly Task[], what: string, work: (task: Task) => Promise<T>): Promise<Each<T>>;
}

export interface Each<T> {
  /** In the order of the tasks. */
  readonly done: readonly T[];
  /** By task id, why. */
  readonly failed: Readonly<Record<string, string>>;
}

export async function openAuditing(bench: string): Promise<Auditing> {
  const benchmark = await openBench(bench, process.env);
  const sandbox = await openSandboxLater(process.env);
  const cache = cacheFolder(process.env);
  const interrupt = openInterrupt();
  const { signal } = interrupt;
  const truths = openTruths({ benchmark, sandbox, limits: DEFAULT_LIMITS, cache });
  const outputs = openOutputs({ sandbox, truths, cache, signal });
  return {
    benchmark,
    sandbox,
    outputs,
    cache,
    each: async (tasks, what, work) => {
      const queue = new PQueue({ concurrency: availableParallelism() + 1 });
      const counter = openCounter(process.stderr, what, tasks.length);
      const failed: Record<string, string> = {};
      const one = async (task: Task) => {
        try {
          signal.throwIfAborted();
          return [await work(task)];
        } catch (error) {
          if (!(error instanceof InfrastructureError || error instanceof Interrupted)) throw error;
          failed[task.id] = messageOf(error);
          return [];
        } finally {
          counter.tick();
        }
      };
      const done = await queue.addAll(tasks.map((task) => () => one(task))).finally(counter.close);
      signal.throwIfAborted();
      return { done: done.flat(), failed };
    },
    [Symbol.asyncDispose]: async () => {
      interrupt[Symbol.dispose]();
      await sandbox[Symbol.asyncDispose]();
    },
  };
}

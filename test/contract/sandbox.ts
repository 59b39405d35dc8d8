/** The suite that every sandbox must pass. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { MakeSandbox } from './sandbox/bench.ts';
import { endings } from './sandbox/ending.ts';
import { files } from './sandbox/files.ts';
import { isolation } from './sandbox/isolation.ts';
import { limits } from './sandbox/limits.ts';
import { queue } from './sandbox/queue.ts';

export interface ContractOptions {
  /** Title of a test, or of a whole group, to the reason why this sandbox is not held to it here. */
  readonly skips?: Readonly<Record<string, string>>;
}

/** @param makeSandbox opens one; called several times. */
export function sandboxContract(name: string, makeSandbox: MakeSandbox, { skips = {} }: ContractOptions = {}): void {
  describe(`sandbox contract: ${name}`, () => {
    it('is skipped only where there is a test', ({ task }) => {
      const titles = titlesIn(task.suite!);
      expect(Object.keys(skips).filter((title) => !titles.includes(title))).toEqual([]);
    });
    beforeEach(({ task, skip }) => {
      const reason = skips[task.name] ?? skips[task.suite?.name ?? ''];
      if (reason !== undefined) skip(reason);
    });
    endings(makeSandbox);
    files(makeSandbox);
    limits(makeSandbox);
    isolation(makeSandbox);
    queue(makeSandbox);
  });
}

interface Titled {
  readonly name: string;
  readonly tasks?: readonly Titled[];
}

function titlesIn({ tasks = [] }: Titled): string[] {
  return tasks.flatMap((task) => [task.name, ...titlesIn(task)]);
}

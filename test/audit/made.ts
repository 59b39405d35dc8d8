/** IF tasks with files, drawn from seeds; see made.py. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Family, FileKind, Task, Workflow } from '../../src/task.ts';
import { PYTHON } from '../sandbox/python.ts';

const MAKER = fileURLToPath(new URL('made.py', import.meta.url));

interface Made {
  readonly seed: number;
  readonly family: Family;
  readonly fileKind: FileKind;
  readonly targets: readonly string[];
  readonly workflow: Workflow;
}

export function madeTasks(folder: string, seeds: readonly number[]): Task[] {
  const output = execFileSync(PYTHON!, ['-W', 'ignore', MAKER, folder, ...seeds.map(String)], { encoding: 'utf8' });
  return (JSON.parse(output) as Made[]).map(({ seed, family, fileKind, targets, workflow }): Task => {
    const names = [`train_v1.${fileKind}`, `val_v1.${fileKind}`] as const;
    const files = names.map((name) => {
      const path = join(folder, String(seed), name);
      return { name, path, bytes: statSync(path).size };
    });
    return {
      id: `made ${seed}/if`,
      dataset: `made ${seed}`,
      family,
      variant: 'if',
      kind: family === 'classification' ? 'class-IF' : 'reg-IF',
      question: '',
      files,
      parameters: { targets, fileKind, trainFile: names[0], validationFile: names[1], workflow },
      licence: null,
      hash: `made ${seed}`,
    };
  });
}

/**
 * Scripts in many styles, each faithful to its task, with the ways to break it: a line ending in `#> instruction: line`
 * becomes that line instead (where one line breaks two, `#> instruction+instruction: line`). `# unclear: …` in the header names steps that the code does not show plainly, and
 * `# breaks: …` those that even the plain script breaks.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instruction } from '../../../src/audit.ts';
import type { Task, TaskParameters } from '../../../src/task.ts';
import { ifTask } from '../../reference/if-task.ts';

export interface Style {
  readonly name: string;
  readonly task: string;
  readonly code: string;
  readonly unclear: readonly string[];
  readonly breaks: readonly string[];
  readonly broken: readonly Broken[];
}

export interface Broken {
  readonly instructions: readonly Instruction[];
  /** The line that was changed, from 1, and what it became. */
  readonly line: number;
  readonly becomes: string;
  readonly code: string;
}

const FOLDER = join(import.meta.dirname, 'scripts');
const MARK = / {2}#> /;

export function styles(): Style[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.py'))
    .sort()
    .map((file) => {
      const source = readFileSync(join(FOLDER, file), 'utf8');
      const header = (word: string) => new RegExp(`^# ${word}: (.*)$`, 'm').exec(source)?.[1]?.split(/, */) ?? [];
      const marked = source.split('\n').map((line) => line.split(MARK));
      const plain = marked.map(([line]) => line!);
      const broken = marked.flatMap(([line, ...marks], index) =>
        marks.map((mark) => {
          const [, instructions, becomes] = /^([\w+-]+): (.*)$/.exec(mark)!;
          const indent = /^ */.exec(line!)![0];
          const code = plain.with(index, indent + becomes).join('\n');
          return { instructions: instructions!.split('+') as Instruction[], line: index + 1, becomes: becomes!, code };
        }),
      );
      return {
        name: file,
        task: header('task')[0]!,
        code: plain.join('\n'),
        unclear: header('unclear'),
        breaks: header('breaks'),
        broken,
      };
    });
}

/** Writes the tasks' files into a folder, one folder a task. */
export function makeTasks(python: string, folder: string): ReadonlyMap<string, Task> {
  const maker = join(import.meta.dirname, 'make.py');
  const made = JSON.parse(execFileSync(python, [maker, folder], { encoding: 'utf8' })) as Record<
    string,
    TaskParameters
  >;
  return new Map(
    Object.entries(made).map(([name, parameters]) => {
      const { targets, fileKind } = parameters;
      const base = ifTask({ ...parameters.workflow!, targets, fileKind });
      const question = fileKind === 'sqlite' ? 'It contains multiple tables that must be joined.' : '';
      return [name, { ...base, id: `${name}/if`, dataset: name, question, parameters }];
    }),
  );
}

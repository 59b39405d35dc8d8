/** Naive and baseline leave a whole prediction for every kind of task, however awkward its data, by the real sandbox. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import PQueue from 'p-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselineAgent } from '../../src/agent/baseline.ts';
import { naiveAgent } from '../../src/agent/naive.ts';
import { scriptPlayer } from '../../src/agent/script-player.ts';
import { script, scriptsHash } from '../../src/agent/scripts.ts';
import { type Conversation, converse, openConversation } from '../../src/agent.ts';
import type { Model } from '../../src/model.ts';
import { openBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../../src/sandbox.ts';
import { type Family, kindOf, type Task, type TaskParameters, type Variant } from '../../src/task.ts';
import { openWorkspace } from '../../src/workspace.ts';
import { ifTask } from '../reference/if-task.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';

interface Made {
  readonly name: string;
  readonly family: Family;
  readonly variant: Variant;
  readonly parameters: TaskParameters;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

describe.skipIf(PYTHON === undefined)(PYTHON ? 'scripted agents' : SKIPPED, () => {
  let root: string;
  let sandbox: Sandbox;
  let made: Made[];
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'dare-scripts-'));
    made = JSON.parse(execFileSync(PYTHON!, [here('awkward.py'), root], { encoding: 'utf8' })) as Made[];
    sandbox = await openBubblewrap({ python: PYTHON!, environment: 'test' });
  });
  afterAll(async () => {
    await sandbox?.[Symbol.asyncDispose]();
    rmSync(root, { recursive: true, force: true });
  });

  const taskOf = ({ name, family, variant, parameters }: Made): Task => {
    const files = [parameters.trainFile, parameters.validationFile];
    return {
      ...ifTask({ fileKind: 'csv', targets: [], ranges: {}, numeric: [], categorical: [], model: 'Ridge' }),
      id: name,
      family,
      variant,
      kind: kindOf(family, variant),
      files: files.map((file) => ({ name: file, path: join(root, name, file), bytes: 0 })),
      parameters,
    };
  };
  const play = async (task: Task, model: Model): Promise<Conversation> => {
    const folder = join(root, task.id);
    mkdirSync(folder, { recursive: true });
    const workspace = await openWorkspace({ task, sandbox, limits: DEFAULT_LIMITS, folder });
    const conversation = openConversation(task);
    await converse(conversation, { model, workspace, turns: 5, signal: AbortSignal.timeout(100_000) });
    return conversation;
  };
  /** What is wrong with the predictions, by task. */
  const check = (): Record<string, string | null> => {
    const options = { input: JSON.stringify(made), encoding: 'utf8' } as const;
    return JSON.parse(execFileSync(PYTHON!, [here('check.py'), root, here('../../python/agents')], options)) as Record<
      string,
      string | null
    >;
  };

  for (const agent of [naiveAgent(), baselineAgent()]) {
    it(`${agent.name} predicts every row of every kind of task with its first script`, {
      timeout: 300_000,
    }, async () => {
      for (const { name } of made) rmSync(join(root, name, 'prediction.csv'), { force: true });
      const queue = new PQueue({ concurrency: 2 });
      const turns = await queue.addAll(
        made.map((one) => async () => {
          const task = taskOf(one);
          return [one.name, (await play(task, await agent.player(task, 1))).turns];
        }),
      );
      expect(check()).toEqual(Object.fromEntries(made.map(({ name }) => [name, null])));
      expect(Object.fromEntries(turns)).toEqual(Object.fromEntries(made.map(({ name }) => [name, 2])));
    });
  }

  it('goes on to the next script when one fails, leaves no file, or is refused; and gives up in words', async () => {
    const task = taskOf(made[0]!);
    const [fails, leavesNothing, works] = ['raise SystemExit(3)', 'print(1)', 'open("prediction.csv", "w").write("a")'];
    const done = await play(
      task,
      scriptPlayer('x', task, [() => fails, () => leavesNothing, () => works, () => fails]),
    );
    expect(done.turns).toBe(4);
    expect(done.messages.at(-1)!.content).toMatch(/^The predictions are in/);
    const refused = { ...task, parameters: { ...task.parameters, trainFile: 'no such file.csv' } };
    const ended = await play(task, scriptPlayer('x', refused, [() => works]));
    expect(ended.messages.at(-1)!.content).toMatch(/None of my scripts worked/);
  });
});

describe('script', () => {
  const parameters = {
    TRAIN_FILE: 't',
    VALIDATION_FILE: 'v',
    TARGETS: ['$& "x"\n'],
    CLASSES: true,
    TIME: null,
    FORMAT: null,
  };

  it('writes its parameters and modules into one text', () => {
    const text = script('naive', parameters);
    expect(text).toContain('TARGETS = ["$& \\"x\\"\\n"]');
    expect(text.match(/^def read\(/gm)).toHaveLength(1);
    expect(text).not.toMatch(/^from (read|times) import/m);
    expect(text.match(/^import pandas as pd$/gm)).toHaveLength(1);
  });

  it('refuses to leave a parameter unset', () => {
    const { TARGETS: _, ...rest } = parameters;
    expect(() => script('naive', rest)).toThrow(/naive\.py needs TARGETS/);
  });

  it('is part of the agents’ identity', () => {
    expect(naiveAgent().identity).toMatchObject({ scripts: scriptsHash() });
    expect(baselineAgent().identity).toMatchObject({ scripts: scriptsHash() });
  });
});

describe('baseline', () => {
  const code = async (task: Task): Promise<string> => {
    const model = await baselineAgent().player(task, 1);
    const request = { messages: [], tools: [], signal: new AbortController().signal, onExchange: () => {} };
    const { arguments: text } = (await model.reply(request)).message.toolCalls[0]!;
    return (JSON.parse(text) as { code: string }).code;
  };
  const base = ifTask({ fileKind: 'csv', targets: ['y'], ranges: {}, numeric: ['a'], categorical: [], model: 'Ridge' });

  it('never asks for the error-free rows', async () => {
    expect(await code(base)).toContain('pd.read_csv("train_v1.csv"');
    expect(await code(base)).not.toContain('no_err');
  });

  it('finds how a question says to resample', async () => {
    const time = { column: 't', format: '%Y', resampled: true };
    const cf = {
      ...base,
      variant: 'cf',
      family: 'time_series_analysis',
      parameters: { ...base.parameters, time },
    } as const;
    const question =
      "Before training, resample the training data to a uniform time interval of '1D', and aggregate the target column using the method 'sum'.";
    expect(await code({ ...cf, question })).toContain('INTERVAL = "1D"\nMETHOD = "sum"');
    const weekly = "bring the training rows to a uniform time interval of 'W-SUN' and aggregate by the method 'mean'.";
    expect(await code({ ...cf, question: weekly })).toContain('INTERVAL = "W-SUN"\nMETHOD = "mean"');
    expect(await code({ ...cf, question: 'Forecast.' })).toContain('INTERVAL = None\nMETHOD = None');
  });
});

/** Many solutions in one run: each ends as it would alone, and none costs another its output. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Solved, solveAll } from '../../src/audit/solve.ts';
import type { Sandbox } from '../../src/sandbox.ts';
import { openSandbox } from '../../src/wire.ts';
import { ifTask } from '../reference/if-task.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';

const task = ifTask({ fileKind: 'csv', targets: ['y'], ranges: {}, numeric: ['a'], categorical: [], model: 'Ridge' });
const LIMITS = { seconds: 2, memoryBytes: 2 ** 30 };
const saving = (text: string) => `open("prediction.csv", "w").write(${text})`;

describe.skipIf(PYTHON === undefined)(PYTHON ? 'solutions of one task' : SKIPPED, () => {
  let folder: string;
  let sandbox: Sandbox;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dare-solve-'));
    sandbox = await openSandbox(process.env);
  });
  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const solve = async (codes: readonly string[], signal?: AbortSignal, together = 1): Promise<Solved[]> => {
    const solved = new Map<number, Solved>();
    await solveAll(task, codes, {
      ...{ sandbox, limits: LIMITS, folder, together },
      ...(signal ? { signal } : {}),
      onSolved: async (some) => {
        for (const [at, one] of some) solved.set(at, one);
      },
    });
    return codes.map((_, at) => solved.get(at)!);
  };

  it.each([1, 4])('end each in its own way, %i in a process', async (together) => {
    const solutions = [
      saving('"first"'),
      'while True: pass',
      'kept = bytearray(2 * 10**9)',
      'import numpy as np\nnp.zeros((10**5, 10**5)).sum()',
      'raise KeyError("age")',
      `${saving('"half"')}\nint("x\\ny")`,
      'import os\nos.abort()',
      'print("nothing saved")',
      'import sys\nsys.exit("enough")',
      saving('"last"'),
    ];
    const solved = await solve(solutions, undefined, together);
    expect(solved).toMatchObject([
      { kind: 'finished', prediction: 'first', seconds: expect.any(Number) },
      { kind: 'too-costly', why: 'more than 2 s of a processor' },
      { kind: 'too-costly', why: 'more than 1 GiB of memory' },
      { kind: 'too-costly', why: 'more than 1 GiB of memory' },
      { kind: 'failed', why: "KeyError: 'age'" },
      { kind: 'failed', why: expect.stringContaining('ValueError: invalid literal') },
      { kind: 'failed', why: 'ended by signal 6' },
      { kind: 'failed', why: 'it left no prediction' },
      { kind: 'failed', why: 'SystemExit: enough' },
      { kind: 'finished', prediction: 'last', seconds: expect.any(Number) },
    ]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('share nothing: neither variables, nor what they change in a library, nor random numbers', async () => {
    const draw = `import numpy as np\n${saving('str(np.random.random())')}`;
    const [changed, same, first, second] = await solve([
      `import pandas as pd\npd.DataFrame = None\nhere = 1\n${saving('str("here" in globals())')}`,
      `import pandas as pd\n${saving('f"{pd.DataFrame is None} {\'here\' in globals()}"')}`,
      draw,
      draw,
    ]);
    expect(changed).toMatchObject({ kind: 'finished', prediction: 'True' });
    expect(same).toMatchObject({ kind: 'finished', prediction: 'False False' });
    expect(first).toMatchObject({ kind: 'finished' });
    expect(first).not.toEqual(expect.objectContaining({ prediction: (second as { prediction: string }).prediction }));
  });

  it('draw other random numbers each, and have no variables of others, in one process as well', async () => {
    const draw = `import numpy as np\n${saving('str(np.random.random())')}`;
    const [first, second, third] = await solve(
      [`here = 1\n${draw}`, draw, saving('str("here" in globals())')],
      undefined,
      3,
    );
    expect(first).toMatchObject({ kind: 'finished' });
    expect(second).not.toEqual(expect.objectContaining({ prediction: (first as { prediction: string }).prediction }));
    expect(third).toMatchObject({ kind: 'finished', prediction: 'False' });
  });

  it('draw the same random numbers again where that is wanted, and others at another place', async () => {
    const draw = `import numpy as np\n${saving('str(np.random.random())')}`;
    const twice = async () => {
      const solved = new Map<number, Solved>();
      await solveAll(task, [draw, draw], {
        ...{ sandbox, limits: LIMITS, folder, together: 2, repeatable: true },
        onSolved: async (some) => {
          for (const [at, one] of some) solved.set(at, one);
        },
      });
      return [0, 1].map((at) => (solved.get(at) as { prediction: string }).prediction);
    };
    const first = await twice();
    expect(await twice()).toEqual(first);
    expect(first[0]).not.toBe(first[1]);
  });

  it('that take a whole run down with them are told from those that ended before, and the rest still run', async () => {
    const solved = await solve([
      saving('"before"'),
      'import os, signal\nos.kill(os.getppid(), signal.SIGKILL)',
      saving('"after"'),
    ]);
    expect(solved).toMatchObject([
      { kind: 'finished', prediction: 'before' },
      { kind: 'too-costly' },
      { kind: 'finished', prediction: 'after' },
    ]);
  });

  it('are given up at once when asked, and leave nothing', async () => {
    const abort = new AbortController();
    const solving = solve(['import time\ntime.sleep(60)'], abort.signal);
    setTimeout(() => abort.abort(), 1500);
    await expect(solving).rejects.toThrow('aborted');
    expect(await readdir(folder)).toEqual([]);
  });
});

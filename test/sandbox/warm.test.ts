/** What is the warm sandbox's own: forks that share nothing, its interpreters' renewal, and their deaths. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { openWarm, type WarmOptions } from '../../src/sandbox/warm.ts';
import { DEFAULT_LIMITS, type Outcome, type RunRequest, type Sandbox } from '../../src/sandbox.ts';
import { processesWith } from '../contract/sandbox/bench.ts';
import { interpreters, makerOf, runsOf } from './interpreters.ts';
import { PYTHON, SKIPPED } from './python.ts';
import { makeSmallPython } from './small-python.ts';

const FOR_EVER = { runs: 1e9, seconds: 1e9, growth: 1e9 };

describe.skipIf(PYTHON === undefined)(PYTHON === undefined ? SKIPPED : 'the warm sandbox', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dare-warm-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (sandbox: Sandbox, code: string, request: Partial<RunRequest> = {}): Promise<Outcome> =>
    sandbox.run({
      code,
      files: [],
      outputs: [],
      outputFolder: folder,
      limits: { ...DEFAULT_LIMITS, seconds: 50, memoryBytes: 1e9 },
      ...request,
    });
  const print = async (sandbox: Sandbox, code: string, request: Partial<RunRequest> = {}): Promise<string> => {
    const outcome = await run(sandbox, code, request);
    expect(outcome).toMatchObject({ kind: 'finished', returnCode: 0 });
    return outcome.kind === 'finished' ? outcome.stdout.text.trim() : '';
  };
  const input = (name: string, text: string) => {
    const path = join(mkdtempSync(join(folder, 'in-')), name);
    writeFileSync(path, text);
    return { name, path };
  };

  describe('with the environment', () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await openWarm({ python: PYTHON!, environment: 'test', workers: 2, scratch: folder });
    });
    afterAll(() => sandbox?.[Symbol.asyncDispose]());

    it('has the usual libraries loaded', async () => {
      const names = ['numpy', 'pandas', 'scipy.stats', 'sklearn.ensemble', 'sklearn.pipeline', 'sqlite3', 'lightgbm'];
      expect(
        await print(sandbox, `import sys\nprint([n for n in ${JSON.stringify(names)} if n not in sys.modules])`),
      ).toBe('[]');
    });

    it('has an interpreter that holds nothing which its forks could share', () => {
      const [interpreter] = interpreters();
      expect(readdirSync(`/proc/${interpreter}/task`)).toHaveLength(1);
      const shared = readFileSync(`/proc/${interpreter}/maps`, 'utf8')
        .split('\n')
        .filter((line) => / .w.s /.test(line));
      expect(shared).toEqual([]);
      expect(readFileSync(`/proc/${interpreter}/environ`, 'utf8')).not.toContain('DARE');
    });

    it('shows a run nothing of what an earlier one changed in the interpreter’s modules', async () => {
      const change = `
import builtins, os, random, sys, threading, warnings, numpy as np, pandas as pd, sklearn
pd.DataFrame.mean = lambda self: 'poisoned'
np.sum = sklearn.set_config = os.listdir = builtins.all = None
pd.options.display.max_rows = 3
np.random.seed(0); random.seed(0)
os.environ['LEFT'] = 'behind'
sys.path.insert(0, '/left'); sys.modules['left'] = sys
warnings.simplefilter('error')
sys.setrecursionlimit(77)
os.chdir('/'); os.umask(0)
threading.Thread(target=lambda: None, daemon=True).start()
print('changed')`;
      const look = `
import builtins, os, random, sys, warnings, numpy as np, pandas as pd, sklearn
print(pd.DataFrame({'a': [1]}).mean().tolist(), np.sum, sklearn.set_config, os.listdir, builtins.all)
print(pd.options.display.max_rows, os.environ.get('LEFT'), sys.path, 'left' in sys.modules, warnings.filters)
print(sys.getrecursionlimit(), os.getcwd(), oct(os.umask(0)))`;
      const before = await print(sandbox, look);
      for (let time = 0; time < 3; time += 1) expect(await print(sandbox, change)).toBe('changed');
      const address = / at 0x[0-9a-f]+/g;
      expect((await print(sandbox, look)).replaceAll(address, '')).toBe(before.replaceAll(address, ''));
    });

    it('gives each run randomness of its own, wherever a library keeps some', async () => {
      const code = `
import os, random, tempfile, uuid, multiprocessing.process, numpy as np
from sklearn.utils import check_random_state
from scipy import stats
print(random.random(), uuid.uuid4(), uuid.uuid1().clock_seq, tempfile.mktemp())
print(np.random.rand(), np.random.default_rng().random(), check_random_state(None).rand(), stats.norm.rvs())
print(bytes(multiprocessing.process.current_process().authkey).hex())`;
      const outputs = await Promise.all(Array.from({ length: 4 }, () => print(sandbox, code)));
      const values = outputs.flatMap((text) => text.split(/\s+/));
      expect(new Set(values).size).toBe(values.length);
    });

    it.each(['numpy', 'json', 'sklearn', 'random'])('lets an input be a module in the place of %s', async (name) => {
      const files = [input(`${name}.py`, `MINE = 'of the work folder'\n`)];
      expect(await print(sandbox, `import ${name}\nprint(${name}.MINE)`, { files })).toBe('of the work folder');
    });

    it('runs a script beside an input of its name', async () => {
      const files = [input('main.py', 'raise SystemExit("the input ran")\n')];
      const code = 'import os, pandas\nprint(os.path.basename(__file__), sorted(os.listdir()))';
      expect(await print(sandbox, code, { files })).toBe("main_2.py ['main.py', 'main_2.py']");
    });

    it('counts none of the interpreter’s memory as a run’s', async () => {
      const limits = { ...DEFAULT_LIMITS, memoryBytes: 60e6, seconds: 50 };
      expect(await print(sandbox, 'import pandas, sklearn\nprint(1)', { limits })).toBe('1');
    });
  });

  describe('with a small environment', () => {
    let python: string;
    beforeAll(() => {
      python = makeSmallPython(PYTHON!, join(folder, 'small'), { 'joblib.py': 'LOADED = True\n' });
    });
    const open = (options: Partial<WarmOptions> = {}) =>
      openWarm({ python, environment: 'test', workers: 2, scratch: folder, lifetime: FOR_EVER, ...options });
    const isWarm = 'import sys; print("joblib" in sys.modules)';
    const until = async (holds: () => boolean): Promise<void> => {
      for (let wait = 0; wait < 1000 && !holds(); wait += 1) await pause(10);
      expect(holds()).toBe(true);
    };

    it.each([
      ['prints', 'print("hello")', ''],
      ['warns', 'import warnings\nwarnings.warn("old", UserWarning)', ''],
      ['writes past Python', 'import os\nos.write(2, b"x")', ''],
      [
        'starts a thread',
        'import threading, time\nthreading.Thread(target=time.sleep, args=(99,), daemon=True).start()',
        '',
      ],
      ['keeps a descriptor', 'import os\nkept = os.open("/dev/null", os.O_RDONLY)', ''],
      ['shares memory', 'import mmap\nkept = mmap.mmap(-1, 4096)', ''],
      ['handles a signal', 'import signal\nsignal.signal(signal.SIGUSR1, lambda *_: None)', ''],
      ['fails', 'raise RuntimeError("broken")', ''],
      ['lacks another', 'import no_such_module', ''],
    ])('leaves a module that %s to the programs', async (name, text) => {
      const unfit = makeSmallPython(PYTHON!, join(folder, `unfit ${name}`.replaceAll(' ', '-')), {
        'joblib.py': text,
        'lightgbm.py': '',
      });
      await using sandbox = await open({ python: unfit });
      const loaded = 'import sys; print([n for n in ("joblib", "lightgbm") if n in sys.modules])';
      expect(await print(sandbox, loaded)).toBe("['lightgbm']");
    });

    it('takes another interpreter after so many runs, and lets the old one go', async () => {
      await using sandbox = await open({ lifetime: { ...FOR_EVER, runs: 5 } });
      const seen = new Set<number>();
      for (let number = 0; number < 30; number += 1) {
        expect(await print(sandbox, isWarm)).toBe('True');
        for (const pid of interpreters()) seen.add(pid);
      }
      expect(seen.size).toBeGreaterThan(3);
      await until(() => interpreters().length === 1);
    });

    it.each([
      ['that is old', { seconds: 0 }],
      ['that has grown', { growth: 0.9 }],
    ])('takes another interpreter in the place of one %s', async (_, due) => {
      await using sandbox = await open({ lifetime: { ...FOR_EVER, ...due } });
      const [first] = interpreters();
      expect(await print(sandbox, isWarm)).toBe('True');
      await until(() => !interpreters().includes(first!));
    });

    it('has an old interpreter end its runs before it goes', async () => {
      await using sandbox = await open({ lifetime: { ...FOR_EVER, runs: 2 } });
      const [old] = interpreters();
      const long = print(sandbox, 'import time; time.sleep(2); print("whole")');
      await until(() => runsOf(old!).length === 1);
      await print(sandbox, isWarm);
      await until(() => interpreters().some((pid) => pid !== old));
      expect(interpreters()).toContain(old);
      expect(await long).toBe('whole');
      await until(() => !interpreters().includes(old!));
    });

    it('goes on after the death of an interpreter that had nothing to do', async () => {
      await using sandbox = await open();
      const [first] = interpreters();
      process.kill(first!, 'SIGKILL');
      expect(await print(sandbox, 'print("on")')).toBe('on');
      expect(await print(sandbox, isWarm)).toBe('True');
      expect(interpreters()).not.toContain(first);
    });

    const sleeper = (mark: string) => `
import subprocess, sys
subprocess.run([sys.executable, '-c', 'import time; time.sleep(1)', '${mark}'])
print('done')`;
    it.each([
      ['its interpreter', (interpreter: number) => interpreter],
      ['the first process of its namespaces', (interpreter: number) => runsOf(interpreter)[0]!.first],
      ['its own process', (interpreter: number) => runsOf(interpreter)[0]!.program],
    ])('makes a run again when someone kills %s', async (_, victim) => {
      await using sandbox = await open({ workers: 1 });
      const mark = randomUUID();
      const outcome = run(sandbox, sleeper(mark));
      await until(() => processesWith(mark).length > 0);
      process.kill(victim(interpreters()[0]!), 'SIGKILL');
      expect(await outcome).toMatchObject({ kind: 'finished', returnCode: 0, stdout: { text: 'done\n' } });
      expect(processesWith(mark)).toEqual([]);
      expect(await print(sandbox, isWarm)).toBe('True');
    });

    it('takes another interpreter when someone kills the process that makes namespaces', async () => {
      await using sandbox = await open({ workers: 1 });
      const [first] = interpreters();
      process.kill(makerOf(first!)!, 'SIGKILL');
      for (let number = 0; number < 6; number += 1) expect(await print(sandbox, `print(${number})`)).toBe(`${number}`);
      expect(interpreters()).not.toContain(first);
      expect(await print(sandbox, isWarm)).toBe('True');
    });

    it('takes a program that kills itself for what it is', async () => {
      await using sandbox = await open({ workers: 1 });
      const outcome = await run(sandbox, 'import os\nprint("mine", flush=True)\nos.kill(os.getpid(), 9)');
      expect(outcome).toMatchObject({ kind: 'finished', returnCode: 137, stdout: { text: 'mine\n' } });
    });

    it('answers each request once, and rightly, while interpreters and runs are killed at random', async () => {
      await using sandbox = await open({ workers: 3 });
      let busy = true;
      const killing = (async () => {
        for (let number = 0; busy; number += 1) {
          await pause(120);
          const [interpreter] = interpreters();
          if (interpreter === undefined) continue;
          const [one] = runsOf(interpreter);
          const victim =
            number % 3 === 0 ? interpreter : (one?.[number % 3 === 1 ? 'first' : 'program'] ?? interpreter);
          try {
            process.kill(victim, 'SIGKILL');
          } catch {
            // It has ended.
          }
        }
      })();
      const outcomes = await Promise.all(
        Array.from({ length: 40 }, async (_, number) => {
          const outcome = await run(sandbox, `import time; time.sleep(0.1)\nprint(${number})`);
          return 'returnCode' in outcome ? [outcome.returnCode, outcome.stdout.text] : outcome.kind;
        }),
      );
      busy = false;
      await killing;
      expect(outcomes.filter((one, number) => one !== 'failed' && `${one}` !== `0,${number}\n`)).toEqual([]);
      expect(outcomes.filter((one) => one !== 'failed').length).toBeGreaterThan(20);
      expect(await print(sandbox, 'print("on")')).toBe('on');
    });

    it('leaves nothing of 200 runs, nor of itself when it is closed', async () => {
      const scratch = mkdtempSync(join(folder, 'scratch-'));
      const sandbox = await open({ workers: 4, scratch });
      const descriptors = () => readdirSync('/proc/self/fd').length;
      const [interpreter] = interpreters();
      const held = () => readdirSync(`/proc/${interpreter}/fd`).length;
      await print(sandbox, isWarm);
      const before = [descriptors(), held()] as const;
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, (_, number) => run(sandbox, number % 10 === 0 ? '1/0' : 'pass')),
      );
      expect(outcomes.filter(({ kind }) => kind !== 'finished')).toEqual([]);
      await until(() => runsOf(interpreter!).length === 0);
      expect(interpreters()).toEqual([interpreter]);
      expect([descriptors(), held()].every((count, index) => count <= before[index]! + 1)).toBe(true);
      await sandbox[Symbol.asyncDispose]();
      expect(interpreters()).toEqual([]);
      expect(readdirSync(scratch)).toEqual([]);
    });

    it('ends with a killed harness, all of it', async () => {
      const mark = randomUUID();
      const harness = join(import.meta.dirname, 'harness.ts');
      const child = spawn(
        process.execPath,
        [harness, 'warm', python, `${sleeper(mark)}\nimport time; time.sleep(300)`],
        {
          stdio: ['ignore', 'inherit', 'inherit'],
        },
      );
      // As the harness’ own command line does not have it.
      await until(() => processesWith(`time.sleep(1)\0${mark}`).length > 0);
      const within = processesWith(python);
      expect(within.length).toBeGreaterThan(2);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await until(() => processesWith(python).every((pid) => !within.includes(pid)));
      expect(processesWith(mark)).toEqual([]);
    });

    it('says what to do where programs can’t be forked', async () => {
      const bubblewrap = join(folder, 'without-power');
      const line = 'for word; do shift; [ "$word" = CAP_SYS_ADMIN ] && word=CAP_NET_ADMIN; set -- "$@" "$word"; done';
      writeFileSync(bubblewrap, `#!/bin/sh\n${line}\nexec bwrap "$@"\n`);
      chmodSync(bubblewrap, 0o755);
      const opening = open({ bubblewrap });
      await expect(opening).rejects.toThrow(UserError);
      await expect(opening).rejects.toThrow(/warm sandbox.*Operation not permitted.*--sandbox cold/);
      expect(interpreters()).toEqual([]);
    });
  });
});

/** What is read from code is what the code does; a faithful script is never accused, and a broken one is found out. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { naiveScript } from '../../src/agent/naive.ts';
import { script } from '../../src/agent/scripts.ts';
import type { RowsFact } from '../../src/audit/code-facts.ts';
import { deviationsFor } from '../../src/audit/deviations.ts';
import { columnKinds, compareWithPlan, readCode, type Script } from '../../src/audit/witness.ts';
import { INSTRUCTIONS, type Witness } from '../../src/audit.ts';
import { planOf, render } from '../../src/reference.ts';
import { openBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../../src/sandbox.ts';
import { LEFT_OPEN, type Task } from '../../src/task.ts';
import { openBench } from '../../src/wire.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';
import { DARE_EVAL } from '../score/differential.ts';
import { busyFacts } from './facts-of.ts';
import { type Cells, filters, keeps } from './witness/conditions.ts';
import { makeTasks, styles } from './witness/corpus.ts';
import { tasks as anyTask, edits } from './witness/edits.ts';
import { composed } from './witness/fragments.ts';
import { HOSTILE } from './witness/hostile.ts';
import { UNREAD, WHOLE } from './witness/unread.ts';

const READERS = fileURLToPath(new URL('../../python/audit/', import.meta.url));
const CORPUS = styles();

/** Runs scripts, each in its task's folder, and gives their predictions. */
const RUN_ALL = `
import contextlib, io, json, os, sys, warnings
warnings.simplefilter("ignore")
made = []
for folder, code in json.load(sys.stdin):
    os.chdir(folder)
    with contextlib.suppress(FileNotFoundError): os.remove("prediction.csv")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        exec(compile(code, "script", "exec"), {"__name__": "__main__"})
    made.append(open("prediction.csv").read())
print(json.dumps(made))
`;

describe.skipIf(PYTHON === undefined)(PYTHON ? 'witness' : SKIPPED, { timeout: 300_000 }, () => {
  let root: string;
  let sandbox: Sandbox;
  let tasks: ReadonlyMap<string, Task>;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'dare-witness-test-'));
    tasks = makeTasks(PYTHON!, root);
    sandbox = await openBubblewrap({ python: PYTHON!, environment: 'test' });
  });
  afterAll(async () => {
    await sandbox?.[Symbol.asyncDispose]();
    rmSync(root, { recursive: true, force: true });
  });

  /** What the witness says of scripts, each beside its task. */
  const witness = async (cases: readonly { task: Task; code: Script['code'] }[]): Promise<Witness[]> => {
    const given = cases.map(({ task, code }, index) => ({ id: String(index), code, kinds: columnKinds(task) }));
    const facts = await readCode(sandbox, DEFAULT_LIMITS, given);
    return cases.map(({ task }, index) => compareWithPlan(facts.get(String(index))!, task));
  };
  /** The rows that scripts predict, each cell under its column's name. */
  const run = (cases: readonly { task: Task; code: string }[]): Record<string, string>[][] => {
    const input = JSON.stringify(cases.map(({ task, code }) => [join(root, task.dataset), code]));
    const options = { input, encoding: 'utf8', maxBuffer: 1e8, stdio: 'pipe' } as const;
    const made = JSON.parse(execFileSync(PYTHON!, ['-c', RUN_ALL], options)) as string[];
    return made.map((text) => {
      const [header, ...lines] = text
        .trim()
        .split('\n')
        .map((line) => line.split(','));
      return lines.map((cells) => Object.fromEntries(header!.map((label, index) => [label, rounded(cells[index]!)])));
    });
  };
  const reference = (task: Task) => ({ task, code: render(planOf(task, 'filtered')) });
  const stepsOf = ({ steps }: Witness, verdict: string) =>
    steps.filter((step) => step.verdict === verdict).map(({ instruction, found }) => `${instruction}: ${found}`);
  const named = (steps: readonly string[]) => steps.map((step) => step.split(':')[0]);

  it('accuses nobody of what a question leaves open', async () => {
    const open = ['features-order-reversed', 'scale-none', 'model-more-iterations'];
    const cases = [...tasks.values()].flatMap((task) =>
      deviationsFor(task, busyFacts(task)).cases.flatMap(({ kinds, plan }) =>
        open.includes(kinds[0]!.name) ? [{ task, code: render(plan), instruction: kinds[0]!.instruction }] : [],
      ),
    );
    expect(new Set(cases.map(({ instruction }) => instruction))).toEqual(new Set(['features', 'scale', 'model']));
    const leavesOpen = ({ parameters, ...task }: Task): Task => ({
      ...task,
      parameters: { ...parameters, workflow: { ...parameters.workflow!, leftOpen: LEFT_OPEN } },
    });
    const accused = (said: Witness[]) => said.map((one) => named(stepsOf(one, 'breaks')));
    expect(accused(await witness(cases))).toEqual(cases.map(({ instruction }) => [instruction]));
    expect(accused(await witness(cases.map(({ task, code }) => ({ task: leavesOpen(task), code }))))).toEqual(
      cases.map(() => []),
    );
  });

  it('is tried on scripts that give the answer of the reference', () => {
    const faithful = CORPUS.filter(({ breaks }) => breaks.length === 0);
    const right = new Map([...tasks.keys()].map((name, index) => [name, index]));
    const made = run([
      ...[...tasks.values()].map(reference),
      ...faithful.map(({ task, code }) => ({ task: tasks.get(task)!, code })),
    ]);
    faithful.forEach(({ name, task }, index) => {
      expect(made[tasks.size + index], name).toMatchObject(made[right.get(task)!]!);
    });
  });

  it('accuses no faithful script of anything, and is sure of nearly every step', async () => {
    const found = await witness(CORPUS.map(({ task, code }) => ({ task: tasks.get(task)!, code })));
    CORPUS.forEach(({ name, unclear, breaks }, index) => {
      expect(named(stepsOf(found[index]!, 'breaks')), `${name}: ${stepsOf(found[index]!, 'breaks')}`).toEqual(breaks);
      expect(named(stepsOf(found[index]!, 'unclear')), `${name}: ${stepsOf(found[index]!, 'unclear')}`).toEqual(
        unclear,
      );
      expect(found[index]!.steps.map(({ instruction }) => instruction)).toEqual(INSTRUCTIONS);
    });
  });

  it('finds the broken instruction of every broken script, shows its line, and accuses of nothing else', async () => {
    const cases = CORPUS.flatMap((style) => style.broken.map((broken) => ({ style, broken })));
    expect(new Set(cases.flatMap(({ broken }) => broken.instructions)).size).toBeGreaterThan(9);
    const found = await witness(
      cases.map(({ style, broken }) => ({ task: tasks.get(style.task)!, code: broken.code })),
    );
    cases.forEach(({ style, broken }, index) => {
      const told = stepsOf(found[index]!, 'breaks');
      const should = INSTRUCTIONS.filter((one) => broken.instructions.includes(one) || style.breaks.includes(one));
      expect(named(told), `${style.name}:${broken.line}: ${broken.becomes} | ${told.join(' | ')}`).toEqual(should);
    });
  });

  it('reads scripts put together from parts in many ways, which give the answer of the reference unless a part is broken', async () => {
    const task = tasks.get('loan')!;
    const drawn = fc.sample(composed, { numRuns: 400, seed: 2 });
    const found = await witness(drawn.map(({ code }) => ({ task, code })));
    for (const [index, { code, breaks }] of drawn.entries()) {
      const told = stepsOf(found[index]!, 'breaks');
      expect(named(told), `${told}\n${code}`).toEqual(breaks === null ? [] : [breaks]);
      if (breaks === null) expect(stepsOf(found[index]!, 'unclear'), code).toEqual([]);
    }
    const faithful = drawn.filter(({ breaks }) => breaks === null).slice(0, 40);
    const [right, ...made] = run([reference(task), ...faithful.map(({ code }) => ({ task, code }))]);
    made.forEach((rows, index) => {
      expect(rows, faithful[index]!.code).toMatchObject(right!);
    });
  });

  it('reads any plan back: edited steps as broken, the others as followed', async () => {
    const drawn = fc.sample(anyTask, { numRuns: 60, seed: 5 });
    const cases = drawn.flatMap((task) => edits(task).map((edit) => ({ task, ...edit })));
    expect(cases.length).toBeGreaterThan(1000);
    const plain = await witness(drawn.map((task) => ({ task, code: render(planOf(task, 'filtered')) })));
    for (const [index, { steps }] of plain.entries()) {
      const odd = steps.filter(({ verdict }) => verdict !== 'follows');
      // Categories that are numbers or truth values are given one type by the plan itself.
      expect(odd, render(planOf(drawn[index]!, 'filtered'))).toEqual([]);
    }
    const found = await witness(cases);
    for (const [index, { name, instruction, sure, code }] of cases.entries()) {
      const own = found[index]!.steps.find((step) => step.instruction === instruction)!;
      expect(sure ? ['breaks'] : ['breaks', 'unclear'], `${name}: ${own.found}\n${code}`).toContain(own.verdict);
      const accused = stepsOf(found[index]!, 'breaks').filter((step) => !step.startsWith(`${instruction}:`));
      expect(accused, `${name}\n${code}`).toEqual([]);
    }
  });

  it('keeps the rows that pandas keeps, in whatever way they are filtered', () => {
    const codes = fc.sample(filters, { numRuns: 800, seed: 3 });
    const input = JSON.stringify(codes);
    const program = fileURLToPath(new URL('witness/masks.py', import.meta.url));
    const options = { input, encoding: 'utf8', maxBuffer: 1e9, stdio: 'pipe' } as const;
    const { rows, results } = JSON.parse(execFileSync(PYTHON!, ['-W', 'ignore', program, READERS], options)) as {
      rows: Cells[];
      results: { kept: number[] | null; told: RowsFact | null }[];
    };
    let sure = 0;
    results.forEach(({ kept, told }, index) => {
      if (kept === null || told === null) return;
      const says = rows.map((row) => keeps(told, row));
      if (!says.includes(null)) sure += 1;
      const wrong = rows.filter((_, row) => says[row] !== null && says[row] !== kept.includes(row));
      expect(wrong, `${codes[index]}\n${JSON.stringify(told.operations)}`).toEqual([]);
    });
    const ran = results.filter(({ kept }) => kept !== null).length;
    expect(ran).toBeGreaterThan(600);
    expect(sure / ran).toBeGreaterThan(0.6);
  });

  it.each(UNREAD)('accuses nobody where it does not know $what', async ({ task, code }) => {
    const [found, whole] = await witness([
      { task: tasks.get(task)!, code },
      { task: tasks.get(WHOLE.task)!, code: WHOLE.code },
    ]);
    expect(found!.readable).toBe(true);
    expect(stepsOf(found!, 'breaks'), code).toEqual([]);
    expect(stepsOf(whole!, 'follows')).toHaveLength(INSTRUCTIONS.length);
  });

  it('reads what is there beside code that breaks parsers, never ends, or is not code', async () => {
    const good = CORPUS.find(({ name }) => name === 'loan-pipeline.py')!;
    const task = tasks.get(good.task)!;
    const cases = HOSTILE.flatMap((code) => [
      { task, code },
      { task, code: good.code },
    ]);
    const found = await witness(cases);
    found.forEach((one, index) => {
      if (index % 2 === 1) expect(stepsOf(one, 'follows')).toHaveLength(INSTRUCTIONS.length);
      else {
        expect(one.readable).toBe(one.problem === null);
        // Said of a mistake of the reader itself.
        expect(one.problem ?? '').not.toMatch(/cannot be followed \(/);
        expect(stepsOf(one, 'breaks'), String(cases[index]!.code).slice(0, 300)).toEqual([]);
      }
    });
  });

  it('takes no type for known of columns that bad rows made text', () => {
    const task = tasks.get('loan')!;
    const { columns, ...data } = busyFacts(task);
    const retyped = (name: string) => ({ ...columns[name]!, retyped: name === 'age' });
    const facts = { ...data, columns: Object.fromEntries(Object.keys(columns).map((name) => [name, retyped(name)])) };
    expect(columnKinds(task)).toMatchObject({ age: 'number', income: 'number', city: 'text' });
    expect(columnKinds(task, facts)).not.toHaveProperty('age');
    expect(columnKinds(task, facts)).toMatchObject({ income: 'number', city: 'text' });
  });

  it('follows files from one call of an attempt to the next', async () => {
    const good = CORPUS.find(({ name }) => name === 'loan-pandas-only.py')!;
    const task = tasks.get(good.task)!;
    const lines = good.code.split('\n');
    const at = lines.findIndex((line) => line.startsWith('num = '));
    const words = "keep_default_na=False, na_values=['']";
    const head = [...lines.slice(0, at), "train.to_csv('clean.csv', index=False)"].join('\n');
    const again = `import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\ntrain = pd.read_csv('clean.csv', ${words})\nval = pd.read_csv('val_v1.csv', ${words})`;
    const tail = [again, ...lines.slice(at)].join('\n');
    const explore = 'import pandas as pd\nprint(pd.read_csv("train_v1.csv").describe())\nthis is not Python';
    const [found, broken] = await witness([
      { task, code: [explore, head, tail] },
      { task, code: [explore, head, tail.replace('.median()', '.mean()')] },
    ]);
    expect(found!.steps.filter(({ verdict }) => verdict !== 'follows')).toEqual([]);
    expect(named(stepsOf(broken!, 'breaks'))).toEqual(['impute']);
    const line = [explore, head, tail]
      .join('\n')
      .split('\n')
      .findIndex((text) => text.includes('m = X[c].median()'));
    const own = broken!.steps.find(({ instruction }) => instruction === 'impute')!;
    expect(own.lines.some((one) => Math.abs(one - line - 1) <= 2)).toBe(true);
  });

  it('says nothing of code that states no model, such as naive and other agents’ scripts', async () => {
    const task = tasks.get('loan')!;
    const values = {
      TRAIN_FILE: 'train_v1.csv',
      VALIDATION_FILE: 'val_v1.csv',
      TARGETS: ['default'],
      CLASSES: true,
      QUICK: false,
    };
    const found = await witness([
      { task, code: naiveScript(task) },
      { task, code: script('tabular', values) },
    ]);
    for (const one of found) {
      expect(one.readable).toBe(true);
      expect(stepsOf(one, 'follows').length).toBeLessThan(INSTRUCTIONS.length);
    }
  });

  it.skipIf(!existsSync(DARE_EVAL))(
    'follows the reference of every released task, and what the baseline agent writes',
    async () => {
      const benchmark = await openBench(DARE_EVAL, process.env);
      const released = benchmark.tasks.filter(({ variant }) => variant === 'if');
      const found = await witness(released.map((task) => ({ task, code: render(planOf(task, 'filtered')) })));
      const odd = found.flatMap(({ steps }, index) =>
        steps.filter(({ verdict }) => verdict !== 'follows').map((step) => ({ task: released[index]!.id, ...step })),
      );
      expect(odd).toEqual([]);
    },
  );
});

/** Numbers to nine digits: pandas and scikit-learn add up in different orders. */
function rounded(cell: string): string {
  return cell === '' || Number.isNaN(Number(cell)) ? cell : Number(cell).toPrecision(9);
}

/** A deviation that is said not to matter in principle does not matter: done all the same, it gives the same output. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KINDS } from '../../src/audit/deviations.ts';
import { FACTS, factsProgram } from '../../src/audit/facts.ts';
import type { DataFacts } from '../../src/audit.ts';
import { type Plan, planOf, render } from '../../src/reference.ts';
import { differingRowsOf, parsePrediction } from '../../src/score/differences.ts';
import { parseTruth } from '../../src/score/truth.ts';
import { SUBMISSION, type Task } from '../../src/task.ts';
import { openBench } from '../../src/wire.ts';
import { EXAMPLES } from '../e2e/harness.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';
import { madeTasks } from './made.ts';

/** More can be tried by hand: DARE_SEEDS=0-199. */
const SEEDS = seedsOf(process.env.DARE_SEEDS ?? '0-23');

/** Runs programs one after the other in one interpreter, each in a folder with its files; gives what each wrote. */
const RUN_ALL = `
import json, os, sys, tempfile, traceback
results = []
for files, code, output in json.load(sys.stdin):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, path in files.items():
            os.symlink(path, name)
        try:
            exec(compile(code, "program.py", "exec"), {"__name__": "__main__"})
            results.append({"text": open(output).read()})
        except Exception:
            results.append({"failure": traceback.format_exc().strip().splitlines()[-1]})
        os.chdir("/")
print(json.dumps(results))
`;

interface Job {
  readonly task: Task;
  readonly code: string;
  readonly output: string;
}

type Ran = { readonly text: string } | { readonly failure: string };

function runAll(jobs: readonly Job[]): Ran[] {
  const input = jobs.map(({ task, code, output }) => [
    Object.fromEntries(task.files.map(({ name, path }) => [name, path])),
    code,
    output,
  ]);
  const options = { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1e9, stdio: 'pipe' } as const;
  return JSON.parse(execFileSync(PYTHON!, ['-W', 'ignore', '-c', RUN_ALL], options)) as Ran[];
}

function textOf(task: Task, ran: Ran): string {
  if ('failure' in ran) throw new Error(`${task.id}: ${ran.failure}`);
  return ran.text;
}

/** Names of those said not to matter that were tried, and of those among them that change the answer. */
function tryIdle(tasks: readonly Task[]): { tried: string[]; changed: string[] } {
  const facts = runAll(tasks.map((task) => ({ task, code: factsProgram(task), output: FACTS })));
  const idle = tasks.flatMap((task, at) => {
    const plan = planOf(task, 'filtered');
    const plans = idlePlans(task, plan, JSON.parse(textOf(task, facts[at]!)) as DataFacts);
    return [['faithful', plan] as const, ...plans].map(([name, one]) => ({ task, name, code: render(one) }));
  });
  const outputs = runAll(idle.map(({ task, code }) => ({ task, code, output: SUBMISSION })));
  const changed = idle.flatMap(({ task, name }, at) => {
    const faithful = textOf(task, outputs[idle.findIndex((one) => one.task === task)]!);
    const ran = outputs[at]!;
    if ('failure' in ran) return [`${task.id} ${name}: ${ran.failure}`];
    return equal(task, faithful, ran.text) ? [] : [`${task.id} ${name}`];
  });
  return { tried: idle.map(({ name }) => name), changed };
}

function idlePlans(task: Task, plan: Plan, facts: DataFacts): (readonly [string, Plan])[] {
  return KINDS.filter((kind) => kind.idle(task, facts) !== null).flatMap((kind) => {
    const edited = kind.edit(plan, task, facts);
    if (typeof edited === 'string') return [];
    const plans = 'variants' in edited ? Object.values(edited.variants) : [edited];
    return plans.map((one) => [kind.name, one] as const);
  });
}

function equal({ family, variant, parameters: { targets } }: Task, faithful: string, output: string): boolean {
  const truth = parseTruth('faithful', Buffer.from(faithful), { family, variant, targets });
  const table = parsePrediction(Buffer.from(output), truth);
  return table !== null && differingRowsOf(table)(truth) === 0;
}

describe.skipIf(PYTHON === undefined)(PYTHON ? 'deviations that do not apply' : SKIPPED, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dare-inapplicable-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('change nothing in the shipped benchmark', async () => {
    const { tasks } = await openBench(EXAMPLES, process.env);
    const { tried, changed } = tryIdle(tasks.filter(({ variant }) => variant === 'if'));
    expect(changed).toEqual([]);
    expect(tried.length).toBeGreaterThan(30);
  });

  it('change nothing in tasks of every sort', () => {
    const { tried, changed } = tryIdle(madeTasks(folder, SEEDS));
    expect(changed).toEqual([]);
    const never = KINDS.filter(({ name }) => !tried.includes(name)).map(({ name }) => name);
    expect(never).toEqual(ALWAYS_APPLICABLE);
  });
});

/** Those that apply wherever there is anything to edit. */
const ALWAYS_APPLICABLE = [
  'join-one-table',
  'filter-one-left-out',
  'types-codes-as-numbers',
  'types-numbers-as-codes',
  'features-all',
  'features-left-out',
  'model-another',
  'model-more-iterations',
  'model-other-solver',
  'model-other-setting',
  'targets-together',
  'output-rounded',
];

function seedsOf(text: string): number[] {
  const [from, to] = text.split('-').map(Number) as [number, number];
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/**
 * How long audits take: ./dare node bench/audit.ts [--bench DIR] [--attempts N] [--cache DIR]
 *
 * `dare audit tasks` from nothing and again, then `dare audit run` of a made-up run, from nothing and again: N attempts
 * (10,000) of five agents, each with a deviation's output and its code, no two scripts alike. With --cache the tasks'
 * deviations are taken from there and nothing is timed from nothing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { AttemptRecord, Transcript } from '../src/attempt.ts';
import { openOutputs } from '../src/audit/outputs.ts';
import { planOf, render } from '../src/reference.ts';
import { DEFAULT_LIMITS } from '../src/sandbox.ts';
import { openFolderStore } from '../src/store/folder.ts';
import { SUBMISSION, type Task } from '../src/task.ts';
import { openTruths } from '../src/truths.ts';
import { openBench, openSandboxLater } from '../src/wire.ts';
import { DARE_EVAL } from '../test/score/differential.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const EXAMPLES = fileURLToPath(new URL('../examples/bench', import.meta.url));
const AGENTS = 5;

const { values } = parseArgs({
  options: {
    bench: { type: 'string', default: existsSync(DARE_EVAL) ? DARE_EVAL : EXAMPLES },
    attempts: { type: 'string', default: '10000' },
    cache: { type: 'string' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'dare-bench-audit-'));
const cache = values.cache ?? join(folder, 'cache');

function timed(name: string, ...words: readonly string[]): void {
  const started = performance.now();
  const json = join(folder, 'result.json');
  const command = [MAIN, 'audit', ...words, '--json', json];
  const { status, stderr } = spawnSync(process.execPath, command, {
    encoding: 'utf8',
    env: { ...process.env, DARE_CACHE: cache },
    maxBuffer: 1e9,
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) console.log(stderr.trim().split('\n').slice(-5).join('\n'));
  console.log(`${name.padEnd(44)} ${seconds.toFixed(1).padStart(8)} s`);
}

if (values.cache === undefined) timed('tasks, from nothing', 'tasks', '--bench', values.bench);
timed('tasks, cached', 'tasks', '--bench', values.bench);
const audit = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as {
  totals: { coverage: number; all: { applicable: number } };
  tasks: Record<string, { deviations: object; pairs: { tried: number } }>;
};
const tasks = Object.values(audit.tasks);
const ways = tasks.reduce((sum, { deviations }) => sum + Object.keys(deviations).length, 0);
const pairs = tasks.reduce((sum, one) => sum + one.pairs.tried, 0);
console.log(
  `${tasks.length} tasks, ${audit.totals.all.applicable} deviations in ${ways} ways, ${pairs} pairs; ` +
    `coverage ${(100 * audit.totals.coverage).toFixed(1)} %`,
);

const run = join(folder, 'run');
const made = await makeRun(run, Number(values.attempts));
timed(`a run of ${made} attempts, its code unread`, 'run', run);
timed(`a run of ${made} attempts, its code read`, 'run', run);
await rm(folder, { recursive: true });

/** @returns how many attempts were made */
async function makeRun(path: string, wanted: number): Promise<number> {
  const benchmark = await openBench(values.bench, process.env);
  await using sandbox = await openSandboxLater(process.env);
  const truths = openTruths({ benchmark, sandbox, limits: DEFAULT_LIMITS, cache });
  const outputs = openOutputs({ sandbox, truths, cache });
  const ifTasks = benchmark.tasks.filter(({ variant }) => variant === 'if');
  await using store = await openFolderStore(path);
  await store.saveSettings({
    format: 1,
    created: new Date().toISOString(),
    versions: {},
    sandbox: { name: sandbox.name, environment: sandbox.environment },
    bench: { name: benchmark.name, path: benchmark.path },
    agents: {},
    tasks: Object.fromEntries(ifTasks.map(({ id, hash }) => [id, hash])),
    limits: DEFAULT_LIMITS,
    options: {},
  });
  const each = Math.ceil(wanted / ifTasks.length);
  let made = 0;
  for (const task of ifTasks) {
    const { singles, pairs: both, predictions } = await outputs.load(task);
    const different = [...singles, ...both].flatMap(({ plan, result }) =>
      result.kind === 'different' ? [{ code: render(plan), prediction: predictions[result.output]! }] : [],
    );
    const faithful = render(planOf(task, 'filtered'));
    const right = { code: faithful, prediction: await readFile(await truths.path(task)) };
    for (let at = 0; at < each && made < wanted; at++) {
      const { code, prediction } = at % 5 === 0 ? right : different[at % different.length]!;
      const agent = `agent-${at % AGENTS}`;
      const record = recordOf(task, agent, Math.floor(at / AGENTS) + 1, made);
      const draft = await store.begin(record);
      const saved = join(draft.folder, 'files');
      await mkdir(saved);
      await writeFile(join(saved, SUBMISSION), prediction);
      await draft.commit(record, transcriptOf(task, `# attempt ${made}\n${code}`), []);
      made++;
    }
  }
  return made;
}

function recordOf(task: Task, agent: string, repeat: number, number: number): AttemptRecord {
  const { id, dataset, family, variant, kind } = task;
  const score = { value: 0, exists: true, perTarget: {}, reason: null };
  return {
    key: `attempt ${number}`,
    ...{ agent, task: id, dataset, family, variant, kind, repeat, started: new Date(0).toISOString() },
    ...{ seconds: 1, modelSeconds: 1, sandboxSeconds: 1, ending: 'finished', turns: 2, calls: 1, cost: null, score },
    usage: { input: 0, output: 0, cachedInput: 0, reasoning: 0 },
  };
}

function transcriptOf(task: Task, code: string): Transcript {
  const load = task.files.map(({ name }) => name);
  const save = [SUBMISSION];
  const words = JSON.stringify({ code, files_to_load: load, files_to_save: save });
  return {
    messages: [
      { role: 'user', content: task.question },
      { role: 'assistant', content: '', toolCalls: [{ id: 'one', name: 'python_executor', arguments: words }] },
      { role: 'tool', callId: 'one', name: 'python_executor', content: '{}' },
    ],
    calls: [{ callId: 'one', kind: 'finished', returnCode: 0, seconds: 1, load, save, missing: [] }],
  };
}

/**
 * What a run of the sandbox costs, warm against cold, in one run: `./dare node bench/sandbox.ts`. Prints figures, ratios
 * and whether each is what docs/sandbox.md promises. The reference solutions need the released data beside the repository.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBenchmark } from '../src/bench/published.ts';
import { planOf, render } from '../src/reference.ts';
import { openBubblewrap } from '../src/sandbox/bubblewrap.ts';
import { openWarm } from '../src/sandbox/warm.ts';
import { DEFAULT_LIMITS, type Outcome, type RunRequest, type Sandbox } from '../src/sandbox.ts';
import { DARE_EVAL } from '../test/score/differential.ts';
import { descendants } from './descendants.ts';

const python = process.env.DARE_PYTHON;
if (python === undefined)
  throw new Error('DARE_PYTHON is not set. Start the program with ./dare node bench/sandbox.ts.');

const IMPORTS = 'import pandas, sklearn.ensemble\nprint(pandas.__version__, sklearn.__version__)';
const folder = mkdtempSync(join(tmpdir(), 'dare-bench-'));

function report(what: string, value: number, unit: string, promise?: readonly ['at most' | 'at least', number]): void {
  const holds = promise === undefined || (promise[0] === 'at most' ? value <= promise[1] : value >= promise[1]);
  const told = promise === undefined ? '' : `  (${promise.join(' ')}: ${holds ? 'reached' : 'NOT reached'})`;
  console.log(`${what.padEnd(52)}${value.toFixed(1).padStart(9)} ${unit}${told}`);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const isFine = (outcome: Outcome): boolean => outcome.kind === 'finished' && outcome.returnCode === 0;

async function timed(
  sandbox: Sandbox,
  request: Partial<RunRequest> & { code: string },
): Promise<{ ms: number; outcome: Outcome }> {
  const started = performance.now();
  const outcome = await sandbox.run({
    files: [],
    outputs: [],
    outputFolder: folder,
    limits: DEFAULT_LIMITS,
    ...request,
  });
  return { ms: performance.now() - started, outcome };
}

async function sequential(sandbox: Sandbox, code: string, repeats: number): Promise<number> {
  const times: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const { ms, outcome } = await timed(sandbox, { code });
    if (!isFine(outcome)) throw new Error(JSON.stringify(outcome));
    times.push(ms);
  }
  return median(times);
}

async function opened(name: string, open: () => Promise<Sandbox>): Promise<Sandbox> {
  const started = performance.now();
  const sandbox = await open();
  report(`open ${name}`, performance.now() - started, 'ms');
  return sandbox;
}

/** Of the largest one, and of all with what they share counted once, in bytes. */
function memoryOfDescendants(): { resident: number; together: number } {
  const each = descendants().map((pid) => {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const bytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(text)![1]) * 1024;
    return { resident: bytes('Rss'), proportional: bytes('Pss') };
  });
  return {
    resident: Math.max(...each.map(({ resident }) => resident)),
    together: sum(each.map(({ proportional }) => proportional)),
  };
}

const options = { python, environment: 'bench' };
await using cold = await opened('cold', () => openBubblewrap(options));
await using warm = await opened('warm', () => openWarm(options));

const idle = memoryOfDescendants();
const own = `
fields = dict(line.split(':', 1) for line in open('/proc/self/smaps_rollup').read().splitlines() if ':' in line)
kilobytes = lambda *names: sum(int(fields[name].split()[0]) for name in names)
print(kilobytes('Rss'), kilobytes('Private_Clean', 'Private_Dirty'))`;
for (const [name, sandbox] of [
  ['cold', cold],
  ['warm', warm],
] as const) {
  const { outcome } = await timed(sandbox, { code: `${IMPORTS}${own}` });
  if (outcome.kind !== 'finished') throw new Error(JSON.stringify(outcome));
  const [resident, mine] = outcome.stdout.text.trim().split('\n').at(-1)!.split(' ').map(Number) as [number, number];
  report(`${name}: memory of a program that imports them`, resident / 1000, 'MB');
  report(`${name}:   of which its own`, mine / 1000, 'MB');
}

report('warm: memory of the idle interpreter', idle.resident / 1e6, 'MB');
report('warm:   it and all that waits beside it', idle.together / 1e6, 'MB');

const coldMs = await sequential(cold, IMPORTS, 25);
const warmMs = await sequential(warm, IMPORTS, 500);
report('cold: import pandas, sklearn; print, median of 25', coldMs, 'ms');
report('warm: the same, median of 500', warmMs, 'ms', ['at most', 40]);
report('warm is faster', coldMs / warmMs, 'times', ['at least', 20]);

for (const atOnce of [8, 32, 128]) {
  const runs = Math.max(atOnce, 256);
  let failed = 0;
  let left = runs;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) if (!isFine((await timed(warm, { code: IMPORTS })).outcome)) failed += 1;
    }),
  );
  report(`warm: ${atOnce} at once`, (runs * 1000) / (performance.now() - started), 'runs/s', ['at least', 40]);
  if (failed > 0) console.log(`  ${failed} of ${runs} FAILED`);
}

const spin = 'import time\nend = time.process_time() + 1\nwhile time.process_time() < end: pass';
const limits = { ...DEFAULT_LIMITS, seconds: 10 };
const jobs = await Promise.all(Array.from({ length: 32 }, () => timed(warm, { code: spin, limits })));
report(
  '32 jobs of a processor second, 10 s each: succeed',
  jobs.filter(({ outcome }) => isFine(outcome)).length,
  'of 32',
  ['at least', 32],
);

for (const megabytes of [1, 100]) {
  const before = process.memoryUsage().rss;
  const code = `import os\nfor _ in range(${megabytes * 16}): os.write(1, b"x" * 62_500)`;
  const { ms, outcome } = await timed(warm, { code });
  if (outcome.kind !== 'finished' || outcome.stdout.bytes !== megabytes * 1e6 || !outcome.stdout.cut)
    throw new Error(`${megabytes} MB: ${outcome.kind}`);
  report(`${megabytes} MB of stdout, cut and declared`, ms, 'ms');
  report('  harness grown by', (process.memoryUsage().rss - before) / 1e6, 'MB');
}

if (existsSync(DARE_EVAL)) {
  const benchmark = await openBenchmark(DARE_EVAL);
  const times = { cold: [] as number[], warm: [] as number[] };
  let same = 0;
  const tasks = benchmark.tasks.filter(({ variant }) => variant === 'if');
  for (const task of tasks) {
    const { truth } = benchmark.answerKey(task);
    const files = truth.kind === 'reference' ? truth.files : [];
    const left: string[] = [];
    for (const [name, sandbox] of [
      ['cold', cold],
      ['warm', warm],
    ] as const) {
      const { ms, outcome } = await timed(sandbox, {
        code: render(planOf(task, 'error-free')),
        files,
        outputs: ['prediction.csv'],
      });
      times[name].push(ms);
      const texts =
        outcome.kind === 'finished' ? [outcome.returnCode, outcome.stdout.text, outcome.stderr.text] : [outcome.kind];
      left.push(JSON.stringify([texts, readFileSync(join(folder, 'prediction.csv'), 'latin1')]));
      rmSync(join(folder, 'prediction.csv'));
    }
    if (left[0] === left[1]) same += 1;
    else console.log(`  ${task.id} differs`);
  }
  report(`${tasks.length} reference solutions, cold: median`, median(times.cold), 'ms');
  report('  warm: median', median(times.warm), 'ms');
  report('  warm is faster, by medians', median(times.cold) / median(times.warm), 'times', ['at least', 6]);
  report('  warm is faster, in total', sum(times.cold) / sum(times.warm), 'times');
  report('  byte-identical', (100 * same) / tasks.length, '%', ['at least', 100]);
}
rmSync(folder, { recursive: true });

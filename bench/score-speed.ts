/**
 * How much faster our scorer is than pandas and scikit-learn, each as one whole process over the same jobs:
 * node bench/score-speed.ts. Scores every task of the benchmark in both variants, and single files of a million rows.
 * The two take turns, seven times (compiled code is cached as the launcher caches it); the best of each counts.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBenchmark } from '../src/bench/published.ts';
import { type Family, versionOf } from '../src/task.ts';
import { DARE_EVAL, publishedTruths } from '../test/score/differential.ts';
import { PYTHON, SCORE_ORACLE } from '../test/score/oracle.ts';

interface Job {
  readonly prediction: string;
  readonly truth: string;
  readonly targets: readonly string[];
  readonly family: Family;
  readonly version: 'v1' | 'v2';
}

const TURNS = 7;
const MILLION = 1_000_000;

interface Run {
  /** Wall seconds of the whole process. */
  readonly seconds: number;
  readonly scores: readonly number[];
  readonly note: string;
}

function timed(command: readonly string[], jobs: string, folder: string): Run {
  const start = performance.now();
  const ran = spawnSync('sh', ['-c', 'exec "$@" < "$0"', jobs, ...command], {
    encoding: 'utf8',
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
  });
  const seconds = (performance.now() - start) / 1000;
  if (ran.status !== 0) throw new Error(`${command.join(' ')} failed: ${ran.stderr}`);
  const lines = ran.stdout.trim().split('\n');
  const scores = lines.map((line) => Number(line.startsWith('{') ? JSON.parse(line).score : line));
  return { seconds, scores, note: ran.stderr.trim() };
}

async function race(name: string, jobs: readonly Job[], folder: string, floor: number): Promise<void> {
  const list = join(folder, 'jobs.jsonl');
  await writeFile(list, jobs.map((job) => `${JSON.stringify(job)}\n`).join(''));
  const best = (runs: readonly Run[]): number => Math.min(...runs.map(({ seconds }) => seconds));
  const ours: Run[] = [];
  const theirs: Run[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    ours.push(timed([process.execPath, join(import.meta.dirname, 'score-jobs.ts')], list, folder));
    theirs.push(timed([PYTHON!, SCORE_ORACLE], list, folder));
  }
  const differ = ours[0]!.scores.filter((score, at) => !(Math.abs(score - theirs[0]!.scores[at]!) <= 1e-9)).length;
  const ratio = best(theirs) / best(ours);
  const verdict = ratio >= floor && differ === 0 ? 'reached' : 'NOT reached';
  console.log(
    `${name}: ours ${best(ours).toFixed(2)} s (${ours.at(-1)!.note}), oracle ${best(theirs).toFixed(2)} s, ` +
      `${ratio.toFixed(1)} times as fast (at least ${floor}: ${verdict}), ${differ} scores differ`,
  );
}

/** The same by the command, with all that it does besides: the launcher, opening the benchmark, cached references. */
async function command(folder: string): Promise<void> {
  const { tasks } = await openBenchmark(DARE_EVAL);
  for (const task of tasks) {
    const place = join(folder, 'predictions', versionOf(task.variant), task.dataset);
    const series = task.family === 'time_series_analysis';
    const truth = series ? `ground_truth_${versionOf(task.variant)}.csv` : 'ground_truth.csv';
    await mkdir(place, { recursive: true });
    await copyFile(join(DARE_EVAL, 'databases', task.dataset, 'verify', truth), join(place, 'prediction.csv'));
  }
  const words = ['score', '--bench', DARE_EVAL, '--predictions', join(folder, 'predictions'), '--json'];
  const seconds = Array.from({ length: TURNS + 1 }, () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(join(import.meta.dirname, '../dare'), words, { stdio: 'pipe' });
    if (status !== 0) throw new Error(`dare score failed: ${stderr}`);
    return (performance.now() - start) / 1000;
  });
  console.log(`all ${tasks.length} tasks by \`dare score\`: ${Math.min(...seconds.slice(1)).toFixed(2)} s`);
}

type Row = (at: number) => readonly [key: string, value: string, guess: string];

/** A million rows of truth, and a prediction in reverse order. */
function millionRows(folder: string, key: string, row: Row): { truth: string; prediction: string } {
  const truth: string[] = [];
  const prediction: string[] = [];
  for (let at = 0; at < MILLION; at++) {
    const [name, value, guess] = row(at);
    truth.push(`${name},${value}\n`);
    prediction.push(`${name},${guess}\n`);
  }
  const paths = { truth: join(folder, `${key}-truth.csv`), prediction: join(folder, `${key}-prediction.csv`) };
  writeFileSync(paths.truth, `${key},y\n${truth.join('')}`);
  writeFileSync(paths.prediction, `${key},y\n${prediction.reverse().join('')}`);
  return paths;
}

const folder = await mkdtemp(join(tmpdir(), 'dare-speed-'));
if (existsSync(DARE_EVAL)) {
  const jobs = (await publishedTruths(DARE_EVAL)).map(({ path, targets, family, version }) => ({
    prediction: path,
    truth: path,
    targets,
    family,
    version,
  }));
  await race(`all ${jobs.length} tasks`, jobs, folder, 8);
  await command(folder);
}
const targets = ['y'];
const numbers = millionRows(folder, 'row_id', (at) => {
  const value = Math.sin(at) * 1000;
  return [String(at), String(value), String(value + 0.001)];
});
await race('a million rows, numbers', [{ ...numbers, targets, family: 'regression', version: 'v2' }], folder, 2);
const labels = millionRows(folder, 'row_id', (at) => [String(at), `class ${at % 7}`, `class ${(at * at) % 7}`]);
await race('a million rows, labels', [{ ...labels, targets, family: 'classification', version: 'v2' }], folder, 2);
const times = millionRows(folder, 'time', (at) => {
  const value = (at % 1000) / 7;
  return [new Date(Date.UTC(2000, 0) + at * 60_000).toISOString().slice(0, 19), String(value), String(value + 0.5)];
});
await race('a million rows, times', [{ ...times, targets, family: 'time_series_analysis', version: 'v2' }], folder, 2);
await rm(folder, { recursive: true });

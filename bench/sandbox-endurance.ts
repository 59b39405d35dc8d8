/**
 * Whether the warm sandbox lasts:
 *
 *   ./dare node bench/sandbox-endurance.ts runs [10000]    what is left after so many: memory, processes, mounts, groups, files
 *   ./dare node bench/sandbox-endurance.ts kills [200]     its processes are killed at random under load; every run must have
 *                                                         one right answer, or say that it failed for us
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openWarm } from '../src/sandbox/warm.ts';
import { DEFAULT_LIMITS, type Outcome } from '../src/sandbox.ts';
import { descendants } from './descendants.ts';

const python = process.env.DARE_PYTHON;
if (python === undefined)
  throw new Error('DARE_PYTHON is not set. Start it by ./dare node bench/sandbox-endurance.ts.');
const [mode = 'runs', given] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'dare-bench-'));
await using sandbox = await openWarm({ python, environment: 'bench' });

function run(number: number): Promise<Outcome> {
  const code = `import pandas, time\ntime.sleep(${(number % 5) / 100})\nopen('out.txt', 'w').write('x' * 100)\nprint(${number})`;
  const limits = { ...DEFAULT_LIMITS, seconds: 60 };
  return sandbox.run({ code, files: [], outputs: ['out.txt'], outputFolder: folder, limits });
}

function groups(): number {
  const line = /^\d+:memory:(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'));
  const path = line === null ? null : join('/sys/fs/cgroup/memory', line[1]!);
  try {
    return path === null ? 0 : readdirSync(path).filter((name) => name.startsWith(`dare-${process.pid}-`)).length;
  } catch {
    return 0;
  }
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Megabytes: all that is resident, and what a collection leaves. */
function memory(): [number, string] {
  const rss = Math.round(process.memoryUsage.rss() / 1e6);
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return [rss, ((heapUsed + external) / 1e6).toFixed(1)];
}

function state(): string {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').trim().split('\n').length;
  const files = readdirSync('/proc/self/fd').length;
  const [rss, heap] = memory();
  return `harness ${rss} MB (${heap} MB reachable), ${files} descriptors, ${descendants().length} processes, ${mounts} mounts, ${groups()} groups`;
}

async function lasts(count: number): Promise<void> {
  await Promise.all(Array.from({ length: 20 }, (_, number) => run(number)));
  console.log(`at the start: ${state()}`);
  let next = 0;
  let wrong = 0;
  const started = performance.now();
  const work = async (): Promise<void> => {
    while (next < count) {
      const number = next++;
      const outcome = await run(number);
      if (outcome.kind !== 'finished' || outcome.stdout.text !== `${number}\n`) wrong += 1;
      if (number % 1000 === 999) console.log(`after ${number + 1}: ${state()}`);
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  const seconds = (performance.now() - started) / 1000;
  console.log(`at the end: ${state()}; ${wrong} of ${count} wrong; ${(count / seconds).toFixed(1)} runs/s`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

async function survives(kills: number): Promise<void> {
  let killed = 0;
  let asked = 0;
  const tally = { right: 0, failed: 0, wrong: 0 };
  const work = async (): Promise<void> => {
    while (killed < kills) {
      const number = asked++;
      const outcome = await run(number);
      if (outcome.kind === 'failed') tally.failed += 1;
      else if (outcome.kind === 'finished' && outcome.returnCode === 0 && outcome.stdout.text === `${number}\n`)
        tally.right += 1;
      else {
        tally.wrong += 1;
        console.log(`wrong: ${JSON.stringify(outcome)}`);
      }
    }
  };
  const killer = async (): Promise<void> => {
    while (killed < kills) {
      await pause(200 + Math.random() * 1000);
      const all = descendants();
      const victim = all[Math.floor(Math.random() * all.length)];
      if (victim === undefined) continue;
      try {
        process.kill(victim, 'SIGKILL');
        killed += 1;
      } catch {
        // It ended meanwhile.
      }
    }
  };
  await Promise.all([killer(), ...Array.from({ length: 8 }, work)]);
  console.log(
    `${killed} kills: of ${asked} runs ${tally.right} right, ${tally.failed} honest failures of ours, ${tally.wrong} wrong, ${asked - tally.right - tally.failed - tally.wrong} without an answer`,
  );
  console.log(state());
  process.exitCode = tally.wrong === 0 ? 0 : 1;
}

if (mode === 'kills') await survives(Number(given ?? 200));
else await lasts(Number(given ?? 10_000));
rmSync(folder, { recursive: true });

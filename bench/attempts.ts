/**
 * What the harness itself costs: attempts of 3 turns against a local HTTP model without delay (in a process of its
 * own) and a sandbox that does nothing. Prints our time an attempt, the peak memory, and whether it grows.
 *
 *   node bench/attempts.ts [ATTEMPTS=2000] [CONCURRENCY=64]
 *   node bench/attempts.ts growth        1,000 against 20,000 attempts, each in a process of its own
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { languageModelAgent } from '../src/agent/language-model.ts';
import { openBenchmark } from '../src/bench/published.ts';
import { openModel } from '../src/model/open-model.ts';
import type { ModelSettings } from '../src/model.ts';
import { planAttempts, runAttempts } from '../src/run.ts';
import { DEFAULT_LIMITS } from '../src/sandbox.ts';
import { openFolderStore } from '../src/store/folder.ts';
import { openTruths } from '../src/truths.ts';
import { nullSandbox } from './null-sandbox.ts';

interface Figures {
  readonly attempts: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  /** Wall ms an attempt over the first and the last thousand. */
  readonly first: number;
  readonly last: number;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

async function measure(attempts: number, concurrency: number): Promise<Figures> {
  const server = spawn(
    process.execPath,
    [here('../test/fixtures/model-server/main.ts'), '--port', '0', '--script', 'default'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const folder = await mkdtemp(join(tmpdir(), 'dare-bench-'));
  try {
    const url = (await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next()).value as string;
    const benchmark = await openBenchmark(here('../examples/bench'));
    const task = benchmark.tasks.find(({ variant }) => variant === 'mm')!;
    const key = benchmark.answerKey(task);
    const truth = key.truth.kind === 'file' ? await readFile(key.truth.path, 'utf8') : '';
    const sandbox = nullSandbox({ 'prediction.csv': truth });
    const settings: ModelSettings = { temperature: 0, toolMode: 'native', baseUrl: `${url}/v1` };
    const model = openModel('openai-compatible/bench', { settings, env: {} });
    const agent = languageModelAgent({ name: 'bench', model, settings, prices: {}, turns: 5 });
    const limits = DEFAULT_LIMITS;
    const planned = planAttempts([task], [agent], { runs: attempts, limits });
    await using store = await openFolderStore(join(folder, 'run'));
    const truths = openTruths({ benchmark, sandbox, limits, cache: folder });
    const marks: number[] = [];
    const never = new AbortController().signal;
    const cpu = process.cpuUsage();
    const started = performance.now();
    const result = await runAttempts({
      attempts: planned,
      store,
      sandbox,
      limits,
      truths,
      concurrency,
      finish: never,
      abort: never,
      onEvent: (event) => {
        if (event.kind === 'recorded') marks.push(performance.now());
      },
    });
    const wallMs = performance.now() - started;
    if (result.recorded !== attempts) throw new Error(`only ${result.recorded} of ${attempts} attempts were recorded`);
    const used = process.cpuUsage(cpu);
    const span = Math.min(1000, attempts);
    return {
      attempts,
      wallMs: wallMs / attempts,
      cpuMs: (used.user + used.system) / 1000 / attempts,
      peakMb: process.resourceUsage().maxRSS / 1024,
      first: (marks[span - 1]! - started) / span,
      last: span < attempts ? (marks.at(-1)! - marks.at(-1 - span)!) / span : (marks[span - 1]! - started) / span,
    };
  } finally {
    server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

function line(name: string, figures: Figures): string {
  const { attempts, wallMs, cpuMs, peakMb, first, last } = figures;
  return (
    `${name}: ${attempts} attempts of 3 turns: ${wallMs.toFixed(2)} ms wall and ${cpuMs.toFixed(2)} ms CPU each, ` +
    `peak ${peakMb.toFixed(0)} MB; first thousand ${first.toFixed(2)} ms, last thousand ${last.toFixed(2)} ms`
  );
}

if (process.argv[2] === 'growth') {
  const run = (attempts: number) =>
    JSON.parse(
      execFileSync(process.execPath, [here('attempts.ts'), String(attempts), '64', '--json'], { encoding: 'utf8' }),
    ) as Figures;
  const small = run(1000);
  const large = run(20_000);
  console.log(line('small', small));
  console.log(line('large', large));
  console.log(`wall time an attempt, 20,000 : 1,000 = ${(large.wallMs / small.wallMs).toFixed(2)}`);
} else {
  const figures = await measure(Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 64));
  console.log(process.argv.includes('--json') ? JSON.stringify(figures) : line('attempts', figures));
}

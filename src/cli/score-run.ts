/** `dare score --run DIR`: scores a run's stored submissions again, without running anything but missing references. */
import { UserError } from '../errors.ts';
import { renderSummaryTable } from '../report/table.ts';
import { DEFAULT_LIMITS } from '../sandbox.ts';
import type { Score } from '../score.ts';
import { openFolderStore, readFolderStore } from '../store/folder.ts';
import { openTruths } from '../truths.ts';
import { cacheFolder, openBench, openSandboxLater } from '../wire.ts';
import { writeSummary } from './evaluation.ts';
import { putJson } from './json.ts';
import type { ScoreOptions } from './score.ts';

export async function scoreRun(run: string, { bench, sandbox: kind, json }: ScoreOptions): Promise<void> {
  await readFolderStore(run); // a clear word before anything is written
  await using store = await openFolderStore(run);
  const settings = (await store.settings())!;
  const benchmark = await openBench(bench ?? settings.bench.path, process.env);
  await using sandbox = await openSandboxLater(process.env, { kind });
  if (sandbox.environment !== settings.sandbox.environment) {
    process.stderr.write('Note: this Python environment is not the run’s; reference outputs (IF) may differ.\n');
  }
  // A run of an earlier version may not know all of today's limits.
  const limits = { ...DEFAULT_LIMITS, ...settings.limits };
  const truths = openTruths({ benchmark, sandbox, limits, cache: cacheFolder(process.env) });
  const tasks = new Map(benchmark.tasks.map((task) => [task.id, task]));

  const scores = new Map<string, Score>();
  const changed: { agent: string; task: string; repeat: number; before: Score; after: Score }[] = [];
  for await (const record of store.attempts()) {
    const task = tasks.get(record.task);
    if (task === undefined || task.hash !== settings.tasks[record.task]) {
      throw new UserError(
        `${benchmark.path} ${task ? `has other content for ${record.task} than` : `lacks ${record.task} of`} ` +
          `the run in ${run}. Give the benchmark that it was run on with --bench DIR.`,
      );
    }
    const after = await truths.score(task, store.submission(record));
    scores.set(record.key, after);
    if (after.value === record.score.value) continue;
    const { agent, repeat, score: before } = record;
    changed.push({ agent, task: record.task, repeat, before, after });
  }
  await store.saveScores(scores);
  const summary = await writeSummary(store);
  if (json !== undefined) return putJson(json, { scored: scores.size, changed, summary });
  for (const { agent, task, repeat, before, after } of changed) {
    const reason = after.reason === null ? '' : ` (${after.reason})`;
    process.stdout.write(`${agent} · ${task} #${repeat}: ${before.value} -> ${after.value}${reason}\n`);
  }
  process.stdout.write(`${scores.size} attempts scored again, ${changed.length} changed.\n\n`);
  const color = process.stdout.hasColors?.() ?? false;
  process.stdout.write(renderSummaryTable(summary, { width: process.stdout.columns ?? 100, color }));
}

/**
 * How fast agents' code is read and set beside the stated steps: many scripts that differ, in one run of the sandbox.
 * Prints seconds, and how many steps were found broken or could not be told.
 *
 *   DARE_PYTHON=… node bench/witness.ts [SCRIPTS=10000]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { columnKinds, compareWithPlan, readCode } from '../src/audit/witness.ts';
import { openBubblewrap } from '../src/sandbox/bubblewrap.ts';
import { DEFAULT_LIMITS } from '../src/sandbox.ts';
import { makeTasks, styles } from '../test/audit/witness/corpus.ts';

const python = process.env.DARE_PYTHON;
if (python === undefined) throw new Error('set DARE_PYTHON to the Python of the sandbox');
const count = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), 'dare-bench-witness-'));
try {
  const tasks = makeTasks(python, folder);
  const texts = styles().flatMap(({ task, code, broken }) =>
    [code, ...broken.map((one) => one.code)].map((text) => ({ task, text })),
  );
  const scripts = Array.from({ length: count }, (_, index) => {
    const { task, text } = texts[index % texts.length]!;
    return {
      id: String(index),
      task: tasks.get(task)!,
      code: `${text}\n# ${index}\n`,
      kinds: columnKinds(tasks.get(task)!),
    };
  });
  await using sandbox = await openBubblewrap({ python, environment: 'bench', workers: 1 });
  const started = performance.now();
  const facts = await readCode(sandbox, DEFAULT_LIMITS, scripts);
  const read = performance.now();
  const verdicts = scripts.flatMap(({ id, task }) =>
    compareWithPlan(facts.get(id)!, task).steps.map(({ verdict }) => verdict),
  );
  const compared = performance.now();
  const share = (verdict: string) => verdicts.filter((one) => one === verdict).length / verdicts.length;
  const lines = texts.reduce((sum, { text }) => sum + text.split('\n').length, 0) / texts.length;
  console.log(`${count} scripts of ${Math.round(lines)} lines on average`);
  console.log(`read      ${((read - started) / 1000).toFixed(1)} s`);
  console.log(`compared  ${((compared - read) / 1000).toFixed(1)} s`);
  console.log(
    `steps     ${(100 * share('breaks')).toFixed(1)} % broken, ${(100 * share('unclear')).toFixed(1)} % unclear`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

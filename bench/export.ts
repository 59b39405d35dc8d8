/**
 * What an export of many attempts costs: rows made from an example's question and script are written to a selection
 * file, then exported to each format by a process of its own. Prints time and peak memory.
 *
 *   node bench/export.ts [ROWS=100000] [FORMAT …]
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBenchmark } from '../src/bench/published.ts';
import { planOf, render } from '../src/reference.ts';
import { PYTHON_EXECUTOR } from '../src/tool.ts';
import { exportRows, FORMAT_NAMES, type FormatName } from '../src/train/export.ts';
import { openLineFile } from '../src/train/line-file.ts';
import { type Row, rowTool } from '../src/train/row.ts';

const MOST_MB = 500;
const [first = '100000', ...rest] = process.argv.slice(2);

if (first === '--one') await exportOne(rest as [string, FormatName, string]);
else await measure(Number(first), rest.length > 0 ? (rest as FormatName[]) : FORMAT_NAMES);

async function exportOne([selection, format, path]: [string, FormatName, string]): Promise<void> {
  const started = performance.now();
  const rows = await exportRows({ selection, format, path, reasoning: 'keep', onRow: () => {} });
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ rows, seconds, peakMb: process.resourceUsage().maxRSS / 1024 }));
}

async function measure(rows: number, formats: readonly FormatName[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'dare-export-'));
  try {
    const selection = join(folder, 'rows.jsonl');
    await makeRows(selection, rows);
    console.log(`${rows} rows, ${Math.round((await stat(selection)).size / 1e6)} MB of JSON lines`);
    for (const format of formats) {
      const path = join(folder, format);
      const words = [fileURLToPath(import.meta.url), '--one', selection, format, path];
      const made = JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' })) as Record<string, number>;
      const { seconds, peakMb } = made as { seconds: number; peakMb: number };
      const each = ((1000 * seconds) / rows).toFixed(3);
      const verdict = peakMb < MOST_MB ? '' : `  MORE THAN ${MOST_MB} MB`;
      console.log(
        `${format.padEnd(13)} ${seconds.toFixed(1)} s, ${each} ms a row, peak ${peakMb.toFixed(0)} MB${verdict}`,
      );
      if (peakMb >= MOST_MB) process.exitCode = 1;
      await rm(path, { recursive: true });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Rows of six messages, no two alike. */
async function makeRows(path: string, count: number): Promise<void> {
  const { tasks } = await openBenchmark(fileURLToPath(new URL('../examples/bench', import.meta.url)));
  const solvable = tasks.filter(({ variant }) => variant === 'if');
  const codes = solvable.map((task) => render(planOf(task, 'filtered')));
  await using file = await openLineFile(path);
  for (let at = 0; at < count; at += 1) {
    const task = solvable[at % solvable.length]!;
    const { trainFile, validationFile } = task.parameters;
    const call = (id: string, code: string, files_to_save: string[]) => ({
      id,
      type: 'function' as const,
      function: {
        name: 'python_executor',
        arguments: { code, files_to_load: [trainFile, validationFile], files_to_save },
      },
    });
    const answer = (tool_call_id: string, stdout: string) => ({
      role: 'tool' as const,
      tool_call_id,
      name: 'python_executor',
      content: JSON.stringify({ status: 'finished', return_code: 0, stdout, stderr: '', files_saved: [] }),
    });
    const row: Row = {
      messages: [
        { role: 'user', content: task.question },
        {
          role: 'assistant',
          content: 'I look.',
          reasoning: `Attempt ${at}.`,
          tool_calls: [call('call_1', `print(${at})`, [])],
        },
        answer('call_1', `${at}\n`.repeat(100)),
        {
          role: 'assistant',
          content: '',
          tool_calls: [call('call_2', `# ${at}\n${codes[at % codes.length]}`, ['prediction.csv'])],
        },
        answer('call_2', ''),
        { role: 'assistant', content: 'Done.' },
      ],
      tools: [rowTool(PYTHON_EXECUTOR)],
      metadata: {
        ...{ task: task.id, dataset: task.dataset, family: task.family, variant: task.variant, score: 1, reward: 1.1 },
        ...{ seconds: 1, strategy: 'av', model: 'made' },
      },
    };
    await file.write(row);
  }
  await file.commit();
}

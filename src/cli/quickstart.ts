/** `dare quickstart`: the whole loop on the shipped benchmark, offline: three agents, a table, a page. */
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { writePage } from '../report/page.ts';
import { checkSettings } from '../settings.ts';
import { readFolderStore } from '../store/folder.ts';
import { evaluateShown, outcome } from './eval.ts';

export function define(command: Command): void {
  command
    .option('--out <dir>', 'run folder (default: runs/bench-<hash of the settings>)')
    .action(async ({ out }: { out?: string }) => {
      const bench = fileURLToPath(new URL('../../examples/bench', import.meta.url));
      const agents = ['naive', 'baseline', 'oracle'];
      const evaluation = await evaluateShown(checkSettings({ bench, agents, runs: 1, out }, 'quickstart'));
      const page = `${evaluation.folder}/report.html`;
      process.stdout.write(outcome(evaluation, `Page: ${page}`));
      await writePage(page, [{ label: 'quickstart', store: await readFolderStore(evaluation.folder) }]);
      process.stdout.write(`
Next: your own model      ./dare eval --bench examples/bench --agent openai/gpt-4.1-mini --runs 1
      a local one         ./dare eval --bench examples/bench --agent ollama/qwen3:4b --runs 1
      what it did wrong   ./dare audit run ${evaluation.folder}
      what a task is      ./dare tasks --bench examples/bench
`);
      if (evaluation.owed > 0) process.exitCode = 3;
    });
}

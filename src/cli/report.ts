/** `dare report`: the table of one or several run folders, as text, as JSON, or as one page to send. */
import { basename, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { renderFidelityTables } from '../report/fidelity-table.ts';
import { openStoredRun } from '../report/stored-run.ts';
import { summariseRuns } from '../report/summary.ts';
import { renderSummaryTable } from '../report/table.ts';
import { readFolderStore } from '../store/folder.ts';

interface Options {
  readonly html?: string;
  readonly json?: boolean;
  readonly published?: boolean;
}

export function define(command: Command): void {
  command
    .argument('<run...>', 'run folders, as `dare eval` writes them')
    .option('--html <file>', 'write one self-contained page: tables, charts, every attempt')
    .option('--published', "show the published models' scores too")
    .option('--json', 'print the summary as one JSON object')
    .action(report);
}

async function report(given: readonly string[], options: Options): Promise<void> {
  const folders = [...new Set(given.map((folder) => resolve(folder)))];
  const labels = labelsOf(folders);
  const stores = await Promise.all(folders.map(readFolderStore));
  const runs = stores.map((store, index) => ({ label: labels[index]!, store }));
  const opened = await Promise.all(runs.map(({ store }) => openStoredRun(store)));
  const summary = await summariseRuns(opened.map((run, index) => ({ ...run, label: labels[index]! })));
  const { stdout, stderr } = process;
  if (options.json) stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  else {
    const layout = { width: stdout.columns ?? 100, color: stdout.hasColors?.() ?? false };
    stdout.write(renderSummaryTable(summary, { ...layout, published: options.published ?? false }));
    const more = renderFidelityTables(summary, layout);
    if (more !== '') stdout.write(`\n${more}`);
  }
  if (options.html !== undefined) {
    const { writePage } = await import('../report/page.ts');
    await writePage(options.html, runs);
    stderr.write(`The page is ${resolve(options.html)}\n`);
  }
}

/** A run is called by its folder's name, or by its path from here where two have the same name. */
function labelsOf(folders: readonly string[]): string[] {
  const names = folders.map((folder) => basename(folder));
  return names.map((name, index) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : relative('.', folders[index]!),
  );
}

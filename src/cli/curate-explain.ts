/** `dare curate explain`: what became of one dataset, stage by stage, with the figure that decided. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readJournal } from '../curate/journal.ts';
import type { DatasetOutcome, PairOutcome } from '../curate/outcome.ts';
import { UserError } from '../errors.ts';
import { percent } from '../report/format.ts';
import { onOneLine } from './columns.ts';
import { rejectionLines } from './curation-text.ts';
import { putJson } from './json.ts';

interface Options {
  readonly bench: string;
  readonly json?: string | true;
}

export function define(command: Command): void {
  command
    .argument('<dataset>', 'id of a dataset, or name of one of its folders')
    .option('--bench <dir>', 'folder that `dare curate` made', 'curated')
    .option('--json [file]', 'write JSON to the file, or print it')
    .action(explain);
}

async function explain(wanted: string, { bench, json }: Options): Promise<void> {
  const outcomes = await readJournal(resolve(bench));
  const found = outcomes.filter(
    ({ origin, pairs }) => origin.id === wanted || pairs.some(({ name }) => name === wanted),
  );
  if (found.length === 0) {
    const ids = outcomes.map(({ origin }) => origin.id);
    const near = ids.filter((id) => id.toLowerCase().includes(wanted.toLowerCase())).slice(0, 5);
    const like = near.length === 0 ? '' : ` Similar: ${near.join(', ')}.`;
    throw new UserError(`${bench} has seen no dataset ${JSON.stringify(wanted)} (of ${outcomes.length}).${like}`);
  }
  if (json !== undefined) await putJson(json, found);
  if (json !== true) process.stdout.write(`${found.map(storyOf).join('\n\n')}\n`);
}

function storyOf(outcome: DatasetOutcome): string {
  const { origin, rows, columns } = outcome;
  const licence = origin.licence.spdx ?? origin.licence.name ?? 'not given';
  const size = rows === null ? 'rows not read' : `${rows} rows, ${columns} columns`;
  const head = [`${origin.id}: ${onOneLine(origin.title)}`, `  source ${origin.source} · licence ${licence} · ${size}`];
  if (outcome.rejection !== null) return [...head, ...rejectionLines(outcome.rejection, '  ')].join('\n');
  return [...head, ...outcome.pairs.flatMap(pairStory)].join('\n');
}

function pairStory({ name, family, targets, variation, rejection, kept }: PairOutcome): string[] {
  const head = `  ${name} · ${family} of ${targets.map(onOneLine).join(', ')}${variation ? ' · other features' : ''}`;
  if (rejection !== null) return [head, ...rejectionLines(rejection, '    ')];
  const { trainRows, validationRows, features, fileKind, model, coverage, naive, baseline } = kept!.figures;
  return [
    head,
    `    kept: ${trainRows} rows to learn from, ${validationRows} to predict, ${features} features, ${fileKind}`,
    `    a constant scores ${naive.toFixed(3)}, quick models ${baseline.toFixed(3)}`,
    ...(model === null
      ? []
      : [`    IF with ${model}; its score notices ${percent(coverage!)} of what can be done otherwise`]),
  ];
}

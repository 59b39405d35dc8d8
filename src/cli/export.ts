/** `dare export`: a selection in the form that a trainer reads. */
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { UserError } from '../errors.ts';
import { REASONING, type Reasoning } from '../train/export/reasoning.ts';
import { countLines, exportRows, FORMAT_NAMES, FORMATS, type FormatName } from '../train/export.ts';
import { openCounter } from './counter.ts';

interface Options {
  readonly selection: string;
  readonly format: FormatName;
  readonly out: string;
  readonly reasoning: Reasoning;
}

export function define(command: Command): void {
  const outs = Object.entries(FORMATS).map(([name, { out }]) => `${name}: ${out}`);
  command
    .requiredOption('--selection <file>', 'rows, as `dare select` writes them')
    .addOption(new Option('--format <name>', 'for which trainer').choices(FORMAT_NAMES).makeOptionMandatory())
    .requiredOption('--out <path>', `where it goes (${outs.join('; ')})`)
    .addOption(
      new Option('--reasoning <what>', 'the model’s reasoning: in <think> tags before its words, or left out')
        .choices(REASONING)
        .default('drop'),
    )
    .action(exportSelection);
}

async function exportSelection({ selection, format, out, reasoning }: Options): Promise<void> {
  if (!existsSync(selection) || !statSync(selection).isFile()) {
    throw new UserError(`--selection: there is no file ${selection}. Make one with dare select.`);
  }
  const path = resolve(out);
  if (!existsSync(dirname(path))) throw new UserError(`--out: there is no folder ${dirname(path)}. Make it first.`);
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  if (existsSync(path) && isFolder !== (format === 'llamafactory')) {
    throw new UserError(
      `--out: ${path} is ${isFolder ? 'a folder' : 'a file'}; ${format} wants ${FORMATS[format].out}.`,
    );
  }
  const counter = openCounter(process.stderr, 'rows written', await countLines(selection));
  const rows = await exportRows({ selection, format, path, reasoning, onRow: counter.tick }).finally(counter.close);
  process.stdout.write(`${rows} rows for ${format} in ${path}\n`);
}

/**
 * A selection in the form that a trainer reads. Formats are in export/, one small file each: most turn a row into one
 * JSON line, and say which files make up the export. Rows stream through; whatever is written is whole or not there.
 *
 * It changes no words: only where they stand.
 */
import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { readJsonLines } from '../store/files.ts';
import { axolotl } from './export/axolotl.ts';
import type { Format } from './export/format.ts';
import { llamafactory } from './export/llamafactory.ts';
import { openai } from './export/openai.ts';
import { type Reasoning, withReasoning } from './export/reasoning.ts';
import { text } from './export/text.ts';
import { trl } from './export/trl.ts';
import { verl } from './export/verl.ts';
import { ROW, type Row } from './row.ts';

export const FORMATS = { openai, trl, verl, axolotl, llamafactory, text } satisfies Record<string, Format>;
export type FormatName = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];

export interface ExportOptions {
  /** A file of canonical rows, as `dare select` writes it. */
  readonly selection: string;
  readonly format: FormatName;
  readonly path: string;
  readonly reasoning: Reasoning;
  readonly onRow: () => void;
}

/** @returns how many rows were written. @throws UserError for a line that is no row; nothing is left then. */
export async function exportRows({ selection, format, path, reasoning, onRow }: ExportOptions): Promise<number> {
  const name = path.split(/[/\\]/).at(-1)!;
  await using writer = await FORMATS[format].open(path);
  let rows = 0;
  for await (const row of readRows(selection)) {
    await writer.write(withReasoning(row, reasoning));
    rows += 1;
    onRow();
  }
  if (rows === 0) throw new UserError(`${selection} has no row: there is nothing to write to ${name}.`);
  await writer.commit();
  return rows;
}

async function* readRows(selection: string): AsyncGenerator<Row> {
  let number = 0;
  for await (const line of readJsonLines<unknown>(selection)) {
    number += 1;
    const parsed = ROW.safeParse(line);
    if (!parsed.success) {
      throw new UserError(
        `${selection}, row ${number}: expected a row as dare select writes it; ${z.prettifyError(parsed.error)}`,
      );
    }
    yield parsed.data;
  }
}

/** Lines of a file, for showing how far an export is. */
export async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const block of createReadStream(path)) {
    const bytes = block as Buffer;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  }
  return lines;
}

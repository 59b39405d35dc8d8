/** Sketches of benchmarks whose datasets must not come in again, whatever their names, order of rows or columns. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf, UserError } from '../errors.ts';
import type { Entry } from './gates/corpus.ts';
import { sketchOf } from './gates/sketch.ts';
import { readPair } from './package/read-pair.ts';

/** @param bench a folder in the published layout. @throws UserError when it is none, or one of its datasets cannot be read */
export async function evaluationSketches(bench: string): Promise<Entry[]> {
  const databases = join(bench, 'databases');
  const names = await readdir(databases).catch((error: unknown) => {
    const found = codeOf(error) === 'ENOENT' ? 'there is none' : messageOf(error);
    throw new UserError(`Expected datasets to keep apart from in ${databases}, but ${found}. Mend --against.`);
  });
  const entries: Entry[] = [];
  for (const name of names.filter((one) => !one.startsWith('.')).sort()) {
    // The training rows tell: a dataset that they came from holds all of them.
    const { train } = await readPair(join(databases, name));
    entries.push({ id: name, side: 'evaluation', sketch: sketchOf(train) });
  }
  return entries;
}

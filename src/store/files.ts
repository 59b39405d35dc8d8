/** Small file helpers: replace a file whole, stream JSON lines. */
import { createReadStream } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { codeOf, UserError } from '../errors.ts';
import { linesOf } from '../lines.ts';

/** Writes a file so that a reader sees the old content or the new, never a part. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}

/**
 * Streams a file of JSON lines; none if there is no file. A last line without its line break is torn, and left out.
 * @throws UserError on a broken line anywhere else, naming it.
 */
export async function* readJsonLines<T>(path: string): AsyncGenerator<T> {
  const input = createReadStream(path, { encoding: 'utf8' });
  let number = 0;
  let torn: UserError | null = null;
  try {
    for await (const line of linesOf(input)) {
      number += 1;
      if (torn) throw torn;
      if (line.trim() === '') continue;
      let value: T;
      try {
        value = JSON.parse(line) as T;
      } catch {
        torn = new UserError(`${path}, line ${number}: expected one JSON object a line, found ${line.slice(0, 60)}`);
        continue;
      }
      yield value;
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  } finally {
    input.destroy();
  }
}

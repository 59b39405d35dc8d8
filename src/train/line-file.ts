/** A file of JSON lines that is there whole or not at all, written as it comes. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';

export interface LineFile extends AsyncDisposable {
  write(value: unknown): Promise<void>;
  writeText(text: string): Promise<void>;
  /** Puts the file in its place. What is not committed is removed. */
  commit(): Promise<void>;
}

const BLOCK = 1 << 18;

export async function openLineFile(path: string): Promise<LineFile> {
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  const file: FileHandle = await open(temporary, 'wx');
  let waiting: string[] = [];
  let length = 0;
  let closed = false;
  const flush = async (): Promise<void> => {
    const block = waiting.join('');
    waiting = [];
    length = 0;
    await file.appendFile(block);
  };
  const writeText = async (text: string): Promise<void> => {
    waiting.push(text);
    length += text.length;
    if (length >= BLOCK) await flush();
  };
  return {
    write: (value) => writeText(`${oneLine(value)}\n`),
    writeText,
    commit: async () => {
      await flush();
      await file.close();
      closed = true;
      await rename(temporary, path);
    },
    [Symbol.asyncDispose]: async () => {
      if (closed) return;
      await file.close();
      await rm(temporary, { force: true });
    },
  };
}

/** Many readers take Unicode's own line and paragraph separators for ends of lines; JSON leaves them as they are. */
function oneLine(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

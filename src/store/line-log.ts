/**
 * An append-only file of JSON lines, of which only whole lines count: what a killed process left half-written is cut off
 * when the file is next opened. `readJsonLines` of files.ts reads it.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';

export interface LineLog {
  /** Resolves when the line is in the file. */
  append(value: object): Promise<void>;
  close(): Promise<void>;
}

/** Opens such a file to go on with, making it if needed. A torn last line is cut off. */
export async function openLineLog(path: string): Promise<LineLog> {
  await cutTornLine(path);
  return appender(await open(path, 'a'));
}

/** Many lines at once when they come faster than the disk. A line that cannot be written leaves no part. */
function appender(file: FileHandle): LineLog {
  let waiting: string[] = [];
  let flushing: Promise<void> | null = null;

  const flush = async () => {
    await null; // let the lines of this tick gather
    const block = Buffer.from(waiting.join(''));
    waiting = [];
    flushing = null;
    const { size } = await file.stat();
    try {
      await file.appendFile(block);
    } catch (error) {
      await file.truncate(size);
      throw error;
    }
  };
  let last: Promise<void> = Promise.resolve();

  return {
    append: (value) => {
      waiting.push(`${JSON.stringify(value)}\n`);
      if (!flushing) {
        flushing = last.catch(() => {}).then(flush);
        last = flushing;
      }
      return flushing;
    },
    close: async () => {
      await last.catch(() => {});
      await file.close();
    },
  };
}

async function cutTornLine(path: string): Promise<void> {
  const size = (await stat(path).catch(() => null))?.size ?? 0;
  if (size === 0) return;
  const file = await open(path, 'r+');
  try {
    const block = Buffer.alloc(Math.min(size, 1 << 16));
    let end = size;
    while (end > 0) {
      const start = Math.max(0, end - block.length);
      const { bytesRead } = await file.read(block, 0, end - start, start);
      const newline = block.subarray(0, bytesRead).lastIndexOf(10);
      if (newline >= 0) {
        await file.truncate(start + newline + 1);
        return;
      }
      end = start;
    }
    await file.truncate(0);
  } finally {
    await file.close();
  }
}

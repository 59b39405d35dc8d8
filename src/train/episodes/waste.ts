/**
 * Files that nobody needs any more. To remove one can take a disk longer than all the rest of a call; so they are only
 * put aside, and removed one after the other while there is time. What a server leaves, the next one removes.
 */
import { renameSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface Waste {
  /** Puts a file or folder aside. What is not there is gone already. */
  take(path: string): void;
  /** Ends the removing after what is being removed. */
  close(): Promise<void>;
}

/** @param folder on the same disk as what is thrown away; made if needed */
export async function openWaste(folder: string): Promise<Waste> {
  await mkdir(folder, { recursive: true });
  const waiting = (await readdir(folder)).map((name) => join(folder, name));
  let numbers = 0;
  let closed = false;
  let working: Promise<void> = Promise.resolve();
  let isWorking = false;

  const work = async (): Promise<void> => {
    isWorking = true;
    for (let path = waiting.shift(); path !== undefined && !closed; path = waiting.shift()) {
      await rm(path, { recursive: true, force: true }).catch(() => {});
    }
    isWorking = false;
  };
  const wake = (): void => {
    if (!isWorking && !closed) working = work();
  };
  wake();

  return {
    take: (path) => {
      const aside = join(folder, `${process.pid}-${Date.now()}-${numbers++}`);
      try {
        renameSync(path, aside);
      } catch {
        return;
      }
      waiting.push(aside);
      wake();
    },
    close: async () => {
      closed = true;
      await working;
    },
  };
}

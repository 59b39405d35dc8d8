/** Folders that are there whole or not at all: filled aside, then renamed. */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Replaces what is there. Leaves nothing behind when `fill` throws. */
export function fillFolder(folder: string, fill: (aside: string) => void): void {
  const aside = join(dirname(folder), `.${basename(folder)}.filling-${process.pid}`);
  rmSync(aside, { recursive: true, force: true });
  try {
    mkdirSync(aside, { recursive: true });
    fill(aside);
    rmSync(folder, { recursive: true, force: true });
    renameSync(aside, folder);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    throw error;
  }
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

/** A folder of files for one test, and the plain values of a frame. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Cell, cellOf, type Frame } from '../../../src/curate/frame.ts';
import { isRejection, type Rejection } from '../../../src/curate/rejection.ts';

/** Gone when the test ends. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'dare-source-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

/** Column by column. @throws Error when it is a rejection */
export function valuesOf(read: Frame | Rejection): Record<string, Cell[]> {
  if (isRejection(read)) throw new Error(read.rejected.words);
  return Object.fromEntries(
    [...read.columns].map(([name, column]) => [
      name,
      Array.from({ length: read.rows }, (_, row) => cellOf(column, row)),
    ]),
  );
}

export function kindsOf(read: Frame | Rejection): Record<string, string> {
  if (isRejection(read)) throw new Error(read.rejected.words);
  return Object.fromEntries([...read.columns].map(([name, column]) => [name, column.kind]));
}

export function reasonOf(read: Frame | Rejection): string | null {
  return isRejection(read) ? read.rejected.reason : null;
}

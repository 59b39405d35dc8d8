/** Writes a frame as one file of a kind, so that pandas reads the same values from each kind. */
import { writeFileSync } from 'node:fs';
import type { FileKind } from '../../task.ts';
import type { Frame } from '../frame.ts';
import { csvText } from './csv.ts';
import { parquetBytes } from './parquet.ts';
import { type Table, writeSqlite } from './sqlite.ts';

export interface FrameFileOptions {
  /** SQLite: which columns go where. Without it, one table `data` holds all. */
  readonly tables?: readonly Table[];
}

/** @param path of a file that is not there yet */
export function writeFrame(frame: Frame, path: string, kind: FileKind, { tables }: FrameFileOptions = {}): void {
  if (kind === 'csv') writeFileSync(path, csvText(frame), { flag: 'wx' });
  else if (kind === 'parquet') writeFileSync(path, parquetBytes(frame), { flag: 'wx' });
  else writeSqlite(frame, path, tables ?? [{ name: 'data', columns: [...frame.columns.keys()] }]);
}

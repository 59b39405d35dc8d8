/** A Parquet file that is there whole or not at all, written in groups of rows as they come. */
import { rename, rm } from 'node:fs/promises';
import type { SchemaElement } from 'hyparquet';

export interface ParquetFile extends AsyncDisposable {
  write(row: Readonly<Record<string, unknown>>): Promise<void>;
  commit(): Promise<void>;
}

/** A group is written when its rows' texts are about so long, or so many. */
const GROUP_LENGTH = 8e6;
const GROUP_ROWS = 1000;

/** @param columns the schema of each, in the order of the file */
export async function openParquetFile(path: string, columns: readonly SchemaElement[][]): Promise<ParquetFile> {
  const { ParquetWriter, fileWriter } = await import('hyparquet-writer');
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  const names = columns.map(([element]) => element!.name);
  const schema: SchemaElement[] = [{ name: 'schema', num_children: columns.length }, ...columns.flat()];
  const writer = new ParquetWriter({ writer: fileWriter(temporary), schema, statistics: false });
  let rows: Readonly<Record<string, unknown>>[] = [];
  let length = 0;
  let committed = false;
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    const columnData = names.map((name) => ({ name, data: rows.map((row) => row[name]) }));
    await writer.write({ columnData, rowGroupSize: rows.length });
    rows = [];
    length = 0;
  };
  return {
    write: async (row) => {
      rows.push(row);
      length += JSON.stringify(row).length;
      if (length >= GROUP_LENGTH || rows.length >= GROUP_ROWS) await flush();
    },
    commit: async () => {
      await flush();
      await writer.finish();
      await rename(temporary, path);
      committed = true;
    },
    [Symbol.asyncDispose]: async () => {
      if (!committed) await rm(temporary, { force: true });
    },
  };
}

/** A Parquet file into a frame, one column after another. What pandas stored as its index is left out. */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  asyncBufferFromFile,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
} from 'hyparquet';
import { messageOf } from '../../../errors.ts';
import { type Column, type Frame, makeFrame } from '../../frame.ts';
import { uniqueNames } from './names.ts';
import { checkSize, Unreadable } from './unreadable.ts';
import { valueColumn } from './values.ts';

/** Beside Snappy and none, which hyparquet reads itself. */
const COMPRESSORS: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
};

/** @throws Unreadable */
export async function readParquet(path: string): Promise<Frame> {
  const file = await asyncBufferFromFile(path);
  let metadata: FileMetaData;
  try {
    metadata = await parquetMetadataAsync(file);
  } catch (error) {
    throw new Unreadable(`is not a Parquet file: ${messageOf(error)}`);
  }
  const rows = Number(metadata.num_rows);
  const fields = parquetSchema(metadata).children.filter(({ element }) => !/^__index_level_\d+__$/.test(element.name));
  checkSize(rows, fields.length);
  if (rows === 0 || fields.length === 0) throw new Unreadable('has no rows', 'table-empty', 0);
  const names = uniqueNames(fields.map(({ element }) => element.name));
  const columns: [string, Column][] = [];
  for (const [at, { element, children }] of fields.entries()) {
    if (children.length > 0 || element.repetition_type === 'REPEATED') {
      const name = JSON.stringify(element.name);
      throw new Unreadable(`has nested values in column ${name}; expected plain values`, 'table-nested');
    }
    const values = new Array<unknown>(rows).fill(null);
    try {
      await parquetRead({
        file,
        metadata,
        columns: [element.name],
        compressors: COMPRESSORS,
        onChunk: ({ columnData, rowStart }) => {
          for (let row = 0; row < columnData.length; row += 1) values[rowStart + row] = columnData[row];
        },
      });
    } catch (error) {
      throw new Unreadable(`is not a readable Parquet file: ${messageOf(error)}`);
    }
    columns.push([names[at]!, valueColumn(names[at]!, values, { numbersInText: false })]);
  }
  return makeFrame(columns);
}

/** A frame as a Parquet file: INT64, DOUBLE, BOOLEAN and UTF-8 columns, missing cells as nulls (of numbers with a fraction too). */
import type { ColumnSource } from 'hyparquet-writer';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Column, Frame } from '../frame.ts';

const CREATED_BY = 'dare curate';

export function parquetBytes(frame: Frame): Uint8Array {
  const columnData = [...frame.columns].map(([name, column]): ColumnSource => ({ name, ...sourceOf(column) }));
  return new Uint8Array(
    parquetWriteBuffer({ columnData, rowGroupSize: Math.max(1, frame.rows), createdBy: CREATED_BY }),
  );
}

function sourceOf(column: Column): Omit<ColumnSource, 'name'> {
  if (column.kind === 'text') return { data: [...column.values], type: 'STRING' };
  if (column.kind === 'boolean') return { data: [...column.values], type: 'BOOLEAN' };
  const cells = Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  if (!column.whole) return { data: cells, type: 'DOUBLE' };
  return { data: cells.map((value) => (value === null ? null : BigInt(value))), type: 'INT64' };
}

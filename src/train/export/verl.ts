/**
 * verl's multi-turn fine-tuning: parquet, messages and tools as nested lists, content in every message. A table has one
 * form for all rows, so all must state the same tools. Each message is tokenized by itself and compared with the whole,
 * where Qwen's templates join neighbouring results: so several results of one message are one here already.
 */
import type { SchemaElement } from 'hyparquet';
import { UserError } from '../../errors.ts';
import { hashOf } from '../../hash.ts';
import type { Row, RowMessage } from '../row.ts';
import type { Format } from './format.ts';
import { openParquetFile, type ParquetFile } from './parquet-file.ts';
import { group, list, optional, schemaOf, text } from './parquet-schema.ts';

export const verl: Format = {
  out: 'a .parquet file',
  open: async (path) => {
    let file: ParquetFile | null = null;
    let tools = '';
    return {
      write: async (row) => {
        if (file === null) {
          file = await openParquetFile(path, columnsOf(row));
          tools = hashOf(row.tools);
        }
        if (hashOf(row.tools) !== tools) {
          throw new UserError(
            `The row of ${row.metadata.task} states other tools than the first row; export selections made by one version at a time.`,
          );
        }
        await file.write({
          messages: joinResults(row.messages),
          tools: row.tools,
          metadata: JSON.stringify(row.metadata),
        });
      },
      commit: async () => {
        await file?.commit();
      },
      [Symbol.asyncDispose]: async () => {
        await file?.[Symbol.asyncDispose]();
      },
    };
  },
};

function joinResults(messages: readonly RowMessage[]): RowMessage[] {
  const joined: RowMessage[] = [];
  for (const message of messages) {
    const before = joined.at(-1);
    if (message.role === 'tool' && before?.role === 'tool') {
      joined[joined.length - 1] = { ...before, content: `${before.content}\n${message.content}` };
    } else joined.push(message);
  }
  return joined;
}

function columnsOf(row: Row): SchemaElement[][] {
  const call = group('element', [
    text('id'),
    text('type'),
    group('function', [
      text('name'),
      group('arguments', [
        text('code'),
        list('files_to_load', text('element')),
        list('files_to_save', text('element')),
      ]),
    ]),
  ]);
  const message = group('element', [
    text('role'),
    text('content'),
    optional(list('tool_calls', call)),
    optional(text('tool_call_id')),
    optional(text('name')),
  ]);
  return [list('messages', message), schemaOf('tools', row.tools), text('metadata')];
}

/** Writes selected attempts as canonical rows: one file to train on, and one that is held out, split by dataset. */
import { sha256 } from '../hash.ts';
import { PYTHON_EXECUTOR } from '../tool.ts';
import { openLineFile } from './line-file.ts';
import type { Strategy } from './rejection.ts';
import { type Row, rowMessages, rowMetadata, rowTool } from './row.ts';
import type { Attempt } from './selection.ts';

export interface WriteOptions {
  readonly path: string;
  readonly strategy: Strategy;
  /** Data (`Attempt.data`) of evaluation benchmarks, of which rows are marked. */
  readonly evaluation: ReadonlySet<string>;
  /** Whether data are held out; without it nothing is. */
  readonly isHeldOut?: (data: string) => boolean;
  readonly onRow: () => void;
}

export interface Written {
  readonly rows: number;
  readonly heldOut: number;
}

export async function writeSelection(attempts: readonly Attempt[], options: WriteOptions): Promise<Written> {
  const { path, strategy, evaluation, isHeldOut, onRow } = options;
  await using train = await openLineFile(path);
  await using heldOut = isHeldOut ? await openLineFile(heldOutPath(path)) : null;
  const written = { rows: 0, heldOut: 0 };
  for (const { record, store, given, data } of attempts) {
    const messages = rowMessages(await store.transcript(record));
    if (messages === null) throw new Error(`${record.task} #${record.repeat} was selected with a malformed call.`);
    const metadata = rowMetadata(record, given, { strategy, evaluation: evaluation.has(data) });
    const row: Row = { messages, tools: [rowTool(PYTHON_EXECUTOR)], metadata };
    const held = isHeldOut?.(data) ?? false;
    await (held ? heldOut! : train).write(row);
    written[held ? 'heldOut' : 'rows'] += 1;
    onRow();
  }
  await train.commit();
  await heldOut?.commit();
  return written;
}

/** `rows.jsonl` -> `rows.held-out.jsonl` */
export function heldOutPath(path: string): string {
  return path.replace(/(\.[^./\\]*)?$/, '.held-out$1');
}

/**
 * Whether a group of data is held out: by its dataset's name alone, so that it stays on its side in every later selection.
 * About the given share of many groups; of a few perhaps none.
 */
export function isHeldOutBy(group: string, share: number): boolean {
  return parseInt(sha256(`held out? ${group.split('\0')[0]}`).slice(0, 12), 16) / 16 ** 12 < share;
}

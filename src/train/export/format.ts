/** Contract: a format takes rows one by one; and the commonest one, a file of JSON lines. */
import { openLineFile } from '../line-file.ts';
import type { Row } from '../row.ts';

export interface Format {
  /** What `--out` is: for the help. */
  readonly out: string;
  open(path: string): Promise<RowWriter>;
}

export interface RowWriter extends AsyncDisposable {
  write(row: Row): Promise<void>;
  /** Puts what was written in its place. What is not committed is removed. */
  commit(): Promise<void>;
}

export function jsonLines(made: (row: Row) => unknown): Format {
  return {
    out: 'a .jsonl file',
    open: async (path) => {
      const file = await openLineFile(path);
      return {
        write: (row) => file.write(made(row)),
        commit: file.commit,
        [Symbol.asyncDispose]: file[Symbol.asyncDispose],
      };
    },
  };
}

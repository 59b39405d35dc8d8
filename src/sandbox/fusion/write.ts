/** Writes a JSON object with a `files` of base64, as a stream: the other half of read.ts. */
import { open } from 'node:fs/promises';

export interface FileToSend {
  /** Its key in `files`. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** Read at a time; a multiple of three, so that the pieces' base64 can be joined. */
const PIECE = 3 * 2 ** 14;

/** The number of bytes that `writeWithFiles` yields. */
export function lengthWithFiles(value: object, files: readonly FileToSend[]): number {
  const { head, keys, tail } = frame(value, files);
  const content = files.reduce((sum, { bytes }) => sum + 4 * Math.ceil(bytes / 3) + 1, 0);
  return [head, ...keys, tail].reduce((sum, text) => sum + Buffer.byteLength(text), 0) + content;
}

/**
 * @param value without `files`
 * @throws when a file cannot be read or is shorter than was said
 */
export async function* writeWithFiles(value: object, files: readonly FileToSend[]): AsyncGenerator<Buffer> {
  const { head, keys, tail } = frame(value, files);
  yield Buffer.from(head);
  for (const [index, { path, bytes }] of files.entries()) {
    yield Buffer.from(keys[index]!);
    yield* base64Of(path, bytes);
    yield Buffer.from('"');
  }
  yield Buffer.from(tail);
}

function frame(value: object, files: readonly FileToSend[]): { head: string; keys: string[]; tail: string } {
  const json = JSON.stringify(value);
  const head = `${json.slice(0, -1)}${json === '{}' ? '' : ','}"files":{`;
  return { head, keys: files.map(({ name }, index) => `${index > 0 ? ',' : ''}${JSON.stringify(name)}:"`), tail: '}}' };
}

async function* base64Of(path: string, bytes: number): AsyncGenerator<Buffer> {
  await using file = await open(path);
  const piece = Buffer.allocUnsafe(Math.min(PIECE, bytes));
  for (let sent = 0; sent < bytes; ) {
    const wanted = Math.min(PIECE, bytes - sent);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await file.read(piece, filled, wanted - filled);
      if (bytesRead === 0) throw new Error(`${path} became shorter while it was sent`);
      filled += bytesRead;
    }
    yield Buffer.from(piece.toString('base64', 0, wanted), 'latin1');
    sent += wanted;
  }
}

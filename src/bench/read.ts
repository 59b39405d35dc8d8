/**
 * Reading of files, synchronously: a benchmark is thousands of small files, and handing each read to a thread costs
 * more than the read. Long files are read in pieces, so that memory stays small.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const PIECE = 1 << 18;

/** A file's bytes in order. Each piece is overwritten by the next one: copy what is to be kept. */
export function* piecesOf(path: string): Generator<Buffer, void, undefined> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(Math.min(PIECE, fstatSync(file).size + 1));
    for (;;) {
      const read = readSync(file, buffer, 0, buffer.length, null);
      if (read === 0) return;
      yield buffer.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}

/** `length` bytes from `position` on; fewer where the file ends. */
export function bytesAt(path: string, position: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(file, buffer, 0, length, Math.max(0, position)));
  } finally {
    closeSync(file);
  }
}

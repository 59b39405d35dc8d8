/** Output of a program, drained while it runs: the first and the last half of a limit are kept, in flat memory. */
import { Socket } from 'node:net';
import type { Stream } from '../sandbox.ts';

export interface Drain {
  /** Resolves when no process holds the other end any more. */
  readonly ended: Promise<void>;
  /** All the bytes so far. */
  bytes(): number;
  read(): Stream;
  close(): void;
}

/** Drains a pipe's reading end, which it owns from here on. `onBytes` hears of every piece. */
export function drain(fd: number, limit: number, onBytes: () => void): Drain {
  const keeper = keepEnds(limit);
  const buffer = Buffer.allocUnsafe(65_536);
  const socket = new Socket({
    fd,
    readable: true,
    writable: false,
    // One buffer for all reads: 100 MB of output leave nothing for the garbage collector.
    onread: {
      buffer,
      callback: (length) => {
        keeper.add(buffer.subarray(0, length));
        onBytes();
        return true;
      },
    },
  });
  const ended = new Promise<void>((resolve) => {
    socket.once('error', () => socket.destroy());
    socket.once('end', () => socket.destroy());
    socket.once('close', () => resolve());
  });
  socket.resume();
  return { ended, bytes: keeper.bytes, read: keeper.read, close: () => socket.destroy() };
}

/** Keeps the first and the last half of `limit` bytes. */
export function keepEnds(limit: number): { add(bytes: Uint8Array): void; bytes(): number; read(): Stream } {
  const headSize = Math.ceil(limit / 2);
  const tailSize = limit - headSize;
  const head: Buffer[] = [];
  let kept = 0;
  let total = 0;
  // A ring of the latest bytes, made only when the head is full.
  let ring: Buffer | undefined;
  let end = 0;

  const add = (bytes: Uint8Array): void => {
    total += bytes.length;
    const first = bytes.subarray(0, headSize - kept);
    if (first.length > 0) head.push(Buffer.from(first));
    kept += first.length;
    const rest = bytes.subarray(first.length).subarray(-tailSize);
    if (rest.length === 0 || tailSize === 0) return;
    ring ??= Buffer.allocUnsafe(tailSize);
    const room = Math.min(rest.length, tailSize - end);
    ring.set(rest.subarray(0, room), end);
    ring.set(rest.subarray(room), 0);
    end = (end + rest.length) % tailSize;
  };

  const read = (): Stream => {
    const start = Buffer.concat(head);
    if (ring === undefined && total === kept) return { text: decode(start), bytes: total, cut: false };
    const tail = total - kept;
    if (tail <= tailSize) {
      const text = decode(Buffer.concat([start, (ring ?? Buffer.alloc(0)).subarray(0, tail)]));
      return { text, bytes: total, cut: false };
    }
    const latest = ring === undefined ? Buffer.alloc(0) : Buffer.concat([ring.subarray(end), ring.subarray(0, end)]);
    const before = start.subarray(0, start.length - brokenEnd(start));
    const after = latest.subarray(brokenStart(latest));
    const cut = total - before.length - after.length;
    return { text: `${decode(before)}\n[... ${cut} bytes cut here ...]\n${decode(after)}`, bytes: total, cut: true };
  };

  return { add, bytes: () => total, read };
}

function decode(bytes: Buffer): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Bytes at the end that begin a character which the cut took the rest of. */
function brokenEnd(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** Bytes at the start that end a character which the cut took the beginning of. */
function brokenStart(bytes: Buffer): number {
  let count = 0;
  while (count < Math.min(3, bytes.length) && (bytes[count]! & 0xc0) === 0x80) count += 1;
  return count;
}

/** Base64 text that arrives in pieces of any size, decoded into a file as it comes: memory stays flat. */
import { open } from 'node:fs/promises';

export interface Base64File {
  /** White space is left out, as Python's base64 does. @throws NotBase64 */
  add(text: string): Promise<void>;
  /**
   * Closes the file.
   * @returns the number of bytes decoded, and whether the file has them: not when they were too many
   * @throws NotBase64
   */
  end(): Promise<{ bytes: number; kept: boolean }>;
  /** Closes the file as it stands. */
  close(): Promise<void>;
}

export class NotBase64 extends Error {
  override readonly name = 'NotBase64';
}

/** Decoded bytes collected for one write. */
const BLOCK = 3 * 2 ** 16;
/** Characters decoded at a time, so that they fit a block with those that waited. */
const MOST = 2 ** 17;
/** Room for collecting them; one will do for files that are written one after the other. */
export function makeBlock(): Buffer {
  return Buffer.allocUnsafe(BLOCK);
}

/** @param mostBytes more than these are counted, but not kept. */
export async function openBase64File(path: string, mostBytes: number, block: Buffer): Promise<Base64File> {
  const file = await open(path, 'wx', 0o600);
  let used = 0;
  let total = 0;
  /** Up to three characters that wait for the rest of their group. */
  let waiting = '';
  let padded = false;

  const flush = async (): Promise<void> => {
    if (used > 0 && total <= mostBytes) await file.writev([block.subarray(0, used)]);
    used = 0;
  };

  /** @param groups whole groups of four, at most a block of them. @returns whether all were plain; if not, none counts */
  const decode = async (groups: string): Promise<boolean> => {
    const expected = (groups.length / 4) * 3;
    if (expected > BLOCK - used) await flush();
    // Node skips what is not base64, and so ends short. To look at each character would take five times as long.
    if (block.write(groups, used, 'base64') !== expected) return false;
    used += expected;
    total += expected;
    return true;
  };

  /** For padding, white space, and what may not be there. */
  const decodeWithCare = async (text: string): Promise<void> => {
    const clean = text.replaceAll(/[ \t\r\n]/g, '');
    if (clean === '') return;
    if (padded) throw new NotBase64('characters after the padding');
    const whole = clean.length - (clean.length % 4);
    const groups = clean.slice(0, whole);
    waiting = clean.slice(whole);
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(groups) || !/^[A-Za-z0-9+/]*=?$/.test(waiting)) {
      throw new NotBase64('a character outside its alphabet, or in the wrong place');
    }
    padded = groups.endsWith('=');
    if (padded && waiting !== '') throw new NotBase64('characters after the padding');
    if (!padded) {
      await decode(groups);
      return;
    }
    await decode(groups.slice(0, -4));
    const last = Buffer.from(groups.slice(-4), 'base64');
    if (last.length > BLOCK - used) await flush();
    block.set(last, used);
    used += last.length;
    total += last.length;
  };

  const add = async (text: string): Promise<void> => {
    for (let at = 0; at < text.length; ) {
      const part = waiting + text.slice(at, at + MOST);
      at += MOST;
      const whole = part.length - (part.length % 4);
      waiting = '';
      if (!padded && (await decode(part.slice(0, whole)))) waiting = part.slice(whole);
      else await decodeWithCare(part);
    }
  };

  return {
    add,
    end: async () => {
      try {
        const last = waiting;
        waiting = '';
        await decodeWithCare(last);
        if (waiting !== '') throw new NotBase64('a length that is no multiple of four');
        await flush();
        return { bytes: total, kept: total <= mostBytes };
      } finally {
        await file.close();
      }
    },
    close: () => file.close(),
  };
}

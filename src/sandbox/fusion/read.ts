/**
 * Reads a JSON object whose `files` ({name: base64}) may be large, from a stream: each file goes, decoded, to disk as it
 * arrives, so that memory does not grow with it. All else is kept, checked and read by JSON.parse.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../errors.ts';
import { makeBlock, NotBase64, openBase64File } from './base64-file.ts';

export interface Spooled {
  /** In the folder given. */
  readonly path: string;
  readonly bytes: number;
  /** Whether the file is there; not when it was larger than allowed. */
  readonly kept: boolean;
}

export interface Limits {
  /** Of the whole, as it arrives. */
  readonly bodyBytes: number;
  /** Of all that is not the content of a file. */
  readonly textBytes: number;
  /** Of one file, decoded; of a larger one only the size is told. */
  readonly fileBytes: number;
}

/** No JSON, or a file that is not base64. `where`: keys down to the place. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  readonly where: readonly string[];
  readonly kind: 'json' | 'base64';
  constructor(kind: 'json' | 'base64', where: readonly string[], message: string) {
    super(message);
    this.kind = kind;
    this.where = where;
  }
}

export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MOST_FILES = 1000;
const MOST_DEPTH = 100;

/**
 * @param folder an existing folder, for the files
 * @returns the value, with a key of `spooled` in place of each string in `files`
 * @throws Malformed, TooLarge, and what the stream and the disk throw
 */
export async function readWithFiles(
  chunks: AsyncIterable<Uint8Array>,
  { folder, limits }: { folder: string; limits: Limits },
): Promise<{ value: unknown; spooled: ReadonlyMap<string, Spooled> }> {
  const spooled = new Map<string, Spooled>();
  let text = Buffer.allocUnsafe(2 ** 16);
  let textBytes = 0;
  let bodyBytes = 0;
  const keep = (bytes: Buffer): void => {
    const needed = textBytes + bytes.length;
    if (needed > limits.textBytes) throw new TooLarge(`more than ${limits.textBytes} bytes beside the files' content`);
    if (needed > text.length) text = Buffer.concat([text.subarray(0, textBytes)], Math.max(needed, 2 * text.length));
    text.set(bytes, textBytes);
    textBytes = needed;
  };

  /** Of each object or array that is open: whether it is an object, and its latest key. */
  const open: { isObject: boolean; key: string }[] = [];
  let isValue = true;
  /** The string being read: a key's or a file's content, or one that only passes through. */
  let string: 'none' | 'other' | 'key' | 'file' = 'none';
  let escaped = '';
  let key: Buffer[] = [];
  let block: Buffer | undefined;
  let file: Awaited<ReturnType<typeof openBase64File>> | undefined;

  const startString = async (): Promise<void> => {
    const [top, files] = open;
    const isFile = isValue && open.length === 2 && top!.isObject && top!.key === 'files' && files!.isObject;
    string = isFile ? 'file' : open.at(-1)?.isObject && !isValue ? 'key' : 'other';
    key = [];
    if (!isFile) return;
    if (spooled.size === MOST_FILES) throw new TooLarge(`more than ${MOST_FILES} files`);
    block ??= makeBlock();
    file = await openBase64File(join(folder, String(spooled.size)), limits.fileBytes, block);
  };

  const addToString = async (bytes: Buffer): Promise<void> => {
    if (string === 'file') await file!.add(bytes.toString('latin1'));
    else keep(bytes);
    if (string === 'key') key.push(bytes);
  };

  const endString = async (): Promise<void> => {
    if (string === 'file') {
      const number = String(spooled.size);
      const path = join(folder, number);
      const { bytes, kept } = await file!.end();
      file = undefined;
      if (!kept) await rm(path);
      spooled.set(number, { path, bytes, kept });
      keep(Buffer.from(number));
    } else if (string === 'key') {
      open.at(-1)!.key = parse(Buffer.concat([Buffer.from('"'), ...key, Buffer.from('"')])) as string;
    }
    string = 'none';
  };

  /** @returns where the string ends, or the chunk does */
  const readString = async (chunk: Buffer, start: number): Promise<number> => {
    let at = start;
    let quote = chunk.indexOf(QUOTE, at);
    while (at < chunk.length) {
      if (escaped !== '') {
        escaped += String.fromCharCode(chunk[at]!);
        at += 1;
        if (escaped.length < (escaped[1] === 'u' ? 6 : 2)) continue;
        if (string === 'file') await file!.add(parse(Buffer.from(`"${escaped}"`)) as string);
        else await addToString(Buffer.from(escaped, 'latin1'));
        escaped = '';
        if (quote !== -1 && quote < at) quote = chunk.indexOf(QUOTE, at);
        continue;
      }
      const end = quote === -1 ? chunk.length : quote;
      const backslash = chunk.subarray(at, end).indexOf(BACKSLASH);
      const stop = backslash === -1 ? end : at + backslash;
      if (stop > at) await addToString(chunk.subarray(at, stop));
      at = stop;
      if (backslash !== -1) {
        escaped = '\\';
        at += 1;
      } else if (quote !== -1) {
        await endString();
        return at;
      }
    }
    return at;
  };

  /** Between strings. @returns where the next string begins, or the chunk ends */
  const readStructure = (chunk: Buffer, start: number): number => {
    let at = start;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === QUOTE) break;
      if (byte === 0x7b || byte === 0x5b) {
        if (open.length === MOST_DEPTH) throw new Malformed('json', [], `nested deeper than ${MOST_DEPTH}`);
        open.push({ isObject: byte === 0x7b, key: '' });
        isValue = byte === 0x5b;
      } else if (byte === 0x7d || byte === 0x5d) open.pop();
      else if (byte === 0x3a) isValue = true;
      else if (byte === 0x2c) isValue = !open.at(-1)?.isObject;
    }
    if (at > start) keep(chunk.subarray(start, at));
    return at;
  };

  try {
    for await (const bytes of chunks) {
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      bodyBytes += chunk.length;
      if (bodyBytes > limits.bodyBytes) throw new TooLarge(`more than ${limits.bodyBytes} bytes`);
      for (let at = 0; at < chunk.length; ) {
        if (string === 'none') {
          at = readStructure(chunk, at);
          if (at === chunk.length) break;
          await startString();
        } else {
          at = await readString(chunk, at);
          if (at === chunk.length) break;
        }
        // The quote itself, of either end.
        keep(chunk.subarray(at, at + 1));
        at += 1;
      }
    }
    return { value: parse(text.subarray(0, textBytes)), spooled };
  } catch (error) {
    if (error instanceof NotBase64) throw new Malformed('base64', ['files', open[1]?.key ?? ''], error.message);
    throw error;
  } finally {
    await file?.close();
  }
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (error) {
    throw new Malformed('json', [], messageOf(error));
  }
}

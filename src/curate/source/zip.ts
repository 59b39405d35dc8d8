/**
 * The table of contents of a ZIP archive (APPNOTE.TXT 4.3), as its end has it: where each file is, how long it is said
 * to be, and its checksum. fflate reads the same table, but tells neither place nor checksum, and cuts short a file
 * that is longer than announced.
 */
import { crc32 } from 'node:zlib';
import { inflateSync } from 'fflate';

export interface Entry {
  readonly name: string;
  readonly packed: number;
  readonly size: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  /** Of its local header. */
  readonly offset: number;
}

const END = 0x06054b50;
const END_64_PLACE = 0x07064b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MAX_COMMENT = 0xffff;
const UNKNOWN = 0xffffffff;

/** All files of an archive, folders left out. @throws Error when it is no archive, or a torn one */
export function entriesOf(archive: Buffer): readonly Entry[] {
  let at = archive.length - END_BYTES;
  const first = Math.max(0, at - MAX_COMMENT);
  while (at >= first && archive.readUInt32LE(at) !== END) at -= 1;
  if (at < first) throw new Error('it has no table of contents at its end');
  let count = archive.readUInt16LE(at + 10);
  let place = archive.readUInt32LE(at + 16);
  if (at >= 20 && archive.readUInt32LE(at - 20) === END_64_PLACE) {
    const wide = Number(archive.readBigUInt64LE(at - 12));
    if (archive.readUInt32LE(wide) !== END_64)
      throw new Error('its 64-bit table of contents is not where it should be');
    count = Number(archive.readBigUInt64LE(wide + 32));
    place = Number(archive.readBigUInt64LE(wide + 48));
  }
  const entries: Entry[] = [];
  for (let number = 0; number < count; number += 1) {
    if (archive.readUInt32LE(place) !== ENTRY) throw new Error('its table of contents is broken');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((shift) => archive.readUInt16LE(place + shift));
    const nameEnd = place + 46 + nameLength!;
    const entry = wideEntry(
      {
        name: archive.toString('utf8', place + 46, nameEnd),
        packed: archive.readUInt32LE(place + 20),
        size: archive.readUInt32LE(place + 24),
        method: archive.readUInt16LE(place + 10),
        encrypted: (archive.readUInt16LE(place + 8) & 1) === 1,
        crc: archive.readUInt32LE(place + 16),
        offset: archive.readUInt32LE(place + 42),
      },
      archive.subarray(nameEnd, nameEnd + extraLength!),
    );
    if (!entry.name.endsWith('/')) entries.push(entry);
    place = nameEnd + extraLength! + commentLength!;
  }
  return entries;
}

/** What does not fit in 32 bits is in the extra field of number 1, in this order. */
function wideEntry(entry: Entry, extra: Buffer): Entry {
  let at = 0;
  while (at + 4 <= extra.length && extra.readUInt16LE(at) !== 1) at += 4 + extra.readUInt16LE(at + 2);
  if (at + 4 > extra.length) return entry;
  at += 4;
  const next = (value: number) => {
    if (value !== UNKNOWN) return value;
    at += 8;
    return Number(extra.readBigUInt64LE(at - 8));
  };
  const size = next(entry.size);
  const packed = next(entry.packed);
  return { ...entry, size, packed, offset: next(entry.offset) };
}

/** The content of a file. @throws Error when it is not of the announced length and checksum, or can't be unpacked */
export function contentOf(archive: Buffer, entry: Entry): Uint8Array {
  if (entry.encrypted) throw new Error('it is locked with a password');
  if (archive.readUInt32LE(entry.offset) !== LOCAL) throw new Error('it is not where the table of contents says');
  const start = entry.offset + 30 + archive.readUInt16LE(entry.offset + 26) + archive.readUInt16LE(entry.offset + 28);
  const packed = archive.subarray(start, start + entry.packed);
  const content = unpacked(packed, entry);
  if (content.length !== entry.size) throw new Error(`it is not of the ${entry.size} bytes that it is said to have`);
  if (crc32(content) !== entry.crc) throw new Error('its checksum is wrong');
  return content;
}

function unpacked(packed: Buffer, { method, size }: Entry): Uint8Array {
  if (method === 0) return packed;
  // One byte more than announced, so that a longer file shows.
  if (method === 8) return inflateSync(packed, { out: new Uint8Array(size + 1) });
  throw new Error(`it is packed by method ${method}, which is not read`);
}

/** Archives are taken apart without being believed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { type Zippable, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpack } from '../../../src/curate/source/archive.ts';
import { contentOf, entriesOf } from '../../../src/curate/source/zip.ts';
import { PYTHON } from '../../sandbox/python.ts';

const text = (words: string) => new TextEncoder().encode(words);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dare-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const unpackBytes = async (bytes: Uint8Array, maxBytes = 1e6) => {
  writeFileSync(join(folder, 'a.zip'), bytes);
  return await unpack(join(folder, 'a.zip'), join(folder, 'out'), { maxBytes });
};
const reasonOf = async (bytes: Uint8Array, maxBytes?: number) =>
  (await unpackBytes(bytes, maxBytes))?.rejected.reason ?? null;

/** Changes a field of every entry of the table of contents. */
function forge(bytes: Uint8Array, shift: number, value: number): Uint8Array {
  const forged = Buffer.from(bytes);
  for (let at = 0; at + 46 <= forged.length; at += 1) {
    if (forged.readUInt32LE(at) === 0x02014b50) forged.writeUInt32LE(value, at + shift);
  }
  return forged;
}

it('gives the tables, numbered in its order, and leaves the rest', async () => {
  const bytes = zipSync({
    'data/train.csv': text('a,b\n1,2\n'),
    'picture.png': text('no table'),
    'Deep/er/Test Set.CSV': text('a,b\n3,4\n'),
    '__MACOSX/._train.csv': text('no table either'),
    '.hidden.csv': text('nor this'),
  });
  expect(await unpackBytes(bytes)).toBeNull();
  expect(readdirSync(join(folder, 'out')).sort()).toEqual(['1-train.csv', '2-Test-Set.csv']);
  expect(readFileSync(join(folder, 'out', '2-Test-Set.csv'), 'utf8')).toBe('a,b\n3,4\n');
});

describe('an archive that', () => {
  it('leads out of the folder writes nothing there', async () => {
    const names = ['../evil.csv', '/tmp/evil.csv', '..\\..\\evil.csv', 'C:\\evil.csv', 'a/../../../evil.csv'];
    expect(await unpackBytes(zipSync(Object.fromEntries(names.map((name) => [name, text('x')]))))).toBeNull();
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(names.map((_, at) => `${at + 1}-evil.csv`));
    expect(readdirSync(folder).sort()).toEqual(['a.zip', 'out']);
    expect(existsSync('/tmp/evil.csv')).toBe(false);
  });

  it('grows beyond all measure is refused', async () => {
    const bomb = zipSync({ 'a.csv': new Uint8Array(4 * 2 ** 20) }, { level: 9 });
    expect(bomb.length).toBeLessThan(10_000);
    expect(await reasonOf(bomb, 1e9)).toBe('archive-too-large');
    expect(await reasonOf(bomb, 1e6)).toBe('archive-too-large');
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('says that it is smaller than it is is refused', async () => {
    const bytes = forge(zipSync({ 'a.csv': new Uint8Array(2 ** 20) }), 24, 500);
    expect(await reasonOf(bytes)).toBe('archive-unreadable');
  });

  it('says so with the checksum of what would be cut off is refused as well', async () => {
    const content = text('a,b\n1,2\n'.repeat(1000));
    const bytes = forge(zipSync({ 'a.csv': content }), 24, 800);
    expect(await reasonOf(forge(bytes, 16, crc32(content.subarray(0, 800))))).toBe('archive-unreadable');
  });

  it('says that it is larger than it is is refused', async () => {
    expect(await reasonOf(forge(zipSync({ 'a.csv': text('a,b\n1,2\n') }), 24, 5000))).toBe('archive-unreadable');
  });

  it('has another checksum than its content is refused', async () => {
    expect(await reasonOf(forge(zipSync({ 'a.csv': text('a,b\n1,2\n') }), 16, 12345))).toBe('archive-unreadable');
  });

  it('is locked is refused', async () => {
    expect(await reasonOf(forge(zipSync({ 'a.csv': text('a,b\n') }), 8, 0x00080001))).toBe('archive-unreadable');
  });

  it('holds thousands of files is refused', async () => {
    const files: Zippable = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`${at}.csv`, text('x')]));
    expect(await reasonOf(zipSync(files))).toBe('archive-too-large');
  });

  it('holds no table is refused with what it holds', async () => {
    const fault = await unpackBytes(zipSync({ 'a/photo.jpg': text('x') }));
    expect(fault?.rejected).toMatchObject({ reason: 'no-table', words: expect.stringContaining('photo.jpg') });
  });

  it('is cut short, or no archive, is refused', async () => {
    const whole = zipSync({ 'a.csv': text('a,b\n1,2\n'.repeat(100)) });
    for (const length of [0, 1, 21, 22, whole.length - 1, Math.floor(whole.length / 2)]) {
      expect(await reasonOf(whole.slice(0, length))).toBe('archive-unreadable');
    }
    expect(await reasonOf(text('a,b\n'.repeat(100)))).toBe('archive-unreadable');
  });
});

it('of any content comes out as it went in', () => {
  const name = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }).map((words) => `${words}.csv`);
  const files = fc.dictionary(
    name,
    fc.tuple(fc.uint8Array({ maxLength: 3000 }), fc.constantFrom(0 as const, 6 as const)),
  );
  fc.assert(
    fc.property(files, (contents) => {
      const zip = zipSync(
        Object.fromEntries(Object.entries(contents).map(([key, [bytes, level]]) => [key, [bytes, { level }]])),
      );
      const archive = Buffer.from(zip);
      const found = entriesOf(archive).map((entry) => [entry.name, Buffer.from(contentOf(archive, entry))] as const);
      expect(new Map(found)).toEqual(
        new Map(Object.entries(contents).map(([key, [bytes]]) => [key, Buffer.from(bytes)])),
      );
    }),
    { numRuns: 100 },
  );
});

it('any damage to an archive gives its tables unharmed, or none', () => {
  const content = text('a,b\n1,2\n'.repeat(50));
  const whole = zipSync({ 'a.csv': content, 'b.csv': [content, { level: 0 }] });
  const places = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(places, (damage) => {
      const archive = Buffer.from(whole);
      for (const [at, bits] of damage) archive[at]! ^= bits;
      let found: Uint8Array[];
      try {
        found = entriesOf(archive).map((entry) => contentOf(archive, entry));
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        return;
      }
      for (const each of found) expect(Buffer.from(each).equals(content)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it.skipIf(PYTHON === undefined)(
  'as a program writes it that knows no size beforehand, is read (skipped without Python)',
  async () => {
    // A stream cannot be sought: sizes come after the content, and 64-bit ones are asked for.
    const code = [
      'import sys, zipfile',
      'class Stream:',
      '    def write(self, data): return sys.stdout.buffer.write(data)',
      '    def flush(self): pass',
      'with zipfile.ZipFile(Stream(), "w", zipfile.ZIP_DEFLATED) as archive:',
      '    with archive.open("train.csv", "w", force_zip64=True) as file: file.write(b"a,b\\n1,2\\n")',
      '    archive.writestr("nested/", b"")',
      '    archive.writestr("nested/inner.csv", b"a,b\\n3,4\\n")',
    ].join('\n');
    const { stdout, status } = spawnSync(PYTHON!, ['-c', code], { maxBuffer: 1e7 });
    expect(status).toBe(0);
    expect(await unpackBytes(stdout)).toBeNull();
    expect(readFileSync(join(folder, 'out', '1-train.csv'), 'utf8')).toBe('a,b\n1,2\n');
    expect(readFileSync(join(folder, 'out', '2-inner.csv'), 'utf8')).toBe('a,b\n3,4\n');
  },
);

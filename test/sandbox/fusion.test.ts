/** A JSON object with files in it, read as a stream: in any pieces it is what JSON.parse and base64 make of it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Limits, Malformed, readWithFiles, TooLarge } from '../../src/sandbox/fusion/read.ts';
import { lengthWithFiles, writeWithFiles } from '../../src/sandbox/fusion/write.ts';

const root = mkdtempSync(join(tmpdir(), 'dare-fusion-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const LIMITS: Limits = { bodyBytes: 1e9, textBytes: 1e9, fileBytes: 1e9 };

async function* inPieces(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

/** The value, with the content of files in place of their keys. */
async function read(body: string | Buffer, size = 7, limits: Partial<Limits> = {}): Promise<unknown> {
  const folder = mkdtempSync(join(root, 'read-'));
  const chunks = inPieces(Buffer.from(body), size);
  const { value, spooled } = await readWithFiles(chunks, { folder, limits: { ...LIMITS, ...limits } });
  const { files } = value as { files?: Record<string, unknown> };
  if (typeof files !== 'object' || files === null || Array.isArray(files)) return value;
  const contents = Object.entries(files).map(([name, key]) => {
    const found = typeof key === 'string' ? spooled.get(key)! : null;
    if (found === null) return [name, key];
    return [name, found.kept ? readFileSync(found.path).toString('latin1') : found.bytes];
  });
  return { ...(value as object), files: Object.fromEntries(contents) };
}

const name = fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => text !== '__proto__');
const content = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));
const other = fc.dictionary(
  name.filter((text) => text !== 'files'),
  fc.jsonValue(),
  { maxKeys: 4 },
);
const piece = fc.integer({ min: 1, max: 50 });

describe('reading', () => {
  it('any JSON object with any files, in any pieces, is what it would be read whole', async () => {
    const files = fc.dictionary(name, fc.option(content), { maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(
        other,
        files,
        other,
        piece,
        fc.constantFrom(0, 1),
        async (before, contents, after, size, indent) => {
          const encoded = Object.fromEntries(
            Object.entries(contents).map(([key, bytes]) => [key, bytes?.toString('base64') ?? null]),
          );
          const body = JSON.stringify({ ...before, files: encoded, ...after }, null, indent);
          const expected = Object.fromEntries(
            Object.entries(contents).map(([key, bytes]) => [key, bytes?.toString('latin1') ?? null]),
          );
          expect(await read(body, size)).toEqual({ ...JSON.parse(body), files: expected });
        },
      ),
    );
  });

  it('any JSON value at all is left as it is, strings in `files` of another form too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), piece, async (value, size) => {
        expect(await read(JSON.stringify({ code: value, data: { files: value } }), size)).toEqual({
          code: JSON.parse(JSON.stringify(value)),
          data: { files: JSON.parse(JSON.stringify(value)) },
        });
      }),
    );
    expect(await read('{"files":["QQ=="],"x":{"files":{"a":"QQ=="}}}')).toEqual({
      files: ['QQ=='],
      x: { files: { a: 'QQ==' } },
    });
    expect(await read('{"files":{"a":{"b":"QQ=="},"c":["QQ=="],"d":"QQ=="}}')).toEqual({
      files: { a: { b: 'QQ==' }, c: ['QQ=='], d: 'A' },
    });
  });

  it('base64 may be written with escapes, line breaks and white space, as encoders do', async () => {
    const body = '{"\\u0066iles":{"a":"QUJD\\r\\nRE\\u0056G ","b":"\\/\\/8\\u003d","c":"QQ\\u003D="}}';
    for (let size = 1; size < 20; size += 1) {
      expect(await read(body, size)).toEqual({ files: { a: 'ABCDEF', b: '\xff\xff', c: 'A' } });
    }
  });

  it.each(['QQ', 'QQ=', 'Q===', 'QQ==QQ==', 'QQ=Q', '=QQQ', 'QUJ!', 'QUJD*', 'QUJDé', 'QUJDQ'])(
    'refuses %j as base64, by the name of the file',
    async (text) => {
      for (const size of [1, 3, 100]) {
        await expect(read(JSON.stringify({ files: { ok: 'QQ==', bad: text } }), size)).rejects.toMatchObject({
          kind: 'base64',
          where: ['files', 'bad'],
        });
      }
    },
  );

  it('refuses what is no JSON, wherever it breaks', async () => {
    const whole = '{"code":"print(\\"\\n\\")","files":{"a":"QUJD","b":null},"stdin":"é"}';
    for (let cut = 0; cut < Buffer.byteLength(whole); cut += 1) {
      await expect(read(Buffer.from(whole).subarray(0, cut))).rejects.toThrow(Malformed);
    }
    for (const body of [
      '{"files":{"a":"QUJD""b"}}',
      '{"files":{"a" "QUJD"}}',
      '{"files":{"a":"QUJD"]}',
      '[',
      '{"a":"\xff"}',
    ]) {
      await expect(read(Buffer.from(body, 'latin1')), body).rejects.toThrow(Malformed);
    }
    await expect(read('['.repeat(1e6))).rejects.toThrow(/nested deeper/);
  });

  it('holds its limits: of the whole, of the text, of one file, of their number', async () => {
    const body = JSON.stringify({ code: 'x'.repeat(100), files: { a: Buffer.alloc(300).toString('base64') } });
    await expect(read(body, 50, { bodyBytes: 500 })).rejects.toThrow(TooLarge);
    await expect(read(body, 50, { textBytes: 100 })).rejects.toThrow(TooLarge);
    expect(await read(body, 50, { textBytes: 200 })).toMatchObject({ files: { a: '\0'.repeat(300) } });
    expect(await read(body, 50, { fileBytes: 299 })).toMatchObject({ files: { a: 300 } });
    const many = `{"files":{${Array.from({ length: 1001 }, (_, index) => `"${index}":""`).join(',')}}}`;
    await expect(read(many, 65_536)).rejects.toThrow(TooLarge);
  });

  it('leaves no file that was too large', async () => {
    const folder = mkdtempSync(join(root, 'large-'));
    const body = Buffer.from(JSON.stringify({ files: { a: Buffer.alloc(1e6).toString('base64') } }));
    await readWithFiles(inPieces(body, 65_536), { folder, limits: { ...LIMITS, fileBytes: 1000 } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps memory flat while 200 MB of files go by', async () => {
    const block = Buffer.from(Buffer.alloc(48 * 1024, 'abcdefg').toString('base64'));
    async function* body(): AsyncGenerator<Buffer> {
      yield Buffer.from('{"files":{"a":"');
      for (let count = 0; count < 4200; count += 1) yield block;
      yield Buffer.from('"}}');
    }
    const folder = mkdtempSync(join(root, 'flat-'));
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let most = before;
    const sampling = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 5);
    const { spooled } = await readWithFiles(body(), { folder, limits: LIMITS });
    clearInterval(sampling);
    expect([...spooled.values()]).toMatchObject([{ bytes: 4200 * 48 * 1024, kept: true }]);
    expect((most - before) / 1e6).toBeLessThan(100);
  });
});

describe('writing', () => {
  it('any object with any files is what reading makes of it, and as long as it said', async () => {
    await fc.assert(
      fc.asyncProperty(other, fc.dictionary(name, content, { maxKeys: 4 }), piece, async (value, contents, size) => {
        const folder = mkdtempSync(join(root, 'write-'));
        const files = Object.entries(contents).map(([key, bytes], index) => {
          const path = join(folder, String(index));
          writeFileSync(path, bytes);
          return { name: key, path, bytes: bytes.length };
        });
        const body = Buffer.concat(await Array.fromAsync(writeWithFiles(value, files)));
        expect(body.length).toBe(lengthWithFiles(value, files));
        expect(await read(body, size)).toEqual({
          ...JSON.parse(JSON.stringify(value)),
          files: Object.fromEntries(Object.entries(contents).map(([key, bytes]) => [key, bytes.toString('latin1')])),
        });
      }),
    );
  });

  it('ends with an error, not with another length, when a file became shorter', async () => {
    const path = join(root, 'short');
    writeFileSync(path, 'abc');
    await expect(Array.fromAsync(writeWithFiles({}, [{ name: 'a', path, bytes: 4 }]))).rejects.toThrow(/shorter/);
  });
});

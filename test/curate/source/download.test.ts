/** Downloads that go on where they stopped, and only with the same file. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { download } from '../../../src/curate/source/download.ts';
import type { Service } from '../../../src/curate/source/fetch.ts';
import { InfrastructureError } from '../../../src/errors.ts';
import { answer, type Loopback, loopback, quickClock, sendFile, torn } from '../../fixtures/web/loopback.ts';

const CONTENT = randomBytes(100_000);
const MD5 = createHash('md5').update(CONTENT).digest('hex');
const ETAG = '"one"';
const FILE = { content: CONTENT, etag: ETAG };

let folder: string;
let path: string;
let served: { content: Buffer; etag: string };
let server: Loopback;
let service: Service;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dare-download-'));
  path = join(folder, 'made', 'file.bin');
  served = FILE;
  server = await loopback((request, response) => sendFile(request, response, served));
  service = { name: 'S', env: {}, clock: quickClock(), credentials: null, signIn: '', gate: { opens: 0 } };
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const fetchIt = (more: Partial<Parameters<typeof download>[3]> = {}) =>
  download(service, server.url, path, { maxBytes: 1e6, ...more });
const ranges = () => server.asked.map(({ headers }) => headers.range);

it('is whole at its own path, and nothing is beside it', async () => {
  expect(await fetchIt()).toMatchObject({ ok: true });
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
  expect(readdirSync(join(folder, 'made'))).toEqual(['file.bin']);
});

it('that breaks off goes on at the byte where it stopped', async () => {
  server.faults.push(torn(CONTENT, 60_000, { etag: ETAG }));
  await fetchIt();
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
  expect(ranges()[0]).toBeUndefined();
  expect(Number(/^bytes=(\d+)-$/.exec(ranges()[1]!)![1])).toBeGreaterThan(0);
  expect(server.asked[1]!.headers['if-range']).toBe(ETAG);
});

it('that was given up goes on with the next start', async () => {
  server.faults.push(torn(CONTENT, 60_000, { etag: ETAG }), ...Array.from({ length: 8 }, () => answer(503)));
  await expect(fetchIt()).rejects.toBeInstanceOf(InfrastructureError);
  expect(existsSync(path)).toBe(false);
  server.faults.length = 0;
  server.asked.length = 0;
  await fetchIt();
  expect(ranges()[0]).toMatch(/^bytes=\d+-$/);
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
});

it('whose file has changed meanwhile begins anew', async () => {
  server.faults.push(torn(CONTENT, 60_000, { etag: ETAG }));
  served = { content: randomBytes(80_000), etag: '"two"' };
  await fetchIt();
  expect(readFileSync(path).equals(served.content)).toBe(true);
});

it('of a service that ignores ranges begins anew', async () => {
  server.faults.push(torn(CONTENT, 60_000, { etag: ETAG }), (_, response) => {
    response.writeHead(200, { etag: ETAG, 'content-length': CONTENT.length }).end(CONTENT);
  });
  await fetchIt();
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
});

it('of a service that answers with another part than asked for is not patched together', async () => {
  server.faults.push(torn(CONTENT, 60_000, { etag: ETAG }), (_, response) => {
    const part = CONTENT.subarray(10);
    const range = `bytes 10-${CONTENT.length - 1}/${CONTENT.length}`;
    response.writeHead(206, { etag: ETAG, 'content-range': range, 'content-length': part.length }).end(part);
  });
  await fetchIt();
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
});

it('of a service that goes on with another file of the same length begins anew', async () => {
  const other = randomBytes(CONTENT.length);
  server.faults.push(torn(CONTENT, 60_000, { etag: ETAG }), (request, response) => {
    const start = Number(/\d+/.exec(request.headers.range!)![0]);
    const range = `bytes ${start}-${other.length - 1}/${other.length}`;
    response.writeHead(206, { etag: '"two"', 'content-range': range }).end(other.subarray(start));
  });
  served = { content: other, etag: '"two"' };
  await fetchIt();
  expect(readFileSync(path).equals(other)).toBe(true);
});

it('of a service that sends as much as is missing, of another place, is not patched together', async () => {
  server.faults.push(torn(CONTENT, 60_000, { etag: ETAG }), (request, response) => {
    const missing = CONTENT.length - Number(/\d+/.exec(request.headers.range!)![0]);
    const range = `bytes 10-${9 + missing}/${CONTENT.length}`;
    response.writeHead(206, { etag: ETAG, 'content-range': range }).end(CONTENT.subarray(10, 10 + missing));
  });
  await fetchIt();
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
});

it('without an ETag is never gone on with', async () => {
  server.faults.push(torn(CONTENT, 60_000));
  await fetchIt();
  expect(ranges()).toEqual([undefined, undefined]);
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
});

it('whose part is longer than the file, or whose note is broken, begins anew', async () => {
  await fetchIt();
  for (const note of [JSON.stringify({ etag: ETAG, length: -1 }), '{"etag', '[]']) {
    rmSync(path);
    writeFileSync(`${path}.part`, Buffer.alloc(200_000));
    writeFileSync(`${path}.part.json`, note);
    await fetchIt();
    expect(readFileSync(path).equals(CONTENT)).toBe(true);
  }
});

it('that breaks off again and again, but gets further each time, arrives', async () => {
  let cuts = 0;
  server.faults.push(
    ...Array.from(
      { length: 20 },
      () => (request: Parameters<typeof sendFile>[0], response: Parameters<typeof sendFile>[1]) => {
        const start = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
        const rest = CONTENT.subarray(start);
        const range = `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}`;
        const headers = { etag: ETAG, 'content-length': rest.length };
        response.writeHead(start === 0 ? 200 : 206, start === 0 ? headers : { ...headers, 'content-range': range });
        cuts += 1;
        response.write(rest.subarray(0, 3000), () => response.destroy());
      },
    ),
  );
  await fetchIt();
  expect(cuts).toBe(20);
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
});

it('with the wrong checksum is asked for once more, and then refused', async () => {
  const wrong = await fetchIt({
    checksum: { algorithm: 'md5', digest: MD5.replace(/./, (c) => (c === '0' ? '1' : '0')) },
  });
  expect(wrong).toMatchObject({ ok: false, fault: 'wrong-checksum', words: expect.stringContaining(MD5) });
  expect(server.asked).toHaveLength(2);
  expect(readdirSync(join(folder, 'made'))).toEqual([]);
});

it('that was damaged once arrives by its second try', async () => {
  const damaged = Buffer.from(CONTENT);
  damaged[5]! ^= 1;
  server.faults.push((_, response) => void response.writeHead(200, { etag: ETAG }).end(damaged));
  expect(await fetchIt({ checksum: { algorithm: 'md5', digest: MD5 } })).toMatchObject({ ok: true });
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
});

it('is held against the checksum that the storage announces', async () => {
  const hash = `crc32c=AAAAAA==,md5=${createHash('md5').update('other').digest('base64')}`;
  const bad = (_: unknown, response: Parameters<typeof sendFile>[1]) =>
    void response.writeHead(200, { 'x-goog-hash': hash }).end(CONTENT);
  server.faults.push(bad, bad);
  expect(await fetchIt()).toMatchObject({ ok: false, fault: 'wrong-checksum' });
});

it('that is too large is refused, whether it says so or not', async () => {
  expect(await fetchIt({ maxBytes: 99_999 })).toMatchObject({ ok: false, fault: 'too-large', figure: 100_000 });
  server.faults.push((_, response) => {
    response.writeHead(200);
    response.end(CONTENT);
  });
  expect(await fetchIt({ maxBytes: 99_999 })).toMatchObject({ ok: false, fault: 'too-large', figure: null });
  expect(readdirSync(join(folder, 'made'))).toEqual([]);
  expect(await fetchIt({ maxBytes: 100_000 })).toMatchObject({ ok: true });
});

it('that is not there, or forbidden, is told as the service tells it', async () => {
  server.faults.push(answer(404), answer(403));
  expect(await fetchIt()).toMatchObject({ ok: false, status: 404 });
  expect(await fetchIt()).toMatchObject({ ok: false, status: 403 });
});

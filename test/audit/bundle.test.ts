/** What came of deviations is read back as it was written, and a file that is not whole is no file. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, type Result, readBundle, writeBundle } from '../../src/audit/bundle.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-bundle-'));
  path = join(folder, 'one.outputs');
});
afterAll(() => rm(folder, { recursive: true }));

const result: fc.Arbitrary<Result> = fc.oneof(
  fc.constant<Result>({ kind: 'same', seconds: 0.25 }),
  fc.record({ kind: fc.constant('different' as const), output: fc.nat(), differingRows: fc.option(fc.nat()) }),
  fc.record({ kind: fc.constant('failed' as const), why: fc.string() }),
  fc.record({ kind: fc.constant('too-costly' as const), why: fc.string(), limit: fc.string() }),
);
const bundles: fc.Arbitrary<Bundle> = fc.record({
  results: fc.dictionary(fc.stringMatching(/^[0-9a-f]{32}$/), result).map((all) => new Map(Object.entries(all))),
  outputs: fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 5 }),
});

describe('a bundle', () => {
  it('comes back as it was, and its index alone without the outputs', async () => {
    await fc.assert(
      fc.asyncProperty(bundles, async (bundle) => {
        await writeBundle(path, bundle);
        const back = (await readBundle(path, 'all'))!;
        expect(back.results).toEqual(bundle.results);
        expect(back.outputs.map((output) => Array.from(output))).toEqual(
          bundle.outputs.map((output) => Array.from(output)),
        );
        expect((await readBundle(path, 'index'))!.results).toEqual(bundle.results);
      }),
      { numRuns: 50 },
    );
  });

  it('that was cut anywhere, or went on, or has another byte among its outputs, is none', async () => {
    const outputs = ['row_id,y\n1,2\n2,3\n', 'row_id,y\n1,5\n'.repeat(50)].map((text) =>
      new TextEncoder().encode(text),
    );
    await writeBundle(path, {
      results: new Map([['ab', { kind: 'different', output: 0, differingRows: 2 }]]),
      outputs,
    });
    const whole = await readFile(path);
    for (let length = 0; length < whole.length; length += 3) {
      await writeFile(path, whole.subarray(0, length));
      expect(await readBundle(path, 'index')).toBeNull();
    }
    await writeFile(path, Buffer.concat([whole, Buffer.from('x')]));
    expect(await readBundle(path, 'index')).toBeNull();
    for (let at = whole.length - 12; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 0x55;
      await writeFile(path, changed);
      expect(await readBundle(path, 'all'), `byte ${at}`).toBeNull();
    }
    expect(await readBundle(join(folder, 'absent'), 'all')).toBeNull();
  });

  it('leaves nothing beside it, however many write at once', async () => {
    const write = (at: number) => writeBundle(path, { results: new Map(), outputs: [new Uint8Array(at)] });
    await Promise.all(Array.from({ length: 8 }, (_, at) => write(at)));
    expect(await readdir(folder)).toEqual(['one.outputs']);
    expect((await readBundle(path, 'all'))!.outputs).toHaveLength(1);
  });
});

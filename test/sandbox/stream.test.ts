import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepEnds } from '../../src/sandbox/stream.ts';

const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });

describe('keeping both ends of a stream', () => {
  it('keeps all that fits, in any pieces', () => {
    fc.assert(
      fc.property(pieces, (chunks) => {
        const all = Buffer.concat(chunks);
        const keeper = keepEnds(Math.max(1, all.length));
        for (const chunk of chunks) keeper.add(chunk);
        expect(keeper.read()).toEqual({
          text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(all),
          bytes: all.length,
          cut: false,
        });
      }),
    );
  });

  it('never loses count: what is shown and what is said to be cut are all the bytes, for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 1, max: 50 }),
        (text, limit, step) => {
          const all = Buffer.from(text);
          const keeper = keepEnds(limit);
          for (let at = 0; at < all.length; at += step) keeper.add(all.subarray(at, at + step));
          const read = keeper.read();
          expect([read.bytes, read.cut]).toEqual([all.length, all.length > limit]);
          if (!read.cut) return;
          const [, head, cut, tail] = /^([\s\S]*)\n\[\.\.\. (\d+) bytes cut here \.\.\.\]\n([\s\S]*)$/.exec(read.text)!;
          expect(all.toString().startsWith(head!)).toBe(true);
          expect(all.toString().endsWith(tail!)).toBe(true);
          expect(Buffer.byteLength(head!) + Buffer.byteLength(tail!) + Number(cut)).toBe(all.length);
          // At most three bytes of a character are given up at each side.
          expect(Buffer.byteLength(head!) + Buffer.byteLength(tail!)).toBeGreaterThanOrEqual(limit - 6);
          expect(Buffer.byteLength(head!) + Buffer.byteLength(tail!)).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });
});

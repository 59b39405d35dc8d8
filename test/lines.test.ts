/** Lines end at a line feed and nowhere else, wherever the chunks of a stream end. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linesOf } from '../src/lines.ts';

async function* chunksOf(chunks: readonly string[]): AsyncGenerator<string> {
  yield* chunks;
}

it('finds the same lines for every division into chunks', async () => {
  const unit = fc.constantFrom('a', '\n', '\r', '\u2028', '\u2029', '\u0085', '\f', 'é', '💡');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit })), async (chunks) => {
      const lines = chunks.join('').split('\n');
      if (lines.at(-1) === '') lines.pop();
      expect(await Array.fromAsync(linesOf(chunksOf(chunks)))).toEqual(lines);
    }),
  );
});

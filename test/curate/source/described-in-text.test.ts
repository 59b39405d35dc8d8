/** Descriptions of columns out of a dataset's description. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describedInText } from '../../../src/curate/source/described-in-text.ts';

it.each([
  ['- height: Height in cm', 'Height in cm'],
  ['* **height** – Height in *cm*', 'Height in cm'],
  ['| `height` | Height in cm | numeric |', 'Height in cm; numeric'],
  ['3. height (cm) - its height', 'its height'],
  ['"height": its height, in_cm', 'its height, in_cm'],
  ['height = 1 is high', '1 is high'],
])('%s', (line, words) => {
  expect(describedInText(`Words.\n${line}\nMore words.`, ['height'])).toEqual({ height: words });
});

it.each(['heights: of all', 'the height: of it', 'height of a plant', 'height-adjusted', 'height:', '| height | 12 |'])(
  'nothing is read from %j',
  (line) => {
    expect(describedInText(line, ['height'])).toEqual({});
  },
);

it('the longest name is meant, and the first line about it', () => {
  const text = 'leaf: a leaf\nleaf shape: its shape\nleaf: again';
  expect(describedInText(text, ['leaf', 'leaf shape', '', 'stem'])).toEqual({
    leaf: 'a leaf',
    'leaf shape': 'its shape',
  });
});

it('no text makes it fail, and only columns are described', () => {
  const piece = fc.constantFrom('a', 'b c', '|', '-', ':', '*', '`', '(', ')', '\n', ' ', '1.', '__proto__', 'ab');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const found = describedInText(pieces.join(''), ['a', 'b c', '__proto__']);
      expect(['a', 'b c', '__proto__']).toEqual(expect.arrayContaining(Object.keys(found)));
      for (const words of Object.values(found)) expect(words).toMatch(/\p{L}/u);
    }),
  );
});

/**
 * Lines as JSON lines have them: each ends at a line feed and at nothing else. Node's readline also ends one at Unicode's
 * line and paragraph separators, which JSON leaves as they are within a text.
 */

/** Of chunks of text; the last line too where it lacks its end. A carriage return stays, as JSON reads over it. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const [first, ...others] = chunk.split('\n');
    rest += first;
    for (const next of others) {
      yield rest;
      rest = next;
    }
  }
  if (rest !== '') yield rest;
}

/**
 * What a dataset's description says of its columns, where it has a list or a table of them: a line that begins with a
 * known column's name, then a dash, colon or bar, then words. Nothing is guessed from running text.
 */

/** Signs before a name in lists and tables, and after it. */
const BEFORE = /^[\s>|*+•·–—-]*(?:\d{1,3}[.):]\s*)?[\s"'`*_“]*/u;
const AFTER = /^["'`*_”]*\s*(?:\([^()]{1,40}\)\s*)?["'`*_”]*\s*(?::|\||=|[-–—]+(?=\s))\s*/u;
const LONGEST = 300;

/** @returns by column; of two lines about one column the first counts */
export function describedInText(text: string, columns: readonly string[]): Record<string, string> {
  const described: Record<string, string> = {};
  // The longest first: `height of leaf` is not about `height`.
  const names = [...columns].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  for (const line of text.split(/\r?\n/)) {
    const rest = line.slice(BEFORE.exec(line)![0].length);
    const name = names.find((column) => column !== '' && rest.startsWith(column));
    if (name === undefined || Object.hasOwn(described, name)) continue;
    const after = rest.slice(name.length);
    const sign = AFTER.exec(after);
    const words = sign === null ? '' : plain(after.slice(sign[0].length));
    if (/\p{L}/u.test(words) && words.length <= LONGEST) described[name] = words;
  }
  return described;
}

/** Without Markdown's signs; of a table's row all further cells. */
function plain(markdown: string): string {
  return markdown
    .replace(/[`*_"“”]+(?=\S)|(?<=\S)[`*_"“”]+/gu, (signs) => (signs.includes('_') ? signs : ''))
    .replace(/\s*\|\s*$/, '')
    .replace(/\s*\|\s*/g, '; ')
    .replace(/\s+/g, ' ')
    .trim();
}

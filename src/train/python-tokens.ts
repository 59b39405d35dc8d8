/**
 * Python source as tokens, enough to look at what a script says without being misled by its comments and texts. It
 * knows no grammar: a script that does not compile still has tokens.
 */

export interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'sign' | 'line';
  /** As written; of a text what stands between its quotes, escapes untouched; of a line's end nothing. */
  readonly text: string;
}

const TOKEN = new RegExp(
  [
    String.raw`(?<blank>[ \t\f\r]+|\\\r?\n|#[^\n]*)`,
    String.raw`(?<long>[rRbBuUfF]{0,2}(?:"""(?<a>(?:\\[\s\S]|(?!""")[^\\])*)(?:"""|$)|'''(?<b>(?:\\[\s\S]|(?!''')[^\\])*)(?:'''|$)))`,
    String.raw`(?<short>[rRbBuUfF]{0,2}(?:"(?<c>(?:\\[\s\S]|[^"\\\n])*)"?|'(?<d>(?:\\[\s\S]|[^'\\\n])*)'?))`,
    String.raw`(?<number>(?:0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)[jJ]?)`,
    String.raw`(?<name>[\p{L}_][\p{L}\p{N}_]*)`,
    String.raw`(?<line>\n)`,
    String.raw`(?<sign>\*\*|\/\/|[=!<>]=|->|:=|[^\s])`,
  ].join('|'),
  'suy',
);

/** Line ends are tokens only outside brackets, where they end a statement. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const groups = TOKEN.exec(source)?.groups;
    if (groups === undefined) break;
    const { long, short, a, b, c, d, number, name, sign, line } = groups;
    if (long !== undefined || short !== undefined) tokens.push({ kind: 'text', text: a ?? b ?? c ?? d ?? '' });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (line !== undefined && depth === 0) tokens.push({ kind: 'line', text: '' });
    else if (sign !== undefined) {
      if ('([{'.includes(sign)) depth += 1;
      if (')]}'.includes(sign)) depth = Math.max(0, depth - 1);
      tokens.push({ kind: 'sign', text: sign });
    }
  }
  return tokens;
}

/** The tokens with neighbouring texts joined as Python joins them: side by side, or by a plus sign. */
export function joinTexts(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const last = joined.at(-1);
    const before = joined.at(-2);
    if (token.kind === 'text' && last?.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', text: last.text + token.text };
    } else if (token.kind === 'text' && last?.text === '+' && before?.kind === 'text') {
      joined.splice(-2, 2, { kind: 'text', text: before.text + token.text });
    } else joined.push(token);
  }
  return joined;
}

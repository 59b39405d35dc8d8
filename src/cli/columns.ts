/** Plain tables: figures to the right, names to the left, no borders, so that other programs can read them too. */

export interface ColumnsOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Columns of text, by place; all others are figures. The first of them is cut where a row is too wide. */
  readonly text: readonly number[];
}

/** @param rows the head first; each of as many cells */
export function columns(rows: readonly (readonly string[])[], { width, text }: ColumnsOptions): string {
  const clean = rows.map((row) => row.map(onOneLine));
  const widths = clean[0]!.map((_, at) => Math.max(...clean.map((row) => row[at]!.length)));
  const spare = widths.reduce((sum, cell) => sum + cell + GAP.length, -GAP.length) - width;
  const [first] = text;
  if (spare > 0 && first !== undefined) widths[first] = Math.max(LEAST, widths[first]! - spare);
  const lines = clean.map((row) =>
    row.map((cell, at) =>
      text.includes(at) ? cut(cell, widths[at]!).padEnd(widths[at]!) : cell.padStart(widths[at]!),
    ),
  );
  return lines.map((line) => line.join(GAP).trimEnd()).join('\n');
}

const GAP = '  ';
const LEAST = 12;

export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** Names come from strangers: no line breaks, no terminal commands. */
export function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
}

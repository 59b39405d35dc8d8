/**
 * Attribute-Relation File Format, as OpenML keeps its datasets: declared columns, then dense rows in quoted words, with
 * `?` for missing. Sparse rows, relational columns and weights of rows are refused. Nominal columns are text, even where
 * their words are numbers: the file says so.
 */
import { type Column, type Frame, makeFrame, numberColumn } from '../../frame.ts';
import { type Rejection, reject } from '../../rejection.ts';

type Kind = 'number' | 'text';
interface Attribute {
  readonly name: string;
  readonly kind: Kind;
}

/** @param text of the whole file */
export function readArff(text: string): Frame | Rejection {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof BadArff)) throw error;
    return reject('source', error.reason, `ARFF file, ${error.message}`);
  }
}

class BadArff extends Error {
  readonly reason: string;
  constructor(message: string, reason = 'table-unreadable') {
    super(message);
    this.reason = reason;
  }
}

function parse(text: string): Frame {
  const attributes: Attribute[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  let at = 0;
  for (; at < lines.length; at += 1) {
    const line = lines[at]!.trim();
    if (line === '' || line.startsWith('%') || /^@relation\b/i.test(line)) continue;
    if (/^@data\b/i.test(line)) break;
    const declared = /^@attribute\s+(.*)$/i.exec(line)?.[1];
    if (declared === undefined) throw new BadArff(`line ${at + 1}: expected @attribute or @data, found ${shown(line)}`);
    attributes.push(attributeOf(declared, at + 1));
  }
  if (at === lines.length) throw new BadArff('expected @data, found the end of the file');
  if (attributes.length === 0) throw new BadArff('no @attribute is declared');
  const cells = attributes.map((): string[] => []);
  const missing = attributes.map((): boolean[] => []);
  for (at += 1; at < lines.length; at += 1) {
    const line = lines[at]!.trim();
    if (line === '' || line.startsWith('%')) continue;
    if (line.startsWith('{')) throw new BadArff(`line ${at + 1}: sparse rows are not read`, 'sparse-table');
    const row = cellsOf(line, at + 1);
    if (row.length !== attributes.length) {
      throw new BadArff(`line ${at + 1}: expected ${attributes.length} values, found ${row.length}`);
    }
    for (const [column, { value, bare }] of row.entries()) {
      cells[column]!.push(value);
      missing[column]!.push(bare && value === '?');
    }
  }
  return makeFrame(
    unique(attributes.map(({ name }) => name)).map((name, column) => [
      name,
      columnOf(attributes[column]!, cells[column]!, missing[column]!),
    ]),
  );
}

function columnOf({ name, kind }: Attribute, cells: readonly string[], missing: readonly boolean[]): Column {
  if (kind === 'text') return { kind: 'text', values: cells.map((cell, row) => (missing[row] ? null : cell)) };
  const numbers = Float64Array.from(cells, (cell, row) => (missing[row] ? Number.NaN : numberOf(cell, name)));
  return numberColumn(numbers);
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function numberOf(cell: string, name: string): number {
  if (NUMBER.test(cell)) return Number(cell);
  if (/^[+-]?nan$/i.test(cell)) return Number.NaN;
  throw new BadArff(`column ${shown(name)}: expected a number, found ${shown(cell)}`);
}

function attributeOf(declared: string, line: number): Attribute {
  const { word: name, rest } = wordAt(declared, line);
  const type = rest.trim();
  if (/^(numeric|real|integer)\b/i.test(type)) return { name, kind: 'number' };
  if (type.startsWith('{') || /^(string|date)\b/i.test(type)) return { name, kind: 'text' };
  if (/^relational\b/i.test(type)) throw new BadArff(`line ${line}: relational columns are not read`, 'nested-table');
  throw new BadArff(`line ${line}: expected numeric, string, date or {…} after ${shown(name)}, found ${shown(type)}`);
}

/** A name: in quotes, or up to the first white space or brace. */
function wordAt(text: string, line: number): { word: string; rest: string } {
  const quote = text[0];
  if (quote !== "'" && quote !== '"') {
    const word = /^[^\s{]+/.exec(text)?.[0];
    if (word === undefined) throw new BadArff(`line ${line}: an @attribute without a name`);
    return { word, rest: text.slice(word.length) };
  }
  const end = endOfQuote(text, 0, line);
  return { word: unescaped(text.slice(1, end)), rest: text.slice(end + 1) };
}

/** A row's values, between commas or tabs; white space around them does not count outside quotes. */
function cellsOf(line: string, number: number): { value: string; bare: boolean }[] {
  const cells: { value: string; bare: boolean }[] = [];
  let at = 0;
  for (;;) {
    while (line[at] === ' ') at += 1;
    const quote = line[at];
    if (quote === "'" || quote === '"') {
      const end = endOfQuote(line, at, number);
      cells.push({ value: unescaped(line.slice(at + 1, end)), bare: false });
      at = end + 1;
      while (line[at] === ' ') at += 1;
      if (at < line.length && line[at] !== ',' && line[at] !== '\t') {
        throw new BadArff(`line ${number}: expected a comma after a quoted value, found ${shown(line.slice(at))}`);
      }
    } else {
      let end = at;
      while (end < line.length && line[end] !== ',' && line[end] !== '\t') end += 1;
      cells.push({ value: line.slice(at, end).trim(), bare: true });
      at = end;
    }
    if (at >= line.length) return cells;
    at += 1;
  }
}

function endOfQuote(text: string, start: number, line: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[start]) return at;
  }
  throw new BadArff(`line ${line}: a quote is not closed`);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}

/** A later column of a name that is there already gets a number. */
function unique(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((given) => {
    const name = given.trim() || 'column';
    let own = name;
    for (let number = 2; taken.has(own); number += 1) own = `${name}_${number}`;
    taken.add(own);
    return own;
  });
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

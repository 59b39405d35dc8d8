/**
 * Delimited text into a frame: the delimiter, the encoding and whether there is a header are found from the file, the
 * columns typed as pandas types them (cells.ts). The text is parsed twice, first to type the columns and then to fill
 * them, so that a million rows need little more memory than their text and their columns.
 */
import Papa from 'papaparse';
import { type Frame, makeFrame } from '../../frame.ts';
import { cellColumn, missingWords, numberIn } from './cells.ts';
import { uniqueNames } from './names.ts';
import { checkSize, Unreadable } from './unreadable.ts';

const DELIMITERS = [',', ';', '\t', '|'];
/** Records that the layout is judged by. */
const PREVIEW = 200;

/** `found` from the file; `published`: commas, names in the first line whatever they are, '' alone is missing. */
export type CsvLayout = 'found' | 'published';

/** @throws Unreadable */
export function readCsv(bytes: Uint8Array, as: CsvLayout): Frame {
  const text = as === 'published' ? decode(bytes) : withoutComments(decode(bytes));
  const layout = as === 'published' ? publishedLayout(text) : layoutOf(text);
  const words = missingWords(as === 'published' ? 'empty' : 'pandas');
  const columns = layout.names.map(() => cellColumn(words, layout.delimiter !== ','));
  let rows = 0;
  let ragged = 0;
  eachRow(text, layout, (cells) => {
    rows += 1;
    if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell !== '')) ragged += 1;
    for (let at = 0; at < columns.length; at += 1) columns[at]!.see(cells[at] ?? '');
  });
  checkSize(rows, columns.length);
  if (rows === 0) throw new Unreadable('has no rows below its header', 'table-empty', 0);
  if (ragged > 0) {
    const words = `has ${ragged} of ${rows} rows with more cells than the ${columns.length} columns of its header`;
    throw new Unreadable(`${words}; quote the cells that hold its delimiter`, 'table-ragged', ragged);
  }
  const fillers = columns.map((column) => column.fill(rows));
  let row = 0;
  eachRow(text, layout, (cells) => {
    for (let at = 0; at < fillers.length; at += 1) fillers[at]!.put(row, cells[at] ?? '');
    row += 1;
  });
  return makeFrame(uniqueNames(layout.names).map((name, at) => [name, fillers[at]!.column()] as const));
}

interface Layout {
  readonly delimiter: string;
  readonly names: readonly string[];
  readonly header: boolean;
}

function eachRow(text: string, { delimiter, header }: Layout, use: (cells: string[]) => void): void {
  let skip = header ? 1 : 0;
  Papa.parse<string[]>(text, {
    delimiter,
    skipEmptyLines: true,
    step: ({ data }) => {
      if (skip === 0) use(data);
      else skip -= 1;
    },
  });
}

function decode(bytes: Uint8Array): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  if (bytes.includes(0)) throw new Unreadable('holds zero bytes, so it is no text');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Without blank lines and lines of comment before the header. */
function withoutComments(text: string): string {
  return text.replace(/^(?:[ \t]*(?:#[^\n]*)?\r?\n)+/, '');
}

function publishedLayout(text: string): Layout {
  const [names] = Papa.parse<string[]>(text, { delimiter: ',', preview: 1 }).data;
  if (names === undefined) throw new Unreadable('is empty', 'table-empty', 0);
  return { delimiter: ',', names, header: true };
}

function layoutOf(text: string): Layout {
  if (text.trim() === '') throw new Unreadable('is empty', 'table-empty', 0);
  const previews = DELIMITERS.map((delimiter) => {
    const { data } = Papa.parse<string[]>(text, { delimiter, preview: PREVIEW, skipEmptyLines: true });
    return { delimiter, data, fit: fitOf(data) };
  });
  const best = previews.reduce((a, b) => (b.fit > a.fit ? b : a));
  const [first, ...others] = best.data;
  const names = first!.map((name) => name.trim());
  // Names that end in a delimiter, and rows that do too.
  while (names.length > 1 && names.at(-1) === '' && others.every((row) => (row[names.length - 1] ?? '') === '')) {
    names.pop();
  }
  if (!isHeader(first!, others)) {
    return { delimiter: best.delimiter, names: first!.map((_, at) => `column_${at + 1}`), header: false };
  }
  // R's write.table: rows begin with their name, for which the header has no cell.
  const named = others.length > 0 && others.every((row) => row.length === names.length + 1);
  return {
    delimiter: best.delimiter,
    names: named && others.some((row) => row.at(-1) !== '') ? ['', ...names] : names,
    header: true,
  };
}

/** How well a delimiter fits: the number of cells that most records have, less for each record that has another. */
function fitOf(records: readonly string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [cells, agreeing] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  if (cells === 1) return 0;
  return (agreeing / records.length) ** 4 * Math.log(1 + cells);
}

/**
 * Evidence for a header is text above numbers; against it, a number above numbers, unless it may be a year, which wide
 * tables have as names.
 */
function isHeader(first: readonly string[], others: readonly string[][]): boolean {
  const missing = missingWords('pandas');
  let against = 0;
  for (const [at, cell] of first.entries()) {
    const below = others.map((row) => row[at] ?? '').filter((other) => !missing.has(other));
    const numbers = below.length > 0 && below.every((other) => numberIn(other) !== null);
    if (!numbers || missing.has(cell.trim())) continue;
    if (numberIn(cell) === null) return true;
    if (!/^\s*(?:1[5-9]|20|21)\d\d\s*$/.test(cell)) against += 1;
  }
  return against === 0;
}

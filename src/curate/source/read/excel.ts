/**
 * An Excel or OpenDocument workbook into a frame: the first sheet that has a header row. Titles and notes above the
 * header are skipped. Formulas give the value that the workbook stores.
 */
import { messageOf } from '../../../errors.ts';
import type { Frame } from '../../frame.ts';
import { frameOfRows } from './records.ts';
import { Unreadable } from './unreadable.ts';

/** Rows among which the header is looked for. */
const TOP = 20;

/** @throws Unreadable */
export async function readExcel(bytes: Uint8Array): Promise<Frame> {
  // The library takes any file for some kind of text.
  const zipped = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!zipped && !(bytes[0] === 0xd0 && bytes[1] === 0xcf)) throw new Unreadable('is not a workbook');
  const { read, utils } = await import('@e965/xlsx');
  try {
    const workbook = read(bytes, { dense: true, cellDates: true, UTC: true });
    for (const name of workbook.SheetNames) {
      const rows = utils.sheet_to_json<unknown[]>(workbook.Sheets[name]!, {
        header: 1,
        raw: true,
        defval: null,
        blankrows: false,
        UTC: true,
      });
      const header = headerPlace(rows);
      if (header === null) continue;
      const names = rows[header]!.map((cell) => (isBlank(cell) ? '' : String(cell)));
      while (names.at(-1) === '' && rows.slice(header + 1).every((row) => isBlank(row[names.length - 1]))) names.pop();
      return frameOfRows(names, rows.slice(header + 1));
    }
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(`is not a readable workbook: ${messageOf(error)}`);
  }
  throw new Unreadable('has no sheet with a header row above data', 'table-empty', 0);
}

function isBlank(cell: unknown): boolean {
  return cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');
}

/** The first row as wide as the table is (nine cells of ten), of distinct texts mostly, with a row below it. */
function headerPlace(rows: readonly (readonly unknown[])[]): number | null {
  const filled = rows.slice(0, TOP + 1).map((row) => row.filter((cell) => !isBlank(cell)));
  const widest = Math.max(0, ...filled.map((cells) => cells.length));
  if (widest < 2) return null;
  const at = filled.findIndex((cells, place) => {
    const texts = cells.filter((cell) => typeof cell === 'string').length;
    return place + 1 < rows.length && cells.length >= 0.9 * widest && texts * 2 >= cells.length;
  });
  return at === -1 ? null : at;
}

/**
 * A column of text cells as pandas' read_csv would type it: numbers, booleans, else text. Two passes: `see` every cell,
 * then `fill` a column of the kind that all of them allow. Unlike pandas: infinities are missing values (no reference
 * solution can take them), and integers beyond 2^53 make the column text, as a double would change them.
 */
import { type Column, numberColumn } from '../../frame.ts';

/** Which cells are missing: pandas' default words, or the empty cell alone, as in the published tasks. */
export type MissingWords = 'pandas' | 'empty';

const PANDAS_WORDS: ReadonlySet<string> = new Set([
  '',
  ...['#N/A', '#N/A N/A', '#NA', '-1.#IND', '-1.#QNAN', '-NaN', '-nan', '1.#IND', '1.#QNAN', '<NA>', 'N/A', 'NA'],
  ...['NULL', 'NaN', 'None', 'n/a', 'nan', 'null'],
]);
const EMPTY: ReadonlySet<string> = new Set(['']);

export function missingWords(missing: MissingWords): ReadonlySet<string> {
  return missing === 'pandas' ? PANDAS_WORDS : EMPTY;
}

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const INTEGER = /^\s*[+-]?\d+\s*$/;
const INFINITE = /^\s*[+-]?inf(?:inity)?\s*$/i;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['True', 'TRUE', 'true'].map((word) => [word, true] as const),
  ...['False', 'FALSE', 'false'].map((word) => [word, false] as const),
]);

/** The number that a cell writes out; null when it is none. An infinity is NaN. */
export function numberIn(cell: string): number | null {
  if (NUMBER.test(cell)) {
    const value = Number(cell);
    return Number.isFinite(value) ? value : Number.NaN;
  }
  return INFINITE.test(cell) ? Number.NaN : null;
}

/** With points between thousands or without: `1.234,5`, `-3,25`, `40`. */
const COMMA_NUMBER = /^\s*[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d*)?(?:[eE][+-]?\d+)?\s*$/;

/** As `numberIn`, of a number with a decimal comma. */
function commaNumberIn(cell: string): number | null {
  return COMMA_NUMBER.test(cell) ? numberIn(cell.replaceAll('.', '').replace(',', '.')) : null;
}

/** Whether a cell is an integer that a double does not hold exactly. */
export function isLongInteger(cell: string): boolean {
  return cell.length > 15 && INTEGER.test(cell) && !Number.isSafeInteger(Number(cell));
}

export interface CellColumn {
  see(cell: string): void;
  /** Of what was seen. A column with nothing present is one of missing numbers, as in pandas. */
  kind(): Column['kind'];
  /** @param rows as many as `put` will be called for */
  fill(rows: number): { put(row: number, cell: string): void; column(): Column };
}

/** @param commas whether a column of numbers with decimal commas is one of numbers; where commas delimit it is none */
export function cellColumn(missing: ReadonlySet<string>, commas = false): CellColumn {
  let numbers = true;
  let commaNumbers = commas;
  let booleans = true;
  let present = false;
  const kind = () => (numbers || commaNumbers ? 'number' : booleans && present ? 'boolean' : 'text');
  return {
    see: (cell) => {
      if (!(numbers || commaNumbers || booleans) || missing.has(cell)) return;
      present = true;
      const long = isLongInteger(cell);
      if (numbers && (long || numberIn(cell) === null)) numbers = false;
      if (commaNumbers && (long || commaNumberIn(cell) === null)) commaNumbers = false;
      if (booleans && !BOOLEANS.has(cell)) booleans = false;
    },
    kind,
    fill: (rows) => {
      if (kind() === 'number') {
        const values = new Float64Array(rows).fill(Number.NaN);
        const read = numbers ? numberIn : commaNumberIn;
        return {
          put: (row, cell) => {
            values[row] = missing.has(cell) ? Number.NaN : read(cell)!;
          },
          column: () => numberColumn(values),
        };
      }
      if (kind() === 'boolean') {
        const values = new Array<boolean | null>(rows).fill(null);
        return {
          put: (row, cell) => {
            values[row] = BOOLEANS.get(cell) ?? null;
          },
          column: () => ({ kind: 'boolean', values }),
        };
      }
      const values = new Array<string | null>(rows).fill(null);
      // One copy of each text: a slice would keep the whole file's text alive.
      const texts = new Map<string, string>();
      return {
        put: (row, cell) => {
          if (missing.has(cell)) return;
          let text = texts.get(cell);
          if (text === undefined) {
            text = detached(cell);
            texts.set(text, text);
          }
          values[row] = text;
        },
        column: () => ({ kind: 'text', values }),
      };
    },
  };
}

function detached(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

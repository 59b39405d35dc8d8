/** Tables and notes laid out for a terminal, whatever their figures are. Returns text; prints nothing. */
import { stripVTControlCharacters, styleText } from 'node:util';
import Table from 'cli-table3';
import type { Interval } from './statistics.ts';

export interface LayoutOptions {
  /** Columns of the terminal; 100 when unknown. */
  readonly width?: number;
  readonly color?: boolean;
}

type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** A row's name, and its cells; a name too long for its column gets a line of its own. */
export type Row = readonly [name: string, ...cells: string[]];

/** Dim, bold: by the terminal's codes where colours are wanted. */
export function painter(color: boolean): Paint {
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}

/** Borderless, names to the left and figures to the right. */
export function layOut(head: readonly string[], rows: readonly Row[], paint: Paint, nameWidth: number): string {
  const table = new Table({
    chars: {
      ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
      ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
      ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
    },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
  });
  table.push(head.map((text) => ({ content: paint('bold', text), vAlign: 'bottom' })));
  for (const [name, ...cells] of rows) {
    const alone = cells.length === 0 || stripVTControlCharacters(name).length > nameWidth;
    if (alone) table.push([{ content: name, colSpan: head.length }]);
    if (cells.length > 0) table.push([alone ? '' : name, ...cells]);
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** The first that fits, else the last. */
export function fitting(width: number, layouts: readonly (() => string)[]): string {
  let text = '';
  for (const layout of layouts) {
    text = layout();
    if (
      stripVTControlCharacters(text)
        .split('\n')
        .every((line) => line.length <= width)
    )
      break;
  }
  return text;
}

export function halfWidth(mean: number | null, interval: Interval | null): number | null {
  return mean === null || interval === null ? null : Math.max(mean - interval[0], interval[1] - mean);
}

/** Names and notes come from settings: no control characters reach a terminal. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}+/gu, ' ');
}

export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

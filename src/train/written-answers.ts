/**
 * Does a script carry its answers with it? Long arrays of constants, however they are spelled: lists, dictionaries,
 * rows, texts of numbers, packed bytes, a line for each row. Lists that a question states itself (columns to use,
 * values to keep) are none, nor are ranges in ascending order.
 *
 * It looks at constants only: what a script computes, it does not judge.
 */
import { joinTexts, type Token } from './python-tokens.ts';

/** From how many constants on an array is long. */
const LONG = 20;
/** From how many characters on a text without a blank is packed data. */
const PACKED = 160;

/** The first such place in a few words, or null. @param stated the question, whose own lists may be repeated. */
export function writtenAnswers(tokens: readonly Token[], stated: string): string | null {
  const joined = joinTexts(tokens);
  const says = new Set(stated.match(WORDS));
  return arrayIn(joined, says) ?? textIn(joined, stated) ?? linesIn(joined);
}

const WORDS = /[\p{L}\p{N}_]+(?:[.-][\p{L}\p{N}_]+)*/gu;

interface Display {
  readonly open: string;
  /** Constants and inner displays, in order; null once anything else was met. */
  items: Item[] | null;
}

type Item =
  | { readonly kind: 'number' | 'text' | 'word'; readonly text: string }
  | { readonly kind: 'inner'; readonly text: string };

const CONSTANT_NAMES = new Set(['None', 'True', 'False', 'nan']);
const INSIDE = new Set([',', ':', '-', '+', '.']);
const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

function arrayIn(tokens: readonly Token[], says: ReadonlySet<string>): string | null {
  const open: Display[] = [];
  for (const token of tokens) {
    const { kind, text } = token;
    const top = open.at(-1);
    if (kind === 'sign' && '([{'.includes(text)) open.push({ open: text, items: [] });
    else if (kind === 'sign' && text in CLOSING) {
      const closed = open.pop();
      const outer = open.at(-1);
      if (closed === undefined) continue;
      if (closed.items === null) {
        if (outer) outer.items = null;
        continue;
      }
      const found = judge(closed.items, says);
      if (found !== null) return found;
      outer?.items?.push({ kind: 'inner', text: shapeOf(closed) });
    } else if (top?.items) {
      if (kind === 'number' || kind === 'text') top.items.push({ kind, text });
      else if (kind === 'name' && CONSTANT_NAMES.has(text)) top.items.push({ kind: 'word', text });
      else if (kind === 'sign' && INSIDE.has(text)) {
        if (text === ':') top.items.push({ kind: 'word', text: ':' });
      } else if (judge(top.items, says) !== null) return judge(top.items, says);
      else top.items = null;
    }
  }
  // A bracket that is never closed hides nothing.
  for (const { items } of open) {
    const found = items === null ? null : judge(items, says);
    if (found !== null) return found;
  }
  return null;
}

/** Two displays of one shape could be rows of one table. */
function shapeOf({ open, items }: Display): string {
  return open + items!.map(({ kind, text }, at) => (items![at + 1]?.text === ':' ? text : kind)).join(',');
}

function judge(all: readonly Item[], says: ReadonlySet<string>): string | null {
  if (all.length < LONG) return null;
  const keyed = all.some(({ text }) => text === ':');
  const items = all.filter(({ text }) => text !== ':');
  const keys = keyed ? items.filter((_, at) => at % 2 === 0) : [];
  const values = keyed ? items.filter((_, at) => at % 2 === 1) : items;
  if (values.length < LONG) return null;
  const inner = values.filter(({ kind }) => kind === 'inner');
  if (keyed) {
    // Named columns may have limits or allowed values; numbered or dated rows have answers.
    const rows = keys.filter(({ kind, text }) => kind === 'number' || /\d/.test(text));
    const scalars = values.length - inner.length;
    return scalars >= LONG && rows.length >= 0.9 * keys.length && !isStated(keys, says)
      ? `a dictionary of ${values.length} constants, keyed as rows are`
      : null;
  }
  if (inner.length >= LONG && new Set(inner.map(({ text }) => text)).size <= 2) {
    return `a list of ${inner.length} rows of constants`;
  }
  const constants = values.filter(({ kind }) => kind !== 'inner');
  const numbers = constants.filter(({ kind }) => kind === 'number');
  const distinct = new Set(constants.map(({ text }) => text)).size;
  if (constants.length < LONG) return null;
  if (2 * distinct <= constants.length) return `a list of ${constants.length} constants, ${distinct} of them distinct`;
  if (numbers.length < LONG || 2 * numbers.length < constants.length) return null;
  if (isStated(constants, says) || isRising(numbers)) return null;
  return `a list of ${numbers.length} numbers`;
}

function isStated(constants: readonly Item[], says: ReadonlySet<string>): boolean {
  const known = constants.filter(({ text }) => says.has(text) || says.has(text.replace(/\.0*$/, '')));
  return known.length >= 0.9 * constants.length;
}

function isRising(numbers: readonly Item[]): boolean {
  return numbers.every(({ text }, at) => at === 0 || Number(text) > Number(numbers[at - 1]!.text));
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** Cells, of which one is a number, a date or a time. */
const ROW = /^(?=.*[,;|\t])(?:.*[,;|\t])?\s*[-+]?\d[\d.:/ T-]*(?:[,;|\t]|$)/;

function textIn(tokens: readonly Token[], stated: string): string | null {
  for (const { kind, text } of tokens) {
    if (kind !== 'text' || text.length < 2 * LONG || stated.includes(text)) continue;
    if (new RegExp(`[A-Za-z0-9+/=_-]{${PACKED},}`).test(text)) return `a text of ${text.length} packed characters`;
    if ((text.match(/\\x[0-9a-fA-F]{2}/g) ?? []).length >= LONG) return 'a text of escaped bytes';
    const words = text.split(/(?:\\[nrt]|[\s,;|])+/).filter((word) => word !== '');
    const numbers = words.filter((word) => NUMBER.test(word));
    if (numbers.length >= LONG && 3 * numbers.length >= words.length) return `a text of ${numbers.length} numbers`;
    const lines = text.split(/(?:\\[nr]|[\r\n])+/).filter((line) => line !== '');
    const rows = lines.filter((line) => ROW.test(line));
    if (rows.length >= LONG && rows.length >= 0.9 * lines.length) return `a text of ${rows.length} rows`;
    if (words.length >= 2 * LONG && 8 * new Set(words).size <= words.length) {
      return `a text of ${words.length} words, ${new Set(words).size} of them distinct`;
    }
    if (/^[\p{L}\p{N}]+$/u.test(text) && 4 * new Set(text).size <= text.length) {
      return `a text of ${text.length} characters, ${new Set(text).size} of them distinct`;
    }
  }
  return null;
}

/** A constant stored or returned by a line of its own, again and again: `answers.append(1.5)`, `rows[7] = "b"`. */
const STORES = /(?:\.append\(L\)|\]=L|:returnL|:yieldL|^yieldL|:\w+=L)$/;

function linesIn(tokens: readonly Token[]): string | null {
  const counts = new Map<string, number>();
  let line = '';
  for (const { kind, text } of [...tokens, { kind: 'line' as const, text: '' }, { kind: 'sign' as const, text: ';' }]) {
    if (kind !== 'line' && text !== ';') {
      const constant = kind === 'number' || kind === 'text';
      if (constant && line.endsWith('-')) line = line.slice(0, -1);
      line += constant ? 'L' : text;
      continue;
    }
    if (STORES.test(line)) {
      const count = (counts.get(line) ?? 0) + 1;
      if (count >= LONG) return `${count} lines that each store a constant`;
      counts.set(line, count);
    }
    line = '';
  }
  return null;
}

/**
 * How a question writes names, values and numbers, so that whoever copies them has them exactly: columns and files
 * between backticks, text values between double quotes, numbers and booleans bare.
 */
import { FILE_KINDS } from '../../task.ts';

/** Characters that do not show, or not as they are: controls, formats, line ends, spaces other than the plain one. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;
const FILE_NAME = new RegExp(`\\.(${FILE_KINDS.join('|')}|txt)$`, 'i');

/**
 * A column's name between backticks. One that would not come through as it is (line ends, backticks, blanks at an end,
 * what looks like a file's name) is a JSON string between them: `"a\nb"`.
 */
export function columnText(name: string): string {
  return `\`${isPlainName(name) ? name : jsonText(name).replaceAll('`', '\\u0060')}\``;
}

export function fileText(name: string): string {
  return `\`${name}\``;
}

export function valueText(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' ? numberText(value) : jsonText(value);
}

export function numberText(value: number): string {
  return String(value);
}

/** `a, b and c`. */
export function listText(items: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}

export function columnList(names: readonly string[]): string {
  return listText(names.map(columnText));
}

/** Whether a question with these columns and text values must explain how they are written. */
export function needsNotation(columns: readonly string[], values: readonly (string | number | boolean)[]): boolean {
  return (
    columns.some((name) => !isPlainName(name)) ||
    values.some((value) => typeof value === 'string' && jsonText(value).includes('\\'))
  );
}

function isPlainName(name: string): boolean {
  return name.trim() === name && name !== '' && !/^"|`/.test(name) && name.search(UNSEEN) < 0 && !FILE_NAME.test(name);
}

function jsonText(text: string): string {
  return JSON.stringify(text).replace(UNSEEN, (character) =>
    Array.from({ length: character.length }, (_, at) => {
      return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
    }).join(''),
  );
}

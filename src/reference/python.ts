/** Values as Python source. */

export type PythonValue =
  | string
  | number
  | boolean
  | null
  | readonly PythonValue[]
  | { readonly [key: string]: PythonValue };

/** Lines are kept under this width where items allow it. */
const WIDTH = 100;

/**
 * A value as a Python literal: lists, dictionaries with text keys, text, numbers (also NaN and infinities), booleans,
 * None. Any text survives: JSON's escapes are a subset of Python's.
 * @param indent columns that the first line already has, for wrapping.
 */
export function literal(value: PythonValue, indent = 0): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : `float("${value}")`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (isList(value)) {
    return wrap(
      '[',
      value.map((item) => literal(item)),
      ']',
      indent,
    );
  }
  const items = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${literal(item)}`);
  return wrap('{', items, '}', indent);
}

/** `NAME = literal`. */
export function assignment(name: string, value: PythonValue): string {
  return `${name} = ${literal(value, name.length + 3)}`;
}

function wrap(open: string, items: readonly string[], close: string, indent: number): string {
  const line = `${open}${items.join(', ')}${close}`;
  if (indent + line.length <= WIDTH || items.length === 0) return line;
  return `${open}\n${items.map((item) => `    ${item},\n`).join('')}${close}`;
}

function isList(value: object): value is readonly PythonValue[] {
  return Array.isArray(value);
}

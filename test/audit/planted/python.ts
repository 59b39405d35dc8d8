/** Values as people write them in Python, in single or double quotes; long lists over several lines. */

export type Quote = "'" | '"';
export type Value = string | number | boolean | readonly Value[];

const WIDTH = 96;

export interface Python {
  text(value: string): string;
  list(values: readonly Value[]): string;
  /** `[a, b]` values as tuples. */
  dict(values: Readonly<Record<string, Value>>, indent?: number): string;
  value(value: Value): string;
}

export function python(quote: Quote): Python {
  const text = (value: string): string => {
    if (quote === '"') return JSON.stringify(value);
    const body = JSON.stringify(value).slice(1, -1);
    const inner = body.replace(/\\.|'/g, (found) => ({ '\\"': '"', "'": "\\'" })[found] ?? found);
    return `'${inner}'`;
  };
  const value = (one: Value): string => {
    if (typeof one === 'string') return text(one);
    if (typeof one === 'boolean') return one ? 'True' : 'False';
    return typeof one === 'number' ? String(one) : list(one);
  };
  const list = (values: readonly Value[]): string => bracketed('[', values.map(value), ']');
  const dict = (values: Readonly<Record<string, Value>>, indent = 0): string =>
    bracketed(
      '{',
      Object.entries(values).map(([key, one]) => `${text(key)}: ${value(one)}`),
      '}',
      indent,
    );
  return { text, value, list, dict };
}

function bracketed(open: string, items: readonly string[], close: string, indent = 0): string {
  const line = `${open}${items.join(', ')}${close}`;
  if (line.length <= WIDTH) return line;
  const pad = ' '.repeat(indent);
  return `${open}\n${items.map((item) => `${pad}    ${item},`).join('\n')}\n${pad}${close}`;
}

type Part = string | false | null | undefined | readonly Part[];

/** Lines of code; what is false or empty is left out, `''` stays as an empty line. */
export function lines(...parts: readonly Part[]): string {
  return flat(parts).join('\n');
}

function flat(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => {
    if (part === false || part === null || part === undefined) return [];
    return typeof part === 'string' ? [part] : flat(part);
  });
}

export function indent(code: string, by = 4): string {
  const pad = ' '.repeat(by);
  return code.replace(/^(?=.)/gm, pad);
}

/** Import lines, sorted and without repeats, plain imports first. */
export function imports(...wanted: readonly (string | false)[]): string {
  const unique = [...new Set(wanted.filter((line) => line !== false))];
  const plain = unique.filter((line) => line.startsWith('import ')).sort();
  const from = Map.groupBy(
    unique.filter((line) => line.startsWith('from ')),
    (line) => line.slice(0, line.indexOf(' import ')),
  );
  const merged = [...from].map(([module, all]) => {
    const names = [...new Set(all.map((line) => line.slice(module.length + ' import '.length)))].sort();
    return `${module} import ${names.join(', ')}`;
  });
  return [...plain, ...merged.sort()].join('\n');
}

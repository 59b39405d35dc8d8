/**
 * How a model without native tool calls writes one: a block of lines, its code as it is, not inside JSON.
 *
 *     <python_executor>
 *     files_to_load: train data.csv
 *     files_to_save: prediction.csv
 *     code:
 *     print("hello")
 *     </python_executor>
 *
 * Only lines that are a tag and nothing else begin and end a block, so that prose and code that mention it are safe.
 * A file name that this could not carry (spaces at its ends, quotes around it) is written as JSON text, and a line of
 * code that looks like a tag or a Markdown fence has a backslash before it.
 */
import type { ToolCall, ToolSpec } from '../model.ts';

/** A tool's arguments as the block has them: one long text, and lists of short ones. */
interface Shape {
  readonly name: string;
  readonly body: string;
  readonly lists: readonly string[];
}

export interface Parsed {
  /** The text outside of the blocks. */
  readonly prose: string;
  readonly calls: readonly Omit<ToolCall, 'id'>[];
}

/** What to tell the model about its tools, and how to call them. */
export function describeTools(tools: readonly ToolSpec[]): string {
  const described = tools.map((tool) => {
    const { name, body, lists } = shapeOf(tool);
    const lines = [...lists.map((list) => `${list}: one file name; repeat the line for each file`), `${body}:`];
    return `# ${name}\n${tool.description}\n\n<${name}>\n${lines.join('\n')}\nthe ${body}, on as many lines as it takes\n</${name}>`;
  });
  const { name } = tools[0]!;
  return (
    `You can use ${tools.length === 1 ? 'a tool' : 'tools'}. To call one, write a block exactly like the one shown: each tag alone ` +
    `on its line, the code as it is, without Markdown around it. Lines of files may be left out. After </${name}>, ` +
    `stop and wait: the result comes with the next message. When you are done, answer without a block.\n\n${described.join('\n\n')}`
  );
}

/** The form of a call, for a model that missed it. */
export function formOf(tools: readonly ToolSpec[]): string {
  const spec = tools[0]!;
  const { body, lists } = shapeOf(spec);
  const example: Record<string, unknown> = { [body]: 'print("hello")' };
  for (const list of lists) example[list] = ['prediction.csv'];
  return renderCall({ name: spec.name, arguments: JSON.stringify(example) }, spec);
}

/** A call as the block that stands for it; one whose arguments are no object, as they are. */
export function renderCall(call: Omit<ToolCall, 'id'>, tool: ToolSpec): string {
  const { name, body, lists } = shapeOf(tool);
  const given = objectIn(call.arguments);
  if (given === undefined) return call.arguments;
  const text = given[body];
  const code = (typeof text === 'string' ? text : '').split('\n').map((line) => escapeLine(line, name));
  const headers = lists.flatMap((list) => {
    const items = Array.isArray(given[list]) ? given[list].map(String) : [];
    return items.map((item) => `${list}: ${renderItem(item)}`);
  });
  return [`<${name}>`, ...headers, `${body}:`, ...code, `</${name}>`].join('\n');
}

/**
 * The calls in a reply, in order. A block that cannot be understood is a call whose arguments are the block itself.
 * @param cut Whether the reply ended before the model was done: then an open block is not run.
 */
export function parseCalls(text: string, tools: readonly ToolSpec[], cut = false): Parsed {
  const shapes = tools.map(shapeOf);
  const thinking = thinkingIn(text, shapes);
  const prose: string[] = [];
  const calls: Omit<ToolCall, 'id'>[] = [];
  let open: { shape: Shape; lines: string[] } | undefined;
  const close = (closed: boolean) => {
    if (open === undefined) return;
    const { shape, lines } = open;
    open = undefined;
    const args = closed || !cut ? argumentsIn(lines, shape) : undefined;
    const raw = [`<${shape.name}>`, ...lines, ...(closed ? [`</${shape.name}>`] : [])].join('\n');
    calls.push({ name: shape.name, arguments: args === undefined ? raw : JSON.stringify(args) });
  };
  for (const line of text.slice(thinking.length).split('\n')) {
    const word = line.trim();
    const opened = shapes.find(({ name }) => word === `<${name}>`);
    if (opened !== undefined) {
      close(true);
      open = { shape: opened, lines: [] };
    } else if (open !== undefined && word === `</${open.shape.name}>`) close(true);
    else if (open !== undefined) open.lines.push(line);
    else {
      const squeezed = shapes.find(({ name }) => word.startsWith(`<${name}>`) && word.endsWith(`</${name}>`));
      if (squeezed === undefined) prose.push(line);
      else calls.push({ name: squeezed.name, arguments: word });
    }
  }
  close(false);
  return { prose: withoutEmptyFences(thinking + prose.join('\n')), calls };
}

/** What a reasoning model thinks aloud before it speaks, which is never a call; some leave out the opening tag. */
function thinkingIn(text: string, shapes: readonly Shape[]): string {
  const opened = /^\s*<think>.*?(<\/think>|$)/s.exec(text)?.[0];
  if (opened !== undefined) return opened;
  const before = /^(.*?)^\s*<\/think>\s*$/ms.exec(text);
  return before === null || shapes.some(({ name }) => before[1]!.includes(`<${name}>`)) ? '' : before[0];
}

/** The arguments in a block's lines; undefined if there is no code in it. */
function argumentsIn(lines: readonly string[], { name, body, lists }: Shape): Record<string, unknown> | undefined {
  const found = Object.fromEntries(lists.map((list) => [list, [] as string[]]));
  let current: string | undefined;
  let at = 0;
  let first: string | undefined;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const [, key = '', value = ''] = /^\s*(\w+)\s*:[ \t]*(.*?)\s*$/s.exec(line) ?? [];
    const bullet = /^\s*[-*]\s+(.*?)\s*$/s.exec(line)?.[1];
    if (key === body) {
      at += 1;
      if (value !== '' && value !== '|') first = value;
      break;
    }
    if (lists.includes(key)) {
      current = value === '' ? key : undefined;
      found[key]!.push(...itemsIn(value));
    } else if (current !== undefined && bullet !== undefined) found[current]!.push(...itemsIn(bullet));
    else if (line.trim() !== '' && !isFence(line)) break;
  }
  const code = [...(first === undefined ? [] : [first]), ...lines.slice(at)];
  if (code.length === 0) return undefined;
  return {
    [body]: unfenced(code)
      .map((line) => unescapeLine(line, name))
      .join('\n'),
    ...found,
  };
}

function itemsIn(value: string): string[] {
  if (value === '') return [];
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'string') return [parsed];
    if (Array.isArray(parsed) && parsed.every((item) => typeof item === 'string')) return parsed;
  } catch {}
  return [value];
}

function renderItem(item: string): string {
  const read = itemsIn(item);
  const isSafe = item.trim() === item && read.length === 1 && read[0] === item && !/[\n\r]/.test(item);
  return isSafe ? item : JSON.stringify(item);
}

/** Code that came inside a Markdown fence, without it. */
function unfenced(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0 || !isFence(lines[first]!)) return lines;
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(first + 1, last > first && isFence(lines[last]!) ? last : undefined);
}

function isFence(line: string): boolean {
  return /^\s*```\w*\s*$/.test(line);
}

function withoutEmptyFences(prose: string): string {
  return prose.replace(/^[ \t]*```\w*[ \t]*\n\s*```[ \t]*$/gm, '').trim();
}

function escapeLine(line: string, name: string): string {
  return line.replace(special(name), '$1\\$2');
}

function unescapeLine(line: string, name: string): string {
  return line.replace(special(name), (_, space: string, rest: string) => space + rest.replace(/^\\/, ''));
}

function special(name: string): RegExp {
  return new RegExp(`^(\\s*)(\\\\*(?:\`\`\`|</?${name}>))`);
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a call's arguments are a block that could not be understood. */
export function isMalformed(call: ToolCall): boolean {
  return objectIn(call.arguments) === undefined;
}

function shapeOf(tool: ToolSpec): Shape {
  const properties = Object.entries((tool.parameters.properties ?? {}) as Record<string, { type?: unknown }>);
  const texts = properties.filter(([, { type }]) => type === 'string').map(([key]) => key);
  const lists = properties.filter(([, { type }]) => type === 'array').map(([key]) => key);
  if (texts.length !== 1 || texts.length + lists.length !== properties.length) {
    throw new Error(`${tool.name} cannot be called in text: it must take one text and lists of texts`);
  }
  return { name: tool.name, body: texts[0]!, lists };
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeTools, formOf, parseCalls, renderCall } from '../../src/model/text-protocol.ts';
import { isPlainName, PYTHON_EXECUTOR } from '../../src/tool.ts';

const TOOLS = [PYTHON_EXECUTOR];
const parse = (text: string, cut = false) =>
  parseCalls(text, TOOLS, cut).calls.map((call) =>
    call.arguments.startsWith('{') ? JSON.parse(call.arguments) : call.arguments,
  );
const call = (code: string, load: readonly string[] = [], save: readonly string[] = []) => ({
  code,
  files_to_load: load,
  files_to_save: save,
});
const render = (run: object) =>
  renderCall({ name: 'python_executor', arguments: JSON.stringify(run) }, PYTHON_EXECUTOR);

/** Lines that a careless protocol would trip over. */
const line = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '<python_executor>',
    '  </python_executor>  ',
    '\\</python_executor>',
    '\\\\```',
    '```python',
    '```',
    'code:',
    'files_to_load: x',
    '- y',
    '',
    ' ',
    '<think>',
    'x = """</python_executor>"""',
    '\r',
  ),
);
const code = fc.array(line).map((lines) => lines.join('\n'));
const name = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom(
      'a, b.csv',
      '"quoted"',
      '["a","b"]',
      ' edges ',
      '- dash',
      'Gewächs 测试.csv',
      'it’s "it".csv',
      'a\u2028b',
      'x: y',
      '|',
    ),
  )
  .filter(isPlainName);

describe('a call written and read again', () => {
  test('is the same call, whatever its code and file names', () => {
    fc.assert(
      fc.property(code, fc.array(name), fc.array(name), (text, load, save) => {
        const run = call(text, load, save);
        expect(parse(render(run))).toEqual([run]);
      }),
      { numRuns: 3000 },
    );
  });

  test('is the same between prose, in Markdown fences, and beside other calls', () => {
    fc.assert(
      fc.property(code, code, fc.constantFrom('', '```\n', '```xml\n'), fc.boolean(), (one, two, fence, cut) => {
        const close = fence === '' ? '' : '\n```';
        const text = `I start.\n\n${fence}${render(call(one))}${close}\nThen:\n${fence}${render(call(two))}${close}`;
        expect(parse(text, cut)).toEqual([call(one), call(two)]);
      }),
    );
  });
});

describe('what small models write', () => {
  test.each([
    ['a missing closing tag', '<python_executor>\ncode:\nprint(1)', call('print(1)')],
    ['blanks around tags', '  <python_executor> \n code: \nprint(1)\n </python_executor>\t', call('print(1)')],
    ['code in a fence', '<python_executor>\ncode:\n```python\nprint(1)\n```\n</python_executor>', call('print(1)')],
    [
      'no code: line',
      '<python_executor>\nfiles_to_load: a b.csv\nprint(1)\n</python_executor>',
      call('print(1)', ['a b.csv']),
    ],
    ['code beside code:', '<python_executor>\ncode: x = 1\nprint(x)\n</python_executor>', call('x = 1\nprint(x)')],
    [
      'a YAML list',
      '<python_executor>\nfiles_to_load:\n- a.csv\n- b, c.csv\ncode: |\nprint(1)\n</python_executor>',
      call('print(1)', ['a.csv', 'b, c.csv']),
    ],
    [
      'a JSON list',
      '<python_executor>\nfiles_to_save: ["a.csv", "b.csv"]\ncode:\nprint(1)\n</python_executor>',
      call('print(1)', [], ['a.csv', 'b.csv']),
    ],
    [
      'thoughts before it',
      '<think>\n<python_executor>\ncode:\nno\n</python_executor>\n</think>\n<python_executor>\ncode:\nyes\n</python_executor>',
      call('yes'),
    ],
    [
      'thoughts without their first tag',
      'hm\n</think>\n<python_executor>\ncode:\nyes\n</python_executor>',
      call('yes'),
    ],
  ])('is understood: %s', (_, text, expected) => {
    expect(parse(text)).toEqual([expected]);
  });

  test.each([
    ['prose about the tool', 'I will use <python_executor> to run it, then </python_executor>.'],
    ['a code example', 'Run this:\n```python\nimport pandas as pd\nprint(1)\n```'],
    ['another tag', '<python>\nprint(1)\n</python>'],
    ['thoughts that never end', '<think>\n<python_executor>\ncode:\nprint(1)\n</python_executor>'],
    ['JSON', '{"name": "python_executor", "arguments": {"code": "print(1)"}}'],
    ['its closing tag alone', 'done\n</python_executor>'],
  ])('is no call: %s', (_, text) => {
    expect(parse(text)).toEqual([]);
  });

  test('text without a line that is the opening tag never holds a call', () => {
    fc.assert(
      fc.property(fc.array(line.filter((text) => !/^\s*<python_executor>/m.test(text))), (lines) => {
        expect(parse(lines.join('\n'))).toEqual([]);
      }),
    );
  });

  test.each([
    ['an empty block', '<python_executor>\n</python_executor>', false],
    ['a block on one line', '<python_executor>print(1)</python_executor>', false],
    ['a block cut off by the token limit', '<python_executor>\ncode:\nprint(1', true],
  ])('is a call that says what is wrong: %s', (_, text, cut) => {
    expect(parse(text, cut)).toEqual([text]);
  });

  test('prose is what is outside of the blocks', () => {
    const text = `First.\n\`\`\`\n${render(call('print(1)'))}\n\`\`\`\nLast.`;
    expect(parseCalls(text, TOOLS).prose).toBe('First.\n\nLast.');
  });
});

test('the form that models are told is one that is understood', () => {
  expect(parse(formOf(TOOLS))).toEqual([call('print("hello")', ['prediction.csv'], ['prediction.csv'])]);
  expect(describeTools(TOOLS)).toContain(PYTHON_EXECUTOR.description);
});

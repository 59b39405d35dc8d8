/** Each format as its trainer's documentation states it; what the trainers' own code makes of it is in trainers/. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseCalls } from '../../src/model/text-protocol.ts';
import { PYTHON_EXECUTOR } from '../../src/tool.ts';
import { exportRows, FORMAT_NAMES, type FormatName } from '../../src/train/export.ts';
import { openLineFile } from '../../src/train/line-file.ts';
import type { Row } from '../../src/train/row.ts';
import { dare } from '../e2e/harness.ts';
import { call, HARD, rows } from './rows.ts';

const folder = await mkdtemp(join(tmpdir(), 'dare-export-'));
afterAll(() => rm(folder, { recursive: true }));

const selection = join(folder, 'rows.jsonl');
await writeRows(selection, rows);

async function writeRows(path: string, values: readonly unknown[]): Promise<void> {
  await using file = await openLineFile(path);
  for (const value of values) await file.write(value);
  await file.commit();
}

let made = 0;
async function exported(format: FormatName, reasoning: 'keep' | 'drop' = 'drop', from = selection): Promise<string> {
  made += 1;
  const path = join(folder, `out-${made}`);
  await exportRows({ selection: from, format, path, reasoning, onRow: () => {} });
  return path;
}

async function lines<T>(path: string): Promise<T[]> {
  return (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** As the fine-tuning guide and the API reference state it, nothing more. */
const OPENAI = z.strictObject({
  messages: z.array(
    z.discriminatedUnion('role', [
      z.strictObject({ role: z.literal('system'), content: z.string().min(1) }),
      z.strictObject({ role: z.literal('user'), content: z.string().min(1) }),
      z.strictObject({
        role: z.literal('assistant'),
        content: z.string().min(1).optional(),
        tool_calls: z
          .array(
            z.strictObject({
              id: z.string(),
              type: z.literal('function'),
              function: z.strictObject({ name: z.string(), arguments: z.string() }),
            }),
          )
          .min(1)
          .optional(),
      }),
      z.strictObject({ role: z.literal('tool'), tool_call_id: z.string(), content: z.string() }),
    ]),
  ),
  tools: z.array(
    z.strictObject({
      type: z.literal('function'),
      function: z.strictObject({
        name: z.string().regex(/^[\w-]{1,64}$/),
        description: z.string(),
        parameters: z.object({ type: z.literal('object') }),
      }),
    }),
  ),
  parallel_tool_calls: z.boolean(),
});

it('openai: the documented keys alone, arguments as text, every result after its call', async () => {
  const made = (await lines(await exported('openai'))).map((line) => OPENAI.parse(line));
  expect(made.map((row) => row.parallel_tool_calls)).toEqual([true, false]);
  for (const [at, { messages }] of made.entries()) {
    const asked = messages.flatMap((one) => (one.role === 'assistant' ? (one.tool_calls ?? []) : []));
    const wanted = rows[at]!.messages.flatMap((one) => (one.role === 'assistant' ? (one.tool_calls ?? []) : []));
    expect(asked.map((one) => JSON.parse(one.function.arguments))).toEqual(wanted.map((one) => one.function.arguments));
    expect(
      messages.every((one) => one.role !== 'assistant' || one.content !== undefined || one.tool_calls !== undefined),
    ).toBe(true);
    const ids = messages.flatMap((one) => (one.role === 'tool' ? [one.tool_call_id] : []));
    expect(asked.map(({ id }) => id).slice(0, ids.length)).toEqual(ids);
  }
});

it('trl: arguments stay objects, the tools are one text', async () => {
  const made = await lines<{ messages: Row['messages']; tools: string }>(await exported('trl'));
  expect(made[0]!.messages[2]).toEqual({ role: 'assistant', content: 'I look.', tool_calls: [call('call_1', HARD)] });
  expect(JSON.parse(made[0]!.tools)).toEqual(rows[0]!.tools);
});

it('axolotl: every message says whether it is trained on', async () => {
  const made = await lines<{ messages: { role: string; train: boolean }[] }>(await exported('axolotl'));
  for (const { role, train } of made.flatMap(({ messages }) => messages)) expect(train).toBe(role === 'assistant');
});

it('verl: parquet reads back as what went in, content in every message', async () => {
  const path = await exported('verl');
  const made = (await parquetReadObjects({ file: await asyncBufferFromFile(path) })) as unknown as Row[];
  const plain = made.map(({ messages, tools }) => ({
    messages: messages.map((message) =>
      Object.fromEntries(Object.entries(message).filter(([, value]) => value !== null && value !== undefined)),
    ),
    tools,
  }));
  expect(made.flatMap(({ messages }) => messages.map(({ content }) => typeof content))).not.toContain('undefined');
  expect(plain[1]!.messages).toEqual(rows[1]!.messages);
  expect(plain[0]!.messages.map(({ role }) => role)).toEqual([
    ...['system', 'user', 'assistant', 'tool', 'assistant', 'tool', 'assistant'],
  ]);
  expect(plain[0]!.messages[5]).toMatchObject({ tool_call_id: 'call_2', content: 'first\nsecond' });
  expect(plain[0]!.messages[2]).toEqual({ role: 'assistant', content: 'I look.', tool_calls: [call('call_1', HARD)] });
  expect(plain.map(({ tools }) => tools)).toEqual(rows.map(({ tools }) => tools));
});

it('verl: rows that state other tools are refused, and nothing is left', async () => {
  const other = join(folder, 'other.jsonl');
  const changed = {
    ...rows[1]!,
    tools: [{ ...rows[1]!.tools[0]!, function: { ...rows[1]!.tools[0]!.function, name: 'bash' } }],
  };
  await writeRows(other, [rows[0], changed]);
  const before = await readdir(folder);
  await expect(exported('verl', 'drop', other)).rejects.toThrow(/states other tools/);
  expect(await readdir(folder)).toEqual(before);
});

it('llamafactory: strict alternation, words beside a call kept, several results in one observation', async () => {
  const path = await exported('llamafactory');
  const info = JSON.parse(await readFile(join(path, 'dataset_info.json'), 'utf8'));
  expect(info.dare).toMatchObject({ file_name: 'dare.jsonl', formatting: 'sharegpt' });
  type Made = { conversations: { from: string; value: string }[]; system: string; tools: string };
  const [first, second] = await lines<Made>(join(path, 'dare.jsonl'));
  expect(first!.conversations.map(({ from }) => from)).toEqual([
    'human',
    'function_call',
    'observation',
    'function_call',
    'observation',
    'gpt',
  ]);
  const [, spoken, , several, observed] = first!.conversations;
  const [, words, json] = /^(I look\.)\n<tool_call>(.*?)<\/tool_call>$/s.exec(spoken!.value)!;
  expect(words).toBe('I look.');
  expect(JSON.parse(json!)).toEqual(call('', HARD).function);
  expect(JSON.parse(several!.value)).toHaveLength(2);
  expect(observed!.value).toBe('first\nsecond');
  expect([first!.system, second!.system]).toEqual(['Be exact.', '']);
  expect(JSON.parse(first!.tools)).toEqual([PYTHON_EXECUTOR]);
});

it('text: what a model without tools is told and answers, read back as the same calls', async () => {
  const made = await lines<{ messages: { role: string; content: string }[] }>(await exported('text'));
  expect(made[0]!.messages.map(({ role }) => role)).toEqual([
    'system',
    'user',
    'assistant',
    'user',
    'assistant',
    'user',
    'assistant',
  ]);
  const { prose, calls } = parseCalls(made[0]!.messages[2]!.content, [PYTHON_EXECUTOR]);
  expect(prose.trim()).toBe('I look.');
  expect(JSON.parse(calls[0]!.arguments)).toMatchObject({ code: HARD, files_to_load: ['train data.csv'] });
  expect(made[1]!.messages[0]!.content).toContain('<python_executor>');
});

describe('reasoning', () => {
  it.each(FORMAT_NAMES)('%s: kept everywhere in the same form, or dropped everywhere', async (format) => {
    const all = async (path: string): Promise<string> => {
      if (format === 'verl') return JSON.stringify(await parquetReadObjects({ file: await asyncBufferFromFile(path) }));
      return readFile(format === 'llamafactory' ? join(path, 'dare.jsonl') : path, 'utf8');
    };
    const kept = await all(await exported(format, 'keep'));
    expect(kept).toContain('<think>\\nWhat is there?\\n</think>\\n\\nI look.');
    expect(kept).toContain('<think>\\nEnough.\\n</think>\\n\\nDone.');
    const dropped = await all(await exported(format, 'drop'));
    expect(dropped).not.toMatch(/What is there|Enough|<\/think>|"reasoning"/);
    expect(dropped).toContain('Done.');
  });
});

describe('as a program', () => {
  it('says what it wrote', async () => {
    const out = join(folder, 'said.jsonl');
    const { code, stdout } = await dare(['export', '--selection', selection, '--format', 'openai', '--out', out]).ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: `2 rows for openai in ${out}\n` });
  });

  it('refuses a line that is no row, names it and leaves the old file', async () => {
    const bad = join(folder, 'bad.jsonl');
    await writeRows(bad, [rows[0], { messages: [] }]);
    const out = join(folder, 'old.jsonl');
    await writeFile(out, 'old');
    const { code, stderr } = await dare(['export', '--selection', bad, '--format', 'trl', '--out', out]).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('bad.jsonl, row 2: expected a row as dare select writes it');
    expect(await readFile(out, 'utf8')).toBe('old');
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

/**
 * LLaMA-Factory's ShareGPT form, as a folder to give it as `dataset_dir`: the rows, and the description of them that it
 * reads. Turns alternate strictly (human or observation, gpt or function_call), so that the results of several calls
 * become one observation. What is said beside a call stands before it, and the call in the tags by which it is then
 * found; its reader of OpenAI's form would drop such words.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openLineFile } from '../line-file.ts';
import type { Row, RowMessage } from '../row.ts';
import type { Format } from './format.ts';

const ROWS = 'dare.jsonl';

const DESCRIPTION = {
  dare: {
    file_name: ROWS,
    formatting: 'sharegpt',
    columns: { messages: 'conversations', system: 'system', tools: 'tools' },
  },
};

export const llamafactory: Format = {
  out: 'a folder, made if it is not there',
  open: async (path) => {
    await mkdir(path, { recursive: true });
    const rows = await openLineFile(join(path, ROWS));
    return {
      write: (row) => rows.write(shareGpt(row)),
      commit: async () => {
        await using description = await openLineFile(join(path, 'dataset_info.json'));
        await description.writeText(`${JSON.stringify(DESCRIPTION, null, 2)}\n`);
        await rows.commit();
        await description.commit();
      },
      [Symbol.asyncDispose]: rows[Symbol.asyncDispose],
    };
  },
};

interface Turn {
  readonly from: 'human' | 'gpt' | 'function_call' | 'observation';
  value: string;
}

function shareGpt({ messages, tools }: Row): Record<string, unknown> {
  const system = messages.flatMap((message) => (message.role === 'system' ? [message.content] : [])).join('\n\n');
  const conversations: Turn[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    const turn = turnOf(message);
    const before = conversations.at(-1);
    if (before?.from === turn.from && turn.from !== 'function_call') before.value += `\n${turn.value}`;
    else conversations.push(turn);
  }
  return { conversations, system, tools: JSON.stringify(tools.map((tool) => tool.function)) };
}

function turnOf(message: Exclude<RowMessage, { role: 'system' }>): Turn {
  if (message.role === 'user') return { from: 'human', value: message.content };
  if (message.role === 'tool') return { from: 'observation', value: message.content };
  if (message.tool_calls === undefined) return { from: 'gpt', value: message.content };
  const calls = message.tool_calls.map(({ function: { name, arguments: given } }) => ({ name, arguments: given }));
  const value = JSON.stringify(calls.length === 1 ? calls[0] : calls);
  // Tags within the script must not end the call.
  const safe = value.replaceAll('<', '\\u003c');
  return {
    from: 'function_call',
    value: message.content === '' ? safe : `${message.content}\n<tool_call>${safe}</tool_call>`,
  };
}

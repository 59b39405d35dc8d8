import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openModel } from '../../src/model/open-model.ts';
import type { Message } from '../../src/model.ts';
import { PYTHON_EXECUTOR } from '../../src/tool.ts';

const MAIN = fileURLToPath(new URL('../fixtures/model-server/main.ts', import.meta.url));

test.each(['default', 'flaky'])(
  'the model server runs as a process, and its script %s leads to the end',
  async (script) => {
    const child = spawn(process.execPath, [MAIN, '--port', '0', '--script', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => {
      child.kill();
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const baseUrl = `${line.toString().trim()}/v1`;
    const model = openModel('vllm/any', {
      env: {},
      settings: { toolMode: 'native', baseUrl },
      retry: { baseSeconds: 0.01 },
    });
    const converse = async () => {
      const messages: Message[] = [{ role: 'user', content: 'Predict.' }];
      for (let turns = 0; turns < 5; turns++) {
        const { message } = await model.reply({
          messages,
          tools: [PYTHON_EXECUTOR],
          signal: new AbortController().signal,
          onExchange: () => {},
        });
        messages.push(message);
        if (message.toolCalls.length === 0) break;
        for (const { id, name } of message.toolCalls) messages.push({ role: 'tool', callId: id, name, content: 'ok' });
      }
      return messages;
    };
    const [one, two] = await Promise.all([converse(), converse()]);
    expect(one).toEqual(two);
    expect(one.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant', 'tool', 'assistant']);
    expect(JSON.stringify(one)).toContain('files_to_save');
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  },
);

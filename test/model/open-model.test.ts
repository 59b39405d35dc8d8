import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FatalProviderError, InfrastructureError, UserError } from '../../src/errors.ts';
import { type ModelOptions, openModel, snapshotPrices } from '../../src/model/open-model.ts';
import type { Message, ModelSettings } from '../../src/model.ts';
import { PYTHON_EXECUTOR } from '../../src/tool.ts';
import type { Script } from '../fixtures/model-server/script.ts';
import { threeTurns } from '../fixtures/model-server/script.ts';
import { baseUrlFor, startModelServer } from '../fixtures/model-server/server.ts';

const KEYS = {
  OPENAI_API_KEY: 'openai-not-a-real-key',
  ANTHROPIC_API_KEY: 'anthropic-not-a-real-key',
  GEMINI_API_KEY: 'gemini-not-a-real-key',
  OPENROUTER_API_KEY: 'openrouter-not-a-real-key',
  AWS_REGION: 'us-east-1',
  AWS_BEARER_TOKEN_BEDROCK: 'bedrock-not-a-real-key',
};
const QUESTION: Message = { role: 'user', content: 'Predict, please.' };

async function serve(script: Script) {
  const server = await startModelServer({ script });
  onTestFinished(() => server.close());
  return server;
}

function open(name: string, url: string, settings: Partial<ModelSettings> = {}, options: Partial<ModelOptions> = {}) {
  const baseUrl = baseUrlFor(url, name.slice(0, name.indexOf('/')));
  const model = openModel(name, {
    env: KEYS,
    retry: { tries: 3, baseSeconds: 0.01 },
    settings: { toolMode: 'native', baseUrl, ...settings },
    ...options,
  });
  const ask = (messages: readonly Message[] = [QUESTION]) =>
    model.reply({ messages, tools: [PYTHON_EXECUTOR], signal: new AbortController().signal, onExchange: () => {} });
  return { model, ask };
}

describe('opening a model', () => {
  const opening =
    (name: string, settings: Partial<ModelSettings> = {}, env = {}) =>
    () =>
      openModel(name, { env, settings: { toolMode: 'native', ...settings } });

  test.each([
    [
      'a provider that does not exist',
      opening('opnai/gpt-4.1'),
      /no model provider "opnai".*Known providers: openai, .*ollama.*openai-compatible/,
    ],
    ['a provider named like a property of every object', opening('constructor/x'), /no model provider "constructor"/],
    ['no provider', opening('gpt-4.1'), /named provider\/model/],
    ['no model', opening('openai/'), /named provider\/model/],
    ['no OpenAI key', opening('openai/gpt-4.1'), /Set OPENAI_API_KEY/],
    ['an empty key', opening('anthropic/claude', {}, { ANTHROPIC_API_KEY: ' ' }), /Set ANTHROPIC_API_KEY/],
    ['no Google key', opening('google/gemini'), /GOOGLE_GENERATIVE_AI_API_KEY or GEMINI_API_KEY/],
    ['no Azure resource', opening('azure/x', {}, { AZURE_API_KEY: 'k' }), /Set AZURE_RESOURCE_NAME/],
    [
      'an Azure resource that is a host',
      opening('azure/x', {}, { AZURE_API_KEY: 'k', AZURE_RESOURCE_NAME: 'a@b:1/#' }),
      /Set AZURE_RESOURCE_NAME \(found "a@b:1\/#"\)/,
    ],
    ['no AWS region', opening('bedrock/x', {}, { AWS_BEARER_TOKEN_BEDROCK: 'k' }), /Set AWS_REGION/],
    [
      'no AWS credentials',
      opening('bedrock/x', {}, { AWS_REGION: 'eu-west-1' }),
      /AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID/,
    ],
    ['no base URL', opening('openai-compatible/x'), /OPENAI_COMPATIBLE_BASE_URL or --base-url/],
    ['a base URL that is none', opening('vllm/x', { baseUrl: 'localhost' }), /--base-url is not a URL: "localhost"/],
    [
      'a base URL of the environment that is none',
      opening('vllm/x', {}, { VLLM_BASE_URL: 'nowhere' }),
      /VLLM_BASE_URL is not a URL/,
    ],
    ['a base URL that is not HTTP', opening('vllm/x', { baseUrl: 'file:///etc' }), /must start with http/],
    [
      'a base URL with a password',
      opening('vllm/x', { baseUrl: 'http://me:secret@127.0.0.1/v1' }),
      /no user name, password/,
    ],
    [
      'an unknown reasoning effort',
      opening('vllm/x', { reasoningEffort: 'huge' }),
      /no reasoning effort "huge".*minimal/,
    ],
  ])('is refused in one message: %s', (_, openIt, message) => {
    expect(openIt).toThrow(UserError);
    expect(openIt).toThrow(message);
  });

  test('asks nobody, and takes a model’s name with slashes', async () => {
    const server = await serve(({ body }) => ({ text: String(body.model) }));
    const { model, ask } = open('vllm/Qwen/Qwen3-4B', server.url);
    expect(server.requests).toHaveLength(0);
    expect(model.name).toBe('vllm/Qwen/Qwen3-4B');
    expect((await ask()).message.content).toBe('Qwen/Qwen3-4B');
  });
});

describe('settings', () => {
  const settings = { temperature: 0.25, topP: 0.5, maxTokens: 77, seed: 9 };
  test.each([
    ['openai/gpt-4.1', { temperature: 0.25, top_p: 0.5, max_tokens: 77, seed: 9 }],
    ['openai-responses/gpt-4.1', { temperature: 0.25, top_p: 0.5, max_output_tokens: 77, store: false }],
    ['anthropic/claude-sonnet-4-20250514', { temperature: 0.25, max_tokens: 77 }],
    ['bedrock/meta.llama3-70b-instruct-v1:0', { inferenceConfig: { temperature: 0.25, topP: 0.5, maxTokens: 77 } }],
    ['google/gemini-2.5-pro', { generationConfig: { temperature: 0.25, topP: 0.5, maxOutputTokens: 77, seed: 9 } }],
    ['openrouter/x/y', { temperature: 0.25, top_p: 0.5, max_tokens: 77, seed: 9 }],
    ['vllm/x', { temperature: 0.25, top_p: 0.5, max_tokens: 77, seed: 9 }],
  ])('reach %s as it calls them', async (name, expected) => {
    const server = await serve(() => ({ text: 'Done.' }));
    await open(name, server.url, settings).ask();
    expect(server.requests[0]!.body).toMatchObject(expected);
  });

  test.each([
    ['openai/o4-mini', { reasoning_effort: 'high' }],
    ['openai-responses/gpt-5', { reasoning: { effort: 'high' }, include: ['reasoning.encrypted_content'] }],
    ['anthropic/claude-sonnet-4-20250514', { thinking: { type: 'enabled' } }],
    ['google/gemini-2.5-pro', { generationConfig: { thinkingConfig: { thinkingBudget: expect.any(Number) } } }],
    ['openrouter/x/y', { reasoning: { effort: 'high' } }],
    ['vllm/x', { reasoning_effort: 'high' }],
  ])('ask %s for reasoning, without the temperature where both do not go together', async (name, expected) => {
    const server = await serve(() => ({ text: 'Done.' }));
    await open(name, server.url, { temperature: 0, reasoningEffort: 'high' }).ask();
    const { body } = server.requests[0]!;
    expect(body).toMatchObject(expected);
    if (/openai|anthropic/.test(name)) expect(body).not.toHaveProperty('temperature');
    else expect(JSON.stringify(body)).toContain('"temperature":0');
  });

  test('that are unset are not sent', async () => {
    const server = await serve(() => ({ text: 'Done.' }));
    await open('vllm/x', server.url).ask();
    expect(Object.keys(server.requests[0]!.body).sort((a, b) => a.localeCompare(b))).toEqual([
      'messages',
      'model',
      'tools',
    ]);
  });
});

describe('costs', () => {
  const usage = { input: 1_000_000, output: 100_000, cached: 400_000 };
  test.each([
    ['openai/gpt-4.1', undefined, 0.6 * 2 + 0.4 * 0.5 + 0.1 * 8],
    ['anthropic/claude-sonnet-4-20250514', undefined, 0.6 * 3 + 0.4 * 0.3 + 0.1 * 15],
    ['openai/not-a-known-model', undefined, null],
    ['vllm/gpt-4.1', undefined, 0],
    ['openrouter/openai/gpt-4.1', undefined, 0.0125],
    ['openai/not-a-known-model', { 'not-a-known-model': { input: 1, output: 10 } }, 2],
    ['vllm/x', { 'vllm/x': { input: 1, output: 10, cachedInput: 0.5 } }, 0.6 + 0.2 + 1],
    ['openrouter/openai/gpt-4.1', { 'openrouter/openai/gpt-4.1': { input: 0, output: 1 } }, 0.1],
  ])('%s with own prices %o', async (name, prices, cost) => {
    const server = await serve(() => ({ text: 'Done.', usage }));
    const reply = await open(name, server.url, {}, prices === undefined ? {} : { prices }).ask();
    if (cost === null) expect(reply.cost).toBeNull();
    else expect(reply.cost).toBeCloseTo(cost, 9);
  });

  test('are unknown when the server counts no tokens', async () => {
    const body = { choices: [{ index: 0, message: { role: 'assistant', content: 'Done.' }, finish_reason: 'stop' }] };
    const server = await serve(() => ({ fault: 'status', status: 200, body }));
    expect(await open('openai/gpt-4.1', server.url).ask()).toMatchObject({ cost: null, usage: { input: 0 } });
    expect(await open('vllm/x', server.url).ask()).toMatchObject({ cost: 0 });
  });

  test('have prices that a run can record', () => {
    expect(snapshotPrices('openai/gpt-4.1')).toMatchObject({
      source: 'genai-prices',
      model: 'gpt-4.1',
      prices: { input_mtok: 2 },
    });
    expect(snapshotPrices('openai/gpt-4.1', { 'gpt-4.1': { input: 1, output: 2 } })).toEqual({
      source: 'own table',
      input: 1,
      output: 2,
    });
    expect(snapshotPrices('ollama/x')).toEqual({ source: 'own server', input: 0, output: 0 });
    expect(snapshotPrices('openai-compatible/x')).toEqual({ source: null });
  });
});

describe('a server that cannot be reached', () => {
  async function closedPort(): Promise<string> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return `http://127.0.0.1:${port}`;
  }

  test('stops the run if it never answered', async () => {
    const failure = await open('vllm/x', await closedPort())
      .ask()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FatalProviderError);
    expect((failure as Error).message).toMatch(/cannot be reached after 3 tries.*ECONNREFUSED.*Start its server/s);
  });

  test('is a failure of ours if it did', async () => {
    const server = await startModelServer({ script: () => ({ text: 'Done.' }) });
    const { ask } = open('vllm/x', server.url);
    await ask();
    await server.close();
    expect(await ask().catch((error: unknown) => error)).toBeInstanceOf(InfrastructureError);
  });
});

describe('odd answers of servers with OpenAI’s interface', () => {
  const answering = (message: object, finish: string | null = 'tool_calls') => {
    const body = {
      choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    };
    return serve(() => ({ fault: 'status', status: 200, body }));
  };

  test.each(['openai/gpt-4.1', 'openrouter/x/y', 'ollama/x'])(
    '%s: calls that are not quite of the form are passed on',
    async (name) => {
      const server = await answering({
        content: null,
        tool_calls: [
          { function: { name: 'python_executor', arguments: { code: 'print(1)' } } },
          { id: 7, type: 'function', function: { arguments: '{"code":' } },
          { id: '', function: null },
        ],
      });
      const { message, finish } = await open(name, server.url).ask();
      expect(finish).toBe('tool-calls');
      expect(message.toolCalls.map(({ name: called, arguments: written }) => [called, written])).toEqual([
        ['python_executor', '{"code":"print(1)"}'],
        ['', '{"code":'],
        ['', ''],
      ]);
      expect(new Set(message.toolCalls.map(({ id }) => id)).size).toBe(3);
    },
  );

  test.each(['openai/gpt-4.1', 'openrouter/x/y', 'ollama/x'])('%s: no calls may be said as null', async (name) => {
    const server = await answering({ content: 'Done.', tool_calls: null }, 'stop');
    expect((await open(name, server.url).ask()).message).toMatchObject({ content: 'Done.', toolCalls: [] });
  });

  test.each([
    ['an error in place of an end', { content: 'And th' }, 'error'],
    ['nothing at all', { content: null }, null],
  ])('%s is no reply', async (_, message, finish) => {
    const server = await answering(message, finish);
    await expect(open('openrouter/x/y', server.url).ask()).rejects.toThrow(InfrastructureError);
    expect(server.requests).toHaveLength(3);
  });

  test('a reply that filled the context is one that was cut', async () => {
    const server = await answering({ content: 'And so' }, 'model_context_window_exceeded');
    expect((await open('vllm/x', server.url).ask()).finish).toBe('length');
  });

  test('half a surrogate pair in a tool’s output is sent as text that is valid', async () => {
    const server = await serve(() => ({ text: 'Done.' }));
    const call = { id: 'c', name: 'python_executor', arguments: '{"code":"\\ud800"}' };
    await open('vllm/x', server.url).ask([
      QUESTION,
      { role: 'assistant', content: '\ud800', toolCalls: [call] },
      { role: 'tool', callId: 'c', name: 'python_executor', content: 'x\udc00' },
    ]);
    const sent = JSON.stringify(server.requests[0]!.body);
    expect(sent).toContain('x\ufffd');
    expect(sent).not.toMatch(/\\ud[89a-f]/i);
  });
});

describe('tool calls in text', () => {
  test('go through a whole conversation without any tool being declared', async () => {
    const server = await serve(threeTurns);
    const { ask } = open('vllm/x', server.url, { toolMode: 'text' });
    const messages: Message[] = [{ role: 'system', content: 'Be brief.' }, QUESTION];
    for (let turn = 1; turn <= 2; turn++) {
      const { message, finish } = await ask(messages);
      expect(finish).toBe('tool-calls');
      expect(message.content).not.toContain('<python_executor>');
      messages.push(message);
      for (const call of message.toolCalls) {
        expect(JSON.parse(call.arguments).code).toContain(turn === 1 ? 'listdir' : 'prediction.csv');
        messages.push({ role: 'tool', callId: call.id, name: call.name, content: `result ${turn}` });
      }
    }
    const last = await ask(JSON.parse(JSON.stringify(messages)));
    expect(last).toMatchObject({ finish: 'stop', message: { toolCalls: [] } });
    const bodies = server.requests.map(
      ({ body }) => body as { messages: { role: string; content: string }[]; tools?: unknown },
    );
    expect(bodies.every(({ tools }) => tools === undefined)).toBe(true);
    expect(bodies[2]!.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
      'assistant',
      'user',
    ]);
    expect(bodies[0]!.messages[0]!.content).toMatch(/^Be brief\.[\s\S]*<python_executor>/);
    expect(bodies[1]!.messages[2]!.content).toContain('<python_executor>');
    expect(bodies[2]!.messages[5]!.content).toContain('result 2');
  });

  test('that are malformed come back with the right form', async () => {
    const server = await serve(({ turn }) => ({
      text: turn === 1 ? '<python_executor>print(1)</python_executor>' : 'Sorry.',
    }));
    const { ask } = open('vllm/x', server.url, { toolMode: 'text' });
    const { message } = await ask();
    expect(message.toolCalls).toHaveLength(1);
    const [call] = message.toolCalls;
    await ask([
      QUESTION,
      message,
      { role: 'tool', callId: call!.id, name: call!.name, content: 'Error: not valid JSON' },
    ]);
    const sent = (server.requests[1]!.body as { messages: { content: string }[] }).messages.at(-1)!.content;
    expect(sent).toMatch(/the code was not run[\s\S]*<python_executor>\nfiles_to_load: [\s\S]*code:\n/);
    expect(sent).not.toContain('JSON');
  });

  test('of a conversation made with native calls are shown as blocks', async () => {
    const server = await serve(() => ({ text: 'Done.' }));
    const call = { id: 'c', name: 'python_executor', arguments: '{"code":"print(1)","files_to_save":["a b.csv"]}' };
    await open('vllm/x', server.url, { toolMode: 'text' }).ask([
      QUESTION,
      { role: 'assistant', content: 'I try.', toolCalls: [call] },
      { role: 'tool', callId: 'c', name: 'python_executor', content: 'ok' },
    ]);
    const sent = (server.requests[0]!.body as { messages: { content: string }[] }).messages;
    expect(sent[1]!.content).toBe(
      'I try.\n\n<python_executor>\nfiles_to_save: a b.csv\ncode:\nprint(1)\n</python_executor>',
    );
  });
});

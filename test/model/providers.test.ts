import { expect, test } from 'vitest';
import { PROVIDERS } from '../../src/model/providers.ts';
import { describeProvider, type ProviderCase } from '../contract/model.ts';

const chat = { handedBack: null, countsReasoning: true, rawArguments: true };

const CASES: readonly ProviderCase[] = [
  {
    ...chat,
    provider: 'openai',
    model: 'gpt-4.1',
    env: { OPENAI_API_KEY: 'sk-proj-not-a-real-key-1' },
    keyVariable: 'OPENAI_API_KEY',
  },
  {
    ...chat,
    provider: 'openai-responses',
    model: 'gpt-5',
    env: { OPENAI_API_KEY: 'sk-proj-not-a-real-key-2' },
    handedBack: 'sealed-1',
    keyVariable: 'OPENAI_API_KEY',
  },
  {
    ...chat,
    provider: 'azure',
    model: 'my-deployment',
    env: { AZURE_API_KEY: 'azure-not-a-real-key' },
    keyVariable: 'AZURE_API_KEY',
  },
  {
    provider: 'anthropic',
    model: 'claude-sonnet-4-20250514',
    env: { ANTHROPIC_API_KEY: 'sk-ant-not-a-real-key' },
    handedBack: 'sig-1',
    countsReasoning: true,
    rawArguments: false,
    keyVariable: 'ANTHROPIC_API_KEY',
  },
  {
    provider: 'bedrock',
    model: 'us.anthropic.claude-sonnet-4-20250514-v1:0',
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIANOTAREALKEY00000',
      AWS_SECRET_ACCESS_KEY: 'not/a+real/secret=key',
      AWS_SESSION_TOKEN: 'not-a-real-session-token==',
    },
    handedBack: 'sig-1',
    countsReasoning: false,
    rawArguments: false,
    keyVariable: 'AWS_BEARER_TOKEN_BEDROCK',
  },
  {
    provider: 'google',
    model: 'gemini-2.5-pro',
    env: { GEMINI_API_KEY: 'AIza-not-a-real-key' },
    handedBack: 'sig-1',
    countsReasoning: true,
    rawArguments: false,
    keyVariable: 'GEMINI_API_KEY',
  },
  {
    ...chat,
    provider: 'openrouter',
    model: 'anthropic/claude-sonnet-4',
    env: { OPENROUTER_API_KEY: 'sk-or-not-a-real-key' },
    handedBack: 'sig-1',
    keyVariable: 'OPENROUTER_API_KEY',
  },
  {
    ...chat,
    provider: 'openai-compatible',
    model: 'Qwen/Qwen3-4B',
    env: { OPENAI_COMPATIBLE_API_KEY: 'compatible-not-a-real-key' },
    handedBack: 'Let me think.',
    keyVariable: 'OPENAI_COMPATIBLE_API_KEY',
  },
  {
    ...chat,
    provider: 'vllm',
    model: 'Qwen/Qwen3-4B',
    env: { VLLM_API_KEY: 'vllm-not-a-real-key' },
    handedBack: 'Let me think.',
    keyVariable: 'VLLM_API_KEY',
  },
];

for (const about of CASES) describeProvider(about);

test('every provider is tried, or is one that is with another address', () => {
  const tried = CASES.map(({ provider }) => provider);
  expect([...tried, 'sglang', 'llama-cpp', 'ollama'].sort((a, b) => a.localeCompare(b))).toEqual(
    Object.keys(PROVIDERS).sort((a, b) => a.localeCompare(b)),
  );
});

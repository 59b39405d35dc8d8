/** The providers there are; one line adds one. */
import { anthropic } from './anthropic.ts';
import { azure } from './azure.ts';
import { bedrock } from './bedrock.ts';
import { google } from './google.ts';
import { openai, openaiResponses } from './openai.ts';
import { llamaCpp, ollama, openaiCompatible, sglang, vllm } from './openai-compatible.ts';
import { openrouter } from './openrouter.ts';
import type { Provider } from './provider.ts';

export const PROVIDERS = {
  openai,
  'openai-responses': openaiResponses,
  azure,
  anthropic,
  bedrock,
  google,
  openrouter,
  'openai-compatible': openaiCompatible,
  vllm,
  sglang,
  'llama-cpp': llamaCpp,
  ollama,
} satisfies Record<string, Provider>;

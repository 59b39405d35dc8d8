/** Any server with OpenAI's chat interface: a given base URL, or a local server at the port it takes by default. */
import { UserError } from '../errors.ts';
import { repairChat } from './chat-repair.ts';
import type { Access, Connection, Provider } from './provider.ts';

export const openaiCompatible: Provider = {
  credentials: 'OPENAI_COMPATIBLE_API_KEY',
  baseUrl: null,
  baseUrlVariable: 'OPENAI_COMPATIBLE_BASE_URL',
  prices: null,
  open: (access) => open(access, 'OPENAI_COMPATIBLE_API_KEY'),
};

export const vllm = localServer('http://127.0.0.1:8000/v1', 'VLLM');
export const sglang = localServer('http://127.0.0.1:30000/v1', 'SGLANG');
export const llamaCpp = localServer('http://127.0.0.1:8080/v1', 'LLAMA_CPP');
export const ollama = localServer('http://127.0.0.1:11434/v1', 'OLLAMA');

/** A server of one's own: free, and a key only if the server was started with one. */
function localServer(baseUrl: string, prefix: string): Provider {
  return {
    credentials: `${prefix}_API_KEY`,
    baseUrl,
    baseUrlVariable: `${prefix}_BASE_URL`,
    prices: 'free',
    open: (access) => open(access, `${prefix}_API_KEY`),
  };
}

function open({ model, baseUrl, env }: Access, keyVariable: string): Connection {
  if (baseUrl === undefined) {
    throw new UserError(
      'openai-compatible needs the address of its server. Set OPENAI_COMPATIBLE_BASE_URL or --base-url, ' +
        'as in http://127.0.0.1:8000/v1.',
    );
  }
  const apiKey = env[keyVariable]?.trim() ?? '';
  return {
    secrets: [apiKey],
    repair: repairChat,
    connect: async (fetch) => {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      return createOpenAICompatible({
        name: 'compatible',
        baseURL: baseUrl,
        fetch,
        ...(apiKey === '' ? {} : { apiKey }),
      })(model);
    },
  };
}

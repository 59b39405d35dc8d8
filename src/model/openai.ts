/** OpenAI, by chat completions (`openai`) and by responses (`openai-responses`). */
import { repairChat } from './chat-repair.ts';
import { type Access, type Provider, requiredKey } from './provider.ts';

const SHARED = {
  credentials: 'OPENAI_API_KEY',
  baseUrl: 'https://api.openai.com/v1',
  baseUrlVariable: 'OPENAI_BASE_URL',
  prices: 'openai',
} as const;

export const openai: Provider = {
  ...SHARED,
  open: (access) => ({
    ...enter(access),
    repair: repairChat,
    connect: async (fetch) => (await create(access, fetch)).chat(access.model),
  }),
};

export const openaiResponses: Provider = {
  ...SHARED,
  open: (access) => ({
    ...enter(access),
    // Nothing is kept with the provider: reasoning comes encrypted and goes back, so that a transcript is whole.
    options: { openai: { store: false } },
    connect: async (fetch) => (await create(access, fetch)).responses(access.model),
  }),
};

function enter({ env }: Access) {
  return { secrets: [requiredKey(env, 'OpenAI', 'OPENAI_API_KEY')] };
}

async function create({ env, baseUrl }: Access, fetch: typeof globalThis.fetch) {
  const { createOpenAI } = await import('@ai-sdk/openai');
  const apiKey = requiredKey(env, 'OpenAI', 'OPENAI_API_KEY');
  return createOpenAI({ apiKey, fetch, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) });
}

/** Anthropic's messages. */
import { type Provider, requiredKey } from './provider.ts';

export const anthropic: Provider = {
  credentials: 'ANTHROPIC_API_KEY',
  baseUrl: 'https://api.anthropic.com/v1',
  baseUrlVariable: 'ANTHROPIC_BASE_URL',
  prices: 'anthropic',
  open({ model, baseUrl, env }) {
    const apiKey = requiredKey(env, 'Anthropic', 'ANTHROPIC_API_KEY');
    return {
      secrets: [apiKey],
      connect: async (fetch) => {
        const { createAnthropic } = await import('@ai-sdk/anthropic');
        return createAnthropic({ apiKey, fetch, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) })(model);
      },
    };
  },
};

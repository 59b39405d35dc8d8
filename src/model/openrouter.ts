/** OpenRouter, which says itself what a reply cost. */
import { repairChat } from './chat-repair.ts';
import { type Provider, requiredKey } from './provider.ts';

export const openrouter: Provider = {
  credentials: 'OPENROUTER_API_KEY',
  baseUrl: 'https://openrouter.ai/api/v1',
  prices: 'openrouter',
  open({ model, baseUrl, env, settings }) {
    const apiKey = requiredKey(env, 'OpenRouter', 'OPENROUTER_API_KEY');
    const effort = settings.reasoningEffort;
    return {
      secrets: [apiKey],
      repair: repairChat,
      // The package has no option for effort `minimal` and the like; sent as it is.
      options: { openrouter: { usage: { include: true }, ...(effort === undefined ? {} : { reasoning: { effort } }) } },
      connect: async (fetch) => {
        // The package warns on the terminal otherwise.
        Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
        const { createOpenRouter } = await import('@openrouter/ai-sdk-provider');
        return createOpenRouter({ apiKey, fetch, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) }).chat(model);
      },
      reportedCost: ({ providerMetadata }) => {
        const cost = (providerMetadata?.openrouter?.usage as { cost?: unknown } | undefined)?.cost;
        return typeof cost === 'number' ? cost : undefined;
      },
    };
  },
};

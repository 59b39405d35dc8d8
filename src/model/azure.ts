/** Azure OpenAI, by chat completions; the model's name is the deployment's. */
import { UserError } from '../errors.ts';
import { repairChat } from './chat-repair.ts';
import { type Provider, requiredKey } from './provider.ts';

export const azure: Provider = {
  credentials: 'AZURE_API_KEY',
  baseUrl: null,
  baseUrlVariable: 'AZURE_BASE_URL',
  prices: 'azure',
  open({ model, baseUrl, env }) {
    const apiKey = requiredKey(env, 'Azure', 'AZURE_API_KEY');
    const resourceName = env.AZURE_RESOURCE_NAME?.trim() ?? '';
    if (baseUrl === undefined && !/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(resourceName)) {
      throw new UserError(
        `Azure needs the name of your resource: the NAME in https://NAME.openai.azure.com. Set AZURE_RESOURCE_NAME ` +
          `(found ${resourceName === '' ? 'nothing' : JSON.stringify(resourceName)}) or --base-url.`,
      );
    }
    return {
      secrets: [apiKey],
      repair: repairChat,
      connect: async (fetch) => {
        const { createAzure } = await import('@ai-sdk/azure');
        return createAzure({
          apiKey,
          fetch,
          ...(baseUrl === undefined ? { resourceName } : { baseURL: baseUrl }),
        }).chat(model);
      },
    };
  },
};

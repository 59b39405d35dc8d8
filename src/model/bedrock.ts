/** Amazon Bedrock's converse, with a Bedrock key or with AWS credentials. */
import { UserError } from '../errors.ts';
import type { Provider, requiredKey } from './provider.ts';

const CREDENTIALS = 'AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,';

export const bedrock: Provider = {
  credentials: CREDENTIALS,
  baseUrl: null,
  baseUrlVariable: 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
  prices: 'aws',
  open({ model, baseUrl, env }) {
    const region = (env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? '').trim();
    if (region === '') throw new UserError('Bedrock needs a region. Set AWS_REGION, as in us-east-1.');
    const bearer = env.AWS_BEARER_TOKEN_BEDROCK?.trim() ?? '';
    const signed = bearer === '' ? awsKeys(env) : { accessKeyId: '', secretAccessKey: '', sessionToken: '' };
    return {
      secrets: [bearer, ...Object.values(signed)],
      connect: async (fetch) => {
        const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
        // An empty key keeps the package from looking for one in the process's environment.
        const access = { region, apiKey: bearer, ...(bearer === '' ? signed : {}) };
        return createAmazonBedrock({ ...access, fetch, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) })(model);
      },
    };
  },
};

function awsKeys(env: Parameters<typeof requiredKey>[0]) {
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '', AWS_SESSION_TOKEN: session = '' } = env;
  if (id.trim() === '' || secret.trim() === '')
    throw new UserError(`Bedrock needs credentials. Set ${CREDENTIALS} in the environment.`);
  return { accessKeyId: id.trim(), secretAccessKey: secret.trim(), sessionToken: session.trim() };
}

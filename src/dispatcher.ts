/** Connections for requests of ours, kept for the next one and led through the user's proxy. */
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';

const agents = new Map<string, Dispatcher>();

/** One pool of connections for the process (and for each proxy setting); idle ones do not keep the process alive. */
export function dispatcherFor(env: Readonly<Record<string, string | undefined>>): Dispatcher {
  const httpsProxy = env.HTTPS_PROXY ?? env.https_proxy ?? '';
  const httpProxy = env.HTTP_PROXY ?? env.http_proxy ?? '';
  const noProxy = `localhost,127.0.0.1,::1,${env.NO_PROXY ?? env.no_proxy ?? ''}`;
  const key = JSON.stringify([httpsProxy, httpProxy, noProxy]);
  let agent = agents.get(key);
  if (agent === undefined) {
    // Time limits are ours, one a request; the pool's own would cut long replies.
    const options = { headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 30_000, connect: { timeout: 30_000 } };
    agent =
      httpsProxy === '' && httpProxy === ''
        ? new Agent(options)
        : new EnvHttpProxyAgent({ ...options, httpProxy, httpsProxy, noProxy });
    agents.set(key, agent);
  }
  return agent;
}

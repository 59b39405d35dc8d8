/** Opens a language model by its name: one reply is a prompt, tries over HTTP until one counts, and what it cost. */
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { messageOf, UserError } from '../errors.ts';
import type { Model, ModelSettings, Reply, ReplyRequest } from '../model.ts';
import { judge } from './failures.ts';
import { callIds, finishOf, fromContent, toPrompt } from './messages.ts';
import { type PriceTable, pricesInForce, pricing } from './prices.ts';
import type { Environment, Generated, LanguageModel, Provider } from './provider.ts';
import { PROVIDERS } from './providers.ts';
import { redactor } from './redact.ts';
import { type Gate, type Outcome, persist, RETRY, type RetrySettings } from './retry.ts';
import { withTextTools } from './text-tools.ts';
import { openTransport } from './transport.ts';

export interface ModelOptions {
  readonly settings: ModelSettings;
  readonly env: Environment;
  readonly prices?: PriceTable;
  readonly retry?: Partial<RetrySettings>;
  /** The longest a single request may take; it is then tried again. */
  readonly timeoutSeconds?: number;
}

const TIMEOUT_SECONDS = 600;
const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;

/**
 * Opens `provider/model`; the model's own name may contain slashes.
 * @throws UserError for a provider that does not exist, a missing key or other setting, a bad base URL
 */
export function openModel(name: string, options: ModelOptions): Model {
  const native = openNative(name, options);
  return options.settings.toolMode === 'text' ? withTextTools(native) : native;
}

/** The prices that a model's replies are counted at, for a run's settings. @throws UserError */
export function snapshotPrices(name: string, table?: PriceTable): Readonly<Record<string, unknown>> {
  const { model, provider } = parseName(name);
  return pricesInForce({ name, model, list: provider.prices, table });
}

function openNative(name: string, options: ModelOptions): Model {
  const { settings, env } = options;
  const { model, provider } = parseName(name);
  const baseUrl = baseUrlOf(provider, options);
  const reasoning = effortOf(settings.reasoningEffort);
  const connection = provider.open({ model, baseUrl, settings, env });
  const redact = redactor(connection.secrets);
  const transport = openTransport({ env, redact, repair: connection.repair });
  const costOf = pricing({ name, model, list: provider.prices, table: options.prices });
  const hasOwnPrice = options.prices?.[name] !== undefined || options.prices?.[model] !== undefined;
  const timeoutSeconds = options.timeoutSeconds ?? TIMEOUT_SECONDS;
  const gate: Gate = { opens: 0 };
  let connected: Promise<LanguageModel> | undefined;
  let answered = false;

  async function attempt(request: ReplyRequest, prompt: LanguageModelV4CallOptions): Promise<Outcome<Generated>> {
    const limit = new AbortController();
    const cancel = () => limit.abort(request.signal.reason);
    const timer = setTimeout(
      () => limit.abort(new Error(`no whole answer within ${timeoutSeconds} s`)),
      timeoutSeconds * 1000,
    );
    request.signal.addEventListener('abort', cancel, { once: true });
    const last = transport.begin(limit.signal, request.onExchange);
    try {
      connected ??= connection.connect(transport.fetch);
      const value = await (await connected).doGenerate({ ...prompt, abortSignal: limit.signal });
      if (isBroken(value)) throw new Error('it holds nothing, or ends in an error');
      answered = true;
      return { value };
    } catch (error) {
      const about = { name, credentials: provider.credentials, baseUrl, answered, settings, now: Date.now() };
      return judge(last(), redact(messageOf(error)), about);
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', cancel);
    }
  }

  async function reply(request: ReplyRequest): Promise<Reply> {
    const { signal } = request;
    const prompt: LanguageModelV4CallOptions = {
      prompt: toPrompt(request.messages, name),
      ...(request.tools.length > 0
        ? {
            tools: request.tools.map((tool) => ({
              type: 'function' as const,
              name: tool.name,
              description: tool.description,
              inputSchema: tool.parameters,
            })),
          }
        : {}),
      ...(settings.temperature === undefined ? {} : { temperature: settings.temperature }),
      ...(settings.topP === undefined ? {} : { topP: settings.topP }),
      ...(settings.maxTokens === undefined ? {} : { maxOutputTokens: settings.maxTokens }),
      ...(settings.seed === undefined ? {} : { seed: settings.seed }),
      ...(reasoning === undefined ? {} : { reasoning }),
      ...(connection.options === undefined ? {} : { providerOptions: connection.options }),
    };
    const result = await persist(() => attempt(request, prompt), {
      name,
      settings: { ...RETRY, ...options.retry },
      gate,
      signal,
      answered: () => answered,
    });
    const message = fromContent(result.content, name, callIds(request.messages));
    const { inputTokens, outputTokens } = result.usage;
    return {
      message,
      finish: finishOf(result.finishReason, message),
      usage: {
        input: inputTokens.total ?? 0,
        output: outputTokens.total ?? 0,
        cachedInput: inputTokens.cacheRead ?? 0,
        reasoning: outputTokens.reasoning ?? 0,
      },
      cost: (hasOwnPrice ? undefined : connection.reportedCost?.(result)) ?? costOf(result.usage),
    };
  }

  return { name, reply };
}

/** Whether a reply is none: empty without a reason, or broken off on the server's side. */
function isBroken({ content, finishReason: { unified, raw } }: Generated): boolean {
  return (content.length === 0 && raw === undefined) || unified === 'error' || raw === 'error' || raw === 'abort';
}

function providerOf(name: string): string {
  return name.slice(0, name.indexOf('/'));
}

function parseName(name: string): { provider: Provider; model: string } {
  const known = Object.keys(PROVIDERS);
  const slash = name.indexOf('/');
  const found = Object.hasOwn(PROVIDERS, providerOf(name))
    ? PROVIDERS[providerOf(name) as keyof typeof PROVIDERS]
    : undefined;
  if (slash > 0 && found === undefined) {
    throw new UserError(
      `There is no model provider "${providerOf(name)}" (in "${name}"). Known providers: ${known.join(', ')}. ` +
        `For any other server with OpenAI's interface use openai-compatible/MODEL and --base-url.`,
    );
  }
  const model = name.slice(slash + 1);
  if (found === undefined || model.trim() === '') {
    throw new UserError(`A model is named provider/model, as in "openai/gpt-4.1"; found "${name}".`);
  }
  return { provider: found, model };
}

function baseUrlOf(provider: Provider, { settings, env }: ModelOptions): string | undefined {
  const variable = provider.baseUrlVariable;
  const fromEnv = variable === undefined ? undefined : env[variable];
  const given = settings.baseUrl ?? (fromEnv === '' ? undefined : fromEnv) ?? provider.baseUrl ?? undefined;
  if (given === undefined) return undefined;
  const source = settings.baseUrl !== undefined ? '--base-url' : variable;
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    throw new UserError(`${source} is not a URL: "${given}". Expected something like http://127.0.0.1:8000/v1.`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new UserError(`${source} must start with http:// or https://; found "${given}".`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new UserError(
      `${source} must have no user name, password, "?" or "#" in it: it is recorded. Keys belong in the environment.`,
    );
  }
  return given.replace(/\/+$/, '');
}

function effortOf(effort: string | undefined): (typeof EFFORTS)[number] | undefined {
  const found = EFFORTS.find((known) => known === effort);
  if (effort !== undefined && found === undefined) {
    throw new UserError(`There is no reasoning effort "${effort}". Expected one of ${EFFORTS.join(', ')}.`);
  }
  return found;
}

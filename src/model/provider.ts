/**
 * Contract: how a provider is reached. A provider turns settings and environment into a connection; everything that
 * all providers share (messages, transport, retries, failures, prices) is elsewhere and knows no provider by name.
 */
import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import { UserError } from '../errors.ts';
import type { ModelSettings } from '../model.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Fetch = typeof globalThis.fetch;

/** What we use of a package's model; narrow, as the packages do not all speak the same edition of their contract. */
export interface LanguageModel {
  doGenerate(options: LanguageModelV4CallOptions): PromiseLike<Generated>;
}

export interface Generated extends Pick<LanguageModelV4GenerateResult, 'content' | 'usage' | 'providerMetadata'> {
  readonly finishReason: { readonly unified: string; readonly raw: string | undefined };
}

export interface Provider {
  /** The variable or variables to set to be let in, in words that follow "set". */
  readonly credentials: string;
  /** Where its API is when nobody says otherwise. Null: it must be given, or follows from other settings. */
  readonly baseUrl: string | null;
  /** The variable that its users set to change the base URL, if there is one. */
  readonly baseUrlVariable?: string;
  /** The price list's name for it; `free` for a server of one's own; null if prices are unknown. */
  readonly prices: string | null;
  /** @throws UserError when a key or another setting is missing. */
  open(access: Access): Connection;
}

export interface Access {
  readonly model: string;
  /** Without a slash at its end. Undefined if neither the settings, the environment nor the provider have one. */
  readonly baseUrl: string | undefined;
  readonly settings: ModelSettings;
  readonly env: Environment;
}

export interface Connection {
  /** Values that must never be recorded. */
  readonly secrets: readonly string[];
  /** Loads the provider's package and sets it up; called once, before the first request. */
  connect(fetch: Fetch): Promise<LanguageModel>;
  /** Options of this provider's own, sent with every request. */
  readonly options?: LanguageModelV4CallOptions['providerOptions'];
  /**
   * An answer that the provider's package would choke on, though the model may have written it so, in a form that it
   * reads; undefined if the answer can stay as it is. Must not change its argument, which is recorded.
   */
  readonly repair?: (body: unknown) => unknown;
  /** What the provider itself says a reply cost, in US dollars. */
  readonly reportedCost?: (result: Generated) => number | undefined;
}

/** A key from the environment. @throws UserError naming the variables of which one must be set */
export function requiredKey(env: Environment, who: string, ...variables: readonly [string, ...string[]]): string {
  for (const variable of variables) {
    const value = env[variable]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  throw new UserError(`${who} needs a key. Set ${variables.join(' or ')} in the environment.`);
}

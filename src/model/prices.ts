/** What a reply cost, from price lists that are part of the program (no network) or from the user's own table. */
import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { calcPrice } from '@pydantic/genai-prices';
import { z } from 'zod';

/** US dollars per million tokens; without `cachedInput`, cached tokens cost what others do. */
export const PRICE = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  cachedInput: z.number().min(0).optional(),
});
/** Prices by `provider/model`, or by the model's name alone. */
export const PRICE_TABLE = z.record(z.string(), PRICE);
export type PriceTable = Readonly<Record<string, z.infer<typeof PRICE>>>;

export type CostOf = (usage: LanguageModelV4Usage) => number | null;

const FREE: PriceTable[string] = { input: 0, output: 0 };

interface Priced {
  readonly name: string;
  readonly model: string;
  /** The price list's name of the provider, `free`, or null. */
  readonly list: string | null;
  readonly table?: PriceTable | undefined;
}

/** The price of a model's replies: the user's table first, then the built-in list. */
export function pricing({ name, model, list, table }: Priced): CostOf {
  const own = table?.[name] ?? table?.[model] ?? (list === 'free' ? FREE : undefined);
  if (own !== undefined) {
    return (usage) => {
      if (usage.inputTokens.total === undefined && list !== 'free') return null;
      const { input, output, cached } = tokens(usage);
      return ((input - cached) * own.input + cached * (own.cachedInput ?? own.input) + output * own.output) / 1e6;
    };
  }
  if (list === null) return () => null;
  return (usage) => {
    if (usage.inputTokens.total === undefined) return null;
    const { input, output, cached, written } = tokens(usage);
    const counts = {
      input_tokens: input,
      output_tokens: output,
      ...(cached > 0 ? { cache_read_tokens: cached } : {}),
      ...(written > 0 ? { cache_write_tokens: written } : {}),
    };
    const price: { total_price: number } | null = calcPrice(counts, model, { providerId: list });
    return price === null ? null : price.total_price;
  };
}

/** The prices in force, for a run's settings: what was found, and where. */
export function pricesInForce({ name, model, list, table }: Priced): Readonly<Record<string, unknown>> {
  const own = table?.[name] ?? table?.[model];
  if (own !== undefined) return { source: 'own table', ...own };
  if (list === 'free') return { source: 'own server', ...FREE };
  const found = list === null ? null : calcPrice({ input_tokens: 1, output_tokens: 1 }, model, { providerId: list });
  if (found === null) return { source: null };
  return { source: 'genai-prices', provider: found.provider.id, model: found.model.id, prices: found.model_price };
}

function tokens({ inputTokens, outputTokens }: LanguageModelV4Usage) {
  const input = inputTokens.total ?? 0;
  const cached = Math.min(inputTokens.cacheRead ?? 0, input);
  return {
    input,
    output: outputTokens.total ?? 0,
    cached,
    written: Math.min(inputTokens.cacheWrite ?? 0, input - cached),
  };
}

/** Google's Gemini. */
import { type Provider, requiredKey } from './provider.ts';

export const google: Provider = {
  credentials: 'GOOGLE_GENERATIVE_AI_API_KEY or GEMINI_API_KEY',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  prices: 'google',
  open({ model, baseUrl, env }) {
    const apiKey = requiredKey(env, 'Google', 'GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY');
    return {
      secrets: [apiKey],
      repair: repairCandidate,
      connect: async (fetch) => {
        const { createGoogle } = await import('@ai-sdk/google');
        // Calls often come without an id; one of ours keeps a transcript the same when it is made again.
        return createGoogle({
          apiKey,
          fetch,
          generateId: () => 'call',
          ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
        })(model);
      },
    };
  },
};

/**
 * Gemini keeps a call that it could not read out of the answer and says so in `finishMessage`. It becomes a call whose
 * arguments are those words, as with models whose unreadable calls come through, so that the model hears of it.
 */
function repairCandidate(body: unknown): unknown {
  const { candidates } = (body ?? {}) as { candidates?: unknown };
  const first = Array.isArray(candidates) ? (candidates[0] as Candidate | undefined) : undefined;
  if (first?.finishReason !== 'MALFORMED_FUNCTION_CALL' && first?.finishReason !== 'UNEXPECTED_TOOL_CALL')
    return undefined;
  const words = first.finishMessage ?? first.finishReason;
  const name = /default_api\.(\w+)/.exec(words)?.[1] ?? 'unreadable_call';
  const call = { functionCall: { name, args: words } };
  return {
    ...(body as object),
    candidates: [
      { ...first, finishReason: 'STOP', content: { role: 'model', parts: [...(first.content?.parts ?? []), call] } },
    ],
  };
}

interface Candidate {
  readonly finishReason?: string;
  readonly finishMessage?: string;
  readonly content?: { readonly parts?: readonly unknown[] };
}

/**
 * What a failed try means: try again, stop the run, or end the attempt as the model's own failure. Pure: judges only
 * what came over the wire, so that it does not matter how a provider's package words its errors.
 */
import { FatalProviderError, GradedFailure, InfrastructureError } from '../errors.ts';
import type { ModelSettings } from '../model.ts';
import type { Answer } from './transport.ts';

export type Verdict =
  | { readonly kind: 'retry'; readonly why: string; readonly afterSeconds?: number; readonly unreachable?: boolean }
  | { readonly kind: 'final'; readonly error: Error };

export interface Circumstances {
  /** `provider/model`. */
  readonly name: string;
  /** What to set to be let in. */
  readonly credentials: string;
  readonly baseUrl: string | undefined;
  /** Whether this model has given any reply yet: what it refuses afterwards is one conversation's trouble. */
  readonly answered: boolean;
  readonly settings: ModelSettings;
  readonly now: number;
}

/** Failures of the address or the server rather than of the moment. */
const UNREACHABLE =
  /^(ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|ERR_TLS_\w+|ERR_SSL_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/;
const PASSING = new Set([408, 409, 425, 429, 529]);

// The providers' wordings, each as in test/model/wordings.ts.
const OVERFLOW =
  /context_length_exceeded|exceed_context_size|(maximum|available|model'?s?) context (length|size|window)|context (length|window|size|limit)[^.]* exceed|exceeds? (the |this |its )?(model'?s? )?(maximum )?context|(prompt|input|request)( token count)?[^.]{0,60} (is |are )?(too long|too large for (the|this) model|longer than)|input token count[^.]* exceeds|too many (input )?tokens|maximum prompt length|reduce the length of (the|your) (messages|prompt|input)|(prompt|input)[^.]{0,60} exceeds? the (configured |maximum allowed )?(limit|(input )?length)|input length and `?max_tokens`? exceed|longer than the (model'?s|maximum) (context|model) length|inputs`? tokens \+ `?max_new_tokens/i;
const OUTPUT_LIMIT_TOO_LARGE =
  /(?:max_tokens|max_completion_tokens|max_output_tokens)\D{0,80}?too large: (\d+)\D+?(?:context length|at most) ?(?:is )?(\d+)/i;
const REFUSED =
  /content_filter|content management policy|ResponsibleAIPolicyViolation|usage polic(y|ies)|flagged (as|by|input)|input was flagged|"?flagged_input|blocked by (our |the )?(content|safety)|content_policy_violation|PROHIBITED_CONTENT/i;
const SPENT =
  /insufficient_quota|billing_not_active|billing_hard_limit|credit balance is too low|insufficient (credits|balance)|requires more credits|payment required/i;
const BAD_KEY =
  /api[ _-]?key (is )?(not valid|invalid|expired)|(invalid|incorrect|expired|missing|no)[^.]{0,12} api[ _-]?key|API_KEY_INVALID|security token|UnrecognizedClientException/i;
const NO_TOOLS =
  /(does not|doesn't|not) support(s|ed)?[^.]{0,30} tool|tool (use|choice|calls?)[^.]{0,40}(requires?|not supported)|support tool use|tools param requires|enable-auto-tool-choice|tool-call-parser/i;
/** What providers call a setting, and the option that takes it away. */
const SETTINGS: readonly (readonly [keyof ModelSettings, RegExp, string])[] = [
  ['temperature', /temperature/i, '--temperature default'],
  ['topP', /\btop_?p\b/i, 'no --top-p'],
  ['reasoningEffort', /reasoning|effort|thinking/i, 'no --reasoning-effort, or one that this model knows'],
  ['seed', /\bseed\b/i, 'no --seed'],
  ['maxTokens', /max_?(completion_?|output_?|new_?)?tokens/i, 'a smaller --max-tokens'],
];
const NOT_SUPPORTED =
  /unsupported|not support|does not support|not allowed|deprecated|unknown (parameter|name|field)|unrecognized|invalid value|extra (inputs|fields)|not permitted|cannot be set|must be|may only|maximum allowed|too (large|high)|only the default/i;

/** Judges the last exchange of a try; `answer` is undefined if there was none. */
export function judge(answer: Answer | undefined, thrown: string, about: Circumstances): Verdict {
  if (answer === undefined) return refuse(`${about.name}: the request could not be made: ${thrown}`, about);
  if (answer.error !== undefined || answer.status === null) {
    return { ...retry(answer.error ?? thrown), unreachable: UNREACHABLE.test(answer.code ?? '') };
  }
  if (answer.status >= 200 && answer.status < 300) return judgeUnreadable(answer, thrown, about);
  return judgeStatus(answer.status, answer, about);
}

/** An answer that says 200 and yet is no reply: cut, not JSON, or an error that a proxy wrapped up. */
function judgeUnreadable(answer: Answer, thrown: string, about: Circumstances): Verdict {
  if (!answer.isJson) {
    const start = typeof answer.body === 'string' ? JSON.stringify(answer.body.slice(0, 60)) : 'nothing';
    return retry(`the answer is not JSON; it starts with ${start}`);
  }
  const { error, status } = (answer.body ?? {}) as { error?: { code?: unknown } | null; status?: unknown };
  if (typeof error === 'object' && error !== null) {
    const code = Number(error.code);
    if (code >= 400 && code < 600) return judgeStatus(code, answer, about);
    // OpenAI's Responses say `failed` with words in place of a status.
    if (typeof error.code === 'string' && !/server_error|timeout|overloaded|rate_limit/.test(error.code)) {
      return judgeStatus(400, answer, about);
    }
    if (status === 'failed') return retry(wordsOf(answer));
  }
  return retry(`the answer is JSON but not a reply (${thrown})`);
}

function judgeStatus(status: number, answer: Answer, about: Circumstances): Verdict {
  const words = wordsOf(answer);
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  const said = `${about.name}: the provider answered ${status}: ${words}`;
  if (SPENT.test(text) || status === 402) {
    return fatal(`${said}\nThe account has nothing left to spend. Check its plan and billing, then resume the run.`);
  }
  // Groq says 413 to what is too much for one minute.
  if (PASSING.has(status) || (status === 413 && /rate_limit|tokens per/i.test(text))) {
    const afterSeconds = waitAsked(answer, about.now);
    return { ...retry(`${status}: ${words}`), ...(afterSeconds === undefined ? {} : { afterSeconds }) };
  }
  if (OVERFLOW.test(text)) {
    const limit = OUTPUT_LIMIT_TOO_LARGE.exec(text);
    if (limit === null || Number(limit[1]) < Number(limit[2])) return graded('token-limit', said);
  }
  if (status === 413) return graded('token-limit', said);
  if (REFUSED.test(text) && status < 500) return graded('refused', said);
  if (NO_TOOLS.test(text) && !about.answered) {
    return fatal(`${said}\nThis model or its server takes no native tool calls. Set --tool-mode text.`);
  }
  if (status === 401 || status === 403 || (status < 500 && BAD_KEY.test(text))) {
    return fatal(`${said}\nSet ${about.credentials} to a key that may use this model${at(about)}.`);
  }
  if (status === 404 || status === 405 || (status >= 300 && status < 400)) {
    const where = status === 404 ? '' : ` (${answer.headers.location ?? 'it takes no such requests'})`;
    return fatal(
      `${said}${where}\nCheck the model’s name, "${about.name.replace(/^[^/]*\//, '')}", and the base URL${at(about)}.`,
    );
  }
  if (status >= 500) {
    const afterSeconds = waitAsked(answer, about.now);
    return { ...retry(`${status}: ${words}`), ...(afterSeconds === undefined ? {} : { afterSeconds }) };
  }
  return refuse(said, about, answer);
}

/** A refusal for a reason of its own: of every request, as far as one can know, until one was answered. */
function refuse(said: string, about: Circumstances, answer?: Answer): Verdict {
  if (about.answered) return { kind: 'final', error: new InfrastructureError(`${said} (it answered other requests)`) };
  const words = answer === undefined ? said : (parameterIn(answer) ?? wordsOf(answer));
  const setting = SETTINGS.find(([key, pattern]) => about.settings[key] !== undefined && pattern.test(words));
  return setting !== undefined && NOT_SUPPORTED.test(said)
    ? fatal(`${said}\nThis model does not take a setting. Set ${setting[2]}.`)
    : fatal(`${said}\nEvery request would fare the same: check the model and its settings.`);
}

function at({ baseUrl }: Circumstances): string {
  return baseUrl === undefined ? '' : ` (requests go to ${baseUrl})`;
}

function retry(why: string): Extract<Verdict, { kind: 'retry' }> {
  return { kind: 'retry', why };
}

function fatal(message: string): Verdict {
  return { kind: 'final', error: new FatalProviderError(message) };
}

function graded(ending: GradedFailure['ending'], message: string): Verdict {
  return { kind: 'final', error: new GradedFailure(ending, message) };
}

/** The provider's own words, wherever it puts them. */
function wordsOf({ body }: Answer): string {
  const words = find(body);
  const text = words ?? (typeof body === 'string' ? body : body === null ? 'no further words' : JSON.stringify(body));
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

function find(body: unknown): string | undefined {
  const value = Array.isArray(body) ? body[0] : body;
  if (typeof value !== 'object' || value === null) return undefined;
  const { error, message, Message, detail } = value as Record<string, unknown>;
  if (typeof error === 'string') return error;
  // OpenRouter says "Provider returned error" and keeps what was said in `metadata.raw`.
  if (typeof error === 'object' && error !== null) {
    const { metadata } = error as { metadata?: { raw?: unknown } | null };
    const raw = typeof metadata?.raw === 'string' ? ` (${metadata.raw})` : '';
    const inner = find(error);
    return inner === undefined ? undefined : `${inner}${raw}`;
  }
  return [message, Message, detail].find((words): words is string => typeof words === 'string' && words !== '');
}

function parameterIn({ body }: Answer): string | undefined {
  const parameter = (body as { error?: { param?: unknown } } | null)?.error?.param;
  return typeof parameter === 'string' && parameter !== '' ? parameter : undefined;
}

/** How long the provider asks to wait: `retry-after-ms`, `Retry-After` (seconds or a date), or Google's RetryInfo. */
export function waitAsked({ headers, body }: Answer, now: number): number | undefined {
  const milliseconds = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (milliseconds >= 0) return milliseconds / 1000;
  const after = headers['retry-after'];
  if (after !== undefined) {
    const seconds = Number(after.trim() === '' ? Number.NaN : after);
    if (seconds >= 0) return seconds;
    const date = Date.parse(after);
    if (!Number.isNaN(date)) return Math.max(0, (date - now) / 1000);
  }
  const error = ((Array.isArray(body) ? body[0] : body) as { error?: { details?: unknown } } | null)?.error;
  const details = Array.isArray(error?.details) ? (error.details as { retryDelay?: unknown }[]) : [];
  const delay = details
    .map((detail) => /^([\d.]+)s$/.exec(String(detail?.retryDelay))?.[1])
    .find((s) => s !== undefined);
  return delay === undefined ? undefined : Number(delay);
}

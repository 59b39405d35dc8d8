/**
 * OpenML's public interface (openml.org/apis, JSON), as far as curation uses it. Numbers come as text, and a list of one as
 * the one itself; both are read. "No results" is answered with status 412 and code 372, and ends a listing.
 */
import { z } from 'zod';
import { getJson, type Refusal, type Service } from '../fetch.ts';

const whole = z.union([z.number(), z.string().regex(/^\d+$/)]).transform(Number);
const text = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' ? value : ''));
const texts = z
  .unknown()
  .optional()
  .transform((value): string[] => {
    const list = Array.isArray(value) ? value : [value];
    // Several names come in one text at times, with commas between.
    return list.filter((item): item is string => typeof item === 'string' && item.trim() !== '');
  });

export const LISTED = z.object({ did: whole, name: z.string(), status: text, format: text });

export const DESCRIPTION = z.object({
  id: whole,
  name: z.string(),
  version: z.union([z.string(), z.number()]).transform(String),
  description: text,
  format: text,
  licence: text,
  creator: texts,
  url: text,
  parquet_url: text,
  md5_checksum: text,
  default_target_attribute: texts,
  row_id_attribute: texts,
  ignore_attribute: texts,
  tag: texts,
});
export type Description = z.infer<typeof DESCRIPTION>;

export const FEATURE = z.object({
  name: z.string(),
  data_type: text,
  is_ignore: text,
  is_row_identifier: text,
});
export type Feature = z.infer<typeof FEATURE>;

const LIST_ANSWER = z.object({ data: z.object({ dataset: z.array(z.unknown()) }) });
const DESCRIPTION_ANSWER = z.object({ data_set_description: DESCRIPTION });
const FEATURES_ANSWER = z.object({ data_features: z.object({ feature: z.union([z.array(FEATURE), FEATURE]) }) });
const NO_RESULTS = z.object({ error: z.object({ code: z.union([z.literal('372'), z.literal(372)]) }) });

export type Told<T> = { readonly ok: true; readonly value: T } | Refusal;

export interface OpenmlApi {
  /** Active datasets from the offset on, unchecked; none past the end. */
  list(offset: number, limit: number, signal?: AbortSignal): Promise<Told<readonly unknown[]>>;
  describe(id: number, signal?: AbortSignal): Promise<Told<Description>>;
  features(id: number, signal?: AbortSignal): Promise<Told<readonly Feature[]>>;
}

/** @param base `https://www.openml.org/api/v1/json` */
export function openmlApi(service: Service, base: string): OpenmlApi {
  const ask = async <T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<Told<T>> => {
    const reply = await getJson(service, `${base}/${path}`, signal);
    if (!reply.ok) return reply;
    const value = schema.safeParse(reply.value);
    if (value.success) return { ok: true, value: value.data };
    const { path: where, message } = value.error.issues[0]!;
    const words = `${service.name} (${base}/${path}): expected another answer; ${where.join('.')}: ${message}`;
    return { ok: false, status: 200, words, text: '' };
  };
  return {
    list: async (offset, limit, signal) => {
      const told = await ask(`data/list/status/active/limit/${limit}/offset/${offset}`, LIST_ANSWER, signal);
      if (told.ok) return { ok: true, value: told.value.data.dataset };
      return told.status === 412 && NO_RESULTS.safeParse(parsed(told.text)).success ? { ok: true, value: [] } : told;
    },
    describe: async (id, signal) => {
      const told = await ask(`data/${id}`, DESCRIPTION_ANSWER, signal);
      return told.ok ? { ok: true, value: told.value.data_set_description } : told;
    },
    features: async (id, signal) => {
      const told = await ask(`data/features/${id}`, FEATURES_ANSWER, signal);
      return told.ok ? { ok: true, value: [told.value.data_features.feature].flat() } : told;
    },
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

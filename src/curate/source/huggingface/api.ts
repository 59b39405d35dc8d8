/** The Hugging Face hub's public interface (huggingface.co/docs/hub/api), as far as curation uses it. */
import { z } from 'zod';
import { get, getJson, type Refusal, type Service } from '../fetch.ts';

const text = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' ? value : ''));
const texts = z
  .unknown()
  .optional()
  .transform((value) => [value].flat().filter((item): item is string => typeof item === 'string'));

/** What a card says of the data: of one configuration, or of each. */
const INFO = z.looseObject({
  features: z
    .array(z.looseObject({ name: text }))
    .nullish()
    .catch(null),
});

/** A dataset as it is listed in full. */
export const LISTED = z.object({
  id: z.string().regex(/^(?!\.+(\/|$))[\w.-]+(\/(?!\.+$)[\w.-]+)?$/),
  sha: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/)
    .nullish(),
  author: text,
  description: text,
  private: z.boolean().nullish(),
  disabled: z.boolean().nullish(),
  /** False, or how access is given: `auto`, `manual`. */
  gated: z.union([z.boolean(), z.string()]).nullish(),
  tags: texts,
  cardData: z
    .looseObject({
      license: texts,
      license_name: text,
      pretty_name: text,
      dataset_info: z
        .union([INFO.transform((info) => [info]), z.array(INFO)])
        .nullish()
        .catch(null),
      configs: z
        .array(z.looseObject({ config_name: text, default: z.unknown().optional() }))
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});
export type ListedDataset = z.infer<typeof LISTED>;

/** A file of a revision. */
export const FILE = z.object({
  rfilename: z.string(),
  size: z.number().nullish(),
  lfs: z.looseObject({ sha256: z.string().optional() }).nullish().catch(null),
});
export type RevisionFile = z.infer<typeof FILE>;
const REVISION = z.object({ sha: z.string(), siblings: z.array(FILE).nullish() });

/** Addresses by configuration and split. */
const PARQUET = z.record(z.string(), z.record(z.string(), z.array(z.string())));

export type Told<T> = { readonly ok: true; readonly value: T } | Refusal;

export interface Page {
  readonly entries: readonly unknown[];
  /** Address of the next page. */
  readonly next: string | null;
}

export interface HuggingfaceApi {
  /** Address of a listing's first page. */
  first(category: string): string;
  page(url: string, signal?: AbortSignal): Promise<Told<Page>>;
  /** Files of a commit or branch, with their sizes and checksums. */
  revision(
    id: string,
    revision: string,
    signal?: AbortSignal,
  ): Promise<Told<{ readonly sha: string; readonly files: readonly RevisionFile[] }>>;
  /** Where its conversion to Parquet is, by configuration and split. */
  parquet(id: string, signal?: AbortSignal): Promise<Told<z.infer<typeof PARQUET>>>;
  /** The dataset's card without its data; '' when there is none. */
  card(id: string, sha: string, signal?: AbortSignal): Promise<string>;
  fileUrl(id: string, sha: string, file: string): string;
}

/** @param base `https://huggingface.co` */
export function huggingfaceApi(service: Service, base: string): HuggingfaceApi {
  const ask = async <T>(url: string, schema: z.ZodType<T>, signal?: AbortSignal) => {
    const reply = await getJson(service, url, signal);
    if (!reply.ok) return reply;
    const value = schema.safeParse(reply.value);
    if (value.success) return { ok: true as const, value: value.data, headers: reply.headers };
    const { path: where, message } = value.error.issues[0]!;
    const words = `${service.name} (${url.split('?')[0]}): expected another answer; ${where.join('.')}: ${message}`;
    return { ok: false as const, status: 200, words, text: '' };
  };
  return {
    first: (category) => {
      const query = new URLSearchParams({ filter: `task_categories:${category}`, full: 'true', limit: '100' });
      return `${base}/api/datasets?${query}`;
    },
    page: async (url, signal) => {
      const told = await ask(url, z.array(z.unknown()), signal);
      if (!told.ok) return told;
      const next = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(told.headers.link ?? '')?.[1];
      return { ok: true, value: { entries: told.value, next: next === undefined ? null : new URL(next, url).href } };
    },
    revision: async (id, revision, signal) => {
      const url = `${base}/api/datasets/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
      const told = await ask(url, REVISION, signal);
      return told.ok ? { ok: true, value: { sha: told.value.sha, files: told.value.siblings ?? [] } } : told;
    },
    parquet: (id, signal) => ask(`${base}/api/datasets/${id}/parquet`, PARQUET, signal),
    card: async (id, sha, signal) => {
      const reply = await get(service, `${base}/datasets/${id}/raw/${sha}/README.md`, signal);
      return reply.ok ? reply.text.replace(/^\uFEFF?---\r?\n[\s\S]*?\r?\n---\r?\n?/, '').trim() : '';
    },
    fileUrl: (id, sha, file) =>
      `${base}/datasets/${id}/resolve/${sha}/${file.split('/').map(encodeURIComponent).join('/')}`,
  };
}

/**
 * Kaggle's public interface, version 1, as far as curation uses it: each call one function, each answer checked and cut
 * to what is used. Answers come bare (`[…]`, `{"datasetId": …}`) from some versions of the service and wrapped
 * (`{"datasets": […]}`, `{"info": …}`) from others; both are read.
 */
import { z } from 'zod';
import { get, getJson, type Refusal, type Service } from '../fetch.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const count = z
  .number()
  .nullish()
  .transform((value) => value ?? null);

/** A dataset as it is listed: `data_info` of the published layout. */
export const LISTED = z.object({
  ref: z.string().regex(/^(?!\.+\/)[\w.-]+\/(?!\.+$)[\w.-]+$/),
  title: text,
  subtitle: text,
  ownerName: text,
  creatorName: text,
  licenseName: text,
  lastUpdated: text,
  totalBytes: count,
  usabilityRating: count,
  currentVersionNumber: count,
});
export type ListedDataset = z.infer<typeof LISTED>;

/** Its metadata record: `meta_data` of the published layout. */
export const METADATA = z.object({
  title: text,
  subtitle: text,
  description: text,
  keywords: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
  licenses: z
    .array(z.object({ name: text }))
    .nullish()
    .transform((value) => value ?? []),
});
export type Metadata = z.infer<typeof METADATA>;

const METADATA_ANSWER = z
  .looseObject({})
  .transform((value): unknown => value.info ?? value)
  .pipe(METADATA);

export const FILE = z.object({
  name: z.string(),
  description: text,
  totalBytes: count,
  columns: z
    .array(z.object({ name: text, description: text }))
    .nullish()
    .transform((value) => value ?? []),
});
export type DatasetFile = z.infer<typeof FILE>;

const PAGE = z.union([
  z.array(z.unknown()),
  z.object({ datasets: z.array(z.unknown()).nullish() }).transform(({ datasets }) => datasets ?? []),
]);
const FILES = z.object({
  datasetFiles: z
    .array(FILE)
    .nullish()
    .transform((value) => value ?? []),
  nextPageToken: text,
});
const ERROR = z.object({ errorMessage: z.string().min(1) });

/** A value, or what the service says instead of it. */
export type Told<T> = { readonly ok: true; readonly value: T } | Refusal;

const MAX_FILE_PAGES = 20;

export interface KaggleApi {
  /** One page of a listing, its entries unchecked; parameters as the service names them. */
  list(parameters: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Told<readonly unknown[]>>;
  view(ref: string, signal?: AbortSignal): Promise<Told<ListedDataset>>;
  metadata(ref: string, signal?: AbortSignal): Promise<Told<Metadata>>;
  /** Of a version, all pages. */
  files(ref: string, version: number, signal?: AbortSignal): Promise<Told<readonly DatasetFile[]>>;
  /** Croissant's JSON-LD; null when there is none. */
  croissant(ref: string, signal?: AbortSignal): Promise<unknown>;
  /** Where a version is downloaded: an archive, or the file itself where there is but one. */
  downloadUrl(ref: string, version: number): string;
}

/** @param base `https://www.kaggle.com/api/v1` */
export function kaggleApi(service: Service, base: string): KaggleApi {
  const ask = async <T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<Told<T>> => {
    const url = `${base}/${path}`;
    const reply = await getJson(service, url, signal);
    if (!reply.ok) return reply;
    const error = ERROR.safeParse(reply.value);
    if (error.success) return said(404, `${service.name} (${url}) says: ${error.data.errorMessage.slice(0, 200)}`);
    const value = schema.safeParse(reply.value);
    if (value.success) return { ok: true, value: value.data };
    const issue = value.error.issues[0];
    return said(200, `${service.name} (${url}): expected another answer; ${issue?.path.join('.')}: ${issue?.message}`);
  };
  return {
    list: (parameters, signal) => ask(`datasets/list?${new URLSearchParams(parameters)}`, PAGE, signal),
    view: (ref, signal) => ask(`datasets/view/${ref}`, LISTED, signal),
    metadata: (ref, signal) => ask(`datasets/metadata/${ref}`, METADATA_ANSWER, signal),
    files: async (ref, version, signal) => {
      const files: DatasetFile[] = [];
      let token = '';
      for (let page = 0; page < MAX_FILE_PAGES; page += 1) {
        const query = new URLSearchParams({
          datasetVersionNumber: `${version}`,
          ...(token === '' ? {} : { pageToken: token }),
        });
        const told = await ask(`datasets/list/${ref}?${query}`, FILES, signal);
        if (!told.ok) return told;
        files.push(...told.value.datasetFiles);
        token = told.value.nextPageToken;
        if (token === '') break;
      }
      return { ok: true, value: files };
    },
    croissant: async (ref, signal) => {
      const reply = await get(service, `${new URL(base).origin}/datasets/${ref}/croissant/download`, signal);
      if (!reply.ok) return null;
      try {
        return JSON.parse(reply.text) as unknown;
      } catch {
        return null;
      }
    },
    downloadUrl: (ref, version) => `${base}/datasets/download/${ref}?datasetVersionNumber=${version}`,
  };
}

function said(status: number, words: string): Refusal {
  return { ok: false, status, words, text: '' };
}

/**
 * Source of datasets: the Hugging Face hub (huggingface.co). Lists public datasets of the three tabular task categories,
 * takes each one's card as its description, and fetches one table pinned by a commit: see huggingface/table-file.ts.
 * Datasets behind a gate are not asked for, even with a token that would open it: what is made of them is public.
 */
import { join } from 'node:path';
import { z } from 'zod';
import type { Source } from '../dataset.ts';
import type { Frame } from '../frame.ts';
import { isRejection, type Rejection, reject } from '../rejection.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { describedInText } from './described-in-text.ts';
import { distinctIds, idPart, saysSynthetic } from './description.ts';
import type { Service } from './fetch.ts';
import { type HuggingfaceApi, huggingfaceApi, LISTED, type ListedDataset, type Page } from './huggingface/api.ts';
import { tableFileOf } from './huggingface/table-file.ts';
import { type Journal, keepFile, openJournal, recallFile } from './journal.ts';
import { loadAgain, loadTable } from './load-table.ts';
import {
  baseOf,
  type Listed,
  licenceOfAll,
  MAX_BYTES,
  nonsense,
  type RemoteOptions,
  refusedListing,
  tolerance,
} from './remote.ts';

const BASE = 'https://huggingface.co';
const CATEGORIES = ['tabular-classification', 'tabular-regression', 'time-series-forecasting'] as const;
const SIGN_IN = 'Set HF_TOKEN to a token of yours (huggingface.co/settings/tokens) if it wants one.';

const PAGE = z.object({ entries: z.array(z.unknown()), next: z.string().nullable() });
const RECORD = z.object({ card: z.string() });

interface Context {
  readonly options: RemoteOptions;
  readonly service: Service;
  readonly api: HuggingfaceApi;
  readonly folder: string;
}

export function huggingfaceSource(options: RemoteOptions): Source {
  return { name: 'huggingface', list: (signal) => list(options, signal) };
}

async function* list(options: RemoteOptions, signal: AbortSignal | undefined): AsyncGenerator<Listed> {
  const base = baseOf(options.baseUrl ?? options.env.HF_ENDPOINT, BASE);
  const token = (options.env.HF_TOKEN ?? options.env.HUGGING_FACE_HUB_TOKEN ?? '').trim();
  const service: Service = {
    name: 'Hugging Face',
    env: options.env,
    clock: options.clock ?? SYSTEM_CLOCK,
    credentials: token === '' ? null : { origin: new URL(base).origin, header: `Bearer ${token}`, secret: token },
    signIn: SIGN_IN,
    gate: { opens: 0 },
  };
  const folder = join(options.cache, 'huggingface');
  const context: Context = { options, service, api: huggingfaceApi(service, base), folder };
  await using journal = await openJournal(folder);
  const { limit = Number.POSITIVE_INFINITY } = options;
  const seen = new Set<string>();
  const distinct = distinctIds();
  const tolerate = tolerance();
  for await (const entry of entries(context.api, journal, signal)) {
    if (seen.size >= limit) return;
    const listed = LISTED.safeParse(entry);
    const name = listed.success ? listed.data.id : nameOf(entry);
    if (seen.has(name)) continue;
    seen.add(name);
    const id = distinct(idOf(name));
    if (!listed.success) {
      yield { id, rejection: nonsense('Hugging Face', listed.error) };
      continue;
    }
    const told = await tolerate(() => describe(listed.data, id, context, signal));
    yield isRejection(told) ? { id, rejection: told } : told;
  }
}

async function* entries(
  api: HuggingfaceApi,
  journal: Journal,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown> {
  const asked = new Set<string>();
  for (const category of CATEGORIES) {
    let url: string | null = api.first(category);
    while (url !== null && !asked.has(url)) {
      asked.add(url);
      const { entries: found, next } = await page(url);
      yield* found;
      url = next;
    }
  }

  async function page(url: string): Promise<Page> {
    const before = journal.recall(url, PAGE);
    if (before !== undefined) return before;
    const told = await api.page(url, signal);
    if (!told.ok) return refusedListing(told);
    await journal.keep(url, told.value);
    return told.value;
  }
}

/** The oldest datasets have no owner. */
function idOf(name: string): string {
  const [owner, ...rest] = name.includes('/') ? name.split('/') : ['huggingface', name];
  return `${idPart(owner!, 'owner')}_${idPart(rest.join('/'), 'name')}`;
}

function nameOf(entry: unknown): string {
  const named = z.looseObject({ id: z.string() }).safeParse(entry);
  return named.success ? named.data.id : JSON.stringify(entry).slice(0, 60);
}

async function describe(
  listed: ListedDataset,
  id: string,
  context: Context,
  signal: AbortSignal | undefined,
): Promise<Listed> {
  const closed = closedness(listed);
  if (closed !== null) return { id, rejection: closed };
  const sha = listed.sha!;
  const path = join(context.folder, 'records', `${id}.${sha}.json`);
  let record = await recallFile(path, RECORD);
  if (record === undefined) {
    record = { card: await context.api.card(listed.id, sha, signal) };
    await keepFile(path, record);
  }
  const { cardData, tags } = listed;
  const names = (cardData?.dataset_info ?? []).flatMap(({ features }) => (features ?? []).map(({ name }) => name));
  const title = cardData?.pretty_name || listed.id.split('/').at(-1)!;
  const named = cardData?.license_name ? [cardData.license_name] : (cardData?.license ?? []);
  const tagged = tags.filter((tag) => tag.startsWith('license:')).map((tag) => tag.slice('license:'.length));
  return {
    id,
    source: 'huggingface',
    title,
    description: record.card || listed.description,
    columnDescriptions: describedInText(record.card, names),
    licence: licenceOfAll(named.length > 0 ? named : tagged),
    synthetic: saysSynthetic([title, record.card, listed.description], tags),
    tags,
    version: sha,
    author: listed.author || listed.id.split('/')[0]!,
    url: `https://huggingface.co/datasets/${listed.id}/tree/${sha}`,
    usability: null,
    suggestedTargets: [],
    load: (loading) => load(listed, id, context, loading),
  };
}

function closedness({ private: hidden, disabled, gated, sha }: ListedDataset): Rejection | null {
  if (hidden === true) return reject('source', 'private', 'it is private, and what is made of it would be public');
  if (disabled === true) return reject('source', 'disabled', 'Hugging Face has disabled it');
  if (gated !== undefined && gated !== null && gated !== false) {
    return reject('source', 'gated', 'its owner gives access to those alone who ask, so that it is not open');
  }
  if (!sha)
    return reject('source', 'version-unknown', 'Hugging Face tells no commit of it, so that it can’t be pinned');
  return null;
}

async function load(
  listed: ListedDataset,
  id: string,
  { api, service, folder, options }: Context,
  signal: AbortSignal | undefined,
): Promise<Frame | Rejection> {
  const sha = listed.sha!;
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  const target = join(folder, 'files', `${id}.${sha}`);
  const before = await loadAgain(target);
  if (before !== null) return before;
  const file = await tableFileOf(api, listed, { sha, maxBytes, signal });
  if (isRejection(file)) return file;
  return await loadTable({
    service,
    folder: target,
    url: file.url,
    names: [file.name],
    checksum: file.sha256 === null ? null : { algorithm: 'sha256', digest: file.sha256 },
    maxBytes,
    signal,
  });
}

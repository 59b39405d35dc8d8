/**
 * Source of datasets: Kaggle (kaggle.com), as its public interface gives them. Lists by tag, licence group and size, reads
 * each dataset's metadata record, files and columns, and downloads a pinned version when its turn comes. Whether the
 * licence is open is not asked here: a gate judges the metadata record's. Files stay in the cache folder.
 */
import { join } from 'node:path';
import { z } from 'zod';
import type { RawDataset, Source } from '../dataset.ts';
import type { Frame } from '../frame.ts';
import { isRejection, type Rejection, reject } from '../rejection.ts';
import { isTable } from './archive.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { readCroissant } from './croissant.ts';
import { describedInText } from './described-in-text.ts';
import { distinctIds, idPart, saysSynthetic } from './description.ts';
import type { Service } from './fetch.ts';
import { keepFile, openJournal, recallFile } from './journal.ts';
import { accountOf, SIGN_IN } from './kaggle/account.ts';
import { FILE, type KaggleApi, kaggleApi, LISTED, type ListedDataset, METADATA } from './kaggle/api.ts';
import { type Item, listAll, type Tag } from './kaggle/listing.ts';
import { loadTable } from './load-table.ts';
import {
  baseOf,
  type Listed,
  licenceOfAll,
  MAX_BYTES,
  nonsense,
  type RemoteOptions,
  rejectionOf,
  tolerance,
} from './remote.ts';

const BASE = 'https://www.kaggle.com/api/v1';

export interface KaggleOptions extends RemoteOptions {
  /** Datasets of less are listed as rejected, before anything else is asked about them. */
  readonly minUsability?: number;
  readonly tags?: readonly Tag[];
  /** Where listings end. */
  readonly lastPage?: number;
}

const RECORD = z.object({
  metadata: METADATA,
  files: z.array(FILE),
  columns: z.record(z.string(), z.string()),
});
type Record_ = z.infer<typeof RECORD>;

export function kaggleSource(options: KaggleOptions): Source {
  return { name: 'kaggle', list: (signal) => list(options, signal) };
}

async function* list(options: KaggleOptions, signal: AbortSignal | undefined): AsyncGenerator<Listed> {
  const base = baseOf(options.baseUrl ?? options.env.KAGGLE_BASE_URL, BASE);
  const service: Service = {
    name: 'Kaggle',
    env: options.env,
    clock: options.clock ?? SYSTEM_CLOCK,
    credentials: accountOf(options.env, new URL(base).origin),
    signIn: SIGN_IN,
    gate: { opens: 0 },
  };
  const api = kaggleApi(service, base);
  const folder = join(options.cache, 'kaggle');
  await using journal = await openJournal(folder);
  const { tags, lastPage, maxBytes = MAX_BYTES, limit = Number.POSITIVE_INFINITY } = options;
  const context: Context = { options: { ...options, maxBytes }, service, api, folder, signal };
  const seen = new Set<string>();
  const distinct = distinctIds();
  const tolerate = tolerance();
  const items = listAll(api, journal, {
    maxBytes,
    signal,
    ...(tags === undefined ? {} : { tags }),
    ...(lastPage === undefined ? {} : { lastPage }),
  });
  for await (const item of items) {
    if (seen.size >= limit) return;
    const name = nameOf(item);
    if (seen.has(name)) continue;
    seen.add(name);
    const id = distinct(idOf(name));
    const told = await tolerate(() => describe(item, id, context));
    yield isRejection(told) ? { id, rejection: told } : told;
  }
}

interface Context {
  readonly options: KaggleOptions & { maxBytes: number };
  readonly service: Service;
  readonly api: KaggleApi;
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
}

const REF = z.looseObject({ ref: z.string() });

/** By which it is told from others: `owner/slug`. */
function nameOf(item: Item): string {
  if ('cut' in item) return `kaggle/${item.cut.tag.name}-${item.cut.licence}-${item.cut.minBytes}`;
  return REF.safeParse(item.entry).data?.ref ?? `kaggle/${JSON.stringify(item.entry).slice(0, 60)}`;
}

function idOf(name: string): string {
  const [owner, ...rest] = name.split('/');
  return `${idPart(owner!, 'owner')}_${idPart(rest.join('/'), 'name')}`;
}

async function describe(item: Item, id: string, context: Context): Promise<Listed> {
  if ('cut' in item) {
    const { tag, licence, minBytes, maxBytes } = item.cut;
    const where = `${tag.name}, licence group ${licence}, ${minBytes} to ${maxBytes} bytes`;
    return { id, rejection: reject('source', 'listing-cut', `more datasets than Kaggle lists: ${where}`) };
  }
  const { minUsability = 0.9 } = context.options;
  const entry = LISTED.safeParse(item.entry);
  if (!entry.success) return { id, rejection: nonsense('Kaggle', entry.error) };
  const usability = entry.data.usabilityRating;
  if (usability !== null && usability < minUsability) {
    const words = `expected a usability rating of at least ${minUsability}, found ${usability}`;
    return { id, rejection: reject('source', 'usability-low', words, usability) };
  }
  const listed = await pinned(entry.data, context);
  if (isRejection(listed)) return { id, rejection: listed };
  const record = await recordOf(listed, id, context);
  return isRejection(record) ? { id, rejection: record } : rawDataset(listed, id, { record, context });
}

type Pinned = ListedDataset & { readonly currentVersionNumber: number };

/** Some listings leave the version out, which the dataset's own entry has. */
async function pinned(listed: ListedDataset, { api, signal }: Context): Promise<Pinned | Rejection> {
  if (listed.currentVersionNumber !== null) return { ...listed, currentVersionNumber: listed.currentVersionNumber };
  const told = await api.view(listed.ref, signal);
  if (!told.ok) return rejectionOf(told);
  const version = told.value.currentVersionNumber;
  if (version !== null) return { ...told.value, currentVersionNumber: version };
  return reject('source', 'version-unknown', `Kaggle tells no version of ${listed.ref}, so that it can't be pinned`);
}

async function recordOf(listed: Pinned, id: string, context: Context): Promise<Record_ | Rejection> {
  const { api, folder, signal } = context;
  const path = join(folder, 'records', `${id}.v${listed.currentVersionNumber}.json`);
  const before = await recallFile(path, RECORD);
  if (before !== undefined) return before;
  const metadata = await api.metadata(listed.ref, signal);
  if (!metadata.ok) return rejectionOf(metadata);
  const files = await api.files(listed.ref, listed.currentVersionNumber, signal);
  if (!files.ok) return rejectionOf(files);
  const told = files.value.flatMap(({ columns: all }) => all);
  const named = told.filter(({ description }) => description.trim() !== '');
  const columns =
    named.length > 0
      ? Object.fromEntries(named.map(({ name, description }) => [name, description.trim()]))
      : described(await api.croissant(listed.ref, signal));
  const record = { metadata: metadata.value, files: [...files.value], columns };
  await keepFile(path, record);
  return record;
}

/** Columns of all files; of two of one name the first counts. */
function described(croissant: unknown): Record<string, string> {
  const columns = (readCroissant(croissant)?.files ?? []).flatMap((file) => Object.entries(file.columns));
  return Object.fromEntries(columns.reverse());
}

function rawDataset(
  listed: Pinned,
  id: string,
  { record, context }: { record: Record_; context: Context },
): RawDataset | { id: string; rejection: Rejection } {
  const { metadata, files, columns } = record;
  if (files.length > 0 && !files.some(({ name }) => isTable(name) || /\.zip$/i.test(name))) {
    const words = `expected a table among its files, found ${files.slice(0, 5).map(({ name }) => name)}`;
    return { id, rejection: reject('source', 'no-table', words, files.length) };
  }
  const title = metadata.title || listed.title;
  const subtitle = metadata.subtitle || listed.subtitle;
  const abouts = files.filter(({ name }) => isTable(name)).map(({ description }) => description);
  const description = [subtitle, metadata.description, ...new Set(abouts)].filter((part) => part !== '').join('\n\n');
  const names = files.flatMap((file) => file.columns.map(({ name }) => name));
  return {
    id,
    source: 'kaggle',
    title,
    description,
    columnDescriptions: { ...describedInText(description, names), ...columns },
    licence: licenceOfAll(metadata.licenses.map(({ name }) => name)),
    synthetic: saysSynthetic([title, description], metadata.keywords),
    tags: metadata.keywords,
    version: `${listed.currentVersionNumber}`,
    author: listed.ownerName || listed.creatorName || listed.ref.split('/')[0]!,
    url: `https://www.kaggle.com/datasets/${listed.ref}/versions/${listed.currentVersionNumber}`,
    usability: listed.usabilityRating,
    suggestedTargets: [],
    load: (signal) => load(listed, id, { files: files.map(({ name }) => name), context, signal }),
  };
}

async function load(
  { ref, currentVersionNumber: version }: Pinned,
  id: string,
  { files, context, signal }: { files: readonly string[]; context: Context; signal: AbortSignal | undefined },
): Promise<Frame | Rejection> {
  const { service, api, options } = context;
  return await loadTable({
    service,
    folder: join(context.folder, 'files', `${id}.v${version}`),
    url: api.downloadUrl(ref, version),
    // An archive of all files, or the one file as it is.
    names: files,
    maxBytes: options.maxBytes,
    signal,
  });
}

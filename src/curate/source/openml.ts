/**
 * Source of datasets: OpenML (openml.org). Lists its active datasets page by page, reads each one's description and
 * features, and fetches its Parquet file, or its ARFF file where there is no other. Columns that OpenML marks as row
 * numbers or to be ignored are left out of the table; its default target is suggested.
 */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import type { Source } from '../dataset.ts';
import { type Column, type Frame, makeFrame } from '../frame.ts';
import { isRejection, type Rejection, reject } from '../rejection.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { describedInText } from './described-in-text.ts';
import { idPart, saysSynthetic } from './description.ts';
import type { Service } from './fetch.ts';
import { type Journal, keepFile, openJournal, recallFile } from './journal.ts';
import { loadTable } from './load-table.ts';
import { DESCRIPTION, FEATURE, LISTED, type OpenmlApi, openmlApi } from './openml/api.ts';
import { readArff } from './openml/arff.ts';
import type { ReadTable } from './pick-table.ts';
import { readTable } from './read/table.ts';
import {
  baseOf,
  type Listed,
  licenceOfAll,
  MAX_BYTES,
  nonsense,
  type RemoteOptions,
  refusedListing,
  rejectionOf,
  tolerance,
} from './remote.ts';

const BASE = 'https://www.openml.org/api/v1/json';
const PAGE_SIZE = 1000;

export interface OpenmlOptions extends RemoteOptions {
  readonly pageSize?: number;
}

const PAGE = z.array(z.unknown());
const RECORD = z.object({ description: DESCRIPTION, features: z.array(FEATURE) });
type Record_ = z.infer<typeof RECORD>;

interface Context {
  readonly options: OpenmlOptions;
  readonly service: Service;
  readonly api: OpenmlApi;
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
}

export function openmlSource(options: OpenmlOptions): Source {
  return { name: 'openml', list: (signal) => list(options, signal) };
}

async function* list(options: OpenmlOptions, signal: AbortSignal | undefined): AsyncGenerator<Listed> {
  const base = baseOf(options.baseUrl ?? options.env.OPENML_BASE_URL, BASE);
  const service: Service = {
    name: 'OpenML',
    env: options.env,
    clock: options.clock ?? SYSTEM_CLOCK,
    credentials: null,
    signIn: 'The dataset is not public, or OpenML refuses this machine.',
    gate: { opens: 0 },
  };
  const folder = join(options.cache, 'openml');
  const context: Context = { options, service, api: openmlApi(service, base), folder, signal };
  await using journal = await openJournal(folder);
  const { limit = Number.POSITIVE_INFINITY } = options;
  const seen = new Set<string>();
  const tolerate = tolerance();
  for await (const entry of entries(context, journal)) {
    if (seen.size >= limit) return;
    const listed = LISTED.safeParse(entry);
    if (!listed.success) {
      const id = `openml_${idPart(JSON.stringify(entry), 'name')}`;
      if (!seen.has(id)) yield { id, rejection: nonsense('OpenML', listed.error) };
      seen.add(id);
      continue;
    }
    const { did, name, format } = listed.data;
    const id = `openml_${idPart(name, 'name')}-${did}`;
    if (seen.has(id)) continue;
    seen.add(id);
    if (/sparse/i.test(format)) {
      yield { id, rejection: reject('source', 'sparse-table', 'its rows are sparse, which are not read') };
      continue;
    }
    const record = await tolerate(() => recordOf(did, context));
    yield isRejection(record) ? { id, rejection: record } : rawDataset(id, record, context);
  }
}

async function* entries({ api, options, signal }: Context, journal: Journal): AsyncGenerator<unknown> {
  const { pageSize = PAGE_SIZE } = options;
  for (let offset = 0; ; offset += pageSize) {
    const name = `active from ${offset}, ${pageSize} of them`;
    let page = journal.recall(name, PAGE);
    if (page === undefined) {
      const told = await api.list(offset, pageSize, signal);
      if (!told.ok) return refusedListing(told);
      page = [...told.value];
      await journal.keep(name, page);
    }
    yield* page;
    if (page.length < pageSize) return;
  }
}

async function recordOf(did: number, { api, folder, signal }: Context): Promise<Record_ | Rejection> {
  const path = join(folder, 'records', `${did}.json`);
  const before = await recallFile(path, RECORD);
  if (before !== undefined) return before;
  const description = await api.describe(did, signal);
  if (!description.ok) return rejectionOf(description);
  const features = await api.features(did, signal);
  if (!features.ok) return rejectionOf(features);
  const record = { description: description.value, features: [...features.value] };
  await keepFile(path, record);
  return record;
}

function rawDataset(id: string, { description, features }: Record_, context: Context): Listed {
  const { parquet_url: parquet, url: arff, md5_checksum: md5 } = description;
  if (parquet === '' && arff === '') {
    return { id, rejection: reject('source', 'no-table', 'OpenML names no file of it') };
  }
  const dropped = new Set([
    ...separate(description.row_id_attribute, features),
    ...separate(description.ignore_attribute, features),
    ...features
      .filter(({ is_ignore, is_row_identifier }) => is_ignore === 'true' || is_row_identifier === 'true')
      .map(({ name }) => name),
  ]);
  const targets = separate(description.default_target_attribute, features).filter((name) => !dropped.has(name));
  const nominal = new Set(features.filter(({ data_type }) => data_type === 'nominal').map(({ name }) => name));
  return {
    id,
    source: 'openml',
    title: description.name,
    description: description.description,
    columnDescriptions: describedInText(
      description.description,
      features.map(({ name }) => name),
    ),
    licence: licenceOfAll([description.licence]),
    synthetic: saysSynthetic([description.name, description.description], description.tag),
    tags: description.tag,
    version: `${description.version}`,
    author: description.creator.length === 0 ? null : description.creator.join(', '),
    url: `https://www.openml.org/d/${description.id}`,
    usability: null,
    suggestedTargets: targets,
    load: async (signal) => {
      const files = [
        { url: parquet, md5: '' },
        // The checksum is of this one.
        { url: arff, md5 },
      ].filter(({ url }) => url !== '');
      let frame = await load(files[0]!, id, context, signal);
      // Some Parquet files are named and not there.
      if (isRejection(frame) && files.length > 1) frame = await load(files[1]!, id, context, signal);
      return isRejection(frame) ? frame : usable(frame, { dropped, nominal });
    },
  };
}

/** Names of columns; several come in one text at times, with commas between. */
function separate(told: readonly string[], features: Record_['features']): string[] {
  const known = new Set(features.map(({ name }) => name));
  return told.flatMap((name) => (known.has(name) ? [name] : name.split(',').map((part) => part.trim())));
}

async function load(
  { url, md5 }: { url: string; md5: string },
  id: string,
  { service, folder, options }: Context,
  signal: AbortSignal | undefined,
): Promise<Frame | Rejection> {
  const read: ReadTable = async (path) =>
    extname(path) === '.arff' ? readArff(await readFile(path, 'utf8')) : await readTable(path);
  return await loadTable({
    service,
    folder: join(folder, 'files', `${id}.${url.endsWith('.arff') ? 'arff' : 'parquet'}`),
    url,
    names: [],
    checksum: /^[0-9a-f]{32}$/.test(md5) ? { algorithm: 'md5', digest: md5 } : null,
    maxBytes: options.maxBytes ?? MAX_BYTES,
    readTable: read,
    signal,
  });
}

/** Without the columns that are none of the data; nominal numbers are words, as OpenML says. */
function usable(
  frame: Frame,
  { dropped, nominal }: { dropped: ReadonlySet<string>; nominal: ReadonlySet<string> },
): Frame {
  const kept: [string, Column][] = [];
  for (const [name, column] of frame.columns) {
    if (dropped.has(name)) continue;
    kept.push([name, nominal.has(name) && column.kind === 'number' ? asText(column.values) : column]);
  }
  return makeFrame(kept);
}

function asText(values: Float64Array): Column {
  return { kind: 'text', values: Array.from(values, (value) => (Number.isNaN(value) ? null : `${value}`)) };
}

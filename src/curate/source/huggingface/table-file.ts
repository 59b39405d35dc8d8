/**
 * Which file of a hub's dataset is its table: of the conversion to Parquet, the default configuration's train split,
 * pinned by the conversion's commit; where nothing was converted, the dataset's own files at its commit. A table in
 * several parts is larger than is wanted.
 */
import { type Rejection, reject } from '../../rejection.ts';
import { isTable } from '../archive.ts';
import { rejectionOf } from '../remote.ts';
import type { HuggingfaceApi, ListedDataset, RevisionFile, Told } from './api.ts';

export interface TableFile {
  readonly url: string;
  readonly name: string;
  /** In hexadecimal digits; null when it is not told. */
  readonly sha256: string | null;
}

const CONVERSION = 'refs/convert/parquet';

/** @param sha the dataset's commit */
export async function tableFileOf(
  api: HuggingfaceApi,
  dataset: ListedDataset,
  { sha, maxBytes, signal }: { sha: string; maxBytes: number; signal: AbortSignal | undefined },
): Promise<TableFile | Rejection> {
  const { id } = dataset;
  const conversion = await api.revision(id, CONVERSION, signal);
  if (conversion.ok) {
    const files = conversion.value.files.filter(({ rfilename }) => /^[^/]+\/[^/]+\/[^/]+\.parquet$/.test(rfilename));
    const parts = files.map((file) => ({ file, config: part(file, 0), split: part(file, 1) }));
    if (parts.length > 0) {
      const chosen = choose(dataset, parts);
      const url = (file: RevisionFile) => api.fileUrl(id, conversion.value.sha, file.rfilename);
      return only(
        chosen.map(({ file }) => file),
        maxBytes,
        url,
      );
    }
  } else if (!absent(conversion)) return rejectionOf(conversion);
  const listed = await api.parquet(id, signal);
  if (listed.ok) {
    const parts = Object.entries(listed.value).flatMap(([config, splits]) =>
      Object.entries(splits).flatMap(([split, urls]) => urls.map((file) => ({ file, config, split }))),
    );
    if (parts.length > 0) {
      const urls = choose(dataset, parts).map(({ file }) => file);
      if (urls.length > 1) return inParts(urls.length);
      return { url: urls[0]!, name: 'table.parquet', sha256: null };
    }
  } else if (!absent(listed)) return rejectionOf(listed);
  const own = await api.revision(id, sha, signal);
  if (!own.ok) return rejectionOf(own);
  return ownFile(own.value.files, maxBytes, (file) => api.fileUrl(id, sha, file.rfilename));
}

interface Part<F> {
  readonly file: F;
  readonly config: string;
  readonly split: string;
}

/** All files of the default configuration's train split; of what is named otherwise, the first in order. */
function choose<F>({ cardData }: ListedDataset, parts: readonly Part<F>[]): readonly Part<F>[] {
  const configs = [...new Set(parts.map(({ config }) => config))].sort();
  const carded = cardData?.configs ?? [];
  const wishes = [
    ...carded.filter((config) => config.default === true).map(({ config_name }) => config_name),
    'default',
    ...carded.map(({ config_name }) => config_name),
  ];
  const config = wishes.find((wish) => configs.includes(wish)) ?? configs[0]!;
  const inConfig = parts.filter((each) => each.config === config);
  const splits = [...new Set(inConfig.map(({ split }) => split))].sort();
  const split = ['train', 'partial-train'].find((wish) => splits.includes(wish)) ?? splits[0]!;
  return inConfig.filter((each) => each.split === split);
}

function only(
  files: readonly RevisionFile[],
  maxBytes: number,
  url: (file: RevisionFile) => string,
): TableFile | Rejection {
  if (files.length > 1) return inParts(files.length);
  const [file] = files;
  if ((file!.size ?? 0) > maxBytes) return tooLarge(file!.size!, maxBytes);
  if (part(file!, 1).startsWith('partial-')) {
    return reject('source', 'partial-conversion', 'only a part of it was converted to Parquet, since it is too large');
  }
  return { url: url(file!), name: 'table.parquet', sha256: file!.lfs?.sha256 ?? null };
}

/** Of the dataset's own files, the one for training; else the largest. */
function ownFile(
  files: readonly RevisionFile[],
  maxBytes: number,
  url: (file: RevisionFile) => string,
): TableFile | Rejection {
  const tables = files.filter(
    ({ rfilename }) => isTable(rfilename) && !/(^|\/)(readme|licen[sc]e|requirements)[^/]*$/i.test(rfilename),
  );
  if (tables.length === 0) {
    const names = files.slice(0, 5).map(({ rfilename }) => rfilename);
    return reject(
      'source',
      'no-table',
      `nothing was converted to Parquet, and no file is a table: ${names.join(', ')}`,
      0,
    );
  }
  const training = tables.filter(({ rfilename }) => /(^|[/_.-])train/i.test(rfilename));
  const [file] = (training.length > 0 ? training : tables).toSorted(
    (a, b) => (b.size ?? 0) - (a.size ?? 0) || (a.rfilename < b.rfilename ? -1 : 1),
  );
  if ((file!.size ?? 0) > maxBytes) return tooLarge(file!.size!, maxBytes);
  return { url: url(file!), name: file!.rfilename, sha256: file!.lfs?.sha256 ?? null };
}

function part({ rfilename }: RevisionFile, at: number): string {
  return rfilename.split('/')[at] ?? '';
}

/** No such branch, or no viewer for the dataset. */
function absent(told: Told<never>): boolean {
  return !told.ok && [400, 404, 422, 501].includes(told.status);
}

function inParts(count: number): Rejection {
  return reject('source', 'too-large', `expected a table in one file, found it in ${count} parts`, count);
}

function tooLarge(size: number, maxBytes: number): Rejection {
  return reject('source', 'too-large', `expected a table of at most ${maxBytes} bytes, found ${size}`, size);
}

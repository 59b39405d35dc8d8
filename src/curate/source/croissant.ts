/**
 * Reads a Croissant file (MLCommons' JSON-LD about a dataset): names, licence, files and what it says of their columns.
 * Lenient: whatever is not of the expected form is as if it were not there. Nothing is downloaded.
 */
import { z } from 'zod';
import type { FileDescription, FolderDescription, LicenceWords } from './description.ts';

const text = z.string().nullish().catch(null);
/** JSON-LD lets one value stand for a list of one. */
const some = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || value === null ? [] : [value].flat()),
    z.array(item.nullable().catch(null)),
  );

const reference = z.object({ '@id': text });
const licence = z.union([z.string(), z.object({ name: text, url: text, '@id': text })]);
const party = z.union([z.string(), z.object({ name: text })]);

const field = z.object({
  name: text,
  description: text,
  source: z
    .object({ fileObject: reference.nullish().catch(null), extract: z.object({ column: text }).nullish().catch(null) })
    .nullish()
    .catch(null),
});

const croissant = z.object({
  '@type': z.union([z.string(), z.array(z.string())]),
  name: text,
  description: text,
  url: text,
  license: some(licence),
  creator: some(party),
  publisher: some(party),
  keywords: some(z.string()),
  distribution: some(z.object({ '@id': text, name: text, description: text, contentUrl: text })),
  recordSet: some(z.object({ field: some(field) })),
});

/** @returns null when the document is not one of Croissant's */
export function readCroissant(document: unknown): FolderDescription | null {
  const { success, data: found } = croissant.safeParse(document);
  if (!success || ![found['@type']].flat().some((type) => /(?:^|[:/])Dataset$/.test(type))) return null;
  const fields = present(found.recordSet).flatMap((record) => present(record.field));
  const files: FileDescription[] = present(found.distribution).flatMap((entry) => {
    const path = entry.contentUrl ?? entry.name;
    if (!path) return [];
    const own = fields.filter(({ source }) => source?.fileObject?.['@id'] === entry['@id']);
    const columns = own.map((one) => [one.source?.extract?.column ?? one.name ?? '', one.description ?? ''] as const);
    return {
      path,
      title: '',
      description: entry.description ?? '',
      columns: Object.fromEntries(columns.filter(([name, words]) => name !== '' && words !== '')),
      licences: [],
      url: null,
      author: null,
    };
  });
  return {
    title: found.name ?? '',
    description: found.description ?? '',
    licences: present(found.license).map(licenceWords),
    author:
      present([...found.creator, ...found.publisher])
        .map(nameOf)
        .find((name) => name !== '') ?? null,
    url: found.url ?? null,
    tags: present(found.keywords),
    files,
  };
}

function present<T>(items: readonly (T | null)[]): T[] {
  return items.filter((item) => item !== null);
}

function nameOf(one: z.infer<typeof party>): string {
  return typeof one === 'string' ? one : (one.name ?? '');
}

function licenceWords(found: z.infer<typeof licence>): LicenceWords {
  if (typeof found !== 'string') return { names: [found.name ?? ''], url: found.url ?? found['@id'] ?? null };
  return /^https?:/.test(found) ? { names: [], url: found } : { names: [found], url: null };
}

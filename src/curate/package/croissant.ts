/**
 * Croissant 1.0 metadata of the set: its files with their hashes, the table of datasets and licences, and the curation
 * log, column by column. The datasets' own tables have as many schemas as there are datasets and are one set of files.
 */

import type { Collection } from './collection.ts';
import { licenceOf } from './licences.ts';

export interface DescribedFile {
  readonly name: string;
  readonly description: string;
  readonly encoding: string;
  readonly sha256: string;
  /** Columns, where it is a table that is described. */
  readonly columns?: readonly { readonly name: string; readonly type: 'Text' | 'Float'; readonly words: string }[];
}

const TERMS = {
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileProperty: 'cr:fileProperty',
  fileObject: 'cr:fileObject',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
};

export function croissantOf({ name, version, datasets }: Collection, files: readonly DescribedFile[]): object {
  const licences = [...new Set(datasets.map(({ origin }) => origin.licence.url ?? licenceOf(origin.licence)))].sort();
  return {
    '@context': { '@language': 'en', '@vocab': 'https://schema.org/', ...TERMS },
    '@type': 'sc:Dataset',
    name,
    description:
      `${datasets.length} datasets, each with two tasks for data-science agents in the layout of DARE-bench: one question ` +
      'that states a workflow or gives exogenous columns, and one that leaves the way open.',
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    version,
    license: licences.length === 1 ? licences[0] : licences,
    url: '.',
    distribution: [
      ...files.map((file) => ({
        '@type': 'cr:FileObject',
        '@id': file.name,
        name: file.name,
        description: file.description,
        contentUrl: file.name,
        encodingFormat: file.encoding,
        sha256: file.sha256,
      })),
      {
        '@type': 'cr:FileSet',
        '@id': 'databases',
        name: 'databases',
        description: 'Of each dataset, what an agent may see (source) and what only scoring may (verify).',
        encodingFormat: 'application/octet-stream',
        includes: 'databases/*/*/*',
      },
    ],
    recordSet: files.flatMap(({ name: file, description, columns }) => {
      if (columns === undefined) return [];
      const id = file.replace(/\..*$/, '');
      const field = (column: (typeof columns)[number]) => ({
        '@type': 'cr:Field',
        '@id': `${id}/${column.name}`,
        name: `${id}/${column.name}`,
        description: column.words,
        dataType: `sc:${column.type}`,
        source: { fileObject: { '@id': file }, extract: { column: column.name } },
      });
      return [{ '@type': 'cr:RecordSet', '@id': id, name: id, description, field: columns.map(field) }];
    }),
  };
}

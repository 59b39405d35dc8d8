/**
 * The npm package vega-datasets as a source: the tables that its `datapackage.json` describes, each under its own licence
 * (a file that names none has none: the package's own licence is for its code). Read from node_modules; nothing is fetched.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { InfrastructureError } from '../../errors.ts';
import type { RawDataset, Source } from '../dataset.ts';
import { reject } from '../rejection.ts';
import { readDatapackage } from './datapackage.ts';
import { type FileDescription, idPart, saysSynthetic } from './description.ts';
import { licenceOf } from './licence.ts';
import { readTable, tableKindOf } from './read/table.ts';

const details = z.object({
  version: z.string(),
  resources: z.array(z.object({ path: z.string(), type: z.string(), hash: z.string() })),
});

export function vegaSource(): Source {
  return {
    name: 'vega',
    list: async function* () {
      const folder = folderOfPackage();
      const document: unknown = JSON.parse(readFileSync(join(folder, 'datapackage.json'), 'utf8'));
      const { version, resources } = details.parse(document);
      const about = new Map(readDatapackage(document).files.map((file) => [file.path, file]));
      for (const { path, type, hash } of resources) {
        // Pictures, maps and graphs.
        if (type !== 'table') continue;
        const id = `vega_${idPart(path.replace(/\.[a-z]+$/, ''), 'name')}`;
        if (tableKindOf(path) === null) {
          const words = `${path} is of a kind that is not read; a table of the same rows may be there in another`;
          yield { id: `${id}.${path.split('.').at(-1)}`, rejection: reject('source', 'table-kind-unknown', words) };
        } else yield datasetOf(join(folder, 'data', path), id, about.get(path)!, `${version} ${hash}`);
      }
    },
  };
}

function folderOfPackage(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '..');
  } catch {
    throw new InfrastructureError('the package vega-datasets is not installed; run npm ci');
  }
}

function datasetOf(path: string, id: string, file: FileDescription, version: string): RawDataset {
  return {
    id,
    source: 'vega',
    title: file.title.replaceAll('_', ' '),
    description: file.description.trim(),
    columnDescriptions: file.columns,
    licence: licenceOf(file.licences),
    synthetic: saysSynthetic([file.description]) || file.author === 'Generated Data',
    tags: [],
    version,
    author: file.author ?? 'vega-datasets contributors',
    url: file.url ?? 'https://github.com/vega/vega-datasets',
    usability: null,
    suggestedTargets: [],
    load: () => readTable(path),
  };
}

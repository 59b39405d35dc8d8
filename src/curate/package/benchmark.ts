/**
 * The files of a whole benchmark beside its datasets' folders (pair.ts): the list of questions, the curation log,
 * licences, cards, the two sides, Croissant metadata, checksums. Each file is replaced whole; SHA256SUMS comes last, so
 * that a set whose checksums hold is complete.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { QUESTION_LIST } from '../../bench/question-list.ts';
import { sha256 } from '../../hash.ts';
import { cardText } from './card.ts';
import { checksums } from './checksums.ts';
import type { Collection } from './collection.ts';
import { croissantOf, type DescribedFile } from './croissant.ts';
import { jsonText } from './files.ts';
import { attributionText, licencesCsv } from './licences.ts';
import { logFrame } from './log.ts';
import { parquetBytes } from './parquet.ts';
import { sidesOf } from './sides.ts';

const SUMS = 'SHA256SUMS';

/** @param folder that holds `databases/` with the folders of the collection's datasets, and of no others */
export function writeBenchmark(folder: string, collection: Collection): void {
  const { datasets, log, evaluationShare, seed, name, version } = collection;
  const sides = sidesOf(datasets, evaluationShare, seed);
  const evaluation = new Set(sides.evaluation);
  const lines = (names: readonly string[]) => names.map((one) => `${one}\n`).join('');
  const put = (path: string, content: string | Uint8Array, rest: Omit<DescribedFile, 'name' | 'sha256'>) => {
    putFile(folder, path, content);
    return { name: path, sha256: sha256(content), ...rest };
  };
  rmSync(join(folder, SUMS), { force: true });
  rmSync(join(folder, 'cards'), { recursive: true, force: true });

  const described: DescribedFile[] = [
    put(QUESTION_LIST, jsonText(datasets.map(({ entry }) => entry)), {
      description: 'Questions and needed files, one object a dataset.',
      encoding: 'application/json',
    }),
    put('LICENSES.csv', licencesCsv(datasets), {
      description: 'Licence, title, author and source of each dataset.',
      encoding: 'text/csv',
      columns: LICENCE_COLUMNS,
    }),
    put('curation-log.parquet', parquetBytes(logFrame(log)), {
      description: 'What came in, whether it was kept, and if not, where and why it was rejected.',
      encoding: 'application/x-parquet',
      columns: LOG_COLUMNS,
    }),
    put('splits/train.txt', lines(sides.train), { description: 'Datasets to train on.', encoding: 'text/plain' }),
    put('splits/evaluation.txt', lines(sides.evaluation), {
      description: 'Datasets kept from training.',
      encoding: 'text/plain',
    }),
  ];
  for (const dataset of datasets) {
    const side = evaluation.has(dataset.entry.file_path) ? 'evaluation' : 'train';
    putFile(folder, `cards/${dataset.entry.file_path}.md`, cardText(dataset, side));
  }
  putFile(folder, 'ATTRIBUTION.md', attributionText(datasets));
  putFile(folder, 'VERSION', `${name} ${version}\n`);
  putFile(folder, 'croissant.json', jsonText(croissantOf(collection, described)));
  putFile(folder, SUMS, checksums(folder, new Set([SUMS])));
}

function putFile(folder: string, path: string, content: string | Uint8Array): void {
  const target = join(folder, path);
  // The same name every time, so that what a killed process left is written over.
  const aside = join(dirname(target), `.${basename(target)}.filling`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(aside, content);
  renameSync(aside, target);
}

const LICENCE_COLUMNS = [
  { name: 'folder', type: 'Text', words: 'The dataset’s folder in databases.' },
  { name: 'licence', type: 'Text', words: 'Its licence, as SPDX names it where it does.' },
  { name: 'title', type: 'Text', words: 'Its title at the source.' },
  { name: 'author', type: 'Text', words: 'Who is to be named.' },
  { name: 'source', type: 'Text', words: 'Where it comes from.' },
] as const;

const LOG_COLUMNS = [
  { name: 'dataset', type: 'Text', words: 'The raw dataset.' },
  { name: 'source', type: 'Text', words: 'The source that listed it.' },
  { name: 'title', type: 'Text', words: 'Its title there.' },
  { name: 'licence', type: 'Text', words: 'Its licence, where it is known.' },
  { name: 'design', type: 'Text', words: 'Which task of the dataset; empty where none was reached.' },
  { name: 'outcome', type: 'Text', words: 'kept or rejected.' },
  { name: 'stage', type: 'Text', words: 'The stage that rejected it.' },
  { name: 'reason', type: 'Text', words: 'The reason’s code.' },
  { name: 'figure', type: 'Float', words: 'The number that decided, where one did.' },
  { name: 'words', type: 'Text', words: 'The reason in words.' },
  { name: 'folder', type: 'Text', words: 'The folder that it became, where it was kept.' },
] as const;

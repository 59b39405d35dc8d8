/** LICENSES.csv, as the released data have it, and ATTRIBUTION.md: who is to be named, and what was changed. */
import type { Column } from '../frame.ts';
import type { PackedDataset } from './collection.ts';
import { csvText } from './csv.ts';

export function licencesCsv(datasets: readonly PackedDataset[]): string {
  const text = (of: (dataset: PackedDataset) => string | null): Column => ({ kind: 'text', values: datasets.map(of) });
  return csvText({
    rows: datasets.length,
    columns: new Map([
      ['folder', text(({ entry }) => entry.file_path)],
      ['licence', text(({ origin }) => licenceOf(origin.licence))],
      ['title', text(({ origin }) => origin.title)],
      ['author', text(({ origin }) => origin.author)],
      ['source', text(({ origin }) => origin.url ?? origin.source)],
    ]),
  });
}

export function licenceOf({ spdx, name }: PackedDataset['origin']['licence']): string {
  return spdx ?? name ?? 'unknown';
}

export function attributionText(datasets: readonly PackedDataset[]): string {
  const byOrigin = Map.groupBy(datasets, ({ origin }) => `${origin.source} ${origin.id}`);
  const entries = [...byOrigin.values()].map((made) => {
    const { title, author, url, licence, id, version } = made[0]!.origin;
    const link = licence.url === null ? '' : ` (${licence.url})`;
    return [
      `## ${oneLine(title === '' ? id : title)}`,
      '',
      `- Author: ${oneLine(author ?? 'not named by the source')}`,
      `- Source: ${url ?? made[0]!.origin.source}, version ${version}`,
      `- Licence: ${licenceOf(licence)}${link}`,
      `- Folders: ${made.map(({ entry }) => `\`${entry.file_path}\``).join(', ')}`,
    ].join('\n');
  });
  const head = [
    '# Attribution',
    '',
    'Every dataset here keeps its licence. Of each, rows were split into rows for training and rows to predict; columns',
    'that give the answer away were left out; some rows were left out; and bad rows were put between the good ones of the',
    'files called `train_v1`. Series were cut in time, and resampled where their card says so.',
  ].join('\n');
  return `${[head, ...entries].join('\n\n')}\n`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** metadata.txt: what an agent may read about the data. Columns that no file holds are not told of. */
import type { RawDataset } from '../dataset.ts';
import type { Frame } from '../frame.ts';

export function metadataText(raw: RawDataset, frame: Frame): string {
  const columns = [...frame.columns.keys()].map((name) => {
    const words = Object.hasOwn(raw.columnDescriptions, name) ? raw.columnDescriptions[name]!.trim() : '';
    return `${name}: ${words === '' ? name : words.replaceAll(/\s*[\r\n]+\s*/g, ' ')}`;
  });
  const description = raw.description.trim();
  const head = [raw.title.trim(), ...(description === '' ? [] : [description])];
  return `${[...head, '=== Columns & descriptions ===', columns.join('\n')].join('\n\n')}\n`;
}

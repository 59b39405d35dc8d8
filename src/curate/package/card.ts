/** A dataset's card: what its two tasks are, where the data come from, and what curation measured. For people. */

import type { Family } from '../../task.ts';
import { kindOf, variantOf } from '../../task.ts';
import type { PackedDataset } from './collection.ts';
import { licenceOf } from './licences.ts';

export function cardText({ entry, origin, group, facts }: PackedDataset, side: 'train' | 'evaluation'): string {
  const family = entry.task as Family;
  const tasks = (['v1', 'v2'] as const).map((version) => {
    const variant = variantOf(family, version);
    const files = entry[`needed_files_${version}`].map((name) => `\`${name}\``).join(', ');
    return `| \`${entry.file_path}/${variant}\` | ${kindOf(family, variant)} | ${files} |`;
  });
  const measured = Object.entries(facts).map(([name, value]) => `| ${cell(name)} | ${cell(shown(value))} |`);
  return `${[
    `# ${cell(origin.title === '' ? origin.id : origin.title)}`,
    '',
    `Licence ${licenceOf(origin.licence)}, by ${cell(origin.author ?? 'an author whom the source does not name')}, from ${origin.url ?? origin.source}, version ${origin.version}.`,
    `In the ${side} split, with all datasets of the group \`${group}\`.`,
    '',
    '| task | kind | files |',
    '| --- | --- | --- |',
    ...tasks,
    '',
    ...(measured.length === 0 ? [] : ['| measured | |', '| --- | --- |', ...measured, '']),
  ].join('\n')}`;
}

function shown(value: string | number | boolean | null): string {
  if (value === null) return 'not measured';
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(4))) : String(value);
}

function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}

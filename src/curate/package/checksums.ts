/** SHA256SUMS of a folder, as `sha256sum --check` reads it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hashFile } from '../../bench/hash.ts';

/** Of all files but hidden ones and those left out, by path. */
export function checksums(folder: string, leftOut: ReadonlySet<string>): string {
  const lines = filesIn(folder, '')
    .filter((path) => !leftOut.has(path))
    .map((path) => line(hashFile(join(folder, path)), path));
  return lines.join('');
}

/** A name with a line break is escaped, which a backslash in front tells. */
function line(hash: string, path: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === path ? '' : '\\'}${hash}  ${escaped}\n`;
}

function filesIn(folder: string, under: string): string[] {
  const entries = readdirSync(join(folder, under), { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    return entry.isDirectory() ? filesIn(folder, path) : [path];
  });
}

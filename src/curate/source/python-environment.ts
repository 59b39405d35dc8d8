/** The locked Python environment of the `python` source, and the programs that run in it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../hash.ts';
import { provideLocked } from '../../locked-python.ts';

export const PROGRAMS = fileURLToPath(new URL('../../../python/frames/', import.meta.url));

/** @param python any Python 3.11. @returns the environment's own */
export function provideEnvironment(
  cache: string,
  python: string,
  say: (words: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  return provideLocked({
    ...{ cache, python, signal },
    name: 'frames-python',
    lock: join(PROGRAMS, 'requirements.lock'),
    packages: 'the Python packages that hold tables',
    onInstall: () => say('installing the Python packages that hold tables (about 40 s, 600 MB)'),
  });
}

/** Of the exporter and all that it reads: another export is owed when it changes. */
export function programsKey(): string {
  const names = readdirSync(PROGRAMS)
    .filter((name) => /\.(?:py|json|txt|lock)$/.test(name))
    .sort();
  return sha256(names.map((name) => `${name}\n${readFileSync(join(PROGRAMS, name), 'utf8')}`).join('\n')).slice(0, 16);
}

/** A Python environment without any library but those that a test writes: a warm interpreter of it starts in a moment. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param modules paths within site-packages to their text. Returns the absolute path of its Python. */
export function makeSmallPython(
  python: string,
  folder: string,
  modules: Readonly<Record<string, string>> = {},
): string {
  execFileSync(python, ['-m', 'venv', '--without-pip', folder]);
  const own = join(folder, 'bin', 'python');
  const packages = execFileSync(own, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], {
    encoding: 'utf8',
  }).trim();
  for (const [path, text] of Object.entries(modules)) {
    mkdirSync(dirname(join(packages, path)), { recursive: true });
    writeFileSync(join(packages, path), text);
  }
  return own;
}

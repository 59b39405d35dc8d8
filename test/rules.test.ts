/** Rules of the house that no tool knows: who may print, and what no file may name. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
const FILES = listed.toString().split('\0').filter(Boolean);

function matches(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}

it('lets only the commands print, read arguments or exit', () => {
  const others = FILES.filter((file) => /^src\/(?!cli\/).*\.ts$/.test(file));
  expect(others.length).toBeGreaterThan(20);
  expect(matches(others, /\bconsole\.|\bprocess\.(stdin|stdout|stderr|argv|exit|exitCode)\b/)).toEqual([]);
});

it('names no address in a lock file', () => {
  const locks = FILES.filter((file) => /package-lock\.json$|\.lock$/.test(file));
  expect(locks).toEqual(expect.arrayContaining(['package-lock.json', 'setup/node/package-lock.json']));
  expect(locks).toContain('python/requirements.lock');
  expect(matches(locks, /"resolved"|^--|@ *(https?|git|file):/)).toEqual([]);
});

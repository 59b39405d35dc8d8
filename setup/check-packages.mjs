/**
 * Run by set-up.sh in a folder that `npm ci` has filled. npm is content when an optional package could not be fetched,
 * but some of ours (the platform's half of a compiler) are optional only in that each platform has its own: they must
 * be there. Prints those that are not, and ends with 1.
 */
import { existsSync, readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const libc = process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';

function fits(allowed, value) {
  return allowed === undefined || [allowed].flat().includes(value);
}

const missing = Object.entries(packages)
  .filter(([, entry]) => entry.os !== undefined || entry.cpu !== undefined)
  .filter(([, { os, cpu, libc: c }]) => fits(os, process.platform) && fits(cpu, process.arch) && fits(c, libc))
  .map(([path]) => path)
  .filter((path) => !existsSync(path));

if (missing.length > 0) {
  console.log(`not fetched from the package registry: ${missing.join(', ')}`);
  process.exitCode = 1;
}

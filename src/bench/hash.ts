/** Content hashes: of a file, and of a value written as canonical JSON (keys sorted, so that order never matters). */
import { createHash } from 'node:crypto';
import { piecesOf } from './read.ts';

/** SHA-256 (hex) of a file's bytes. */
export function hashFile(path: string): string {
  const hash = createHash('sha256');
  for (const piece of piecesOf(path)) hash.update(piece);
  return hash.digest('hex');
}

/** SHA-256 (hex) of a plain value of objects, lists, strings, finite numbers, booleans and null. */
export function hashValue(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

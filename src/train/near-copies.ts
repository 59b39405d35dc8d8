/**
 * Are two attempts' scripts the same but for trifles? Compared by shingles: all runs of a few neighbouring tokens.
 * Comments, blanks and line breaks do not count; names, numbers and texts do.
 */
import type { Transcript } from '../attempt.ts';
import { callsOf } from '../audit/calls.ts';
import { parseCall } from '../tool.ts';
import { tokensOf } from './python-tokens.ts';

/** Tokens in a shingle. */
const LENGTH = 5;
/** From which share of shingles in common on two are near copies (Jaccard's index). */
const ALIKE = 0.9;

export type Shingles = ReadonlySet<string>;

/** Of all scripts of an attempt, in their order. */
export function shinglesOf(transcript: Transcript): Shingles {
  const scripts = callsOf(transcript).flatMap(({ call }) => {
    const parsed = parseCall(call);
    return 'error' in parsed ? [] : [parsed.run.code];
  });
  const words = scripts.flatMap((code) =>
    tokensOf(code).flatMap(({ kind, text }) => (kind === 'line' ? [] : [`${kind[0]}${text}`])),
  );
  if (words.length <= LENGTH) return new Set([words.join('\n')]);
  return new Set(words.slice(LENGTH - 1).map((_, at) => words.slice(at, at + LENGTH).join('\n')));
}

export function areNearCopies(a: Shingles, b: Shingles): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size < ALIKE * large.size) return false;
  let common = 0;
  for (const shingle of small) if (large.has(shingle)) common += 1;
  return common >= ALIKE * (small.size + large.size - common);
}

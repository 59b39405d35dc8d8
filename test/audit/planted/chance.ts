/** Choices that look random and are the same for the same seed. */
import { createHash } from 'node:crypto';

export interface Chance {
  /** In [0, 1). */
  number(): number;
  pick<T>(from: readonly T[]): T;
  /** A copy in random order. */
  shuffle<T>(from: readonly T[]): T[];
}

export function chance(...seed: readonly (string | number)[]): Chance {
  const key = seed.join('\n');
  let count = 0;
  const number = (): number => {
    const bytes = createHash('sha256').update(`${key}\n${count++}`).digest();
    return bytes.readUInt32BE(0) / 2 ** 32;
  };
  return {
    number,
    pick: (from) => from[Math.floor(number() * from.length)]!,
    shuffle: (from) => {
      const copy = [...from];
      for (let at = copy.length - 1; at > 0; at--) {
        const other = Math.floor(number() * (at + 1));
        [copy[at], copy[other]] = [copy[other]!, copy[at]!];
      }
      return copy;
    },
  };
}

/** Choices that look random and are always the same for the same seed. */
import { sha256 } from '../hash.ts';

export interface Choices {
  /** One of them. */
  of<T>(items: readonly T[]): T;
  /** True with about this probability. */
  chance(share: number): boolean;
}

export function choicesFor(seed: string): Choices {
  let drawn = 0;
  const next = (): number => {
    drawn += 1;
    return parseInt(sha256(`${seed} ${drawn}`).slice(0, 8), 16) / 2 ** 32;
  };
  return {
    of: (items) => items[Math.floor(next() * items.length)]!,
    chance: (share) => next() < share,
  };
}

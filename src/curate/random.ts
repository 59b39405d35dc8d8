/** Chance that can be repeated: every draw comes from a secret seed and the name of what is drawn. */
import { createHmac } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

export interface Random {
  /** A whole number in [low, high]. */
  int(low: number, high: number): number;
  /** In [0, 1), of 53 bits. */
  unit(): number;
  pick<T>(items: readonly T[]): T;
  shuffle<T>(items: readonly T[]): T[];
}

/** @param seed secret; whoever has it can make the task's truth again. @param name of what is drawn: `split`, `errors`. */
export function randomOf(seed: string, name: string): Random {
  const digest = createHmac('sha256', seed).update(name).digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => digest.readInt32BE(at)));
  const int = (low: number, high: number) => uniformInt(generator, low, high);
  return {
    int,
    unit: () => (int(0, 2 ** 26 - 1) * 2 ** 27 + int(0, 2 ** 27 - 1)) / 2 ** 53,
    pick: (items) => items[int(0, items.length - 1)]!,
    shuffle: (items) => {
      const shuffled = [...items];
      for (let at = shuffled.length - 1; at > 0; at -= 1) {
        const other = int(0, at);
        [shuffled[at], shuffled[other]] = [shuffled[other]!, shuffled[at]!];
      }
      return shuffled;
    },
  };
}

/** The secret seed of one dataset's tasks. @param master of the whole curation */
export function seedOf(master: string, dataset: string): string {
  return createHmac('sha256', master).update(dataset).digest('hex');
}

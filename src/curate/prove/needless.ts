/**
 * Instructions that one task cannot need: every way of breaking them that was tried leaves the answer as it is. They are
 * better left unsaid, as nobody can be seen to follow them. Only such as nobody misses: who is told nothing about scaling
 * scales or does not, and both is right there.
 */
import type { Tried } from '../../audit/outputs.ts';
import { LEFT_OPEN, type LeftOpen } from '../../task.ts';

const KINDS: Readonly<Record<LeftOpen, (name: string) => boolean>> = {
  order: (name) => name.startsWith('features-order-'),
  blocks: (name) => name === 'features-categorical-first',
  scale: (name) => name.startsWith('scale-'),
  iterations: (name) => name === 'model-more-iterations',
};

/** Whatever applies of these was tried, and leaves the answer as it is. */
export function needlessOf(singles: readonly Tried[]): LeftOpen[] {
  return LEFT_OPEN.filter((one) => {
    const own = singles.filter(({ kinds }) => KINDS[one](kinds[0]!.name));
    return own.length > 0 && own.every(({ result }) => result.kind === 'same');
  });
}

export function isNeedless({ kinds }: Pick<Tried, 'kinds'>, needless: readonly LeftOpen[]): boolean {
  return needless.some((one) => KINDS[one](kinds[0]!.name));
}

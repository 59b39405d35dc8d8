/**
 * Several tasks of one dataset: every design of it first, the surest before the others; then the same targets with other
 * features and another split, as long as enough features are left. A cap bounds them, and each says that it is a variation.
 */
import type { Design } from './design.ts';
import { randomOf } from './random.ts';

export interface Variation {
  readonly design: Design;
  /** 0: the design as it is; 1, 2 …: with features drawn. Part of the seed of its split. */
  readonly number: number;
}

/** Fewer features than this are not worth a task of their own. */
const LEAST_FEATURES = 4;
const SHARE = 0.6;

/** @param seed of the dataset. @param cap most of them in all */
export function variationsOf(designs: readonly Design[], seed: string, cap: number): Variation[] {
  const varied: Variation[] = designs.map((design) => ({ design, number: 0 }));
  const seen = new Set(designs.map(signature));
  const variable = designs.filter(({ time, features }) => time === null && features.length > LEAST_FEATURES);
  for (let number = 1; variable.length > 0 && number <= cap && varied.length < cap; number += 1) {
    for (const design of variable) {
      const other = withFewer(design, seed, number);
      if (seen.has(signature(other))) continue;
      seen.add(signature(other));
      varied.push({ design: other, number });
    }
  }
  return varied.slice(0, cap);
}

const signature = ({ targets, features }: Design): string => JSON.stringify([targets, features]);

function withFewer(design: Design, seed: string, number: number): Design {
  const count = Math.max(LEAST_FEATURES, Math.ceil(SHARE * design.features.length));
  const name = `features/${design.targets.join('/')}/${number}`;
  const chosen = new Set(randomOf(seed, name).shuffle(design.features).slice(0, count));
  const dropped = design.features.filter((feature) => !chosen.has(feature));
  return {
    ...design,
    features: design.features.filter((feature) => chosen.has(feature)),
    withheld: [
      ...design.withheld,
      ...dropped.map((column) => ({ column, why: 'left to another task of the dataset' })),
    ],
  };
}

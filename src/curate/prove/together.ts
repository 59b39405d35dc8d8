/**
 * Whether what is needless one by one is so all at once: who is told neither about scaling nor about an order may do
 * without the one and choose another of the other.
 */
import { KINDS } from '../../audit/deviations.ts';
import type { DataFacts } from '../../audit.ts';
import { type Plan, planOf } from '../../reference.ts';
import type { LeftOpen, Task } from '../../task.ts';

const MORE = 'model-more-iterations';

/** Deviations that are done together, one after the other, as far as they apply. */
const TOGETHER: readonly Readonly<Record<LeftOpen, string>>[] = [
  { order: 'features-order-reversed', blocks: 'features-categorical-first', scale: 'scale-none', iterations: MORE },
  { order: 'features-order-sorted', blocks: 'features-categorical-first', scale: 'scale-min-max', iterations: MORE },
];

/** Plans of somebody who does otherwise all that is left open; none where it is one thing. */
export function plansTogether(task: Task, facts: DataFacts, leftOpen: readonly LeftOpen[]): Plan[] {
  if (leftOpen.length < 2) return [];
  return TOGETHER.map((names) =>
    leftOpen.reduce(
      (plan, one) => {
        const applied = KINDS.find(({ name }) => name === names[one])!.apply(plan, task, facts);
        if ('variants' in applied) return Object.values(applied.variants)[0]!;
        return 'plan' in applied ? applied.plan : plan;
      },
      planOf(task, 'filtered'),
    ),
  );
}

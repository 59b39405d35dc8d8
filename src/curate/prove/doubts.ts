/**
 * Which deviations are likely to go unnoticed: those are run first, so that a draw that will not do is given up early.
 * Seen over the released datasets (bench/prove-draws.ts); a wrong guess costs time and nothing else.
 */
const ALWAYS: ReadonlySet<string> = new Set([
  'features-order-reversed',
  'features-order-sorted',
  'features-order-file',
  'features-categorical-first',
  'scale-none',
  'scale-min-max',
  'scale-all-rows',
  'encode-drop-first',
  'model-more-iterations',
  'model-other-solver',
  'model-other-setting',
  'model-balanced',
  'types-codes-as-numbers',
  'filter-one-left-out',
]);

export function doubtful(name: string): boolean {
  return ALWAYS.has(name);
}

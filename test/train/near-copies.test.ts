/** Near copies: what differs in trifles is one, what does otherwise is not. */
import { expect, it } from 'vitest';
import { openBenchmark } from '../../src/bench/published.ts';
import { planOf, render } from '../../src/reference.ts';
import { areNearCopies, shinglesOf } from '../../src/train/near-copies.ts';
import { EXAMPLES } from '../e2e/harness.ts';
import { conversation } from '../report/run-folder.ts';

const { tasks } = await openBenchmark(EXAMPLES);
const [first, second] = tasks.filter(({ variant }) => variant === 'if').map((task) => render(planOf(task, 'filtered')));
const alike = (a: string, b: string) =>
  areNearCopies(shinglesOf(conversation({ code: a })), shinglesOf(conversation({ code: b })));

it('comments, blank lines and line breaks make no difference, nor does one more line', () => {
  const dressed = first!.replaceAll('\n', '  # a comment, with train = read(x)\n').replaceAll('(', '( ');
  expect(alike(first!, dressed)).toBe(true);
  expect(alike(first!, `${first}print(prediction.head())\n`)).toBe(true);
});

it('another task’s solution is no copy, nor is one with other names', () => {
  expect(alike(first!, second!)).toBe(false);
  expect(alike(first!, first!.replaceAll('train', 'rows').replaceAll('model', 'm'))).toBe(false);
});

it('tiny scripts are compared too', () => {
  expect(alike('print(1)', 'print( 1 )  # one')).toBe(true);
  expect(alike('print(1)', 'print(2)')).toBe(false);
  expect(alike('', '')).toBe(true);
});

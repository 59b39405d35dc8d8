/**
 * How much the question reader recovers from questions that others wrote:
 * ./dare node bench/read-questions.ts [--bench DIR] [--show PARAMETER]
 *
 * For each parameter: in how many questions it is to be stated, read right, read wrong, not found. It is given what an
 * agent has besides the question: the training file's columns and their descriptions in metadata.txt. --show prints every
 * case of one parameter that is not right.
 */
import { parseArgs } from 'node:util';
import { recoveryFrom } from '../test/curate/write/released.ts';
import { DARE_EVAL } from '../test/score/differential.ts';

const { values } = parseArgs({
  options: { bench: { type: 'string', default: DARE_EVAL }, show: { type: 'string' } },
});
const { counts, singleRanges, whole, questions, cases } = await recoveryFrom(values.bench);
for (const { task, words } of cases.filter(({ parameter }) => parameter === values.show))
  console.log(`${task}: ${words}`);
console.log('question parameter       stated  right  wrong  not read');
for (const [name, { stated, right, wrong, unread }] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const numbers = [stated, right, wrong, unread].map((number) => String(number).padStart(7));
  console.log(`${name.padEnd(22)} ${numbers.join('')}`);
}
console.log(`single ranges: ${singleRanges.right} of ${singleRanges.stated}; read whole: ${whole} of ${questions}`);
for (const { task, words } of cases.filter(({ parameter }) => parameter === 'problem'))
  console.log(`${task}: ${words}`);

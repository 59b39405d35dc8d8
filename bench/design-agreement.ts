/**
 * How far the rules of design agree with the released metadata: node bench/design-agreement.ts [seen|unseen|all]
 * [--misses] [--no-tags]. A third of the datasets was not looked at while the rules were written; both are printed.
 */
import { rulesDesigner } from '../src/curate/design/rules.ts';
import { agreementOf, QUESTIONS, STRICTER } from '../test/curate/design/agreement.ts';
import { isUnseen, readReleased, releasedNames } from '../test/curate/design/released.ts';

const words = process.argv.slice(2);
const misses = words.includes('--misses');
const only = words.find((word) => ['seen', 'unseen', 'all'].includes(word)) ?? 'all';
const designer = rulesDesigner();
const tally = new Map<string, [number, number]>();
const count = (group: string, question: string, right: number, of: number) => {
  const known = tally.get(`${group} ${question}`) ?? [0, 0];
  tally.set(`${group} ${question}`, [known[0] + right, known[1] + of]);
};
let milliseconds = 0;
for (const name of await releasedNames()) {
  const group = isUnseen(name) ? 'unseen' : 'seen';
  if (only !== 'all' && group !== only) continue;
  const read = await readReleased(name);
  const released = words.includes('--no-tags') ? { ...read, raw: { ...read.raw, tags: [] } } : read;
  const start = process.cpuUsage();
  await designer.design(released.raw, released.frame);
  const { user, system } = process.cpuUsage(start);
  milliseconds += (user + system) / 1000;
  const answer = await agreementOf(designer, released);
  for (const question of [...QUESTIONS, ...STRICTER]) {
    const right = answer.right[question];
    if (right !== null) for (const one of [group, 'all']) count(one, question, Number(right), 1);
  }
  for (const one of [group, 'all']) count(one, 'columns', ...answer.columns);
  const wrong = QUESTIONS.filter((question) => answer.right[question] === false && question !== 'all');
  if (misses && wrong.length > 0) {
    const { family, targets, time, entities } = released.decided;
    console.log(
      `${name}: ${wrong.join(', ')}\n   decided ${family} ${targets.join('+')} ${time?.column ?? ''} ${time?.format ?? ''} [${entities.join()}]`,
    );
    console.log(`   found ${answer.found}`);
  }
}
for (const [name, [right, of]] of tally) {
  console.log(`${name.padEnd(36)} ${String(right).padStart(5)} of ${of}  ${((100 * right) / of).toFixed(1)} %`);
}
console.log(`design took ${Math.round(milliseconds)} ms of a processor`);

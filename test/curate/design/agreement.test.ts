/** The rules agree with what was decided for the released datasets, on four in five of them by each question. */
import { describe, expect, it } from 'vitest';
import { rulesDesigner } from '../../../src/curate/design/rules.ts';
import { agreementOf, QUESTIONS, type Question } from './agreement.ts';
import { readReleased, releasedNames } from './released.ts';

const names = await releasedNames();
const WANTED = 0.8;

describe.skipIf(names.length === 0)('the released data (skipped where DARE_EVAL does not lead to them)', () => {
  it('were designed as the rules design them', async () => {
    const designer = rulesDesigner();
    const right = new Map<Question, boolean[]>(QUESTIONS.map((question) => [question, []]));
    for (const name of names) {
      const answer = await agreementOf(designer, await readReleased(name));
      for (const question of QUESTIONS) {
        const one = answer.right[question];
        if (one !== null) right.get(question)!.push(one);
      }
    }
    for (const question of QUESTIONS) {
      const answers = right.get(question)!;
      expect(answers.filter(Boolean).length / answers.length, question).toBeGreaterThanOrEqual(WANTED);
    }
    // Ninety datasets are read: on a busy machine that takes minutes.
  }, 900_000);
});

/** What a workflow leaves open is not said, and everything else still is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../src/curate/random.ts';
import { differencesBetween } from '../../../src/curate/write/differences.ts';
import { readQuestion } from '../../../src/curate/write/read/read-question.ts';
import { statementsOf } from '../../../src/curate/write/statement.ts';
import { writeQuestions } from '../../../src/curate/write/write-questions.ts';
import { LEFT_OPEN } from '../../../src/task.ts';
import { drawn, rawOf } from './shapes.ts';

const SCALING = /\bscal(?:e|ed|ing|er)\b|StandardScaler|standardi[sz]/i;
const ORDER = /\border\b/;

/** The paragraph that selects features. */
const selection = (question: string): string =>
  question.split('\n\n').findLast((one) => /^(?:Use only|The model sees|Select these|As features)/.test(one))!;

describe('a question that leaves something open', () => {
  it('says all the rest, and nothing of that', () => {
    fc.assert(
      fc.property(drawn, fc.subarray([...LEFT_OPEN], { minLength: 1 }), fc.nat(), ({ shape, draw }, leftOpen, name) => {
        const open = { ...draw, workflow: { ...draw.workflow, leftOpen } };
        const { v1 } = writeQuestions(shape, open, rawOf({}), randomOf(String(name), 'wording'));
        const read = readQuestion(v1);
        const stated = statementsOf(shape, open).v1;
        expect('problem' in read ? [read.problem] : differencesBetween(read, stated), v1).toEqual([]);
        if (leftOpen.includes('scale')) expect(v1).not.toMatch(SCALING);
        if (leftOpen.includes('order')) expect(selection(v1)).not.toMatch(ORDER);
      }),
      { numRuns: 300 },
    );
  });

  it('would have said it otherwise', () => {
    fc.assert(
      fc.property(drawn, fc.nat(), ({ shape, draw }, name) => {
        const { leftOpen: _, ...workflow } = draw.workflow;
        const { v1 } = writeQuestions(shape, { ...draw, workflow }, rawOf({}), randomOf(String(name), 'wording'));
        expect(selection(v1)).toMatch(ORDER);
        if (draw.workflow.numeric.length > 0) expect(v1).toMatch(SCALING);
      }),
      { numRuns: 100 },
    );
  });
});

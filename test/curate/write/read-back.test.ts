/** Whatever is written is read back: all of it, and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../src/curate/random.ts';
import type { TabularShape, WorkflowDraw } from '../../../src/curate/shape.ts';
import { questionDifferences } from '../../../src/curate/write/check-question.ts';
import { differencesBetween } from '../../../src/curate/write/differences.ts';
import { readQuestion } from '../../../src/curate/write/read/read-question.ts';
import { type Statement, statementsOf } from '../../../src/curate/write/statement.ts';
import { writeQuestions } from '../../../src/curate/write/write-questions.ts';
import { planOf, render, UNSEEDED } from '../../../src/reference.ts';
import { kindOf, type Task, type TaskParameters } from '../../../src/task.ts';
import { columnName, drawn, rawOf, series } from './shapes.ts';

function differences(text: string, stated: Statement): string[] {
  const read = readQuestion(text);
  return 'problem' in read ? [read.problem] : differencesBetween(read, stated);
}

function taskOf(shape: TabularShape, draw: WorkflowDraw, question: string): Task {
  const { family, targets } = shape.design;
  return {
    id: 'somebody_something/if',
    dataset: 'somebody_something',
    family,
    variant: 'if',
    kind: kindOf(family, 'if'),
    question,
    files: [],
    parameters: {
      targets,
      fileKind: shape.fileKind,
      trainFile: `train_v1.${shape.fileKind}`,
      validationFile: `val_v1.${shape.fileKind}`,
      workflow: draw.workflow,
    },
    licence: null,
    hash: '',
  };
}

const seed = fc.nat(1_000_000).map(String);
const descriptions = fc.dictionary(
  columnName,
  fc.oneof(
    fc.constantFrom('Age of the customer', 'height in cm', 'is one of 3', 'Price (EUR) from 1 to 2'),
    fc.string(),
  ),
);

describe('what is written is read back', () => {
  it('of a table: the workflow, and the open task', () => {
    fc.assert(
      fc.property(drawn, descriptions, seed, ({ shape, draw }, words, name) => {
        const written = writeQuestions(shape, draw, rawOf(words), randomOf(name, 'wording'));
        const stated = statementsOf(shape, draw);
        expect(differences(written.v1, stated.v1), written.v1).toEqual([]);
        expect(differences(written.v2, stated.v2), written.v2).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  it('of a task as it is packaged, from its parameters', () => {
    fc.assert(
      fc.property(drawn, seed, ({ shape, draw }, name) => {
        const { v1 } = writeQuestions(shape, draw, rawOf({}), randomOf(name, 'wording'));
        const task = taskOf(shape, draw, v1);
        expect(questionDifferences(task)).toEqual([]);
        const { workflow } = task.parameters;
        const other = {
          ...task,
          parameters: { ...task.parameters, workflow: { ...workflow!, seed: workflow!.seed + 1 } },
        };
        expect(questionDifferences(other).length).toBe(UNSEEDED.has(workflow!.model) ? 0 : 1);
      }),
      { numRuns: 100 },
    );
  });

  it('enough of it to write the reference solution again, from the text alone', () => {
    fc.assert(
      fc.property(drawn, seed, ({ shape, draw }, name) => {
        const { v1 } = writeQuestions(shape, draw, rawOf({}), randomOf(name, 'wording'));
        const read = readQuestion(v1);
        if ('problem' in read) throw new Error(read.problem);
        const parameters: TaskParameters = {
          targets: read.targets!,
          fileKind: shape.fileKind,
          trainFile: read.trainFile!,
          validationFile: read.validationFile!,
          workflow: {
            ranges: Object.fromEntries(read.ranges!),
            features: read.features!,
            numeric: read.numeric!,
            categorical: read.categorical!,
            imputer: read.imputer ?? 'mean',
            model: read.model!,
            seed: read.seed ?? 0,
          },
        };
        const reference = planOf(taskOf(shape, draw, v1), 'filtered');
        expect(render(planOf({ id: 'read', parameters }, 'filtered'))).toBe(render(reference));
      }),
      { numRuns: 100 },
    );
  });

  it('of a series: with and without known columns', () => {
    fc.assert(
      fc.property(series, seed, (shape, name) => {
        const written = writeQuestions(shape, null, rawOf({}), randomOf(name, 'wording'));
        const stated = statementsOf(shape, null);
        expect(differences(written.v1, stated.v1), written.v1).toEqual([]);
        expect(differences(written.v2, stated.v2), written.v2).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

/** Deviations in how predictions are written. Their order never matters, as the score joins on row_id. */
import { editStep, type PredictStep } from '../../reference.ts';
import { each, type Kind, kind } from './kind.ts';

const ids = (name: string, words: string, likelihood: 1 | 2, chosen: PredictStep['ids'], idle: Kind['idle']): Kind =>
  kind({
    name,
    instruction: 'output',
    words,
    likelihood,
    idle,
    edit: (plan) => editStep(plan, 'predict', (step) => ({ ...step, ids: chosen })),
  });

const labelCodes = kind({
  name: 'output-label-codes',
  instruction: 'output',
  words: 'wrote class labels as codes',
  likelihood: 2,
  idle: (task, facts) =>
    task.family === 'classification' && task.parameters.targets.every((target) => facts.columns[target]!.coded)
      ? 'the labels are 0, 1 … as they are'
      : null,
  edit: (plan, task) =>
    task.family === 'classification'
      ? editStep(plan, 'predict', (step) => ({ ...step, labels: 'codes' }))
      : 'numbers are no labels',
});

const rounded = kind({
  name: 'output-rounded',
  instruction: 'output',
  words: 'rounded the predicted numbers',
  likelihood: 2,
  edit: (plan, task) => {
    if (task.family === 'classification') return 'labels are not rounded';
    return each(
      [2, 0, 1, 3, 4].map((digits) => [
        `to ${digits} digits`,
        editStep(plan, 'predict', (step) => ({ ...step, digits })),
      ]),
    );
  },
});

export const OUTPUT: readonly Kind[] = [
  ids(
    'output-ids-sorted',
    'wrote sorted row_ids beside predictions in the order of the file',
    1,
    'sorted',
    (_, facts) => (facts.ids.rising ? 'the row_ids are sorted as they are' : null),
  ),
  ids('output-ids-from-0', 'counted row_ids from 0', 2, 'recounted', (_, facts) =>
    facts.ids.from0 ? 'the row_ids count from 0' : null,
  ),
  ids('output-ids-from-1', 'counted row_ids from 1', 1, 'recounted-from-1', (_, facts) =>
    facts.ids.from1 ? 'the row_ids count from 1' : null,
  ),
  labelCodes,
  rounded,
];

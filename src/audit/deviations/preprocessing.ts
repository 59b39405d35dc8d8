/** Deviations in imputing, scaling and encoding. */
import { type CategoricalStep, editStep, type NumericStep } from '../../reference.ts';
import { insertAfter, isLeftOpen, type Kind, kind, missingCells, total, workflowOf } from './kind.ts';

const strategy = (
  name: string,
  words: string,
  likelihood: 1 | 2 | 3,
  chosen: NumericStep['impute']['strategy'],
): Kind =>
  kind({
    name,
    instruction: 'impute',
    words,
    likelihood,
    idle: (task, facts) => {
      const { imputer, numeric } = workflowOf(task);
      if (imputer === chosen) return 'it is what is stated';
      return total(facts, numeric, missingCells) > 0 ? null : 'no numeric feature has a missing value';
    },
    edit: (plan) => editStep(plan, 'numeric', (step) => ({ ...step, impute: { ...step.impute, strategy: chosen } })),
  });

const ownCategory = kind({
  name: 'impute-own-category',
  instruction: 'impute',
  words: 'took missing categories for a category of their own',
  likelihood: 2,
  idle: (task, facts) =>
    total(facts, workflowOf(task).categorical, missingCells) > 0 ? null : 'no categorical feature has a missing value',
  edit: (plan) =>
    editStep(plan, 'categorical', (step) => ({ ...step, impute: { ...step.impute, strategy: 'constant' } })),
});

const dropRows = kind({
  name: 'impute-drop-rows',
  instruction: 'impute',
  words: 'dropped training rows with missing features instead of filling them',
  likelihood: 3,
  idle: (task, facts) =>
    total(facts, workflowOf(task).features, ({ missing }) => missing.kept) > 0
      ? null
      : 'no feature has a missing value in the kept rows',
  edit: (plan, task) => insertAfter(plan, 'types', { step: 'drop-missing', columns: workflowOf(task).features }),
});

const imputeAllRows = kind({
  name: 'impute-all-rows',
  instruction: 'impute',
  words: 'fitted the imputers on training and validation rows together',
  likelihood: 2,
  idle: (task, facts) =>
    total(facts, workflowOf(task).features, missingCells) > 0 ? null : 'no feature has a missing value',
  edit: (plan) => {
    const everywhere = <S extends NumericStep | CategoricalStep>(step: S): S => ({
      ...step,
      impute: { ...step.impute, fitOn: 'train-and-validation' },
    });
    return editStep(editStep(plan, 'numeric', everywhere), 'categorical', everywhere);
  },
});

const scale = (name: string, words: string, likelihood: 1 | 2 | 3, chosen: NumericStep['scale']): Kind =>
  kind({
    name,
    instruction: 'scale',
    words,
    likelihood,
    isStated: (task) => !isLeftOpen(task, 'scale'),
    idle: (task) => (workflowOf(task).numeric.length > 0 ? null : 'there are no numeric features'),
    edit: (plan) => editStep(plan, 'numeric', (step) => ({ ...step, scale: chosen })),
  });

const encode = (
  name: string,
  words: string,
  likelihood: 1 | 2 | 3,
  changed: Partial<CategoricalStep['encode']>,
  idle: Kind['idle'] = () => null,
): Kind =>
  kind({
    name,
    instruction: 'encode',
    words,
    likelihood,
    idle: (task, facts) =>
      workflowOf(task).categorical.length > 0 ? idle(task, facts) : 'there are no categorical features',
    edit: (plan) => editStep(plan, 'categorical', (step) => ({ ...step, encode: { ...step.encode, ...changed } })),
  });

export const PREPROCESSING: readonly Kind[] = [
  strategy('impute-mean', 'filled missing numbers with the mean', 3, 'mean'),
  strategy('impute-median', 'filled missing numbers with the median', 3, 'median'),
  strategy('impute-most-frequent', 'filled missing numbers with the most frequent value', 2, 'most_frequent'),
  strategy('impute-zero', 'filled missing numbers with 0', 2, 'constant'),
  ownCategory,
  dropRows,
  imputeAllRows,
  scale('scale-none', 'did not scale the numeric features', 3, null),
  scale('scale-min-max', 'scaled the numeric features to [0, 1]', 2, { scaler: 'min-max', fitOn: 'train' }),
  scale('scale-all-rows', 'fitted the scaler on training and validation rows together', 2, {
    scaler: 'standard',
    fitOn: 'train-and-validation',
  }),
  encode('encode-ordinal', 'encoded categories as their positions', 3, { encoder: 'ordinal' }),
  encode('encode-drop-first', 'dropped the first category of each encoded feature', 3, { drop: 'first' }),
  encode(
    'encode-all-rows',
    'fitted the encoder on training and validation rows together',
    2,
    { fitOn: 'train-and-validation' },
    (task, facts) =>
      total(facts, workflowOf(task).categorical, ({ unseen }) => unseen) > 0
        ? null
        : 'no row to predict has a category that no kept row has',
  ),
];

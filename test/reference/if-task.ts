import type { FileKind, ModelName, Range, Task } from '../../src/task.ts';

export interface IfTaskParts {
  readonly fileKind: FileKind;
  readonly targets: readonly string[];
  readonly ranges: Readonly<Record<string, Range>>;
  readonly numeric: readonly string[];
  readonly categorical: readonly string[];
  readonly model: ModelName;
}

/** An IF task without files of its own. */
export function ifTask({ fileKind, targets, ranges, numeric, categorical, model }: IfTaskParts): Task {
  const family = /Classifier|Logistic|GaussianNB|LinearSVC/.test(model) ? 'classification' : 'regression';
  return {
    id: 'made/if',
    dataset: 'made',
    family,
    variant: 'if',
    kind: family === 'classification' ? 'class-IF' : 'reg-IF',
    question: '',
    files: [],
    parameters: {
      targets,
      fileKind,
      trainFile: `train_v1.${fileKind}`,
      validationFile: `val_v1.${fileKind}`,
      workflow: {
        ranges,
        features: [...numeric, ...categorical],
        numeric,
        categorical,
        imputer: 'mean',
        model,
        seed: 17,
      },
    },
    licence: null,
    hash: 'none',
  };
}

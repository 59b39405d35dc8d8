/** Names of a dataset's files in the published layout. */
import type { Shape } from '../shape.ts';

export interface DatasetFiles {
  /** In `source/`. */
  readonly train: { readonly v1: string; readonly v2: string };
  readonly validation: { readonly v1: string; readonly v2: string };
  /** IF's training rows without the bad ones; null for series. */
  readonly clean: string | null;
  /** In `verify/`; IF has none. */
  readonly truth: { readonly v1: string | null; readonly v2: string };
  /** What an agent gets. */
  readonly needed: { readonly v1: readonly string[]; readonly v2: readonly string[] };
}

export const DESCRIPTION = 'metadata.txt';
export const METADATA = 'all_metadata.json';

export function filesOf(shape: Shape): DatasetFiles {
  const kind = shape.kind === 'tabular' ? shape.fileKind : 'csv';
  const train =
    shape.kind === 'tabular'
      ? { v1: `train_v1.${kind}`, v2: `train_v2.${kind}` }
      : { v1: 'train.csv', v2: 'train.csv' };
  const validation = { v1: `val_v1.${kind}`, v2: `val_v2.${kind}` };
  const needed = (version: 'v1' | 'v2') => [train[version], validation[version], DESCRIPTION];
  return {
    train,
    validation,
    clean: shape.kind === 'tabular' ? `train_v1_no_err.${kind}` : null,
    truth:
      shape.kind === 'tabular'
        ? { v1: null, v2: 'ground_truth.csv' }
        : { v1: 'ground_truth_v1.csv', v2: 'ground_truth_v2.csv' },
    needed: { v1: needed('v1'), v2: needed('v2') },
  };
}

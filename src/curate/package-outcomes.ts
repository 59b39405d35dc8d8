/** Stage: the benchmark's own files (package/benchmark.ts), from what a curation has recorded. */
import { basename } from 'node:path';
import { hashOf } from '../hash.ts';
import type { Corpus } from './gates/corpus.ts';
import type { DatasetOutcome, PairFigures, PairOutcome } from './outcome.ts';
import { writeBenchmark } from './package/benchmark.ts';
import type { LogRow, PackedDataset } from './package/collection.ts';
import type { Rejection } from './rejection.ts';

export interface PackageOptions {
  readonly out: string;
  /** Secret. */
  readonly seed: string;
  /** Of the datasets, for evaluation. */
  readonly evalShare: number;
}

/** Datasets that share this much are related: all of them go to one side. Duplicates are not there any more. */
const RELATED = 0.3;

export function packageOutcomes(outcomes: readonly DatasetOutcome[], corpus: Corpus, options: PackageOptions): void {
  const { out, seed, evalShare } = options;
  const groups = new Map(corpus.groups(RELATED).flatMap((ids) => ids.map((id) => [id, ids[0]!])));
  const datasets = outcomes.flatMap(({ origin, pairs }) =>
    pairs.flatMap(({ kept }): PackedDataset[] => {
      if (kept === null) return [];
      const { id } = origin;
      return [{ entry: kept.entry, origin, group: groups.get(id) ?? id, facts: factsOf(kept.figures) }];
    }),
  );
  writeBenchmark(out, {
    name: basename(out),
    version: hashOf(datasets).slice(0, 12),
    datasets,
    log: outcomes.flatMap(logRows),
    evaluationShare: evalShare,
    seed,
  });
}

function factsOf(figures: PairFigures): PackedDataset['facts'] {
  return {
    'rows to learn from': figures.trainRows,
    'rows to predict': figures.validationRows,
    features: figures.features,
    files: figures.fileKind,
    'IF model': figures.model,
    'IF instruction coverage': figures.coverage,
    'same IF answer with': figures.environments?.join('; ') ?? null,
    'score of a constant': figures.naive,
    'score of quick models': figures.baseline,
    'best score of one column': figures.oneColumn,
  };
}

function logRows({ origin, rejection, pairs }: DatasetOutcome): LogRow[] {
  const { id: dataset, source, title, licence } = origin;
  const common = { dataset, source, title, licence: licence.spdx ?? licence.name };
  if (rejection !== null) return [{ ...common, design: '', folder: null, ...because(rejection) }];
  return pairs.map((pair: PairOutcome) => ({
    ...common,
    design: pair.name,
    folder: pair.kept === null ? null : pair.name,
    ...because(pair.rejection),
  }));
}

function because(rejection: Rejection['rejected'] | null) {
  const { stage = null, reason = null, figure = null, words = null } = rejection ?? {};
  return { stage, reason, figure, words };
}

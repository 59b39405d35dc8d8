/**
 * What a benchmark is made of: kinds, sizes, domains, models, and how far quick models get, pair by pair and as
 * distributions. Figures that curation left in the metadata are taken from there; of any other benchmark in the published
 * layout they are measured, by the same means.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseLenientJson } from '../bench/lenient-json.ts';
import type { Benchmark } from '../bench.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Task } from '../task.ts';
import { type Domain, domainOf } from './domains.ts';
import { probeShape } from './gates/probe.ts';
import { METADATA } from './package/names.ts';
import { readPair } from './package/read-pair.ts';

export interface DescribedPair {
  readonly name: string;
  /** The dataset that it was made from; that of several pairs where curation says so. */
  readonly dataset: string;
  readonly kind: 'classification' | 'regression' | 'one series' | 'panel';
  readonly targets: number;
  readonly fileKind: string;
  /** Of an IF task; null for series. */
  readonly model: string | null;
  readonly domain: Domain;
  readonly trainRows: number;
  /** To predict, in the MM or XF task. */
  readonly validationRows: number;
  readonly features: number;
  /** Scores in [0, 1] of a constant, of the best column alone (null where not measured) and of quick models. */
  readonly naive: number;
  readonly oneColumn: number | null;
  readonly baseline: number;
  /** Instruction coverage of the IF task, in [0, 1]; null where it is not in the metadata. */
  readonly coverage: number | null;
}

const MEASURES = z.object({
  trainRows: z.number(),
  validationRows: z.number(),
  features: z.number(),
  naive: z.number(),
  oneColumn: z.number().nullable(),
  baseline: z.number(),
  coverage: z.number().nullable(),
});
const RECORD = z.looseObject({
  question: z.looseObject({ entity_columns: z.array(z.string()).nullish() }),
  curation: z.looseObject({ dataset: z.string() }).nullish(),
});

/** @param tasks those of one dataset folder. @throws UserError when its files cannot be read */
export async function describePair(
  benchmark: Benchmark,
  tasks: readonly Task[],
  sandbox: Sandbox,
  signal?: AbortSignal,
): Promise<DescribedPair> {
  const { dataset: name, family, parameters } = tasks[0]!;
  const folder = join(benchmark.path, 'databases', name);
  const record = RECORD.parse(parseLenientJson(readFileSync(join(folder, 'verify', METADATA), 'utf8')));
  const kept = MEASURES.safeParse(record.curation);
  const { entities, ...figures } = kept.success
    ? { ...kept.data, entities: record.question.entity_columns?.length ?? 0 }
    : await measured(folder, sandbox, signal);
  const workflow = tasks.find(({ variant }) => variant === 'if')?.parameters.workflow;
  return {
    name,
    dataset: record.curation?.dataset ?? name,
    kind: family === 'time_series_analysis' ? (entities > 0 ? 'panel' : 'one series') : family,
    targets: parameters.targets.length,
    fileKind: parameters.fileKind,
    model: workflow?.model ?? null,
    domain: domainOf(readFileSync(join(folder, 'source/metadata.txt'), 'utf8')),
    ...figures,
  };
}

async function measured(folder: string, sandbox: Sandbox, signal?: AbortSignal) {
  const shape = await readPair(folder);
  const { main } = await probeShape(shape, sandbox, signal);
  return {
    entities: shape.design.time?.entities.length ?? 0,
    trainRows: shape.train.rows,
    validationRows: shape.kind === 'tabular' ? shape.validation.rows : shape.exogenous.rows,
    features: shape.design.features.length,
    naive: main.naive,
    oneColumn: main.column === null ? null : main.oneColumn,
    baseline: main.baseline,
    coverage: null,
  };
}

/** How often each value occurs, the most frequent first. */
export interface Shares {
  readonly kind: 'shares';
  readonly what: string;
  readonly counts: Readonly<Record<string, number>>;
}
/** Of figures, ascending: the least, the quartiles and the greatest. */
export interface Quantiles {
  readonly kind: 'quantiles';
  readonly what: string;
  readonly of: number;
  /** Whether they are scores or shares, from 0 to 1, rather than counts. */
  readonly unit: boolean;
  readonly points: readonly [number, number, number, number, number];
}

export function distributionsOf(pairs: readonly DescribedPair[]): (Shares | Quantiles)[] {
  const shares = (what: string, value: (pair: DescribedPair) => string | null): Shares => {
    const counts = new Map<string, number>();
    for (const pair of pairs) {
      const one = value(pair);
      if (one !== null) counts.set(one, (counts.get(one) ?? 0) + 1);
    }
    return { kind: 'shares', what, counts: Object.fromEntries([...counts].sort(([, a], [, b]) => b - a)) };
  };
  const quantiles = (what: string, unit: boolean, value: (pair: DescribedPair) => number | null): Quantiles[] => {
    const values = pairs.flatMap((pair) => value(pair) ?? []).sort((a, b) => a - b);
    if (values.length === 0) return [];
    const at = (share: number) => values[Math.round(share * (values.length - 1))]!;
    return [{ kind: 'quantiles', what, of: values.length, unit, points: [at(0), at(0.25), at(0.5), at(0.75), at(1)] }];
  };
  return [
    shares('kind', ({ kind }) => kind),
    shares('targets', ({ targets }) => (targets === 1 ? 'one target' : 'several targets')),
    shares('files', ({ fileKind }) => fileKind),
    shares('model', ({ model }) => model),
    shares('domain', ({ domain }) => domain),
    ...quantiles('training rows', false, ({ trainRows }) => trainRows),
    ...quantiles('rows to predict', false, ({ validationRows }) => validationRows),
    ...quantiles('features', false, ({ features }) => features),
    ...quantiles('constant', true, ({ naive }) => naive),
    ...quantiles('one column', true, ({ oneColumn }) => oneColumn),
    ...quantiles('quick models', true, ({ baseline }) => baseline),
    ...quantiles('coverage', true, ({ coverage }) => coverage),
  ];
}

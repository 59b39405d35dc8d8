/** Reads the data behind attempts once: which of them an evaluation benchmark has too, and which belong together. */
import type { Benchmark } from '../bench.ts';
import { type ContentSketch, hashTables, sharesRows, sketchOf } from './content-sketch.ts';
import { filesByDataset, groupsByContent } from './evaluation-data.ts';
import { type Attempt, dataName } from './selection.ts';

export interface DataCheck {
  /** Data (`Attempt.data`) that share rows with an evaluation benchmark, and with what there. */
  readonly evaluation: ReadonlyMap<string, string>;
  /** By data the group that it must stay with in any split. */
  readonly groups: ReadonlyMap<string, string>;
}

export interface DataCheckOptions {
  readonly benchmarks: readonly Benchmark[];
  readonly sketches: readonly ContentSketch[];
  /** Called for each dataset done. */
  readonly onDataset: () => void;
}

export async function checkData(attempts: readonly Attempt[], options: DataCheckOptions): Promise<DataCheck> {
  const evaluation = new Map<string, string>();
  const own: ContentSketch[] = [];
  for (const { data, files } of dataOf(attempts, options.benchmarks)) {
    const hashed = await hashTables(files);
    const found = sharesRows(hashed, options.sketches);
    if (found !== null) evaluation.set(data, found.name);
    own.push(sketchOf(data, hashed));
    options.onDataset();
  }
  return { evaluation, groups: groupsByContent(own) };
}

export function countData(attempts: readonly Attempt[]): number {
  return new Set(attempts.map(({ data }) => data)).size;
}

/** All of a dataset's files count, also those of its task that nobody attempted. */
function dataOf(attempts: readonly Attempt[], benchmarks: readonly Benchmark[]) {
  const wanted = new Set(attempts.map(({ data }) => data));
  const byPath = new Map(benchmarks.map((benchmark) => [benchmark.path, benchmark]));
  return [...byPath.values()].flatMap((benchmark) =>
    Array.from(filesByDataset(benchmark.tasks), ([dataset, files]) => ({
      data: dataName({ dataset }, benchmark),
      files,
    })).filter(({ data }) => wanted.has(data)),
  );
}

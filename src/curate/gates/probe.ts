/**
 * What models make of a shape: one short run of the sandbox (python/curate/probe.py) that scores a constant, each column
 * alone and a few models of all on the very splits, by the measures of docs/scoring.md. Quick, not good: it tells a task
 * that is worth solving from one that is not, and is no agent.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { problemOf } from '../../audit/facts.ts';
import { programAt } from '../../audit/python.ts';
import { InfrastructureError } from '../../errors.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../../sandbox.ts';
import type { Shape } from '../shape.ts';
import { type Cells, seriesCells, tabularCells } from './probe-cells.ts';

/** Scores in [0, 1]: macro-F1 of classes, clipped R² of numbers; the mean over the targets. */
export interface ProbeScores {
  /** The better of the commonest answer and of guessing each class as often as it occurs; the last value of a series. */
  readonly naive: number;
  /** Best of a boosted model, a tree, a linear one (of numbers), and the best single column. */
  readonly baseline: number;
  /** Of the best single column, and which one; null when there is none. */
  readonly oneColumn: number;
  readonly column: string | null;
}

/** `main` of a tabular shape and of XF; `forecast` of CF. */
export interface Probe {
  readonly main: ProbeScores;
  readonly forecast?: ProbeScores;
}

const SCORES = z.object({
  naive: z.number(),
  baseline: z.number(),
  oneColumn: z.number(),
  column: z.string().nullable(),
});
const PROBE = z.object({ main: SCORES, forecast: SCORES.optional() });

const FOLDER = new URL('../../../python/curate/', import.meta.url);
const [DATA, RESULT] = ['data.bin', 'probe.json'];
const SECONDS = 120;

/** @throws InfrastructureError when the run fails, which no data should make it do */
export async function probeShape(shape: Shape, sandbox: Sandbox, signal?: AbortSignal): Promise<Probe> {
  const parts = shape.kind === 'tabular' ? [tabularCells(shape)] : seriesCells(shape);
  const folder = await mkdtemp(join(tmpdir(), 'dare-probe-'));
  try {
    const path = join(folder, DATA);
    await writeFile(path, Buffer.concat(parts.map(({ cells }) => Buffer.from(cells.buffer))));
    const outcome = await sandbox.run({
      code: programAt(FOLDER, 'probe', { PARTS: parts.map(described) }),
      files: [{ name: DATA, path }],
      outputs: [RESULT],
      outputFolder: folder,
      limits: { ...DEFAULT_LIMITS, seconds: SECONDS, memoryBytes: 4 * 2 ** 30 },
      ...(signal ? { signal } : {}),
    });
    const problem = problemOf(outcome);
    if (problem !== null) {
      throw new InfrastructureError(`the task on ${shape.design.targets.join(', ')} could not be probed: ${problem}`);
    }
    const { forecast, main } = PROBE.parse(JSON.parse(await readFile(join(folder, RESULT), 'utf8')));
    return forecast === undefined ? { main } : { main, forecast };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function described({ cells: _, ...part }: Cells) {
  return part;
}

/**
 * What shaping, drawing and writing cost of a processor, by rows and kind of file: node bench/shape-speed.ts. The table
 * is made up: eight columns of numbers, four of words, and a class.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Design } from '../src/curate/design.ts';
import { type Column, makeFrame, numberColumn } from '../src/curate/frame.ts';
import { writePair } from '../src/curate/package/pair.ts';
import { randomOf } from '../src/curate/random.ts';
import { isRejection } from '../src/curate/rejection.ts';
import { shapeTabular } from '../src/curate/shape/tabular.ts';
import { drawWorkflow } from '../src/curate/shape/workflow.ts';
import { FILE_KINDS } from '../src/task.ts';
import { RAW } from '../test/curate/package/pairs.ts';

const REPEATS = 5;

function tableOf(rows: number) {
  const random = randomOf('speed', String(rows));
  const numbers = (make: () => number): Column => numberColumn(Float64Array.from({ length: rows }, make));
  const words = (list: readonly string[]): Column => ({
    kind: 'text',
    values: Array.from({ length: rows }, () => random.pick(list)),
  });
  return makeFrame([
    ...Array.from(
      { length: 8 },
      (_, at) => [`number ${at}`, numbers(() => Math.round(random.unit() * 1e6) / 100)] as const,
    ),
    ...Array.from({ length: 4 }, (_, at) => [`word ${at}`, words(['red', 'green', 'blue', 'grey'])] as const),
    ['class', words(['yes', 'no'])] as const,
  ]);
}

function secondsOf(work: () => void): number {
  const before = process.cpuUsage();
  for (let at = 0; at < REPEATS; at += 1) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / REPEATS;
}

const folder = mkdtempSync(join(tmpdir(), 'dare-shape-speed-'));
const ms = (seconds: number) => `${(1000 * seconds).toFixed(0)} ms`.padStart(8);
for (const rows of [500, 2_000, 20_000]) {
  const frame = tableOf(rows);
  const features = [...frame.columns.keys()].filter((name) => name !== 'class');
  const types = Object.fromEntries(
    [...frame.columns].map(([name, { kind }]) => [name, kind === 'number' ? 'numerical' : 'categorical'] as const),
  );
  const design: Design = {
    family: 'classification',
    targets: ['class'],
    types,
    features,
    withheld: [],
    group: null,
    time: null,
    confidence: 1,
  };
  const shape = shapeTabular(frame, design, { seed: 's', rules: 'own', draw: 0 });
  if (isRejection(shape)) throw new Error(shape.rejected.words);
  const shaping = secondsOf(() => shapeTabular(frame, design, { seed: 's', rules: 'own', draw: 0 }));
  const drawing = secondsOf(() => drawWorkflow(shape, { seed: 's', draw: 0 }));
  console.log(`${String(rows).padStart(6)} rows: shape ${ms(shaping)}, draw ${ms(drawing)}`);
  for (const fileKind of FILE_KINDS) {
    const kept = { ...shape, fileKind };
    const draw = drawWorkflow(kept, { seed: 's', draw: 0 });
    const pair = { raw: RAW, shape: kept, draw, questions: { v1: 'a', v2: 'b' } };
    const whole = secondsOf(() => writePair(join(folder, 'pair'), pair));
    const half = secondsOf(() => writePair(join(folder, 'pair'), { ...pair, versions: ['v1'] }));
    console.log(`  ${fileKind.padEnd(8)} write ${ms(whole)}, IF alone ${ms(half)}`);
  }
}
rmSync(folder, { recursive: true });

/** IF tasks of made-up data, drawn and written as the pipeline does, for proving. */
import { dirname } from 'node:path';
import { readDataset } from '../../../src/bench/dataset.ts';
import type { Entry } from '../../../src/bench/question-list.ts';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import type { Design } from '../../../src/curate/design.ts';
import { type Frame, makeFrame, numberColumn } from '../../../src/curate/frame.ts';
import { writePair } from '../../../src/curate/package/pair.ts';
import type { Made, Wish } from '../../../src/curate/prove/prove.ts';
import { randomOf } from '../../../src/curate/random.ts';
import { isRejection } from '../../../src/curate/rejection.ts';
import { shapeTabular } from '../../../src/curate/shape/tabular.ts';
import { drawWorkflow } from '../../../src/curate/shape/workflow.ts';
import type { TabularShape } from '../../../src/curate/shape.ts';
import { writeQuestions } from '../../../src/curate/write/write-questions.ts';
import type { LeftOpen } from '../../../src/task.ts';

export const RAW: RawDataset = {
  ...{ id: 'made_data', source: 'made', title: 'Made', description: '', columnDescriptions: {}, synthetic: true },
  licence: { name: 'CC0', spdx: 'CC0-1.0', url: null },
  ...{ tags: [], version: '1', author: null, url: null, usability: null, suggestedTargets: [] },
  load: () => Promise.reject(new Error('it is loaded')),
};

/** Numbers, a category, gaps; and a number and a label that depend on them, with noise. */
export function madeFrame(rows: number, noise = 0.3): Frame {
  const random = randomOf('made', 'frame');
  const each = <T>(make: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => make(row));
  const [a, b, c] = [each(() => random.unit()), each(() => random.unit()), each(() => random.int(0, 40))];
  const kind = each(() => random.pick(['north', 'south', 'west']));
  const y = each(
    (at) => 3 * a[at]! - b[at]! ** 2 + c[at]! / 20 + (kind[at] === 'west' ? 1 : 0) + noise * random.unit(),
  );
  return makeFrame([
    ['a', numberColumn(a.map((value) => Math.round(value * 1e4) / 1e2))],
    ['b', numberColumn(b.map((value) => (random.unit() < 0.1 ? Number.NaN : Math.round(value * 1e4) / 1e4)))],
    ['c', numberColumn(c)],
    ['kind', { kind: 'text', values: kind }],
    ['y', numberColumn(y.map((value) => Math.round(value * 1e3) / 1e3))],
    ['label', { kind: 'text', values: y.map((value) => (value > 2 ? 'high' : value > 1 ? 'middle' : 'low')) }],
  ]);
}

export function shapeOf(frame: Frame, family: 'classification' | 'regression', draw = 0): TabularShape {
  const target = family === 'classification' ? 'label' : 'y';
  const types = { a: 'numerical', b: 'numerical', c: 'numerical', kind: 'categorical' } as const;
  const design: Design = {
    ...{ family, targets: [target], features: Object.keys(types), withheld: [], group: null, time: null },
    types: { ...types, [target]: family === 'classification' ? 'categorical' : 'numerical' },
    confidence: 1,
  };
  const shape = shapeTabular(frame, design, { seed: 'secret', rules: 'own', draw });
  if (isRejection(shape)) throw new Error(shape.rejected.words);
  return shape;
}

/** Writes what a wish asks for into the folder, and reads it as anybody would. */
export async function makeTask(
  folder: string,
  shape: TabularShape,
  { draw, avoid }: Omit<Wish, 'model'>,
  leftOpen: readonly LeftOpen[] = [],
): Promise<Made> {
  const drawn = drawWorkflow(shape, { seed: 'secret', draw, avoid });
  const open = leftOpen.length > 0 ? { ...drawn, workflow: { ...drawn.workflow, leftOpen } } : drawn;
  const questions = writeQuestions(shape, open, RAW, randomOf('secret', 'question'));
  const entry = writePair(folder, { raw: RAW, shape, draw: open, questions, versions: ['v1'] });
  const { tasks, unusable } = await readDataset(dirname(folder), JSON.parse(JSON.stringify(entry)) as Entry);
  const made = tasks.find(({ task }) => task.variant === 'if');
  if (made === undefined) throw new Error(unusable[0]!.reason);
  return made;
}

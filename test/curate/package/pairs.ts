/** Packaged pairs for tests: random shapes in a folder of databases. */
import { join } from 'node:path';
import fc from 'fast-check';
import { readDataset } from '../../../src/bench/dataset.ts';
import type { Entry } from '../../../src/bench/question-list.ts';
import type { RawDataset } from '../../../src/curate/dataset.ts';
import { type ListEntry, writePair } from '../../../src/curate/package/pair.ts';
import { isRejection } from '../../../src/curate/rejection.ts';
import { shapeTabular } from '../../../src/curate/shape/tabular.ts';
import { drawWorkflow } from '../../../src/curate/shape/workflow.ts';
import type { TabularShape, WorkflowDraw } from '../../../src/curate/shape.ts';
import { type Case, tabularCase } from '../shape/frames.ts';

export const RAW: RawDataset = {
  id: 'someone_rain',
  source: 'test',
  title: 'Rain | in\nplaces',
  description: 'Made for a test.\n\nOf two paragraphs.',
  columnDescriptions: { 'a,b': 'first\nand second' },
  licence: {
    name: 'Creative Commons Zero',
    spdx: 'CC0-1.0',
    url: 'https://creativecommons.org/publicdomain/zero/1.0/',
  },
  synthetic: false,
  tags: ['weather'],
  version: '3',
  author: 'Some One',
  url: 'https://example.org/rain',
  usability: null,
  suggestedTargets: [],
  load: () => Promise.reject(new Error('it is loaded')),
};

export interface Packed {
  readonly name: string;
  readonly shape: TabularShape;
  readonly draw: WorkflowDraw;
  readonly entry: ListEntry;
}

export function packed(databases: string, { frame, design, seed }: Case, name: string): Packed | null {
  const shape = shapeTabular(frame, design, { seed, rules: 'own', draw: 0 });
  if (isRejection(shape)) return null;
  const draw = drawWorkflow(shape, { seed, draw: 0 });
  const entry = writePair(join(databases, name), { raw: RAW, shape, draw, questions: { v1: 'Follow.', v2: 'Model.' } });
  return { name, shape, draw, entry };
}

/** As many random pairs as come out of `numRuns` cases. */
export function packedPairs(databases: string, numRuns: number, seed: number): Packed[] {
  return fc
    .sample(tabularCase, { numRuns, seed })
    .flatMap(
      (one, at) =>
        packed(databases, one, `someone_rain-${at}_${one.design.family === 'regression' ? 'reg' : 'class'}`) ?? [],
    );
}

export async function opened(databases: string, entry: ListEntry) {
  return readDataset(databases, entry as unknown as Entry);
}

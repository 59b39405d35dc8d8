/** Shapes by our rules of the released tabular datasets, put together again, of those that pass the gates. */
import type { Design } from '../../../src/curate/design.ts';
import { probeShape } from '../../../src/curate/gates/probe.ts';
import { gateShape, gateSplits } from '../../../src/curate/gates/shape.ts';
import { seedOf } from '../../../src/curate/random.ts';
import { isRejection, type Rejection } from '../../../src/curate/rejection.ts';
import { shapeTabular } from '../../../src/curate/shape/tabular.ts';
import type { TabularShape } from '../../../src/curate/shape.ts';
import type { Sandbox } from '../../../src/sandbox.ts';
import { readReleased, releasedNames } from '../design/released.ts';

export async function tabularNames(): Promise<string[]> {
  return (await releasedNames()).filter((name) => !name.endsWith('_ts'));
}

/** @param draw another number is another split */
export async function gatedShape(name: string, draw: number, sandbox: Sandbox): Promise<TabularShape | Rejection> {
  const { frame, decided } = await readReleased(name);
  const { family, targets, types } = decided;
  const columns = [...frame.columns.keys()];
  const design: Design = {
    ...{ family, targets, types, withheld: [], group: null, time: null, confidence: 1 },
    features: columns.filter((column) => !targets.includes(column) && column in types),
  };
  const shape = shapeTabular(frame, design, { seed: seedOf('bench', name), rules: 'own', draw });
  if (isRejection(shape)) return shape;
  return gateSplits(shape) ?? gateShape(shape, await probeShape(shape, sandbox)) ?? shape;
}

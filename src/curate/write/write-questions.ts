/**
 * Stage: the questions of a shape's two variants, from its parameters alone. Wordings are drawn; what they say is not.
 * A text is good only if the reader (read/) finds all of it again: `checkQuestion` in check-question.ts.
 */
import type { RawDataset } from '../dataset.ts';
import type { Random } from '../random.ts';
import type { Shape, WorkflowDraw } from '../shape.ts';
import { describerOf } from './describe.ts';
import { ifQuestion } from './if-question.ts';
import { cfQuestion, mmQuestion, xfQuestion } from './open-question.ts';
import { needsNotation } from './quote.ts';
import { type Statement, statementsOf } from './statement.ts';

/**
 * v1: IF or XF; v2: MM or CF.
 * @throws Error when a tabular shape comes without a drawn workflow
 */
export function writeQuestions(
  shape: Shape,
  draw: WorkflowDraw | null,
  raw: RawDataset,
  random: Random,
): { v1: string; v2: string } {
  const { v1, v2 } = statementsOf(shape, draw);
  const describe = describerOf(raw.columnDescriptions);
  return { v1: writeQuestion(v1, describe, random), v2: writeQuestion(v2, describe, random) };
}

function writeQuestion(said: Statement, describe: (column: string) => string, random: Random): string {
  const values = Array.from(said.ranges?.values() ?? [], (range) => (range.kind === 'numeric' ? [] : range.values));
  const columns = [said.targets, said.entities, said.exogenous, said.features, said.numbers, said.words];
  const named = [...columns.flatMap((list) => list ?? []), ...(said.ranges?.keys() ?? []), said.timeColumn ?? 'time'];
  const notation = needsNotation(named, [...values.flat(), said.start ?? '']);
  switch (said.variant!) {
    case 'if':
      return ifQuestion(said, describe, notation, random);
    case 'mm':
      return mmQuestion(said, notation, random);
    case 'xf':
      return xfQuestion(said, notation, random);
    case 'cf':
      return cfQuestion(said, notation, random);
  }
}

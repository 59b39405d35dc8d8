/** What is printed after a curation: the funnel, what stopped the rest, and what to do next. */
import { GATES } from '../curate/gates/table.ts';
import type { CurationResult } from '../curate/pipeline.ts';
import { percent } from '../report/format.ts';
import { columns } from './columns.ts';
import { shown } from './shown.ts';

export function funnelText({ funnel, owed, stopped, outcomes }: CurationResult, out: string, width: number): string {
  const { datasets, pairs, tasks } = funnel;
  const rows = [
    ['stage', 'in', 'out'],
    ['datasets that may be used', datasets.listed, datasets.designed],
    ['datasets that gave tasks', datasets.designed, datasets.kept],
    ['pairs of tasks', pairs.tried, pairs.kept],
  ].map((row) => row.map(String));
  const parts = [columns(rows, { width, text: [0] })];
  if (funnel.rejections.length > 0) parts.push(rejectionTable(funnel.rejections, width));
  const varied =
    pairs.variations === 0 ? '' : ` (${2 * pairs.variations} with other features of a dataset used before)`;
  const folder = shown(out);
  parts.push(
    [
      `${tasks} tasks in ${folder}${varied}${coverageText(outcomes)}`,
      ...(tasks === 0 && datasets.listed > 0 ? [`Why not: ./dare curate explain DATASET --bench ${folder}`] : []),
      ...(tasks > 0 ? [`Try them: ./dare eval --bench ${folder} --agent baseline`] : []),
      ...owed.map(({ dataset, why }) => `Owed: ${dataset}: ${why}`),
      ...(stopped === 'interrupted' || owed.length > 0 ? ['Go on with the same command and --resume.'] : []),
    ].join('\n'),
  );
  return `${parts.join('\n\n')}\n`;
}

function rejectionTable(rejections: CurationResult['funnel']['rejections'], width: number): string {
  const rows = rejections.map(({ stage, reason, what, count }) => {
    const words = reason in GATES ? GATES[reason as keyof typeof GATES].words : '';
    return [words, stage, reason, what, String(count)];
  });
  const table = [['why', 'stage', 'reason', 'of', 'rejected'], ...rows];
  const order = [1, 2, 3, 4, 0];
  return columns(
    table.map((row) => order.map((at) => row[at]!)),
    { width, text: [4, 0, 1, 2] },
  );
}

function coverageText(outcomes: CurationResult['outcomes']): string {
  const found = outcomes.flatMap(({ pairs }) => pairs.flatMap(({ kept }) => kept?.figures.coverage ?? []));
  if (found.length === 0) return '';
  const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
  return `; the scores of IF tasks notice ${percent(mean)} of what can be done otherwise than stated`;
}

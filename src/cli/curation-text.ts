/** What is printed after a curation: the funnel, what stopped the rest, and what to do next. */
import { GATES } from '../curate/gates/table.ts';
import type { CurationResult } from '../curate/pipeline.ts';
import { type Rejection, STAGES } from '../curate/rejection.ts';
import { percent } from '../report/format.ts';
import { columns, onOneLine } from './columns.ts';
import { shown } from './shown.ts';

/** Up to so many rejections are told one by one, each in its own words. */
const TOLD = 12;

export function funnelText({ funnel, owed, stopped, outcomes }: CurationResult, out: string, width: number): string {
  const { datasets, pairs, tasks } = funnel;
  const rows = [
    ['stage', 'in', 'out'],
    ['datasets that may be used', datasets.listed, datasets.designed],
    ['datasets that gave tasks', datasets.designed, datasets.kept],
    ['pairs of tasks', pairs.tried, pairs.kept],
  ].map((row) => row.map(String));
  const parts = [columns(rows, { width, text: [0] })];
  const rejected = rejectedIn(outcomes);
  if (rejected.length > TOLD) parts.push(rejectionTable(funnel.rejections, width));
  else if (rejected.length > 0) {
    parts.push(rejected.map(({ name, why }) => [name, ...rejectionLines(why, '  ')].join('\n')).join('\n'));
  }
  const varied =
    pairs.variations === 0 ? '' : ` (${2 * pairs.variations} with other features of a dataset used before)`;
  const folder = shown(out);
  parts.push(
    [
      `${tasks} tasks in ${folder}${varied}${coverageText(outcomes)}`,
      ...(tasks === 0 && rejected.length > TOLD ? [`Why not: ./dare curate explain DATASET --bench ${folder}`] : []),
      ...(tasks > 0 ? [`Try them: ./dare eval --bench ${folder} --agent baseline`] : []),
      ...owed.map(({ dataset, why }) => `Owed: ${dataset}: ${why}`),
      ...(stopped === 'interrupted' || owed.length > 0 ? ['Go on with the same command and --resume.'] : []),
    ].join('\n'),
  );
  return `${parts.join('\n\n')}\n`;
}

function rejectedIn(outcomes: CurationResult['outcomes']) {
  const all = outcomes.flatMap(({ origin, rejection, pairs }) => [{ name: origin.id, rejection }, ...pairs]);
  return all
    .flatMap(({ name, rejection }) => (rejection === null ? [] : [{ name, why: rejection }]))
    .sort((a, b) => STAGES.indexOf(a.why.stage) - STAGES.indexOf(b.why.stage));
}

/** The stage, the reason, the figure with its limit, and the words. */
export function rejectionLines({ stage, reason, figure, words }: Rejection['rejected'], indent: string): string[] {
  const gate = reason in GATES ? GATES[reason as keyof typeof GATES] : null;
  const limit = gate?.threshold == null ? '' : `, limit ${gate.threshold}`;
  const found = figure === null ? '' : ` (${Number(figure.toPrecision(4))}${limit})`;
  return [`${indent}rejected at ${stage}: ${reason}${found}`, `${indent}${onOneLine(words)}`];
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

/**
 * The summary as text for a terminal: one table of scores, one of effort, and what a reader must know beside them.
 * Fits 100 columns, and 80 by stacking the intervals under the means. Returns text; prints nothing.
 */
import { KINDS } from '../task.ts';
import { compact, dollars, duration, percent } from './format.ts';
import {
  cut,
  fitting,
  halfWidth,
  type LayoutOptions,
  layOut,
  type Paint,
  painter,
  plain,
  type Row,
  wrap,
} from './layout.ts';
import { PUBLISHED, PUBLISHED_SOURCE } from './published.ts';
import { type AgentSummary, COLUMNS, type Column, type Summary } from './summary.ts';

export interface TableOptions extends LayoutOptions {
  /** With the published models' scores under ours. */
  readonly published?: boolean;
}

export function renderSummaryTable(summary: Summary, options: TableOptions = {}): string {
  const { width = 100, color = false, published = false } = options;
  const paint = painter(color);
  const agents = Object.entries(summary.agents).map(([name, agent]) => [cut(plain(name), width), agent] as const);
  const scores = fitting(width, [
    () => scoreTable(agents, paint, published, { between: '' }),
    () => scoreTable(agents, paint, published, { between: '\n' }),
  ]);
  const effort = fitting(width, [() => effortTable(agents, paint), () => effortTable(agents, paint, { narrow: true })]);
  const notes = notesOf(summary, published).flatMap((note) => wrap(note, Math.min(width, 100)));
  return [scores, '', effort, '', ...notes.map((line) => paint('dim', line))].join('\n').concat('\n');
}

type Agents = readonly (readonly [name: string, agent: AgentSummary])[];

function scoreTable(agents: Agents, paint: Paint, published: boolean, { between }: { between: string }): string {
  const rows = agents.map(([name, { means, intervals }]): Row => {
    const cell = (column: Column) => {
      const half = halfWidth(means[column], intervals[column]);
      const mean = means[column] === null ? '–' : means[column].toFixed(1);
      const text = column === 'total' ? paint('bold', mean) : mean;
      return half === null ? text : text + between + paint('dim', `±${half.toFixed(1)}`);
    };
    return [name, ...COLUMNS.map(cell)];
  });
  const theirs = PUBLISHED.map(({ name, means }): Row => [name, ...KINDS.map((kind) => means[kind].toFixed(1)), '–']);
  const apart: Row[] = [[''], [paint('dim', 'published')]];
  const dim = (row: Row): Row => row.map((cell) => paint('dim', cell)) as unknown as Row;
  const all = published ? [...rows, ...apart, ...theirs.map(dim)] : rows;
  return layOut(['score, 0–100', ...COLUMNS], all, paint, 17);
}

function effortTable(agents: Agents, paint: Paint, { narrow = false } = {}): string {
  const columns: Record<string, (agent: AgentSummary) => string> = {
    attempts: ({ attempts }) => compact(attempts),
    'pre-\ndicted': ({ predictionRate }) => (predictionRate === null ? '–' : percent(predictionRate)),
    'Model-\nPerf': ({ modelPerf }) => (modelPerf === null ? '–' : modelPerf.toFixed(1)),
    ...(narrow ? {} : { '\nturns': ({ turns }: AgentSummary) => compact(turns) }),
    '\ncalls': ({ calls }) => compact(calls),
    'tokens\nin': ({ tokens }) => compact(tokens.input),
    'tokens\nout': ({ tokens }) => compact(tokens.output),
    '\ncost': ({ cost }) => (cost === null ? '?' : dollars(cost)),
    'time\neach': ({ seconds }) => (seconds.mean === null ? '–' : duration(seconds.mean)),
    ...(narrow ? {} : { 'time\nin all': ({ seconds }: AgentSummary) => duration(seconds.total) }),
  };
  const rows = agents.map(([name, agent]): Row => [name, ...Object.values(columns).map((cell) => cell(agent))]);
  return layOut(['effort', ...Object.keys(columns)], rows, paint, narrow ? 12 : 17);
}

function notesOf({ agents, runs }: Summary, published: boolean): string[] {
  const all = Object.entries(agents);
  const notes = ['±: half the 95 % confidence interval, clustered by dataset. ModelPerf: mean of valid MM, XF, CF.'];
  if (all.some(([, { means, intervals }]) => means.total !== null && intervals.total === null)) {
    notes.push('No interval where there are fewer than two datasets.');
  }
  for (const [name, { note, owed }] of all) {
    if (note !== undefined) notes.push(`${plain(name)}: ${plain(note)}`);
    if (owed > 0) notes.push(`${plain(name)}: attempts still owed: ${owed}; the figures are of those made.`);
  }
  if (new Set(runs.map(({ environment }) => environment)).size > 1) {
    notes.push('The runs differ in their Python environment, which changes some reference outputs and scores.');
  }
  if (published) notes.push(`Published models: ${PUBLISHED_SOURCE}.`);
  return notes;
}

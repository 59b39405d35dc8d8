/** The two tables of figures by agent: scores, with the published models beneath; and effort. */
import { type ReactNode, useState } from 'react';
import { compact, dollars, duration, percent } from '../src/report/format.ts';
import { type AgentSummary, COLUMNS, type Column } from '../src/report/summary.ts';
import { Name } from './name.tsx';
import type { Results } from './results.ts';

interface ScoreRow {
  readonly name: string;
  readonly published: boolean;
  readonly means: Readonly<Partial<Record<Column, number | null>>>;
  readonly summary?: AgentSummary;
}

export function ScoreTable({ results, published }: { results: Results; published: boolean }) {
  const [sorted, setSorted] = useState<Column | null>(null);
  const rows: ScoreRow[] = Object.entries(results.summary.agents).map(([name, summary]) => {
    return { name, published: false, means: summary.means, summary };
  });
  if (published) {
    rows.push(...results.published.models.map(({ name, means }) => ({ name, published: true, means })));
  }
  if (sorted) rows.sort((a, b) => (b.means[sorted] ?? -1) - (a.means[sorted] ?? -1));
  return (
    <section className="scroll" aria-label="Scores by agent">
      <table className="figures scores">
        <thead>
          <tr>
            <th scope="col">Agent</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" aria-sort={sorted === column ? 'descending' : 'none'}>
                <button type="button" onClick={() => setSorted(sorted === column ? null : column)}>
                  {column}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={`${row.name} ${row.published}`}
              className={row.published ? `published ${rows[index - 1]?.published ? '' : 'first'}` : ''}
            >
              <th scope="row">
                <Name of={row.name} />
                {row.published && <span className="tag">paper</span>}
              </th>
              {COLUMNS.map((column) => (
                <ScoreCell key={column} row={row} column={column} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ScoreCell({ row, column }: { row: ScoreRow; column: Column }) {
  const mean = row.means[column] ?? null;
  const interval = row.summary?.intervals[column] ?? null;
  const half = mean !== null && interval ? Math.max(mean - interval[0], interval[1] - mean) : null;
  const title = interval ? `95 % interval ${interval[0].toFixed(1)} to ${interval[1].toFixed(1)}` : undefined;
  return (
    <td className={column} title={title}>
      {mean === null ? <span className="none">–</span> : mean.toFixed(1)}
      {half !== null && <small>±{half.toFixed(1)}</small>}
    </td>
  );
}

const EFFORT: readonly [heading: string, cell: (agent: AgentSummary) => ReactNode][] = [
  ['Attempts', ({ attempts }) => compact(attempts)],
  ['Predicted', ({ predictionRate }) => (predictionRate === null ? null : percent(predictionRate))],
  ['ModelPerf', ({ modelPerf }) => modelPerf?.toFixed(1) ?? null],
  ['Turns', ({ turns }) => compact(turns)],
  ['Calls', ({ calls }) => compact(calls)],
  [
    'Tokens in',
    ({ tokens }) => [compact(tokens.input), tokens.cachedInput > 0 && `${compact(tokens.cachedInput)} cached`],
  ],
  [
    'Tokens out',
    ({ tokens }) => [compact(tokens.output), tokens.reasoning > 0 && `${compact(tokens.reasoning)} reasoning`],
  ],
  [
    'Cost',
    ({ cost }) => (cost === null ? <span title="Not every reply had a known price">unknown</span> : dollars(cost)),
  ],
  ['Time each', ({ seconds }) => (seconds.mean === null ? null : duration(seconds.mean))],
  ['Time in all', ({ seconds }) => duration(seconds.total)],
  [
    'Endings',
    ({ endings }) =>
      Object.entries(endings)
        .map(([ending, number]) => `${ending} ${compact(number)}`)
        .join(', '),
  ],
];

export function EffortTable({ results }: { results: Results }) {
  return (
    <>
      <section className="scroll" aria-label="Effort by agent">
        <table className="figures effort">
          <thead>
            <tr>
              <th scope="col">Agent</th>
              {EFFORT.map(([heading]) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Object.entries(results.summary.agents).map(([name, agent]) => (
              <tr key={name}>
                <th scope="row">
                  <Name of={name} />
                </th>
                {EFFORT.map(([heading, cell]) => {
                  const value = cell(agent);
                  const [first, second] = Array.isArray(value) ? value : [value, null];
                  return (
                    <td key={heading} className={heading === 'Endings' ? 'words' : ''}>
                      {first ?? <span className="none">–</span>}
                      {second && <small>{second}</small>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ul className="notes">
        <li>
          Predicted: attempts that left a prediction file. ModelPerf: mean score of the MM, XF and CF attempts that left
          a valid one. Tokens, cost and time are sums over attempts.
        </li>
      </ul>
    </>
  );
}

/** What a reader must know of an agent wherever its scores are shown. */
export function AgentNotes({ results }: { results: Results }) {
  return Object.entries(results.summary.agents).map(
    ([name, { note }]) =>
      note !== undefined && (
        <li key={name}>
          <b>{name}</b>: {note}
        </li>
      ),
  );
}

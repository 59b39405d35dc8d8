/** How much each agent scores more or less than a chosen one, on the tasks that both attempted. */
import { useState } from 'react';
import type { Comparison } from '../src/report/summary.ts';
import { Name } from './name.tsx';
import type { Results } from './results.ts';

export function Comparisons({ results }: { results: Results }) {
  const names = Object.keys(results.summary.agents);
  const [than, setThan] = useState(names[0]!);
  const rows = results.summary.comparisons
    .flatMap((of) => (of.than === than ? [of] : of.agent === than ? [turned(of)] : []))
    .sort((a, b) => b.difference - a.difference);
  const reach = Math.max(
    10,
    ...rows.flatMap(({ difference, interval }) => [difference, ...(interval ?? [])].map(Math.abs)),
  );
  return (
    <>
      <label className="field">
        Compared with{' '}
        <select value={than} onChange={(event) => setThan(event.target.value)}>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <section className="scroll" aria-label="Differences between agents">
        <table className="figures differences">
          <thead>
            <tr>
              <th scope="col">Agent</th>
              <th scope="col">Difference in total</th>
              <th scope="col">95 % interval</th>
              <th scope="col" className="whisker">
                <span className="unseen">Drawn</span>
              </th>
              <th scope="col">Shared tasks</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ agent, tasks, difference, interval }) => (
              <tr key={agent}>
                <th scope="row">
                  <Name of={agent} />
                </th>
                <td>
                  <b>{signed(difference)}</b>
                </td>
                <td>
                  {interval ? `${signed(interval[0])} to ${signed(interval[1])}` : <span className="none">–</span>}
                </td>
                <td className="whisker">
                  <Whisker difference={difference} interval={interval} reach={reach} />
                </td>
                <td>{tasks}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ul className="notes">
        <li>
          Mean difference over tasks, paired task by task and clustered by dataset. An interval that leaves out 0 tells
          the two apart.
        </li>
      </ul>
    </>
  );
}

function Whisker({ difference, interval, reach }: Pick<Comparison, 'difference' | 'interval'> & { reach: number }) {
  const x = (points: number) => 100 + (92 * points) / reach;
  const clear = interval !== null && (interval[0] > 0 || interval[1] < 0);
  return (
    <svg viewBox="0 0 200 16" width="200" height="16" aria-hidden="true" className={clear ? 'clear' : 'unclear'}>
      <line x1="100" x2="100" y1="0" y2="16" className="zero" />
      {interval && <line x1={x(interval[0])} x2={x(interval[1])} y1="8" y2="8" className="range" />}
      <circle cx={x(difference)} cy="8" r="4" />
    </svg>
  );
}

function turned({ agent, than, tasks, difference, interval }: Comparison): Comparison {
  return {
    agent: than,
    than: agent,
    tasks,
    difference: -difference,
    interval: interval && [-interval[1], -interval[0]],
  };
}

function signed(points: number): string {
  return `${points < -0.05 ? '−' : points > 0.05 ? '+' : ''}${Math.abs(points).toFixed(1)}`;
}

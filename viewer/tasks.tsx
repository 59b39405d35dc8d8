/** Every task's score by agent: a table to filter and sort, each cell a link to its attempts. */
import { memo, useDeferredValue, useMemo, useState } from 'react';
import { KINDS, type Kind } from '../src/task.ts';
import { Name } from './name.tsx';
import type { Cell, Results, TaskRow } from './results.ts';
import { linkTo } from './route.ts';
import { AgentNotes } from './scores.tsx';

/** Rows drawn at once: enough for a whole benchmark, few enough to stay smooth with ten agents. */
const PAGE = 100;

type SortKey = 'task' | 'spread' | number;

export function TaskTable({ results }: { results: Results }) {
  const [words, setWords] = useState('');
  const [kinds, setKinds] = useState<ReadonlySet<Kind>>(new Set());
  const [sort, setSort] = useState<{ key: SortKey; down: boolean }>({ key: 'task', down: false });
  const [shown, setShown] = useState(PAGE);
  const wanted = useDeferredValue(words);
  const rows = useMemo(() => {
    const needles = wanted.toLowerCase().split(/\s+/).filter(Boolean);
    const found = results.rows.filter(
      ({ task }) =>
        (kinds.size === 0 || kinds.has(task.kind)) &&
        needles.every((needle) => task.id.toLowerCase().includes(needle) || task.kind.toLowerCase().includes(needle)),
    );
    return sort.key === 'task' && !sort.down ? found : found.sort(comparing(sort.key, sort.down));
  }, [results, wanted, kinds, sort]);
  const present = KINDS.filter((kind) => results.tasks.some((task) => task.kind === kind));
  const header = (key: SortKey, text: string) => (
    <th key={key} scope="col" aria-sort={sort.key !== key ? 'none' : sort.down ? 'descending' : 'ascending'}>
      <button type="button" onClick={() => setSort({ key, down: sort.key === key ? !sort.down : key !== 'task' })}>
        <Name of={text} />
      </button>
    </th>
  );
  return (
    <>
      <div className="filters">
        <input
          type="search"
          placeholder="Filter by name"
          aria-label="Filter tasks by name"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <div className="chips">
          {present.map((kind) => (
            <button
              key={kind}
              type="button"
              aria-pressed={kinds.has(kind)}
              onClick={() => setKinds(kinds.symmetricDifference(new Set([kind])))}
            >
              {kind}
            </button>
          ))}
        </div>
        <output>
          {rows.length === results.rows.length ? '' : `${rows.length} of `}
          {results.rows.length} tasks
        </output>
      </div>
      <section className="scroll grid" aria-label="Score of every task, by agent">
        <table className="figures tasks">
          <thead>
            <tr>
              {header('task', 'Task')}
              <th scope="col" className="kind">
                Kind
              </th>
              {results.agents.map(({ name }, agent) => header(agent, name))}
              {results.agents.length > 1 && header('spread', 'Spread')}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <Row key={row.task.id} row={row} results={results} />
            ))}
          </tbody>
        </table>
      </section>
      {rows.length === 0 && <p className="nothing">No task matches.</p>}
      {rows.length > shown && (
        <button type="button" className="more" onClick={() => setShown(shown + 2 * PAGE)}>
          Show {Math.min(2 * PAGE, rows.length - shown)} more of {rows.length - shown}
        </button>
      )}
      <ul className="notes">
        <AgentNotes results={results} />
      </ul>
    </>
  );
}

const Row = memo(function Row({ row, results }: { row: TaskRow; results: Results }) {
  return (
    <tr>
      <th scope="row">
        <Name of={row.task.dataset} />
      </th>
      <td className="kind">{row.task.kind}</td>
      {row.cells.map((cell, agent) => {
        const { name } = results.agents[agent]!;
        return <ScoreLink key={name} cell={cell} agent={name} task={row.task.id} />;
      })}
      {row.cells.length > 1 && <td className="spread">{row.spread.toFixed(0)}</td>}
    </tr>
  );
});

function ScoreLink({ cell, agent, task }: { cell: Cell | undefined; agent: string; task: string }) {
  if (!cell) {
    return (
      <td className="cell">
        <span className="none">–</span>
      </td>
    );
  }
  const { attempts, mean } = cell;
  const missing = attempts.every(({ score }) => !score.exists);
  const reasons = new Set(attempts.flatMap(({ score }) => score.reason ?? []));
  const values = attempts.map(({ score }) => (100 * (score.value ?? 0)).toFixed(1)).join(', ');
  return (
    <td className="cell">
      <a
        href={linkTo({ agent, task, repeat: attempts[0]!.repeat })}
        style={{ '--share': `${Math.round(mean)}%` } as React.CSSProperties}
        title={[`${agent}: ${values}`, ...reasons].join('\n')}
      >
        <span>{missing ? 'none' : mean.toFixed(0)}</span>
        {attempts.length > 1 && (
          <span className="runs" aria-hidden="true">
            {attempts.map(({ repeat, score }) => (
              <i key={repeat} style={{ height: `${Math.max(8, 100 * (score.value ?? 0))}%` }} />
            ))}
          </span>
        )}
      </a>
    </td>
  );
}

function comparing(key: SortKey, down: boolean): (a: TaskRow, b: TaskRow) => number {
  const sign = down ? -1 : 1;
  if (key === 'task') return (a, b) => sign * (a.task.id < b.task.id ? -1 : 1);
  const value = ({ cells, spread }: TaskRow) => (key === 'spread' ? spread : (cells[key]?.mean ?? -1));
  return (a, b) => sign * (value(a) - value(b));
}

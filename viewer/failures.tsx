/** Why attempts failed: a bar an agent, its kinds of failures in a table, and the attempts behind each figure. */
import { useState } from 'react';
import { FAILURE_GROUPS, type FailureGroup } from '../src/audit.ts';
import { type FailureSummary, GROUP_WORDS } from '../src/report/failures.ts';
import { percent } from '../src/report/format.ts';
import type { PageAttempt } from '../src/report/page-data.ts';
import { Name } from './name.tsx';
import type { Results } from './results.ts';
import { linkTo } from './route.ts';

/** Which attempts to list: an agent's, of one group, perhaps of one kind. */
interface Choice {
  readonly agent: string;
  readonly group: FailureGroup;
  readonly kind: string | null;
}

type Failing = readonly [name: string, failures: FailureSummary, attempts: number];

export function Failures({ results }: { results: Results }) {
  const [choice, setChoice] = useState<Choice | null>(null);
  const agents = Object.entries(results.summary.agents).flatMap(([name, { failures, attempts }]): Failing[] =>
    failures === null ? [] : [[name, failures, attempts]],
  );
  const groups = FAILURE_GROUPS.filter((group) => agents.some(([, { groups: of }]) => of[group].attempts > 0));
  return (
    <>
      <ul className="legend">
        {groups.map((group) => (
          <li key={group} className={`group-${group}`}>
            {GROUP_WORDS[group]}
          </li>
        ))}
        <li className="group-none">succeeded</li>
      </ul>
      <div className="bars">
        {agents.map((agent) => (
          <Bar key={agent[0]} agent={agent} groups={groups} choose={setChoice} />
        ))}
      </div>
      {groups.length > 0 && <FailureTable agents={agents} groups={groups} choice={choice} choose={setChoice} />}
      {choice && (
        <Chosen key={JSON.stringify(choice)} results={results} choice={choice} close={() => setChoice(null)} />
      )}
      <ul className="notes">
        <li>
          Of all attempts, each under one kind; beneath, half the 95 % interval, clustered by dataset. Choose a figure
          to see its attempts.
        </li>
      </ul>
    </>
  );
}

interface BarProps {
  readonly agent: Failing;
  readonly groups: readonly FailureGroup[];
  readonly choose: (choice: Choice) => void;
}

function Bar({ agent: [name, { failed, groups: of }, attempts], groups, choose }: BarProps) {
  return (
    <div className="bar-row">
      <span className="bar-name">
        <Name of={name} />
      </span>
      <div className="bar-track">
        {groups.map(
          (group) =>
            of[group].attempts > 0 && (
              <button
                key={group}
                type="button"
                className={`group-${group}`}
                style={{ width: `${100 * of[group].share}%` }}
                onClick={() => choose({ agent: name, group, kind: null })}
                title={`${GROUP_WORDS[group]}: ${of[group].attempts} of ${attempts} attempts`}
                aria-label={`${name}, ${GROUP_WORDS[group]}: ${of[group].attempts} of ${attempts} attempts`}
              />
            ),
        )}
      </div>
      <span className="bar-figure">{percent(failed.share)}</span>
    </div>
  );
}

interface TableProps {
  readonly agents: readonly Failing[];
  readonly groups: readonly FailureGroup[];
  readonly choice: Choice | null;
  readonly choose: (choice: Choice) => void;
}

function FailureTable({ agents, groups, choice, choose }: TableProps) {
  return (
    <section className="scroll" aria-label="Failures by kind and agent">
      <table className="figures kinds">
        <thead>
          <tr>
            <th scope="col">Failed, %</th>
            {agents.map(([name]) => (
              <th key={name} scope="col">
                <Name of={name} />
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group}>
            <tr className={`group-${group}`}>
              <th scope="row">{GROUP_WORDS[group]}</th>
              {agents.map(([agent, { groups: of }]) => {
                const { attempts, share, interval } = of[group];
                return (
                  <Figure
                    key={agent}
                    of={{ agent, group, kind: null }}
                    choice={choice}
                    choose={choose}
                    count={attempts}
                  >
                    {hundredths(share)}
                    {interval && <small>±{hundredths(Math.max(share - interval[0], interval[1] - share))}</small>}
                  </Figure>
                );
              })}
            </tr>
            {kindsOf(agents, group).map((kind) => (
              <tr key={kind} className="kind">
                <th scope="row">
                  <KindName of={kind} />
                </th>
                {agents.map(([agent, { groups: of }, attempts]) => {
                  const count = of[group].kinds[kind] ?? 0;
                  return (
                    <Figure key={agent} of={{ agent, group, kind }} choice={choice} choose={choose} count={count}>
                      {hundredths(count / attempts)}
                    </Figure>
                  );
                })}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

interface FigureProps {
  readonly of: Choice;
  readonly choice: Choice | null;
  readonly choose: (choice: Choice) => void;
  readonly count: number;
  readonly children: React.ReactNode;
}

function Figure({ of, choice, choose, count, children }: FigureProps) {
  if (count === 0) {
    return (
      <td>
        <span className="none">·</span>
      </td>
    );
  }
  const chosen = choice !== null && JSON.stringify(choice) === JSON.stringify(of);
  return (
    <td>
      <button type="button" aria-pressed={chosen} onClick={() => choose(of)} title={`${count} attempts`}>
        {children}
      </button>
    </td>
  );
}

/** `missing-column/KeyError`: what it was about, and fainter the exception. */
function KindName({ of }: { of: string }) {
  const [about, exception] = of.split('/');
  return (
    <>
      {about}
      {exception !== undefined && <span className="none"> {exception}</span>}
    </>
  );
}

/** Links drawn at once. */
const PAGE = 50;

function Chosen({ results, choice, close }: { results: Results; choice: Choice; close: () => void }) {
  const [shown, setShown] = useState(PAGE);
  const { agent, group, kind } = choice;
  const attempts = results.attempts.filter(
    ({ agent: of, failure }) =>
      failure?.group === group && (kind === null || failure.kind === kind) && results.agents[of]!.name === agent,
  );
  return (
    <section className="chosen" aria-label="Attempts chosen">
      <div className="heading">
        <h3>
          {GROUP_WORDS[group]}
          {kind !== null && <>, {kind}</>}: {attempts.length} {attempts.length === 1 ? 'attempt' : 'attempts'} of{' '}
          <Name of={agent} />
        </h3>
        <button type="button" className="copy" onClick={close}>
          Close
        </button>
      </div>
      <ol>
        {attempts.slice(0, shown).map((attempt) => (
          <Linked key={`${attempt.agent} ${attempt.task} ${attempt.repeat}`} results={results} attempt={attempt} />
        ))}
      </ol>
      {attempts.length > shown && (
        <button type="button" className="more" onClick={() => setShown(shown + 4 * PAGE)}>
          Show {Math.min(4 * PAGE, attempts.length - shown)} more of {attempts.length - shown}
        </button>
      )}
    </section>
  );
}

function Linked({ results, attempt }: { results: Results; attempt: PageAttempt }) {
  const task = results.tasks[attempt.task]!;
  const { name } = results.agents[attempt.agent]!;
  return (
    <li>
      <a href={linkTo({ agent: name, task: task.id, repeat: attempt.repeat })}>{task.dataset}</a>
      <span className="none">
        {' '}
        {task.kind}, run {attempt.repeat}
      </span>
      <small>{attempt.failure?.evidence}</small>
    </li>
  );
}

/** Of any agent, the most frequent first. */
function kindsOf(agents: readonly Failing[], group: FailureGroup): string[] {
  const counts = new Map<string, number>();
  for (const [, { groups }] of agents) {
    for (const [kind, count] of Object.entries(groups[group].kinds)) counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([kind]) => kind);
}

const hundredths = (share: number): string => (100 * share).toFixed(1);

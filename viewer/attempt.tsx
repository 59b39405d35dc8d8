/** One attempt: what it scored and why, what it cost, and the conversation. */
import { type ReactNode, useEffect, useState } from 'react';
import type { Failure } from '../src/audit.ts';
import { GROUP_WORDS } from '../src/report/failures.ts';
import { compact, dollars, duration, when } from '../src/report/format.ts';
import type { PageAttempt, Story } from '../src/report/page-data.ts';
import { loadStory } from './data.ts';
import { Name } from './name.tsx';
import type { Results, TaskRow } from './results.ts';
import { type AttemptPlace, linkTo } from './route.ts';
import { StoryView } from './story.tsx';
import { ThemeButton } from './theme.tsx';

export function AttemptView({ results, place }: { results: Results; place: AttemptPlace }) {
  const at = results.rows.findIndex(({ task }) => task.id === place.task);
  const agent = results.agents.findIndex(({ name }) => name === place.agent);
  const row = results.rows[at];
  const attempt = row?.cells[agent]?.attempts.find(({ repeat }) => repeat === place.repeat);

  useEffect(() => {
    const back = (event: KeyboardEvent) => {
      if (event.key === 'Escape') window.location.hash = '#/';
    };
    window.addEventListener('keydown', back);
    return () => window.removeEventListener('keydown', back);
  }, []);

  const step = (by: number, text: string) => {
    const next = results.rows[at + by];
    const attempts = next?.cells[agent]?.attempts;
    return attempts ? (
      <a href={linkTo({ ...place, task: next!.task.id, repeat: attempts[0]!.repeat })}>{text}</a>
    ) : (
      <span className="none">{text}</span>
    );
  };
  return (
    <main className="page attempt">
      <nav className="heading" aria-label="Attempts">
        <span>
          <a href="#/" className="back">
            ← All results
          </a>
          {step(-1, 'Previous task')}
          {step(1, 'Next task')}
        </span>
        <ThemeButton />
      </nav>
      {row && attempt ? (
        <Found key={`${place.agent} ${place.task} ${place.repeat}`} results={results} row={row} attempt={attempt} />
      ) : (
        <p className="nothing">
          This page has no attempt {place.repeat} of {place.agent} on {place.task}.
        </p>
      )}
    </main>
  );
}

function Found({ results, row, attempt }: { results: Results; row: TaskRow; attempt: PageAttempt }) {
  const [story, setStory] = useState<Story | null | undefined>(undefined);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    loadStory(attempt).then(
      (told) => wanted && setStory(told),
      (error: unknown) => wanted && setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      wanted = false;
    };
  }, [attempt]);
  const { name } = results.agents[attempt.agent]!;
  return (
    <>
      <header>
        <p className="kicker">
          {row.task.kind} · {name} · run {attempt.repeat}
        </p>
        <h1>{row.task.dataset}</h1>
        <Choices results={results} row={row} attempt={attempt} />
      </header>
      <div className="split">
        <aside>
          <Figures attempt={attempt} note={results.summary.agents[name]?.note} />
        </aside>
        <div className="story">
          {failure && <p className="nothing">The transcript cannot be shown: {failure}</p>}
          {story === undefined && !failure && <p className="waiting">Unpacking the transcript …</p>}
          {story === null && (
            <p className="nothing">The page had no room for this transcript; the run's folder has it.</p>
          )}
          {story && <StoryView story={story} question={row.task.question} />}
        </div>
      </div>
    </>
  );
}

/** Every agent's runs on this task, to go from one to another. */
function Choices({ results, row, attempt }: { results: Results; row: TaskRow; attempt: PageAttempt }) {
  return (
    <ul className="choices">
      {row.cells.map((cell, agent) => {
        const { name } = results.agents[agent]!;
        return (
          cell && (
            <li key={name}>
              <span className={agent === attempt.agent ? 'current' : ''}>{name}</span>
              {cell.attempts.map((other) => (
                <a
                  key={other.repeat}
                  href={linkTo({ agent: name, task: row.task.id, repeat: other.repeat })}
                  aria-current={other === attempt ? 'page' : undefined}
                  aria-label={`${name}, run ${other.repeat}: ${scoreText(other)}`}
                  style={{ '--share': `${100 * (other.score.value ?? 0)}%` } as React.CSSProperties}
                >
                  {scoreText(other)}
                </a>
              ))}
            </li>
          )
        );
      })}
    </ul>
  );
}

function scoreText({ score }: PageAttempt): string {
  if (!score.exists) return 'none';
  return score.value === null ? 'undefined' : (100 * score.value).toFixed(1);
}

function Figures({ attempt, note }: { attempt: PageAttempt; note: string | undefined }) {
  const { score, failure, usage, ending, detail, turns, calls, cost, started, seconds, modelSeconds, sandboxSeconds } =
    attempt;
  const targets = Object.entries(score.perTarget);
  const rows: [string, ReactNode][] = [
    ['Score', <b key="score">{score.exists ? scoreText(attempt) : '0, no prediction file'}</b>],
    ...(score.reason === null || !score.exists ? [] : [['Reason', score.reason] as [string, ReactNode]]),
    ...(targets.length > 1
      ? targets.map(([target, value]): [string, ReactNode] => [
          target,
          value === null ? 'undefined' : (100 * value).toFixed(1),
        ])
      : []),
    ...(failure === null
      ? []
      : [['Failed by', <FailureText key="failure" failure={failure} known={score.reason} />] as [string, ReactNode]]),
    ['Ending', detail === undefined ? ending : `${ending}: ${detail}`],
    ['Turns, calls', `${turns}, ${calls}`],
    ['Tokens in', `${compact(usage.input)}${usage.cachedInput > 0 ? `, ${compact(usage.cachedInput)} cached` : ''}`],
    ['Tokens out', `${compact(usage.output)}${usage.reasoning > 0 ? `, ${compact(usage.reasoning)} reasoning` : ''}`],
    ['Cost', cost === null ? 'unknown' : dollars(cost)],
    ['Time', duration(seconds)],
    ['of it model', duration(modelSeconds)],
    ['of it sandbox', duration(sandboxSeconds)],
    ['Started', when(started)],
    ...(note === undefined ? [] : [['Of this agent', note] as [string, ReactNode]]),
  ];
  return (
    <dl>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function FailureText({ failure: { group, kind, evidence }, known }: { failure: Failure; known: string | null }) {
  return (
    <span className="failure">
      <b>{GROUP_WORDS[group]}</b>: <Name of={kind} />
      {evidence !== known && <small>{evidence}</small>}
    </span>
  );
}

/** The first thing a reader sees: what was measured, the scores, the charts, how agents compare, every task. */
import { useState } from 'react';
import { when } from '../src/report/format.ts';
import { KindCharts } from './charts.tsx';
import { Comparisons } from './comparisons.tsx';
import { Failures } from './failures.tsx';
import { Instructions } from './instructions.tsx';
import type { Results } from './results.ts';
import { AgentNotes, EffortTable, ScoreTable } from './scores.tsx';
import { TaskTable } from './tasks.tsx';
import { ThemeButton } from './theme.tsx';

export function Overview({ results }: { results: Results }) {
  const [published, setPublished] = useState(true);
  const { agents, summary } = results;
  const all = Object.values(summary.agents);
  const failing = all.some(({ failures }) => failures !== null);
  const following = all.some(({ counts }) => counts['class-IF'] + counts['reg-IF'] > 0);
  return (
    <main className="page">
      <Header results={results} />
      <section aria-labelledby="scores">
        <div className="heading">
          <h2 id="scores">Scores</h2>
          <label className="switch">
            <input type="checkbox" checked={published} onChange={(event) => setPublished(event.target.checked)} />
            Published models
          </label>
        </div>
        <ScoreTable results={results} published={published} />
        <Notes results={results} published={published} />
      </section>
      <section aria-labelledby="kinds">
        <h2 id="kinds">By kind of task</h2>
        <KindCharts results={results} published={published} />
      </section>
      {summary.comparisons.length > 0 && (
        <section aria-labelledby="differences">
          <h2 id="differences">Differences</h2>
          <Comparisons results={results} />
        </section>
      )}
      {failing && (
        <section aria-labelledby="failures">
          <h2 id="failures">Failures</h2>
          <Failures results={results} />
        </section>
      )}
      {following && (
        <section aria-labelledby="instructions">
          <h2 id="instructions">Instructions</h2>
          <Instructions results={results} />
        </section>
      )}
      <section aria-labelledby="effort">
        <h2 id="effort">Effort</h2>
        <EffortTable results={results} />
      </section>
      <section aria-labelledby="tasks">
        <h2 id="tasks">Tasks</h2>
        <TaskTable results={results} />
      </section>
      <footer>
        {agents.length > 0 && <Settings results={results} />}
        <p>Written {when(results.written)}. This page holds all its data and loads nothing.</p>
      </footer>
    </main>
  );
}

function Header({ results }: { results: Results }) {
  const { summary, tasks, attempts, agents } = results;
  const environments = [...new Set(summary.runs.map(({ environment }) => environment ?? 'unknown'))];
  const sandboxes = [...new Set(summary.runs.map(({ sandbox }) => sandbox ?? 'unknown'))];
  const versions = [...new Set(summary.runs.flatMap((run) => Object.entries(run.versions).map((of) => of.join(' '))))];
  const datasets = new Set(tasks.map(({ dataset }) => dataset)).size;
  return (
    <header>
      <div className="heading">
        <p className="kicker">Data-science agents on</p>
        <ThemeButton />
      </div>
      <h1>{results.title || 'Results'}</h1>
      <dl className="facts">
        <Fact name="Tasks" value={count(tasks.length)} more={`from ${count(datasets)} datasets`} />
        <Fact
          name="Attempts"
          value={count(attempts.length)}
          more={`by ${agents.length} ${plural('agent', agents.length)}`}
        />
        <Fact
          name={plural('Run', summary.runs.length)}
          value={summary.runs.map(({ created }) => (created === null ? 'undated' : when(created))).join(', ')}
          more={summary.runs.length > 1 ? summary.runs.map(({ label }) => label).join(', ') : ''}
        />
        <Fact
          name="Environment"
          value={environments.map((hash) => hash.slice(0, 12)).join(', ')}
          more={[`sandbox ${sandboxes.join(', ')}`, ...versions].join(' · ')}
          title={environments.join('\n')}
        />
      </dl>
    </header>
  );
}

function Fact({ name, value, more, title }: { name: string; value: string; more: string; title?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={title}>
        {value}
        {more && <span>{more}</span>}
      </dd>
    </div>
  );
}

function Notes({ results, published }: { results: Results; published: boolean }) {
  const { summary } = results;
  const environments = new Set(summary.runs.map(({ environment }) => environment));
  return (
    <ul className="notes">
      <li>
        Mean score, 0–100, over all attempts of a kind; the total is over all tasks. Beneath, half the 95 % confidence
        interval, clustered by dataset.
      </li>
      <AgentNotes results={results} />
      {Object.entries(summary.agents).map(
        ([name, { owed }]) =>
          owed > 0 && (
            <li key={name}>
              <b>{name}</b>: {count(owed)} planned attempts are still owed; the figures are of those made.
            </li>
          ),
      )}
      {environments.size > 1 && (
        <li>The runs differ in their Python environment, which changes some reference outputs and scores.</li>
      )}
      {published && <li>Published models are shown by {results.published.source}. They are not of this run.</li>}
    </ul>
  );
}

function Settings({ results }: { results: Results }) {
  return (
    <details>
      <summary>Settings of each agent</summary>
      {results.agents.map(({ name, identity }) => (
        <div key={name} className="settings">
          <b>{name}</b>
          <pre>{JSON.stringify(identity, null, 2)}</pre>
        </div>
      ))}
    </details>
  );
}

const count = (number: number) => number.toLocaleString('en-US');
const plural = (word: string, number: number) => (number === 1 ? word : `${word}s`);

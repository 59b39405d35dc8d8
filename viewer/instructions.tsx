/** Which instructions were broken how often, by agent, beside how much of each the benchmark can see. */
import { INSTRUCTIONS, type Instruction } from '../src/audit.ts';
import type { AgentFidelity, Broken, Coverage, Fidelity } from '../src/report/fidelity.ts';
import { percent } from '../src/report/format.ts';
import { Name } from './name.tsx';
import type { Results } from './results.ts';

const WORDS: Readonly<Record<Instruction, string>> = {
  join: 'how tables are joined',
  'missing-words': 'which words mean missing',
  filter: 'which rows are kept',
  types: 'which columns are numbers',
  features: 'which columns, in which order',
  impute: 'how gaps are filled',
  scale: 'how numbers are scaled',
  encode: 'how categories are encoded',
  model: 'which model, which settings',
  seed: 'which seed',
  targets: 'one model or several',
  output: 'what is written',
};

export function Instructions({ results }: { results: Results }) {
  const { fidelity, agents: summaries } = results.summary;
  const undiagnosed = Object.entries(summaries).flatMap(([name, { counts }]) => {
    const attempts = counts['class-IF'] + counts['reg-IF'];
    const audited = fidelity?.agents[name];
    const missing = audited?.undiagnosed ?? attempts;
    return missing > 0 ? [{ name, missing }] : [];
  });
  return (
    <>
      {fidelity && <HeatMap fidelity={fidelity} />}
      <ul className="notes">
        {fidelity && (
          <li>
            Of the IF attempts that left something to judge, on tasks where the instruction applies; beneath, half the
            95 % interval, clustered by dataset. Noticed: of the ways of breaking an instruction, the share that changes
            the answer. What is not noticed, only an attempt’s code can show; hatched where that is all. An attempt that
            nothing explains names no instruction, so the figures of instructions are lower bounds.
          </li>
        )}
        {undiagnosed.map(({ name, missing }) => (
          <li key={name}>
            <b>{name}</b>: {missing} IF attempts are not diagnosed. <code>dare audit run</code> on the run’s folder does
            it.
          </li>
        ))}
      </ul>
    </>
  );
}

function HeatMap({ fidelity: { coverage, agents: of } }: { fidelity: Fidelity }) {
  const agents = Object.entries(of).filter(([, { judged }]) => judged > 0);
  const stated = INSTRUCTIONS.filter((instruction) => coverage.instructions[instruction].tasks > 0);
  return (
    <section className="scroll" aria-label="Broken instructions by agent">
      <table className="figures heat">
        <thead>
          <tr>
            <th scope="col">Broken, %</th>
            <th scope="col" className="noticed">
              Noticed
            </th>
            {agents.map(([name]) => (
              <th key={name} scope="col">
                <Name of={name} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stated.map((instruction) => (
            <tr key={instruction}>
              <th scope="row">
                {instruction}
                <small>{WORDS[instruction]}</small>
              </th>
              <Noticed of={coverage.instructions[instruction]} />
              {agents.map(([name, { instructions }]) => (
                <Heat
                  key={name}
                  of={instructions[instruction]}
                  unseen={coverage.instructions[instruction].noticed === 0}
                />
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">
              In all
              <small>output differs</small>
            </th>
            <Noticed of={coverage.all} />
            {agents.map(([name, agent]) => (
              <Total key={name} of={agent} />
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function Noticed({ of: { tasks, noticing, applicable, noticed, untried, share } }: { of: Coverage }) {
  const title =
    `${Number(noticed.toFixed(1))} of ${applicable - untried} ways of breaking it change the answer; ` +
    `${noticing} of ${tasks} tasks notice any${untried > 0 ? `; ${untried} were too costly to try` : ''}`;
  return (
    <td className="noticed" title={title}>
      <span className="meter" aria-hidden="true">
        <i style={{ width: `${100 * (share ?? 0)}%` }} />
      </span>
      <span className="figure">{share === null ? '–' : percent(share)}</span>
      <small>
        {tasks} {tasks === 1 ? 'task' : 'tasks'}
      </small>
    </td>
  );
}

function Heat({ of: { attempts, broken, first, share, interval }, unseen }: { of: Broken; unseen: boolean }) {
  if (share === null) {
    return (
      <td>
        <span className="none">–</span>
      </td>
    );
  }
  const title =
    `${broken} of ${attempts} attempts, in ${first} the likeliest` +
    `${interval ? `; 95 % interval ${hundredths(interval[0])} to ${hundredths(interval[1])}` : ''}`;
  return (
    <td title={title} className={broken === 0 && unseen ? 'unseen-here' : ''}>
      <span className="cell" style={{ '--share': `${100 * Math.sqrt(share)}%` } as React.CSSProperties}>
        {hundredths(share)}
        {interval && <small>±{hundredths(Math.max(share - interval[0], interval[1] - share))}</small>}
      </span>
    </td>
  );
}

function Total({ of: { judged, named, unexplained } }: { of: AgentFidelity }) {
  return (
    <td title={`${named + unexplained} of ${judged} judged attempts differ from the reference`}>
      {hundredths((named + unexplained) / judged)}
      <small>{hundredths(unexplained / judged)} none named</small>
    </td>
  );
}

const hundredths = (share: number): string => (100 * share).toFixed(1);

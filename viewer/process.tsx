/** How an attempt kept to the stated process: what explains its output, and its code step by step beside the question. */
import type { Diagnosis, StepComparison } from '../src/audit.ts';
import { percent } from '../src/report/format.ts';
import type { StoryProcess } from '../src/report/page-data.ts';
import { lineId, type Mark } from './code.tsx';

export function ProcessView({ process }: { process: StoryProcess }) {
  const { diagnosis, words, call } = process;
  const { witness, disagreement } = diagnosis;
  return (
    <section className="process" aria-labelledby="process">
      <h2 id="process">Process</h2>
      <Output diagnosis={diagnosis} words={words} />
      {disagreement !== null && (
        <p className="disagreement">
          <b>Output and code disagree:</b> {disagreement}
        </p>
      )}
      {witness === null ? (
        <p className="none">There is no code to read.</p>
      ) : witness.readable ? (
        <Steps steps={witness.steps} linked={call !== null} />
      ) : (
        <p className="none">The code could not be read: {witness.problem}</p>
      )}
    </section>
  );
}

function Output({ diagnosis, words }: { diagnosis: Diagnosis; words: StoryProcess['words'] }) {
  const { equal, explainedBy, differingRows } = diagnosis;
  // One from which every row differs is no nearer than any other.
  const nearest = diagnosis.nearest?.differingRows === 1 ? null : diagnosis.nearest;
  if (equal) {
    return (
      <p className="verdict follows">
        <b>As stated.</b> The output is the reference solution’s.
      </p>
    );
  }
  const rows = differingRows === 1 ? 'Every row differs' : `${percent(differingRows)} of rows differ`;
  const bars = [
    { name: 'from the reference', share: differingRows, title: '' },
    ...(nearest ? [{ name: 'from the nearest', share: nearest.differingRows, title: nearest.name }] : []),
  ];
  return (
    <>
      {explainedBy.length > 0 ? (
        <div className="verdict breaks">
          <b>{rows} from the reference.</b> The output is exactly that of somebody who
          <ul>
            {explainedBy.map((name) => (
              <li key={name} title={name}>
                {words[name]}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <p className="verdict unclear">
          <b>Unexplained.</b> {rows} from the reference, and no deviation gives this output.
          {nearest && (
            <>
              {' '}
              Nearest is that of somebody who <span title={nearest.name}>{words[nearest.name]}</span>.
            </>
          )}
        </p>
      )}
      {explainedBy.length === 0 && (
        <dl className="rows">
          {bars.map(({ name, share, title }) => (
            <div key={name} title={title}>
              <dt>Rows that differ {name}</dt>
              <dd>
                <i style={{ width: `${100 * share}%` }} />
                <span>{percent(share)}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

const VERDICT = { follows: '✓ follows', breaks: '✗ breaks', unclear: '? unclear' };

function Steps({ steps, linked }: { steps: readonly StepComparison[]; linked: boolean }) {
  return (
    <div className="scroll">
      <table className="steps">
        <thead>
          <tr>
            <th scope="col">Instruction</th>
            <th scope="col">Stated</th>
            <th scope="col">In the code</th>
            <th scope="col">Verdict</th>
            <th scope="col">Lines</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the steps never change their order
            <tr key={index} className={step.verdict}>
              <th scope="row">{step.instruction}</th>
              <td>{step.stated}</td>
              <td>{step.found}</td>
              <td className="says">{VERDICT[step.verdict]}</td>
              <td className="lines">
                {step.lines.map((line) =>
                  linked ? (
                    <button key={line} type="button" onClick={() => show(line)} aria-label={`Show line ${line}`}>
                      {line}
                    </button>
                  ) : (
                    <span key={line}>{line}</span>
                  ),
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function show(line: number): void {
  document.getElementById(lineId(line))?.scrollIntoView({ block: 'center', behavior: 'smooth' });
}

const WEIGHT = { follows: 1, unclear: 2, breaks: 3 };

/** By line; where several steps have one, the worst marks it and all are said. */
export function marksOf({ diagnosis }: StoryProcess): ReadonlyMap<number, Mark> {
  const marks = new Map<number, Mark & { readonly kind: StepComparison['verdict'] }>();
  for (const { instruction, verdict, found, lines } of diagnosis.witness?.steps ?? []) {
    const said = `${instruction}: ${VERDICT[verdict].slice(2)} (${found})`;
    for (const line of new Set(lines)) {
      const before = marks.get(line);
      const kind = before && WEIGHT[before.kind] > WEIGHT[verdict] ? before.kind : verdict;
      marks.set(line, { kind, title: before ? `${before.title}\n${said}` : said });
    }
  }
  return marks;
}

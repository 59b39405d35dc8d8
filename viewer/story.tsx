/** A conversation: the question, the model's words and code, what its code came to, and what it handed in. */
import { Fragment, useState } from 'react';
import { duration } from '../src/report/format.ts';
import type { Story, StoryCall, StoryMessage, StoryResult } from '../src/report/page-data.ts';
import { Code, CopyButton, type Mark, MarkedCode } from './code.tsx';
import { marksOf, ProcessView } from './process.tsx';

export function StoryView({ story, question }: { story: Story; question: string | null }) {
  const [open, setOpen] = useState(false);
  const marks = story.process && { call: story.process.call, of: marksOf(story.process) };
  let turn = 0;
  let calls = 0;
  return (
    <>
      {story.notes.map((note) => (
        <p key={note} className="nothing">
          {note}
        </p>
      ))}
      {story.process && <ProcessView process={story.process} />}
      {story.messages.length > 0 && (
        <div className="tools">
          <button type="button" aria-pressed={open} onClick={() => setOpen(!open)}>
            {open ? 'Fold outputs' : 'Unfold outputs'}
          </button>
        </div>
      )}
      <ol className="messages">
        {story.messages.map((message, index) => {
          const first = calls;
          if (message.role === 'assistant') {
            turn += 1;
            calls += message.calls.length;
          }
          const marksIn = (call: number) => (marks?.call === first + call ? marks.of : undefined);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a transcript never changes its order
            <li key={index} className={message.role}>
              <h2>{message.role === 'assistant' ? `Turn ${turn}` : HEADING[message.role]}</h2>
              <MessageView message={message} question={question} open={open} marksIn={marksIn} />
            </li>
          );
        })}
        {story.submission !== null && (
          <li className="submission">
            <h2>Submission</h2>
            <pre>{story.submission}</pre>
          </li>
        )}
      </ol>
    </>
  );
}

const HEADING = { question: 'Question', user: 'User', system: 'System', tool: 'Tool' };

interface MessageProps {
  readonly message: StoryMessage;
  readonly question: string | null;
  readonly open: boolean;
  /** Of the message's nth call. */
  readonly marksIn: (call: number) => ReadonlyMap<number, Mark> | undefined;
}

function MessageView({ message, question, open, marksIn }: MessageProps) {
  if (message.role === 'question') return <Folded text={question ?? ''} />;
  if (message.role !== 'assistant') return <Folded text={message.text} />;
  return (
    <>
      {message.reasoning !== undefined && (
        <details className="reasoning">
          <summary>Reasoning</summary>
          <p className="words">{message.reasoning}</p>
        </details>
      )}
      <Prose text={message.text} />
      {message.calls.map((call, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a transcript never changes its order
        <CallView key={index} call={call} open={open} marks={marksIn(index)} />
      ))}
      {message.text.trim() === '' && message.calls.length === 0 && <p className="none">Nothing was said.</p>}
    </>
  );
}

/** Long words begin folded, with their first line in sight. */
function Folded({ text }: { text: string }) {
  if (text.length < 400) return <p className="words">{text}</p>;
  return (
    <details className="long">
      <summary>{text.trim().split('\n', 1)[0]!.slice(0, 160)} …</summary>
      <p className="words">{text}</p>
    </details>
  );
}

/** Plain words, and fenced blocks as code. */
function Prose({ text }: { text: string }) {
  const parts = text.split(/^```[^\n]*\n([\s\S]*?)^```[ \t]*$/m);
  return parts.map((part, index) => {
    if (part.trim() === '') return null;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a transcript never changes its order
      <Fragment key={index}>{index % 2 === 1 ? <Code code={part} /> : <p className="words">{part.trim()}</p>}</Fragment>
    );
  });
}

interface CallProps {
  readonly call: StoryCall;
  readonly open: boolean;
  readonly marks: ReadonlyMap<number, Mark> | undefined;
}

function CallView({ call, open, marks }: CallProps) {
  const { name, code, load, save, result } = call;
  return (
    <div className="call">
      <div className="bar">
        <span>
          <b>{name}</b>
          {load.length > 0 && <> loads {load.join(', ')}</>}
          {save.length > 0 && <> · saves {save.join(', ')}</>}
        </span>
        <CopyButton text={code ?? call.arguments ?? ''} />
      </div>
      {code === undefined ? (
        <pre className="plain">{call.arguments}</pre>
      ) : marks ? (
        <MarkedCode code={code} marks={marks} />
      ) : (
        <Code code={code} />
      )}
      {result ? <ResultView key={String(open)} result={result} open={open} /> : <p className="bar">No result.</p>}
    </div>
  );
}

function ResultView({ result, open }: { result: StoryResult; open: boolean }) {
  const { stdout, stderr, text, saved, notSaved, seconds } = result;
  const good = result.kind === 'finished' && result.returnCode === 0;
  const missing = Object.entries(notSaved);
  return (
    <details className={good ? 'result' : 'result bad'} open={open}>
      <summary>
        <b>{outcomeOf(result)}</b>
        {seconds !== null && result.kind !== 'refused' && <span>{duration(seconds)}</span>}
        {stdout !== '' && <span>{lines(stdout)} out</span>}
        {stderr !== '' && <span>{lines(stderr)} err</span>}
        {saved.length > 0 && <span>saved {saved.join(', ')}</span>}
        {missing.length > 0 && <span className="warning">not saved: {missing.map(([name]) => name).join(', ')}</span>}
      </summary>
      {text !== undefined && <pre className="stdout">{text}</pre>}
      {stdout !== '' && <Stream name="stdout" text={stdout} />}
      {stderr !== '' && <Stream name="stderr" text={stderr} />}
      {missing.map(([name, reason]) => (
        <p key={name} className="words warning">
          {name}: {reason}
        </p>
      ))}
      {text === undefined && stdout === '' && stderr === '' && <p className="none">Nothing was printed.</p>}
    </details>
  );
}

function Stream({ name, text }: { name: 'stdout' | 'stderr'; text: string }) {
  return (
    <figure className={name}>
      <figcaption>{name}</figcaption>
      <pre>{text}</pre>
    </figure>
  );
}

function outcomeOf({ kind, returnCode }: StoryResult): string {
  if (kind === 'refused') return 'Not run';
  if (kind === 'finished') return returnCode === 0 ? 'Finished' : `Failed, exit code ${returnCode}`;
  if (kind === null) return 'Result';
  const limit = kind.replaceAll('-', ' ');
  return returnCode === null ? `Stopped: ${limit}` : `Failed: ${limit}, exit code ${returnCode}`;
}

function lines(text: string): string {
  const number = text.trimEnd().split('\n').length;
  return number === 1 ? '1 line' : `${number.toLocaleString('en-US')} lines`;
}

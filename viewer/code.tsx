/**
 * Python with its syntax coloured. The highlighter's tree becomes React elements, so that no text of a model's ever
 * is markup.
 */
import hljs from 'highlight.js/lib/core';
import python from 'highlight.js/lib/languages/python';
import { type ReactNode, useMemo, useState } from 'react';

hljs.registerLanguage('python', python);

interface Node {
  readonly scope?: string;
  readonly children: readonly (Node | string)[];
}

export function Code({ code }: { code: string }) {
  const colored = useMemo(() => render(treeOf(code)), [code]);
  return (
    <pre className="code">
      <code>{colored}</code>
    </pre>
  );
}

/** With numbered lines, of which some have a mark (a class) and what it says. */
export function MarkedCode({ code, marks }: { code: string; marks: ReadonlyMap<number, Mark> }) {
  const lines = useMemo(() => linesOf(treeOf(code)), [code]);
  return (
    <pre className="code numbered">
      <code>
        {lines.map((pieces, index) => {
          const mark = marks.get(index + 1);
          return (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: highlighted code never changes its order
              key={index}
              id={lineId(index + 1)}
              className={mark ? `line ${mark.kind}` : 'line'}
              title={mark?.title}
            >
              {pieces}
              {index < lines.length - 1 && '\n'}
            </span>
          );
        })}
      </code>
    </pre>
  );
}

export interface Mark {
  readonly kind: string;
  readonly title: string;
}

/** One marked code a page has. */
export const lineId = (line: number) => `line-${line}`;

function treeOf(code: string): Node {
  const result = hljs.highlight(code.replace(/\n$/, ''), { language: 'python' });
  return (result._emitter as unknown as { rootNode: Node }).rootNode;
}

function render({ scope, children }: Node): ReactNode {
  const parts = children.map((child, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: highlighted code never changes its order
    <Part key={index} of={child} />
  ));
  return scope === undefined ? parts : <span className={`hl-${scope.split('.')[0]}`}>{parts}</span>;
}

function Part({ of }: { of: Node | string }) {
  return typeof of === 'string' ? of : render(of);
}

/** The tree cut at its line breaks: a text may reach over many lines, a line never over two. */
function linesOf(tree: Node): ReactNode[][] {
  const lines: ReactNode[][] = [[]];
  const walk = ({ scope, children }: Node, classes: string) => {
    const within = scope === undefined ? classes : `${classes} hl-${scope.split('.')[0]}`;
    for (const child of children) {
      if (typeof child !== 'string') walk(child, within);
      else {
        for (const [index, text] of child.split('\n').entries()) {
          if (index > 0) lines.push([]);
          const line = lines.at(-1)!;
          if (text !== '')
            line.push(
              within === '' ? (
                text
              ) : (
                <span key={line.length} className={within.trim()}>
                  {text}
                </span>
              ),
            );
        }
      }
    }
  };
  walk(tree, '');
  return lines;
}

export function CopyButton({ text }: { text: string }) {
  const [said, setSaid] = useState('Copy');
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Not allowed'),
    );
    setTimeout(() => setSaid('Copy'), 2000);
  };
  return (
    <button type="button" className="copy" onClick={copy} aria-live="polite">
      {said}
    </button>
  );
}

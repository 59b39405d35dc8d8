/** A chart for each kind of task: every agent's mean as a dot, its interval as a line; published models lighter. */
import * as Plot from '@observablehq/plot';
import { useEffect, useRef } from 'react';
import { KINDS, type Kind } from '../src/task.ts';
import type { Results } from './results.ts';
import { AgentNotes } from './scores.tsx';

interface Point {
  readonly name: string;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly published: boolean;
}

export function KindCharts({ results, published }: { results: Results; published: boolean }) {
  const charts = KINDS.map((kind) => ({ kind, points: pointsOf(results, kind, published) })).filter(({ points }) =>
    points.some((point) => !point.published),
  );
  return (
    <>
      <div className="charts">
        {charts.map(({ kind, points }) => (
          <figure key={kind}>
            <figcaption>
              <b>{kind}</b> {MEANING[kind]}
            </figcaption>
            <DotChart kind={kind} points={points} />
          </figure>
        ))}
      </div>
      <ul className="notes">
        <li>Dots are means, lines their 95 % intervals.{published && ` Lighter: ${results.published.source}.`}</li>
        <AgentNotes results={results} />
      </ul>
    </>
  );
}

const MEANING: Record<Kind, string> = {
  'class-IF': 'classification, following instructions: share exactly right',
  'class-MM': 'classification, modelling: macro-F1',
  'reg-IF': 'regression, following instructions: share exactly right',
  'reg-MM': 'regression, modelling: R²',
  'time-XF': 'forecasting with known features: R²',
  'time-CF': 'forecasting from the past alone: R²',
};

function pointsOf({ summary, published: theirs }: Results, kind: Kind, published: boolean): Point[] {
  const ours = Object.entries(summary.agents).flatMap(([name, { means, intervals }]): Point[] => {
    const mean = means[kind];
    const [low, high] = intervals[kind] ?? [null, null];
    return mean === null ? [] : [{ name, mean, low, high, published: false }];
  });
  const others = theirs.models.map(({ name, means }): Point => {
    return { name: `${name} `, mean: means[kind], low: null, high: null, published: true };
  });
  const best = (a: Point, b: Point) => b.mean - a.mean;
  return [...ours.sort(best), ...(published ? others.sort(best) : [])];
}

function DotChart({ kind, points }: { kind: Kind; points: readonly Point[] }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current!;
    const draw = () => element.replaceChildren(plot(kind, points, element.clientWidth));
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => observer.disconnect();
  }, [kind, points]);
  return <div ref={place} className="chart" />;
}

function plot(kind: Kind, points: readonly Point[], width: number) {
  const color = ({ published }: Point) => (published ? 'var(--faint)' : 'var(--accent)');
  const ink = ({ published }: Point) => (published ? 'var(--muted)' : 'var(--text)');
  const letters = Math.floor((0.42 * width) / LETTER);
  const longest = Math.max(...points.map(({ name }) => name.length));
  const marginLeft = 14 + LETTER * Math.min(longest, letters);
  return Plot.plot({
    width,
    height: 30 + 21 * points.length,
    marginLeft,
    marginRight: 50,
    marginTop: 4,
    marginBottom: 24,
    ariaLabel: `Mean score by agent, ${kind}`,
    x: { domain: [0, 100], ticks: 5, tickSize: 0, label: null },
    y: { domain: points.map(({ name }) => name), axis: null },
    marks: [
      Plot.gridX({ ticks: 5, stroke: 'var(--line)', strokeOpacity: 1 }),
      Plot.ruleY(
        points.filter(({ low }) => low !== null),
        { y: 'name', x1: 'low', x2: 'high', stroke: color, strokeWidth: 2, strokeOpacity: 0.5, strokeLinecap: 'round' },
      ),
      Plot.dot(points, { y: 'name', x: 'mean', r: 4, fill: color }),
      Plot.text(points, {
        y: 'name',
        frameAnchor: 'left',
        dx: -marginLeft,
        text: ({ name }: Point) => shortened(name.trim(), letters),
        title: 'name',
        fill: ink,
      }),
      Plot.text(points, {
        y: 'name',
        frameAnchor: 'right',
        dx: 48,
        text: ({ mean }: Point) => mean.toFixed(1),
        fill: ink,
      }),
    ],
  });
}

/** Average width of a letter of a name, in pixels. */
const LETTER = 6.4;

/** The end of a name tells more than its beginning: `openrouter/anthropic/x-4` -> `…anthropic/x-4`. */
function shortened(name: string, letters: number): string {
  return name.length <= letters ? name : `…${name.slice(name.length - letters + 1)}`;
}

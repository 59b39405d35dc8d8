/** Shows a curation while it goes: live counts on a terminal, a plain line now and then elsewhere. */
import { createLogUpdate } from 'log-update';
import { type Funnel, funnelOf } from '../curate/funnel.ts';
import type { DatasetOutcome } from '../curate/outcome.ts';
import type { CurationEvent } from '../curate/pipeline.ts';
import { duration } from '../report/format.ts';
import { cut, onOneLine } from './columns.ts';

export interface CurationProgress {
  event(event: CurationEvent): void;
  say(line: string): void;
  close(): void;
}

const REDRAW_MS = 250;
const PLAIN_EVERY_MS = 10_000;
const REASONS = 4;

/** @param wanted tasks to stop at; null: all */
export function openCurationProgress(stream: NodeJS.WriteStream, wanted: number | null): CurationProgress {
  const live = stream.isTTY === true && process.env.TERM !== 'dumb' ? createLogUpdate(stream) : null;
  const outcomes: DatasetOutcome[] = [];
  const working = new Set<string>();
  const started = performance.now();
  let owed = 0;

  const line = ({ datasets, pairs, tasks }: Funnel): string => {
    const goal = wanted === null ? '' : ` of ${wanted}`;
    const facts = [
      `${datasets.listed} datasets seen, ${datasets.designed} fit`,
      `${pairs.tried} pairs tried, ${pairs.kept} kept`,
      `${tasks}${goal} tasks`,
      ...(owed > 0 ? [`${owed} owed`] : []),
      `${duration((performance.now() - started) / 1000)} gone`,
    ];
    return facts.join(' · ');
  };
  const view = (): string => {
    const width = Math.min(stream.columns ?? 80, 120) - 1;
    const funnel = funnelOf(outcomes);
    const often = [...funnel.rejections].sort((a, b) => b.count - a.count).slice(0, REASONS);
    const reasons = often.map(
      ({ count, what, reason }) => `  ${String(count).padStart(6)} ${what.padEnd(8)} ${reason}`,
    );
    const names = [...working].slice(0, REASONS).map((name) => `  at work: ${onOneLine(name)}`);
    return [line(funnel), ...reasons, ...names].map((text) => cut(text, width)).join('\n');
  };
  const show = () => (live ? live(view()) : stream.write(`${line(funnelOf(outcomes))}\n`));
  const timer = setInterval(show, live ? REDRAW_MS : PLAIN_EVERY_MS);

  return {
    event: (event) => {
      if (event.kind === 'begun') outcomes.push(...event.before);
      if (event.kind === 'working') working.add(event.dataset);
      if (event.kind === 'owed') owed += 1;
      if (event.kind === 'recorded') outcomes.push(event.outcome);
      if (event.kind === 'recorded') working.delete(event.outcome.origin.id);
    },
    say: (text) => {
      live?.clear();
      stream.write(`${text}\n`);
    },
    close: () => {
      clearInterval(timer);
      live?.clear();
      live?.done();
    },
  };
}

/** Shows a run while it goes: a live view on a terminal, plain lines elsewhere. */
import { createLogUpdate } from 'log-update';
import { addUsage, NO_USAGE, type Usage } from '../model.ts';
import type { PlannedAttempt, RunEvent } from '../run.ts';
import { KINDS, type Kind } from '../task.ts';
import type { EvaluationPlan } from './evaluation.ts';

export interface Progress {
  plan(plan: EvaluationPlan): void;
  event(event: RunEvent): void;
  say(line: string): void;
  close(): void;
}

const REDRAW_MS = 200;
const PLAIN_EVERY_MS = 5000;

interface Count {
  planned: number;
  done: number;
  sum: number;
}

export function openProgress(stream: NodeJS.WriteStream): Progress {
  const live = stream.isTTY === true && process.env.TERM !== 'dumb' ? createLogUpdate(stream) : null;
  const counts = new Map<Kind, Count>();
  const running = new Map<string, { attempt: PlannedAttempt; since: number }>();
  let usage: Usage = NO_USAGE;
  let cost: number | null = 0;
  let owed = 0;
  let recorded = 0;
  let failures = 0;
  let started = performance.now();
  let timer: NodeJS.Timeout | undefined;

  const expectedEnd = () => {
    if (recorded === 0) return 'unknown';
    return duration(((owed - recorded) * (performance.now() - started)) / recorded / 1000);
  };
  const facts = () => {
    const tokens = usage.input + usage.output;
    return [
      `${recorded}/${owed} attempts`,
      ...(tokens > 0 ? [`${short(tokens)} tokens`, cost === null ? 'cost unknown' : `$${cost.toFixed(2)}`] : []),
      ...(failures > 0 ? [`${failures} failures of ours`] : []),
      `${duration((performance.now() - started) / 1000)} gone`,
      `${expectedEnd()} to go`,
    ].join(' · ');
  };
  const view = () => {
    const width = Math.min(stream.columns ?? 80, 100);
    const bars = [...counts].map(([kind, { planned, done, sum }]) => {
      const full = Math.round((24 * done) / planned);
      const mean = done === 0 ? '' : `mean ${((100 * sum) / done).toFixed(1)}`;
      return `${kind.padEnd(9)} ${'█'.repeat(full)}${'░'.repeat(24 - full)} ${`${done}/${planned}`.padStart(11)}  ${mean}`;
    });
    const oldest = [...running.values()].slice(0, 4).map(({ attempt, since }) => {
      const label = `${attempt.agent.name} · ${attempt.task.id} #${attempt.repeat}`;
      return `  ${duration((performance.now() - since) / 1000).padStart(6)}  ${label}`.slice(0, width);
    });
    const more = running.size > 4 ? [`          and ${running.size - 4} more running`] : [];
    return [...bars, facts(), ...oldest, ...more].join('\n');
  };
  const say = (line: string) => {
    live?.clear();
    stream.write(`${line}\n`);
    if (live && timer) live(view());
  };

  return {
    say,
    plan: ({ benchmark, folder, planned, owed: left, concurrency }) => {
      owed = left.length;
      started = performance.now();
      for (const kind of KINDS) {
        const count = left.filter(({ task }) => task.kind === kind).length;
        if (count > 0) counts.set(kind, { planned: count, done: 0, sum: 0 });
      }
      if (benchmark.unusable.length > 0) {
        say(`${benchmark.unusable.length} unusable entries are left out; see ./dare tasks --bench ${benchmark.path}`);
      }
      const before = planned.length - left.length;
      const had = before > 0 ? ` (${before} of ${planned.length} are recorded already)` : '';
      say(`${left.length} attempts to make${had}, ${concurrency} at once, into ${folder}`);
      if (owed === 0) return;
      timer = setInterval(() => (live ? live(view()) : say(facts())), live ? REDRAW_MS : PLAIN_EVERY_MS);
    },
    event: (event) => {
      const id = event.attempt.key;
      if (event.kind === 'started') {
        running.set(id, { attempt: event.attempt, since: performance.now() });
        return;
      }
      running.delete(id);
      if (event.kind === 'recorded') {
        recorded += 1;
        const count = counts.get(event.record.kind)!;
        count.done += 1;
        count.sum += event.record.score.value ?? 0;
        usage = addUsage(usage, event.record.usage);
        cost = cost === null || event.record.cost === null ? null : cost + event.record.cost;
        return;
      }
      failures += 1;
      const { agent, task, repeat } = event.attempt;
      const then = event.again ? 'will be tried again' : 'stays owed';
      say(`${agent.name} · ${task.id} #${repeat}: ${event.reason} (not scored; ${then})`);
    },
    close: () => {
      clearInterval(timer);
      if (timer === undefined) return;
      timer = undefined;
      live?.clear();
      live?.done();
      stream.write(`${facts()}\n`);
    },
  };
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

function short(count: number): string {
  if (count < 10_000) return String(count);
  return count < 1e7 ? `${Math.round(count / 1e3)}k` : `${(count / 1e6).toFixed(1)}M`;
}

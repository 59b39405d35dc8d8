/** What an episode server counts, in the text form that Prometheus reads. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { EpisodeEvent } from '../train/episodes/open.ts';
import type { EpisodeCounts } from '../train/episodes.ts';

export interface EpisodeMetrics {
  count(event: EpisodeEvent): void;
  /** One HTTP request. */
  answered(status: number): void;
  text(): Promise<{ text: string; contentType: string }>;
}

const OWN_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
const SANDBOX_BUCKETS = [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 200, 600];

export function openEpisodeMetrics(counts: () => EpisodeCounts): EpisodeMetrics {
  const register = new Registry();
  const registers = [register];
  const events = new Counter({
    name: 'dare_episodes_total',
    help: 'Episodes by what happened: opened, scored, closed, expired, lost (for a reason of ours).',
    labelNames: ['event'],
    registers,
  });
  const calls = new Counter({
    name: 'dare_episode_calls_total',
    help: 'Calls by outcome; "refused" never ran, "failed" is a failure of ours that was not answered.',
    labelNames: ['outcome'],
    registers,
  });
  const requests = new Counter({
    name: 'dare_episode_requests_total',
    help: 'HTTP requests by status.',
    labelNames: ['status'],
    registers,
  });
  const own = new Histogram({
    name: 'dare_episode_call_own_seconds',
    help: 'Time of a call beside the sandbox: checking, keeping, recording.',
    buckets: OWN_BUCKETS,
    registers,
  });
  const sandbox = new Histogram({
    name: 'dare_episode_call_sandbox_seconds',
    help: 'Time that the sandbox had a call, waiting for a place included.',
    buckets: SANDBOX_BUCKETS,
    registers,
  });
  for (const [name, help, key] of [
    ['dare_episodes_open', 'Episodes without a score now.', 'open'],
    ['dare_episodes_scored', 'Episodes with a score that are not closed yet.', 'scored'],
    ['dare_episodes_lost', 'Episodes that could not go on after a restart, until they are forgotten.', 'lost'],
    ['dare_episode_calls_under_way', 'Calls that run or wait for a place.', 'underWay'],
  ] as const) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(counts()[key]);
      },
    });
  }
  return {
    count: (event) => {
      if (event.kind === 'failed') calls.inc({ outcome: 'failed' });
      else if (event.kind === 'called') {
        calls.inc({ outcome: event.outcome });
        own.observe(event.own);
        sandbox.observe(event.sandbox);
      } else events.inc({ event: event.kind });
    },
    answered: (status) => requests.inc({ status }),
    text: async () => ({ text: await register.metrics(), contentType: register.contentType }),
  };
}

/** What a sandbox server counts, in the text form that Prometheus reads. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** @param seconds that it waited for a place, and that its program ran */
  ran(outcome: string, seconds: { readonly waited: number; readonly ran: number }): void;
  /** A request that never came to a run. */
  refused(status: number): void;
  text(): Promise<{ text: string; contentType: string }>;
}

const WAIT_BUCKETS = [0.001, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300];
const RUN_BUCKETS = [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 200];

export function openMetrics(workers: number, state: () => { running: number; waiting: number }): Metrics {
  const register = new Registry();
  const registers = [register];
  const runs = new Counter({
    name: 'dare_sandbox_runs_total',
    help: 'Runs that ended, by outcome; "failed" is the server\'s own failure, "aborted" a client that left.',
    labelNames: ['outcome'],
    registers,
  });
  const refusals = new Counter({
    name: 'dare_sandbox_refused_total',
    help: 'Requests to run code that were not run, by HTTP status.',
    labelNames: ['status'],
    registers,
  });
  const wait = new Histogram({
    name: 'dare_sandbox_wait_seconds',
    help: 'Time from a whole request to a free place.',
    buckets: WAIT_BUCKETS,
    registers,
  });
  const run = new Histogram({
    name: 'dare_sandbox_run_seconds',
    help: 'Time that programs ran.',
    buckets: RUN_BUCKETS,
    registers,
  });
  new Gauge({
    name: 'dare_sandbox_workers',
    help: 'Runs that can be at once.',
    registers,
    collect() {
      this.set(workers);
    },
  });
  new Gauge({
    name: 'dare_sandbox_running',
    help: 'Runs now.',
    registers,
    collect() {
      this.set(state().running);
    },
  });
  new Gauge({
    name: 'dare_sandbox_waiting',
    help: 'Requests that are read or wait for a place.',
    registers,
    collect() {
      this.set(state().waiting);
    },
  });
  return {
    ran: (outcome, seconds) => {
      runs.inc({ outcome });
      wait.observe(seconds.waited);
      run.observe(seconds.ran);
    },
    refused: (status) => refusals.inc({ status }),
    text: async () => ({ text: await register.metrics(), contentType: register.contentType }),
  };
}

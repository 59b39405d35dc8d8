/**
 * The cold sandbox: one new process in new namespaces for each run, by bubblewrap. What it guarantees, by what, and
 * what it does not, is told in docs/sandbox.md.
 */
import type { Sandbox } from '../sandbox.ts';
import { openColdLauncher } from './cold-launch.ts';
import { type LocalOptions, openLocal } from './local.ts';

/** @throws UserError when this machine can't isolate programs, with what to do. */
export function openBubblewrap(options: LocalOptions): Promise<Sandbox> {
  return openLocal('bubblewrap', options, openColdLauncher);
}

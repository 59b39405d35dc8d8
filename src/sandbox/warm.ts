/**
 * The warm sandbox: an interpreter with the usual libraries loaded waits inside the isolation, and each run is a fork of
 * it into fresh namespaces. What it guarantees, by what, and what it does not, is told in docs/sandbox.md.
 */
import type { Sandbox } from '../sandbox.ts';
import { type LocalOptions, openLocal } from './local.ts';
import { LIFETIME, type Lifetime } from './renewal.ts';
import { openWarmLauncher } from './warm-launch.ts';

export interface WarmOptions extends LocalOptions {
  /** When an interpreter is replaced by another. */
  readonly lifetime?: Lifetime;
}

/** @throws UserError when this machine can't isolate programs, or can't have them forked, with what to do. */
export function openWarm({ lifetime = LIFETIME, ...options }: WarmOptions): Promise<Sandbox> {
  return openLocal('warm', options, (ground) => openWarmLauncher(ground, lifetime));
}

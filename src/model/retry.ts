/** Trying again: how long to wait, for how long in all, and together with the model's other requests. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FatalProviderError, InfrastructureError } from '../errors.ts';
import type { Verdict } from './failures.ts';

export interface RetrySettings {
  /** Requests in all, the first one included. */
  readonly tries: number;
  /** The first wait is between 0 and this; each further one between 0 and twice the one before. */
  readonly baseSeconds: number;
  /** No wait of our own choice is longer; one that the provider asks for may be. */
  readonly maxSeconds: number;
  /** No try starts later than this after the first one. */
  readonly totalSeconds: number;
}

/** An address where nothing has ever answered is tried no more often than this. */
const UNREACHABLE_TRIES = 4;

export const RETRY: RetrySettings = { tries: 10, baseSeconds: 1, maxSeconds: 60, totalSeconds: 1800 };

/** Shared by all requests to one model: when one is told to wait, all wait. */
export interface Gate {
  /** `Date.now()` before which no request goes out. */
  opens: number;
}

export type Outcome<T> = { readonly value: T } | Verdict;

/**
 * Tries until there is a value.
 * @throws the final error, InfrastructureError when tries or time are spent, or the signal's reason
 */
export async function persist<T>(
  attempt: () => Promise<Outcome<T>>,
  options: { name: string; settings: RetrySettings; gate: Gate; signal: AbortSignal; answered: () => boolean },
): Promise<T> {
  const { name, settings, gate, signal, answered } = options;
  const deadline = Date.now() + settings.totalSeconds * 1000;
  for (let number = 1; ; number++) {
    await passGate(gate, settings, signal);
    const outcome = await attempt();
    signal.throwIfAborted();
    if ('value' in outcome) return outcome.value;
    if (outcome.kind === 'final') throw outcome.error;

    const asked = outcome.afterSeconds ?? 0;
    const own = Math.random() * Math.min(settings.maxSeconds, settings.baseSeconds * 2 ** (number - 1));
    const now = Date.now();
    const late = now + Math.max(asked, own) * 1000 > deadline;
    const unreachable = outcome.unreachable === true && !answered();
    if (number >= (unreachable ? Math.min(settings.tries, UNREACHABLE_TRIES) : settings.tries) || late) {
      const tries = number === 1 ? 'one try' : `${number} tries`;
      const asks = late && asked > 0 ? `, and it asks to wait ${Math.round(asked)} s` : '';
      if (unreachable) {
        throw new FatalProviderError(
          `${name} cannot be reached after ${tries}: ${outcome.why}. Start its server, or check the base URL and the network.`,
        );
      }
      throw new InfrastructureError(`${name}: no reply after ${tries}: ${outcome.why}${asks}`);
    }
    // Not before this: a wait that is too long for us is no reason for others to wait.
    gate.opens = Math.max(gate.opens, now + asked * 1000);
    await pause(own, signal);
  }
}

/** Waits until the gate is open, and a little longer so that not all come at once. */
async function passGate(gate: Gate, settings: RetrySettings, signal: AbortSignal): Promise<void> {
  for (let left = gate.opens - Date.now(); left > 0; left = gate.opens - Date.now()) {
    await pause(left / 1000 + Math.random() * settings.baseSeconds, signal);
  }
  signal.throwIfAborted();
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(seconds * 1000, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

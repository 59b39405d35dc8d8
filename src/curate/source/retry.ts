/** How long to wait before a request is sent again, and when to give up: in fixed steps, or as long as the service asks. */
import { InfrastructureError } from '../../errors.ts';
import type { Clock } from './clock.ts';

/** Of failures in a row; what a service answers "too many requests" is not its failure, and is borne longer. */
const TRIES = 6;
const TRIES_TOO_MANY = 20;
const FIRST_SECONDS = 1;
const LONGEST_SECONDS = 60;
/** A service that asks for more is left for another day. */
const PATIENCE_SECONDS = 900;

export interface Failure {
  /** For a person: `it answers 503`. */
  readonly why: string;
  readonly tooMany: boolean;
  /** What the service asks for, if it does. */
  readonly waitSeconds: number | null;
}

export interface Patience {
  /** Waits before the next try. @throws InfrastructureError when there is to be none */
  bear(failure: Failure): Promise<void>;
  /** Something came through: what failed before no longer counts. */
  progressed(): void;
}

/** Shared by all requests to one service: when one is told to wait, all wait. */
export interface Gate {
  /** `clock.now()` before which no request goes out. */
  opens: number;
}

/** @param what `Kaggle (https://…)`, for the error */
export function patienceFor(what: string, clock: Clock, gate: Gate, signal: AbortSignal | undefined): Patience {
  let failures = 0;
  let refusals = 0;
  return {
    progressed: () => {
      failures = 0;
    },
    bear: async (failure) => {
      if (failure.tooMany) refusals += 1;
      else failures += 1;
      const asked = failure.waitSeconds ?? 0;
      if (failures >= TRIES || refusals >= TRIES_TOO_MANY || asked > PATIENCE_SECONDS) {
        const times = failures + refusals === 1 ? 'one try' : `${failures + refusals} tries`;
        const asks = asked > PATIENCE_SECONDS ? `, and it asks to wait ${Math.round(asked)} s` : '';
        throw new InfrastructureError(
          `${what}: no answer after ${times}: ${failure.why}${asks}. Start again later; what is finished is kept.`,
        );
      }
      const step = FIRST_SECONDS * 2 ** Math.min(failures + refusals - 1, 16);
      gate.opens = Math.max(gate.opens, clock.now() + Math.max(asked, Math.min(step, LONGEST_SECONDS)) * 1000);
      await passGate(clock, gate, signal);
    },
  };
}

export async function passGate(clock: Clock, gate: Gate, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  for (let left = gate.opens - clock.now(); left > 0; left = gate.opens - clock.now()) {
    await clock.sleep(left, signal);
    signal?.throwIfAborted();
  }
}

/**
 * What an answer says of how long to wait: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), or the seconds of
 * an exhausted `RateLimit` window (draft-ietf-httpapi-ratelimit-headers). Null when it says nothing.
 */
export function waitOf(headers: Readonly<Record<string, string | undefined>>, clock: Clock): number | null {
  const after = headers['retry-after']?.trim();
  if (after !== undefined && /^\d+$/.test(after)) return Number(after);
  if (after !== undefined) {
    const at = Date.parse(after);
    if (!Number.isNaN(at)) return Math.max(0, (at - clock.now()) / 1000);
  }
  const window = /;\s*r\s*=\s*0\s*;\s*t\s*=\s*(\d+)/.exec(headers.ratelimit ?? '');
  return window === null ? null : Number(window[1]);
}

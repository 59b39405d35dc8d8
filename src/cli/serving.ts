/** What all servers have in common on the command line: their token, and how they are stopped. */
import { UserError } from '../errors.ts';

/** @throws UserError when it can't be sent in a header */
export function tokenOf(given: string | undefined): string | undefined {
  const token = given ?? (process.env.DARE_TOKEN || undefined);
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new UserError('The token must be letters, digits and signs without spaces, as it is sent in a header.');
  }
  return token;
}

export interface Stop {
  /** Resolves at the first signal. */
  readonly asked: Promise<void>;
  /** Resolves at the second. */
  readonly atOnce: Promise<void>;
}

/** To be called before anything can be running that a signal would interrupt. */
export function untilStopped(): Stop {
  const asked = Promise.withResolvers<void>();
  const atOnce = Promise.withResolvers<void>();
  let signals = 0;
  const interrupt = () => (signals++ === 0 ? asked : atOnce).resolve();
  process.on('SIGTERM', interrupt);
  process.on('SIGINT', interrupt);
  return { asked: asked.promise, atOnce: atOnce.promise };
}

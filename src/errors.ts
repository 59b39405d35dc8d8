/**
 * The failure vocabulary. Four words, because four different things happen next:
 *
 * - UserError: someone asked for the impossible. One clear message, exit code 2.
 * - InfrastructureError: ours (or a provider's) failure. The attempt is unscored and owed again.
 * - FatalProviderError: every further request would fail the same way. The run stops at once.
 * - GradedFailure: the model's own doing (context overflow, refused content). The attempt ends and is scored.
 */

/** Bad input. `message` says what was expected, what was found, where, and what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** A failure that says nothing about the agent. Never scored. */
export class InfrastructureError extends Error {
  override readonly name = 'InfrastructureError';
}

/** A provider refuses every request (401, 403, 404). `message` says what to set. */
export class FatalProviderError extends Error {
  override readonly name = 'FatalProviderError';
}

/** The model's own failure: it ends the attempt, which is then scored as it stands. */
export class GradedFailure extends Error {
  override readonly name = 'GradedFailure';
  readonly ending: 'token-limit' | 'refused';
  constructor(ending: 'token-limit' | 'refused', message: string) {
    super(message);
    this.ending = ending;
  }
}

/** The text of anything thrown, for messages and records. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Node's error code (`ENOENT`, …), if the error has one. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

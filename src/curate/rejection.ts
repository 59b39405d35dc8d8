/**
 * Why something did not become a task. A stage returns what it makes, or a rejection; it throws only for failures of
 * ours (InfrastructureError) and of what the user gave (UserError).
 */

/** Stages in their order: a funnel counts what each lets through. */
export const STAGES = ['source', 'design', 'shape', 'write', 'prove', 'gate', 'package'] as const;
export type Stage = (typeof STAGES)[number];

export interface Rejection {
  readonly rejected: {
    readonly stage: Stage;
    /** Kebab-case, of the documented list: `licence-unknown`, `one-column-suffices`. */
    readonly reason: string;
    /** What decided, where it is a number: a share, a count, a score. */
    readonly figure: number | null;
    /** One line for a person: what was found, what was expected, and what they could do about it. */
    readonly words: string;
  };
}

export function reject(stage: Stage, reason: string, words: string, figure: number | null = null): Rejection {
  return { rejected: { stage, reason, figure, words } };
}

export function isRejection(value: object): value is Rejection {
  return 'rejected' in value;
}

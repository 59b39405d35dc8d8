/**
 * What only scoring sees. Nothing that an agent can reach (agent, model, sandbox, tool) imports this file; a
 * dependency rule checks it.
 */
import type { Family, TaskFile, Variant } from './task.ts';

export interface AnswerKey {
  /** The task's id and content hash. */
  readonly task: string;
  readonly hash: string;
  readonly family: Family;
  readonly variant: Variant;
  readonly targets: readonly string[];
  readonly truth:
    | { readonly kind: 'file'; readonly path: string }
    /** The truth is the reference solution's own output, made here by running it on these files. */
    | {
        readonly kind: 'reference';
        readonly files: readonly TaskFile[];
        /** An output that came with the benchmark (older layouts), made by some environment of its authors. */
        readonly released?: string;
      };
}

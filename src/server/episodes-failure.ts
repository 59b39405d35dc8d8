/** What went wrong with an episode, as clients read it: whose failure it was, a word, a sentence. Never a reward. */
import { z } from '@hono/zod-openapi';
import { InfrastructureError, messageOf } from '../errors.ts';
import { EpisodeLost, EpisodeRefusal } from '../train/episodes.ts';

export const FAILURE = z.object({
  error: z.object({
    kind: z
      .enum(['request', 'infrastructure'])
      .describe('request: what was asked can not be. infrastructure: our failure; no reward may be made of it.'),
    code: z
      .string()
      .describe('unknown-task, unknown-episode, expired, scored, conflict, full, malformed, lost, failed'),
    message: z.string(),
  }),
});

export type Failure = z.infer<typeof FAILURE>['error'] & { readonly status: 404 | 409 | 410 | 422 | 500 | 503 };

const STATUS = {
  'unknown-task': 422,
  'unknown-episode': 404,
  expired: 410,
  scored: 409,
  conflict: 409,
  full: 503,
} as const satisfies Record<EpisodeRefusal['code'], number>;

/** @param error anything thrown */
export function failureOf(error: unknown): Failure {
  const message = messageOf(error);
  if (error instanceof EpisodeRefusal) {
    return { kind: 'request', code: error.code, message, status: STATUS[error.code] };
  }
  if (error instanceof EpisodeLost) return { kind: 'infrastructure', code: 'lost', message, status: 410 };
  const status = error instanceof InfrastructureError ? 503 : 500;
  return { kind: 'infrastructure', code: 'failed', message, status };
}

export function malformed(message: string): Failure {
  return { kind: 'request', code: 'malformed', message, status: 422 };
}

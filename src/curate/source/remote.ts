/** What the sources on the web share: their options, licences, and how what a service refuses is told. */
import type { z } from 'zod';
import { InfrastructureError, UserError } from '../../errors.ts';
import type { Licence, RawDataset } from '../dataset.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Clock } from './clock.ts';
import type { Refusal } from './fetch.ts';
import { recogniseLicence } from './licence.ts';

export interface RemoteOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder for what was fetched; each source makes one of its own in it. */
  readonly cache: string;
  readonly baseUrl?: string;
  readonly clock?: Clock;
  /** Lists at most so many datasets, refused ones included. */
  readonly limit?: number;
  /** Of a dataset's files together, packed or not. */
  readonly maxBytes?: number;
}

/** Twenty megabytes, as the released benchmark's datasets. */
export const MAX_BYTES = 20 * 2 ** 20;

export type Listed = RawDataset | { readonly id: string; readonly rejection: Rejection };

/** An address without a slash at its end. @throws UserError when it is none */
export function baseOf(given: string | undefined, usual: string): string {
  const url = given?.trim() || usual;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new UserError(`expected the address of a service (${usual}), found ${JSON.stringify(url)}`);
  }
  return url.replace(/\/+$/, '');
}

/** Several licences are recognised only where they are one: each may bind. */
export function licenceOfAll(names: readonly string[]): Licence {
  const told = [...new Set(names.filter((name) => name.trim() !== ''))];
  const [spdx = null, ...others] = new Set(told.map(recogniseLicence));
  return { name: told.length === 0 ? null : told.join(' and '), spdx: others.length === 0 ? spdx : null, url: null };
}

export function rejectionOf(refusal: Refusal): Rejection {
  const { status, words } = refusal;
  const reason =
    status === 401 || status === 403
      ? 'source-forbids'
      : status === 404 || status === 410
        ? 'source-lacks-it'
        : status < 300
          ? 'source-answers-nonsense'
          : 'source-refuses';
  return reject('source', reason, words, status);
}

/** Of an entry of a listing that is not as expected. */
export function nonsense(service: string, error: z.ZodError): Rejection {
  const { path, message } = error.issues[0]!;
  const words = `${service} lists it in a way that is not understood; ${path.join('.')}: ${message}`;
  return reject('source', 'source-answers-nonsense', words);
}

/** Of these in a row, it is the service that fails, and not its datasets. */
const MOST_FAILING = 3;

/**
 * For records of datasets that the service fails to give although it was asked patiently: the dataset is rejected and the
 * rest goes on, until several in a row show that the service is down.
 */
export function tolerance(): <T>(ask: () => Promise<T>) => Promise<T | Rejection> {
  let failing = 0;
  return async (ask) => {
    try {
      const told = await ask();
      failing = 0;
      return told;
    } catch (error) {
      failing += 1;
      if (!(error instanceof InfrastructureError) || failing >= MOST_FAILING) throw error;
      return reject('source', 'source-fails', error.message);
    }
  };
}

/** A listing that is refused. @throws UserError when the service forbids it, InfrastructureError otherwise */
export function refusedListing({ status, words }: Refusal): never {
  throw status === 401 || status === 403 ? new UserError(words) : new InfrastructureError(words);
}

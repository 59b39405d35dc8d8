/** `--thresholds`: the paper's thresholds with some of them set otherwise. */
import { UserError } from '../errors.ts';
import { KINDS, type Kind } from '../task.ts';
import { PAPER, type Thresholds } from './rejection.ts';

/**
 * @param text `KIND=score` for what counts as valid, `variance=v` for all kinds, `variance-KIND=v` for one; commas between
 * @throws UserError for anything else
 */
export function readThresholds(text: string | undefined): Thresholds {
  const valid = { ...PAPER.valid };
  const variance = { ...PAPER.variance };
  for (const part of text?.split(',') ?? []) {
    const [, name = '', number = ''] = /^\s*([\w-]+)\s*=\s*([\d.eE+-]+)\s*$/.exec(part) ?? [];
    const value = Number(number);
    const kind = KINDS.find((one) => one === name.replace(/^variance-/, ''));
    if (number === '' || !(value >= 0 && value <= 1) || (kind === undefined && name !== 'variance'))
      throw unknown(part);
    if (name === 'variance') for (const one of KINDS) variance[one] = value;
    else (name === kind ? valid : variance)[kind as Kind] = value;
  }
  return { valid, variance };
}

function unknown(part: string): UserError {
  return new UserError(
    `--thresholds: expected KIND=score, variance=v or variance-KIND=v from 0 to 1, commas between, with KIND one of ` +
      `${KINDS.join(', ')}; found ${JSON.stringify(part)}.`,
  );
}

import { describe, expect, test } from 'vitest';
import { FatalProviderError, GradedFailure, InfrastructureError } from '../../src/errors.ts';
import { type Circumstances, judge, waitAsked } from '../../src/model/failures.ts';
import type { Answer } from '../../src/model/transport.ts';
import { OVERFLOWS, openai, REFUSALS, REFUSED_REQUESTS } from './wordings.ts';

const ABOUT: Circumstances = {
  name: 'openai/gpt-5',
  credentials: 'OPENAI_API_KEY',
  baseUrl: 'http://127.0.0.1:9/v1',
  answered: false,
  settings: { toolMode: 'native', temperature: 0, topP: 0.5, maxTokens: 5000, seed: 1, reasoningEffort: 'low' },
  now: Date.parse('2026-01-01T00:00:00Z'),
};
const answer = (status: number, body: unknown, headers = {}): Answer => ({
  status,
  headers,
  body,
  isJson: typeof body !== 'string',
});
const finalOf = (status: number, body: unknown, about: Partial<Circumstances> = {}): unknown => {
  const verdict = judge(answer(status, body), 'thrown', { ...ABOUT, ...about });
  return verdict.kind === 'final' ? verdict.error : verdict;
};

describe('a conversation that grew too long ends as the model’s own failure', () => {
  test.each(OVERFLOWS)('%s', (_, status, body) => {
    const failure = finalOf(status, body);
    expect(failure).toBeInstanceOf(GradedFailure);
    expect((failure as GradedFailure).ending).toBe('token-limit');
  });
});

describe('refused content ends as the model’s own failure', () => {
  test.each(REFUSALS)('%s', (_, status, body) => {
    const failure = finalOf(status, body);
    expect(failure).toBeInstanceOf(GradedFailure);
    expect((failure as GradedFailure).ending).toBe('refused');
  });
});

describe('what every request would meet stops the run, and says what to do', () => {
  test.each(REFUSED_REQUESTS)('%s', (_, status, body, words) => {
    const failure = finalOf(status, body);
    expect(failure).toBeInstanceOf(FatalProviderError);
    expect((failure as Error).message).toContain(words);
  });

  test('a request that cannot even be made', () => {
    expect(judge(undefined, 'no such option', ABOUT)).toMatchObject({
      kind: 'final',
      error: expect.any(FatalProviderError),
    });
  });
});

test('a refusal after other replies is one conversation’s trouble: owed again, and no end of the run', () => {
  const failure = finalOf(400, openai('messages.3: something odd', null), { answered: true });
  expect(failure).toBeInstanceOf(InfrastructureError);
  expect(finalOf(401, {}, { answered: true })).toBeInstanceOf(FatalProviderError);
});

test('a setting is blamed only if it was sent', () => {
  const failure = finalOf(400, openai('Unsupported: thinking blocks must be first'), {
    settings: { toolMode: 'native' },
  });
  expect((failure as Error).message).not.toContain('--reasoning-effort');
});

describe('passing faults are tried again', () => {
  test.each([
    [
      'too much for a minute, at Groq',
      413,
      { error: { message: 'Request too large: tokens per minute (TPM): Limit 6000', code: 'rate_limit_exceeded' } },
    ],
    [
      'an ordinary quota at Google',
      429,
      { error: { code: 429, message: 'You exceeded your current quota, please check your plan and billing details.' } },
    ],
    ['too many tokens at Bedrock', 429, { message: 'Too many tokens, please wait before trying again.' }],
    [
      'an upstream failure that OpenRouter reports with 200',
      200,
      { error: { code: 502, message: 'Provider returned error' } },
    ],
    ['a failed response', 200, { status: 'failed', error: { code: 'server_error', message: 'The model failed.' } }],
    ['null', 200, null],
    ['no body', 503, null],
  ])('%s', (_, status, body) => {
    expect(finalOf(status, body)).toMatchObject({ kind: 'retry' });
  });
});

describe('how long to wait', () => {
  const google = {
    error: {
      code: 429,
      details: [
        { '@type': 'type.googleapis.com/google.rpc.QuotaFailure' },
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '37.5s' },
      ],
    },
  };
  test.each([
    ['seconds', { 'retry-after': '7' }, null, 7],
    ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, null, 30],
    ['a date gone by', { 'retry-after': 'Wed, 31 Dec 2025 23:00:00 GMT' }, null, 0],
    ['milliseconds, which come first', { 'retry-after-ms': '250', 'retry-after': '1' }, null, 0.25],
    ['nonsense', { 'retry-after': 'soon' }, null, undefined],
    ['nothing', {}, {}, undefined],
    ['Google’s body', {}, google, 37.5],
    ['Google’s body in a list', {}, [google], 37.5],
  ])('%s', (_, headers, body, seconds) => {
    expect(waitAsked(answer(429, body, headers), ABOUT.now)).toBe(seconds);
  });
});

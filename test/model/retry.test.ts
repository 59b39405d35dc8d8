import { describe, expect, test } from 'vitest';
import { GradedFailure, InfrastructureError } from '../../src/errors.ts';
import { type Outcome, persist, type RetrySettings } from '../../src/model/retry.ts';

const SETTINGS: RetrySettings = { tries: 5, baseSeconds: 0.02, maxSeconds: 0.05, totalSeconds: 10 };

function trying(
  outcomes: (number: number) => Outcome<string>,
  settings: Partial<RetrySettings> = {},
  gate = { opens: 0 },
) {
  const times: number[] = [];
  const result = persist(
    () => {
      times.push(performance.now());
      return Promise.resolve(outcomes(times.length));
    },
    {
      name: 'x/y',
      settings: { ...SETTINGS, ...settings },
      gate,
      signal: new AbortController().signal,
      answered: () => true,
    },
  );
  return { result, times };
}

describe('trying again', () => {
  test('waits with jitter, never longer than allowed, and gives up after its tries', async () => {
    const gaps: number[] = [];
    for (let run = 0; run < 10; run++) {
      const { result, times } = trying(() => ({ kind: 'retry', why: 'a fault' }));
      await expect(result).rejects.toThrow(InfrastructureError);
      expect(times).toHaveLength(5);
      gaps.push(...times.slice(1).map((time, index) => time - times[index]!));
    }
    expect(Math.max(...gaps)).toBeLessThan(150);
    expect(Math.max(...gaps)).toBeGreaterThan(25);
    expect(new Set(gaps.map((gap) => Math.round(gap / 3))).size).toBeGreaterThan(3);
  });

  test('never repeats an outcome that counts', async () => {
    const { result, times } = trying(() => ({ kind: 'final', error: new GradedFailure('token-limit', 'too long') }));
    await expect(result).rejects.toThrow(GradedFailure);
    expect(times).toHaveLength(1);
  });

  test('does not begin a wait that would end after the time in all', async () => {
    const started = performance.now();
    const { result, times } = trying(() => ({ kind: 'retry', why: 'busy', afterSeconds: 60 }), { totalSeconds: 1 });
    await expect(result).rejects.toThrow(/asks to wait 60 s/);
    expect(times).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('closes the gate for as long as it was asked to wait, but not when it gives up', async () => {
    const waiting = { opens: 0 };
    const began = Date.now();
    const { result, times } = trying(
      (number) => (number === 1 ? { kind: 'retry', why: 'busy', afterSeconds: 0.3 } : { value: 'ok' }),
      {},
      waiting,
    );
    expect(await result).toBe('ok');
    expect(times[1]! - times[0]!).toBeGreaterThan(295);
    expect(waiting.opens - began).toBeGreaterThanOrEqual(300);
    const spent = { opens: 0 };
    await expect(
      trying(() => ({ kind: 'retry', why: 'busy', afterSeconds: 60 }), { totalSeconds: 1 }, spent).result,
    ).rejects.toThrow();
    expect(spent.opens).toBe(0);
  });

  test('stops at a gate that another request closed', async () => {
    const gate = { opens: Date.now() + 200 };
    const started = performance.now();
    const { result, times } = trying(() => ({ value: 'reply' }), {}, gate);
    expect(await result).toBe('reply');
    expect(times[0]! - started).toBeGreaterThan(190);
  });
});

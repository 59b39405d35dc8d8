/** Attempt records for tests: what a test does not care about has a plain default. */
import type { AttemptRecord } from '../../src/attempt.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox.ts';
import type { Score } from '../../src/score.ts';
import type { RunSettings } from '../../src/store.ts';
import { type Family, kindOf, type Variant } from '../../src/task.ts';

type Given = Partial<Omit<AttemptRecord, 'score'>> & { value?: number | null; score?: Partial<Score> };

const FAMILY: Record<Variant, Family> = {
  if: 'classification',
  mm: 'regression',
  xf: 'time_series_analysis',
  cf: 'time_series_analysis',
};

export function attempt({ value = 1, score, ...given }: Given = {}): AttemptRecord {
  const { agent = 'a', dataset = 'd', variant = 'mm', repeat = 1 } = given;
  const family = given.family ?? FAMILY[variant];
  const task = given.task ?? `${dataset}/${variant}`;
  return {
    key: `${agent}|${task}|${repeat}`,
    agent,
    task,
    dataset,
    family,
    variant,
    kind: kindOf(family, variant),
    repeat,
    started: '2026-03-04T05:06:07.000Z',
    seconds: 10,
    modelSeconds: 6,
    sandboxSeconds: 3,
    ending: 'finished',
    turns: 2,
    calls: 1,
    usage: { input: 1000, output: 200, cachedInput: 500, reasoning: 50 },
    cost: 0.01,
    ...given,
    score: { value, exists: true, perTarget: { y: value }, reason: null, ...score },
  };
}

export function settings(agents: RunSettings['agents'], given: Partial<RunSettings> = {}): RunSettings {
  return {
    format: 1,
    created: '2026-03-04T05:06:00.000Z',
    versions: { dare: '0.1.0', node: '24.0.0' },
    sandbox: { name: 'local', environment: 'f00d' },
    bench: { name: 'small', path: '/bench/small' },
    agents,
    tasks: {},
    limits: DEFAULT_LIMITS,
    options: {},
    ...given,
  };
}

/** Numbers in [0, 1) that are the same every time (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

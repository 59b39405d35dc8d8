/** The paper's rules, each by cases on both sides of its border. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kind } from '../../src/task.ts';
import { byRank, type Candidate, choose, isDiverse, isEligible, PAPER, STRATEGIES } from '../../src/train/rejection.ts';
import { readThresholds } from '../../src/train/thresholds.ts';

let made = 0;
function candidate(kind: Kind, score: number, seconds = 10): Candidate {
  made += 1;
  return { kind, score, seconds, key: `k${String(made).padStart(6, '0')}` };
}

describe('valid', () => {
  it.each<[Kind, number, boolean]>([
    ['class-IF', 1, true],
    ['class-IF', 0.99, false],
    ['reg-IF', 1, true],
    ['class-MM', 0.8, true],
    ['class-MM', 0.79, false],
    ['reg-MM', 0.7, true],
    ['reg-MM', 0.69, false],
    ['time-XF', 0.6, true],
    ['time-XF', 0.59, false],
    ['time-CF', 0.3, true],
    ['time-CF', 0.29, false],
  ])('%s with %d: %s', (kind, score, valid) => {
    for (const strategy of ['fv', 'av', 'bv'] as const) {
      expect(isEligible(candidate(kind, score), [score, 0], { strategy, thresholds: PAPER })).toBe(valid);
    }
  });
});

describe('diverse', () => {
  it.each<[string, Kind, number[], boolean]>([
    ['a 1 and a 0', 'class-IF', [1, 0, 1, 1, 1, 1, 1, 1], true],
    ['no 0', 'class-IF', [1, 0.5, 1], false],
    ['no 1', 'reg-IF', [0, 0.5], false],
    ['half 0, half 1: variance 0.25', 'class-MM', [1, 0, 1, 0], true],
    ['divided by their number, not by one less', 'class-MM', [0.75, 0], false],
    ['just below', 'reg-MM', [0.77, 0], false],
    ['just above', 'reg-MM', [0.78, 0], true],
    ['a lower threshold for CF', 'time-CF', [0.65, 0], true],
    ['but not for XF', 'time-XF', [0.65, 0], false],
    ['one attempt', 'reg-MM', [1], false],
  ])('%s (%s)', (_, kind, scores, diverse) => {
    expect(isDiverse(kind, scores, PAPER)).toBe(diverse);
  });
});

describe('chosen', () => {
  it('fv takes the fastest of an IF task, the best of the others', () => {
    const ifs = [candidate('class-IF', 1, 9), candidate('class-IF', 1, 3), candidate('class-IF', 1, 5)];
    expect(choose(ifs, 'fv')).toEqual([ifs[1]]);
    const mms = [candidate('reg-MM', 0.8, 1), candidate('reg-MM', 0.9, 9), candidate('reg-MM', 0.85, 1)];
    expect(choose(mms, 'fv')).toEqual([mms[1]]);
  });

  it('dv takes two: the fastest of IF, else the best of those above the mean, valid or not', () => {
    const ifs = [candidate('reg-IF', 1, 9), candidate('reg-IF', 1, 3), candidate('reg-IF', 1, 5)];
    expect(choose(ifs, 'dv')).toEqual([ifs[1], ifs[2]]);
    const scores = [0.1, 0, 0, 0.5, 0.9, 0.6];
    const eligible = scores
      .map((score) => candidate('reg-MM', score))
      .filter((one) => isEligible(one, scores, { strategy: 'dv', thresholds: PAPER }));
    expect(eligible.map(({ score }) => score)).toEqual([0.5, 0.9, 0.6]);
    expect(choose(eligible, 'dv').map(({ score }) => score)).toEqual([0.9, 0.6]);
    expect(isEligible(candidate('class-IF', 0.9), [0.9, 0], { strategy: 'dv', thresholds: PAPER })).toBe(false);
  });

  it('is the same in whatever order the attempts come, also with ties', () => {
    const some = fc.array(fc.record({ score: fc.constantFrom(0.7, 0.8, 1), seconds: fc.constantFrom(1, 2) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        some,
        fc.constantFrom(...STRATEGIES),
        fc.constantFrom<Kind>('class-IF', 'reg-MM'),
        fc.nat(),
        (all, strategy, kind, turn) => {
          const candidates = all.map((one, at) => ({ ...one, kind, key: `k${at}` }));
          const cut = turn % candidates.length;
          const turned = [...candidates.slice(cut), ...candidates.slice(0, cut)].reverse();
          expect(choose(turned, strategy)).toEqual(choose(candidates, strategy));
          expect(candidates.toSorted(byRank)).toEqual(turned.toSorted(byRank));
        },
      ),
    );
  });
});

describe('--thresholds', () => {
  it('sets some and leaves the others', () => {
    const { valid, variance } = readThresholds('class-MM=0.9, variance=0.05,variance-time-CF=0.01');
    expect(valid).toEqual({ ...PAPER.valid, 'class-MM': 0.9 });
    expect(variance).toEqual({
      ...{ 'class-IF': 0.05, 'class-MM': 0.05, 'reg-IF': 0.05, 'reg-MM': 0.05, 'time-XF': 0.05, 'time-CF': 0.01 },
    });
    expect(readThresholds(undefined)).toEqual(PAPER);
  });

  it.each(['class-MM', 'class-MM=2', 'mm=0.5', 'variance-mm=0.1', 'class-MM=', ''])('refuses %j', (text) => {
    expect(() => readThresholds(text)).toThrow(/--thresholds: expected KIND=score/);
  });
});

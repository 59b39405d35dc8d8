import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { summarise, summariseRuns } from '../../src/report/summary.ts';
import { attempt, settings } from './records.ts';

const agent = async (...made: Parameters<typeof attempt>[0][]) => (await summarise(made.map(attempt))).agents.a!;

describe('means', () => {
  it('of a kind are over all its attempts; an undefined score counts 0', async () => {
    const { means, counts } = await agent(
      { dataset: 'd', value: 1 },
      { dataset: 'd', value: 0.5, repeat: 2 },
      { dataset: 'e', value: null },
    );
    expect(means['reg-MM']).toBe(50);
    expect(means['class-IF']).toBeNull();
    expect(counts).toEqual({ 'class-IF': 0, 'class-MM': 0, 'reg-IF': 0, 'reg-MM': 3, 'time-XF': 0, 'time-CF': 0 });
  });

  it('in total are over tasks, not over the six columns', async () => {
    const { means } = await agent(
      { variant: 'if', dataset: 'd', value: 1 },
      { variant: 'mm', dataset: 'd', value: 0 },
      { variant: 'mm', dataset: 'e', value: 0 },
      { variant: 'mm', dataset: 'f', value: 0 },
    );
    expect(means.total).toBe(25);
  });

  it('in total weigh a task with more attempts no more than another', async () => {
    const { means } = await agent(
      { dataset: 'd', value: 1, repeat: 1 },
      { dataset: 'd', value: 1, repeat: 2 },
      { dataset: 'd', value: 1, repeat: 3 },
      { dataset: 'e', value: 0 },
    );
    expect(means['reg-MM']).toBe(75);
    expect(means.total).toBe(50);
  });
});

describe('intervals', () => {
  it('stay within 0 and 100', async () => {
    const { intervals } = await agent({ dataset: 'd', value: 1 }, { dataset: 'e', value: 0.2 });
    expect(intervals.total).toEqual([0, 100]);
  });

  it('are null for one dataset, however many attempts it has', async () => {
    const { intervals, means } = await agent({ value: 1 }, { value: 0, repeat: 2 }, { variant: 'xf', value: 0.5 });
    expect(means.total).toBe(50);
    expect(intervals.total).toBeNull();
  });
});

describe('predictions', () => {
  it('are counted when a file was left; ModelPerf counts valid ones of MM, XF and CF only', async () => {
    const { predictionRate, modelPerf } = await agent(
      { dataset: 'd', value: 0.8 },
      { dataset: 'e', variant: 'xf', value: 0.4 },
      { dataset: 'f', value: 0, score: { reason: 'rows are missing' } },
      { dataset: 'g', value: 0, score: { exists: false, reason: 'no prediction file' } },
      { dataset: 'h', variant: 'if', value: 1 },
    );
    expect(predictionRate).toBe(0.8);
    expect(modelPerf).toBeCloseTo(60, 10);
  });

  it('scored later take the place of the recorded scores', async () => {
    const made = [attempt({ value: 0, score: { exists: false } }), attempt({ value: 0, dataset: 'e' })];
    const later = { value: 1, exists: true, perTarget: {}, reason: null };
    const { agents } = await summarise(made, { scores: new Map([[made[0]!.key, later]]) });
    expect(agents.a!.means.total).toBe(50);
    expect(agents.a!.predictionRate).toBe(1);
  });
});

describe('effort', () => {
  it('is summed over attempts', async () => {
    const of = await agent({ ending: 'turn-limit' }, { repeat: 2, seconds: 20 }, { dataset: 'e' });
    expect(of.tokens).toEqual({ input: 3000, output: 600, cachedInput: 1500, reasoning: 150 });
    expect(of.seconds).toEqual({ mean: 40 / 3, total: 40, model: 18, sandbox: 9 });
    expect([of.calls, of.turns, of.attempts, of.tasks]).toEqual([3, 6, 3, 2]);
    expect(of.cost).toBeCloseTo(0.03, 10);
    expect(of.endings).toEqual({ 'turn-limit': 1, finished: 2 });
  });

  it('has an unknown cost as soon as one attempt has', async () => {
    expect((await agent({ cost: 1 }, { cost: null, repeat: 2 }, { cost: 1, repeat: 3 })).cost).toBeNull();
  });

  it('knows what is owed, also of an agent that has not begun, and carries notes', async () => {
    const planned = { identity: {}, turns: 5, tasks: ['d/mm', 'e/mm'], runs: 3 };
    const made = [attempt(), attempt({ repeat: 2 }), attempt({ dataset: 'e' })];
    const { agents, runs } = await summarise(made, {
      settings: settings({ a: { ...planned, note: 'cannot read' }, b: planned }),
    });
    expect(agents.a).toMatchObject({ owed: 3, note: 'cannot read' });
    expect(agents.b).toMatchObject({ owed: 6, attempts: 0, predictionRate: null, modelPerf: null });
    expect(agents.b!.means.total).toBeNull();
    expect(runs[0]).toMatchObject({ bench: 'small', environment: 'f00d', created: '2026-03-04T05:06:00.000Z' });
  });
});

describe('comparisons', () => {
  it('are paired by task: what makes tasks hard for both makes no noise', async () => {
    const made = [0.1, 0.5, 0.9].flatMap((level, index) => [
      attempt({ agent: 'a', dataset: `d${index}`, value: level + 0.05 }),
      attempt({ agent: 'b', dataset: `d${index}`, value: level }),
    ]);
    const { comparisons } = await summarise([...made, attempt({ agent: 'b', dataset: 'alone', value: 1 })]);
    expect(comparisons).toHaveLength(1);
    expect(comparisons[0]).toMatchObject({ agent: 'a', than: 'b', tasks: 3 });
    expect(comparisons[0]!.difference).toBeCloseTo(5, 8);
    expect(comparisons[0]!.interval![0]).toBeCloseTo(5, 8);
  });
});

describe('several runs', () => {
  it('name agents by their run only where the name alone would not tell', async () => {
    const { agents } = await summariseRuns([
      { label: 'monday', records: [attempt({ agent: 'a', value: 1 }), attempt({ agent: 'only' })] },
      { label: 'tuesday', records: [attempt({ agent: 'a', value: 0 })] },
    ]);
    expect(Object.keys(agents)).toEqual(['a (monday)', 'only', 'a (tuesday)']);
    expect(agents['a (tuesday)']!.means.total).toBe(0);
  });
});

describe('many attempts', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;

  it('are streamed: none is held', async () => {
    const given: WeakRef<object>[] = [];
    let alive = 0;
    const stream = async function* () {
      for (let index = 0; index < 20_000; index++) {
        const made = attempt({ dataset: `d${index % 90}`, repeat: index, value: (index % 7) / 7 });
        if (index % 100 === 0) given.push(new WeakRef(made));
        yield made;
        if (index === 15_000) {
          await new Promise((done) => setImmediate(done));
          collect();
          alive = given.filter((reference) => reference.deref() !== undefined).length;
        }
      }
    };
    const started = performance.now();
    const { agents } = await summarise(stream());
    expect(agents.a!.attempts).toBe(20_000);
    expect(performance.now() - started).toBeLessThan(3000);
    expect(alive).toBeLessThan(20);
  });
});

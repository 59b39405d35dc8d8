import { describe, expect, it } from 'vitest';
import type { AuditFile, Diagnosis, Failure, Instruction } from '../../src/audit.ts';
import { clusteredMean } from '../../src/report/statistics.ts';
import { summarise, summariseRuns } from '../../src/report/summary.ts';
import { auditedRun, BROKEN, UNEXPLAINED } from './audited-run.ts';
import { attempt } from './records.ts';

const broke = (...broken: Instruction[]): Diagnosis => ({ ...BROKEN, broken });
const covers = (applicable: number, noticed = applicable, untried = 0) => ({ applicable, noticed, untried });

function auditOf(diagnoses: AuditFile['diagnoses'], coverage: AuditFile['coverage']): AuditFile {
  return { format: 1, made: '2026-03-05T00:00:00.000Z', diagnoses, coverage, deviations: {} };
}

/** IF attempts of agent `a`: dataset, score, diagnosis. */
async function audited(
  coverage: AuditFile['coverage'],
  made: readonly [
    dataset: string,
    value: number,
    diagnosis?: Diagnosis | undefined,
    given?: Parameters<typeof attempt>[0],
  ][],
) {
  const records = made.map(([dataset, value, , given], index) =>
    attempt({ variant: 'if', repeat: index + 1, dataset, value, ...given }),
  );
  const diagnoses = made.flatMap(([, , diagnosis], index) => (diagnosis ? [[records[index]!.key, diagnosis]] : []));
  return (await summarise(records, { audit: auditOf(Object.fromEntries(diagnoses), coverage) })).fidelity!;
}

describe('how often an instruction was broken', () => {
  it('is of the judged attempts on tasks where it applies', async () => {
    const { agents } = await audited(
      { 'd/if': { filter: covers(3), seed: covers(2) }, 'e/if': { filter: covers(1), seed: covers(0) } },
      [
        ['d', 0, broke('filter')],
        ['d', 1],
        ['e', 0, broke('filter', 'seed')],
        ['e', 0, UNEXPLAINED],
        ['e', 1],
      ],
    );
    const { filter, seed, join } = agents.a!.instructions;
    expect(filter).toMatchObject({ attempts: 5, broken: 2, first: 2, share: 0.4 });
    // On e it does not apply, whatever the diagnosis says.
    expect(seed).toEqual({ attempts: 2, broken: 0, first: 0, share: 0, interval: null });
    expect(join).toEqual({ attempts: 0, broken: 0, first: 0, share: null, interval: null });
    expect(agents.a).toMatchObject({ attempts: 5, judged: 5, equal: 2, named: 2, unexplained: 1, undiagnosed: 0 });
    expect(agents.a!.disagreements).toBe(1);
  });

  it('has an interval clustered by dataset', async () => {
    const coverage = Object.fromEntries(['d', 'e', 'f'].map((name) => [`${name}/if`, { filter: covers(1) }]));
    const { agents } = await audited(coverage, [
      ['d', 0, broke('filter')],
      ['d', 0, broke('filter')],
      ['e', 1],
      ['f', 0, broke('filter')],
      ['f', 1],
    ]);
    const expected = clusteredMean([
      { cluster: 'd', weight: 2, value: 1 },
      { cluster: 'e', weight: 1, value: 0 },
      { cluster: 'f', weight: 2, value: 0.5 },
    ])!;
    const { share, interval } = agents.a!.instructions.filter;
    expect(share).toBe(0.6);
    expect(interval).toEqual([Math.max(0, expected.interval![0]), Math.min(1, expected.interval![1])]);
  });

  it('has none where it was broken never or always', async () => {
    const coverage = { 'd/if': { filter: covers(1) }, 'e/if': { filter: covers(1) } };
    for (const diagnosis of [broke('filter'), UNEXPLAINED]) {
      const { agents } = await audited(coverage, [
        ['d', 0, diagnosis],
        ['e', 0, diagnosis],
      ]);
      expect(agents.a!.instructions.filter.interval).toBeNull();
    }
  });

  it('leaves out attempts that left nothing to judge, and counts what nobody diagnosed', async () => {
    const none = { score: { exists: false } };
    const unreadable = { readable: false, problem: 'no Python', steps: [] };
    const { agents } = await audited({ 'd/if': { filter: covers(1) } }, [
      ['d', 0, undefined, none],
      ['d', 0, { ...broke(), witness: null }, none],
      ['d', 0, { ...broke(), witness: unreadable }, none],
      ['d', 0, broke('filter'), none],
      ['d', 0],
      ['d', 0, undefined, { variant: 'mm' }],
    ]);
    expect(agents.a).toMatchObject({ attempts: 5, judged: 1, named: 1, undiagnosed: 1 });
    expect(agents.a!.instructions.filter).toMatchObject({ attempts: 1, broken: 1 });
  });
});

describe('coverage', () => {
  it('is the share of the tried deviations that the answer shows', async () => {
    const { coverage } = await audited(
      {
        'd/if': { filter: covers(5, 3, 1), scale: covers(3, 0) },
        'e/if': { filter: covers(2, 0), seed: covers(0) },
        'f/if': { filter: covers(1, 0, 1) },
        'g/if': {},
      },
      [['d', 1]],
    );
    expect(coverage.tasks).toBe(4);
    const { filter, scale, seed } = coverage.instructions;
    expect(filter).toEqual({ tasks: 3, noticing: 1, applicable: 8, noticed: 3, untried: 2, share: 0.5 });
    expect(scale).toEqual({ tasks: 1, noticing: 0, applicable: 3, noticed: 0, untried: 0, share: 0 });
    expect(seed).toEqual({ tasks: 0, noticing: 0, applicable: 0, noticed: 0, untried: 0, share: null });
    expect(coverage.all).toEqual({ tasks: 3, noticing: 1, applicable: 11, noticed: 3, untried: 2, share: 3 / 9 });
  });

  it('counts a task once that several runs have', async () => {
    const { attempts, audit } = auditedRun(3);
    const records = attempts.map(({ record }) => record);
    const runs = ['monday', 'tuesday'].map((label) => ({ label, records, audit }));
    const { fidelity } = await summariseRuns([...runs, { label: 'never audited', records }]);
    expect(fidelity!.coverage.tasks).toBe(3);
    expect(Object.keys(fidelity!.agents)).toEqual(expect.arrayContaining(['baseline (monday)', 'baseline (tuesday)']));
    expect(fidelity!.agents).not.toHaveProperty('baseline (never audited)');
  });
});

describe('failures', () => {
  const failure = (group: Failure['group'], kind: string): Failure => ({ group, kind, evidence: 'e' });

  it('are shares of all attempts, by group, with kinds counted', async () => {
    const made: [dataset: string, failure: Failure | null][] = [
      ['d', failure('code-error', 'type/TypeError')],
      ['d', failure('code-error', 'missing-column/KeyError')],
      ['d', null],
      ['e', failure('code-error', 'missing-column/KeyError')],
      ['e', failure('model', 'below-threshold')],
      ['f', null],
    ];
    const records = made.map(([dataset], repeat) => attempt({ dataset, repeat }));
    const { agents } = await summarise(records, { failureOf: async ({ repeat }) => made[repeat]![1] });
    const { failed, groups } = agents.a!.failures!;
    expect(failed).toMatchObject({ attempts: 4, share: 4 / 6 });
    expect(Object.entries(groups['code-error'].kinds)).toEqual([
      ['missing-column/KeyError', 2],
      ['type/TypeError', 1],
    ]);
    expect(groups['code-error']).toMatchObject({ attempts: 3, share: 0.5 });
    const { interval } = clusteredMean([
      { cluster: 'd', weight: 3, value: 2 / 3 },
      { cluster: 'e', weight: 2, value: 0.5 },
      { cluster: 'f', weight: 1, value: 0 },
    ])!;
    expect(groups['code-error'].interval).toEqual([Math.max(0, interval![0]), Math.min(1, interval![1])]);
    expect(groups['token-limit']).toEqual({ attempts: 0, share: 0, interval: null, kinds: {} });
  });

  it('are judged by the score that counts, and are unknown where nobody looked', async () => {
    const record = attempt({ value: 0 });
    const scores = new Map([[record.key, { ...record.score, value: 1 }]]);
    const failureOf = async ({ score }: typeof record) => (score.value === 1 ? null : failure('model', 'x'));
    const seen = await summarise([record], { scores, failureOf });
    expect(seen.agents.a!.failures!.failed.attempts).toBe(0);
    expect((await summarise([record])).agents.a!.failures).toBeNull();
    expect((await summarise([record])).fidelity).toBeNull();
  });
});

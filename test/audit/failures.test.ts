import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../src/audit/failures.ts';
import type { Diagnosis } from '../../src/audit.ts';
import type { Message } from '../../src/model.ts';
import { SUCCESS } from '../../src/score.ts';
import { VARIANTS } from '../../src/task.ts';
import type { CallRecord } from '../../src/workspace.ts';
import { attempt } from '../report/records.ts';

type Given = Parameters<typeof attempt>[0];
interface Step {
  readonly code?: string;
  readonly arguments?: string;
  readonly record?: Partial<CallRecord>;
  readonly stderr?: string;
  readonly notSaved?: Readonly<Record<string, string>>;
}

/** What failed in an attempt with these calls, one a turn. By default, one that left no prediction. */
function failure(given: Given, steps: readonly Step[] = [], diagnosis?: Diagnosis) {
  const messages: Message[] = [{ role: 'user', content: 'Learn from train.csv and predict val.csv.' }];
  const calls: CallRecord[] = [];
  for (const { code = 'x', record = {}, stderr = '', notSaved = {}, ...rest } of steps) {
    const { load = [], save = [], returnCode = 0 } = record;
    const written = rest.arguments ?? JSON.stringify({ code, files_to_load: load, files_to_save: save });
    const observation = { return_code: returnCode, stdout: '', stderr, files_not_saved: notSaved };
    messages.push(
      { role: 'assistant', content: '', toolCalls: [{ id: 'c', name: 'python_executor', arguments: written }] },
      { role: 'tool', callId: 'c', name: 'python_executor', content: record.detail ?? JSON.stringify(observation) },
    );
    calls.push({ callId: 'c', kind: 'finished', seconds: 1, load, save, missing: save, ...record });
  }
  const failed = failureOf(attempt({ score: { exists: false }, ...given }), { messages, calls }, diagnosis);
  return failed && [failed.group, failed.kind, failed.evidence];
}

const predicted = (given: Given) => failure({ ...given, score: { exists: true, ...given?.score } });
const save = ['prediction.csv'];
const raised = (text: string): Step => ({
  record: { returnCode: 1, save },
  stderr: `Traceback (most recent call last):\n  File "main.py", line 1\n${text}\n`,
});

describe('what hostile programs leave', () => {
  const megabyte = 'a'.repeat(1e6);
  it.each([
    ['a message', raised(`FileNotFoundError: ${megabyte}`)],
    ['quoted names', raised(`FileNotFoundError: ${": '".repeat(300_000)}`)],
    ['code', { ...raised('sqlite3.OperationalError: no such table: t'), code: megabyte }],
  ])('is sorted in no time, were it a megabyte of %s', (_, step) => {
    expect(failure({}, [step])![0]).toBe('code-error');
  });
});

describe('an attempt with a prediction', () => {
  it('has succeeded from its kind’s threshold on', () => {
    for (const variant of VARIANTS) {
      const { kind } = attempt({ variant });
      expect(predicted({ variant, value: SUCCESS[kind] })).toBeNull();
      expect(predicted({ variant, value: SUCCESS[kind] - 1e-9 })).not.toBeNull();
    }
  });

  it('has not failed where no score is defined', () => {
    expect(predicted({ value: null, score: { reason: 'undefined' } })).toBeNull();
  });

  it('may break a rule, whatever its score', () => {
    const score = { rule: 'rows-missing', reason: '5 of 10 rows are missing (row_id 5)' } as const;
    expect(predicted({ value: 0, score })).toEqual(['format', 'rows-missing', score.reason]);
    expect(predicted({ value: 0.95, score: { ...score, rule: 'target-gaps' } })?.[1]).toBe('target-gaps');
    expect(predicted({ value: 0, score: { reason: 'from before rules had names' } })?.[1]).toBe('unnamed');
  });

  it('may have a poor model', () => {
    expect(predicted({ variant: 'mm', value: 0.65 })).toEqual([
      'model',
      'below-threshold',
      'score 0.650, a success from 0.7',
    ]);
    expect(predicted({ variant: 'cf', value: 0 })?.[1]).toBe('no-better-than-mean');
    expect(predicted({ variant: 'mm', family: 'classification', value: 0 })?.[1]).toBe('below-threshold');
  });

  it('is judged by it, however the attempt ended', () => {
    const given = { variant: 'if', value: 0, score: { exists: true }, ending: 'turn-limit' } as const;
    expect(failure(given, [raised('KeyError: 1')])?.[0]).toBe('instruction');
  });

  const none: Diagnosis = {
    equal: false,
    explainedBy: [],
    broken: [],
    differingRows: 0.125,
    nearest: null,
    witness: null,
    disagreement: null,
  };
  const step = { stated: 'seed 7', found: 'no random_state', lines: [3] };
  it.each<[kind: string, evidence: string, Diagnosis | undefined]>([
    ['undiagnosed', 'differs from the reference’s output', undefined],
    ['unexplained', '12.5 % of rows differ', none],
    [
      'unexplained',
      '12.5 % of rows differ; nearest is seed-none (5.0 % differ)',
      { ...none, nearest: { name: 'seed-none', differingRows: 0.05 } },
    ],
    ['unexplained', '12.5 % of rows differ', { ...none, nearest: { name: 'seed-none', differingRows: 1 } }],
    [
      'filter',
      '12.5 % of rows differ; equals filter-none, filter-none+seed-42',
      { ...none, explainedBy: ['filter-none', 'filter-none+seed-42'], broken: ['filter', 'seed'] },
    ],
    [
      'unexplained',
      '12.5 % of rows differ; equals features-categorical-first, of which nothing accuses it',
      { ...none, explainedBy: ['features-categorical-first'] },
    ],
    [
      'seed',
      '12.5 % of rows differ; the code: no random_state',
      {
        ...none,
        explainedBy: ['scale-none'],
        broken: ['seed'],
        witness: { readable: true, problem: null, steps: [{ ...step, instruction: 'seed', verdict: 'breaks' }] },
      },
    ],
    [
      'seed',
      '12.5 % of rows differ; the code: no random_state',
      {
        ...none,
        broken: ['seed'],
        witness: { readable: true, problem: null, steps: [{ ...step, instruction: 'seed', verdict: 'breaks' }] },
      },
    ],
  ])('of an IF task has broken an instruction: %s, %s', (kind, evidence, diagnosis) => {
    const given = { variant: 'if', value: 0.5, score: { exists: true } } as const;
    expect(failure(given, [], diagnosis)).toEqual(['instruction', kind, evidence]);
  });
});

describe('an attempt without a prediction', () => {
  it('may have met the model’s token limit, in a reply or in the whole conversation', () => {
    const steps = [raised("KeyError: 'a'")];
    expect(failure({ ending: 'token-limit' }, steps)).toEqual(['token-limit', 'reply', 'the last reply was cut off']);
    const detail = 'maximum context length is 8192 tokens';
    expect(failure({ ending: 'token-limit', detail }, steps)).toEqual(['token-limit', 'conversation', detail]);
  });

  it('may have been refused by the provider', () => {
    expect(failure({ ending: 'refused' })?.slice(0, 2)).toEqual(['no-prediction', 'refused']);
  });

  it('fails as its last try to save one did, not as what it ran beside', () => {
    const look = { record: { returnCode: 1 }, stderr: 'ModuleNotFoundError: x' };
    expect(failure({}, [look, raised("KeyError: 'a'"), { record: {} }])).toEqual([
      'code-error',
      'unknown/KeyError',
      "call 2 of 3: KeyError: 'a'",
    ]);
    expect(failure({}, [raised('KeyError: 1'), { record: { save, kind: 'time-limit', seconds: 200.3 } }])).toEqual([
      'execution-limit',
      'time-limit',
      'call 2 of 2: stopped after 200 s',
    ]);
    expect(failure({}, [{ record: { save, kind: 'memory-limit' } }])?.[1]).toBe('memory');
    expect(failure({}, [{ record: { save, kind: 'output-limit' } }])?.[1]).toBe('output-limit');
  });

  it('may have spent its turns: only where its code was no failure', () => {
    const ending = 'turn-limit' as const;
    const turns = 5;
    expect(failure({ ending, turns }, [raised('KeyError: 1')])?.[0]).toBe('code-error');
    expect(failure({ ending, turns }, [{ record: {} }])).toEqual([
      'execution-limit',
      'turn-limit',
      '5 turns spent; the last run was to save no prediction',
    ]);
    expect(failure({ ending, turns }, [{ record: { save } }])?.[2]).toBe(
      '5 turns spent; the last run left no prediction',
    );
    expect(failure({ ending, turns: 0 })?.[1]).toBe('turn-limit');
  });

  it('may never have saved one', () => {
    expect(failure({})).toEqual(['no-prediction', 'no-call', 'no code was run']);
    expect(failure({}, [{ code: 'print(1)' }])?.[1]).toBe('not-tried');
    expect(failure({}, [{ code: "y.to_csv('prediction.csv')" }, { code: 'print(1)' }])).toEqual([
      'no-prediction',
      'not-saved',
      'call 1 of 2 names prediction.csv, but not in files_to_save',
    ]);
    expect(failure({}, [{ record: { save }, notSaved: { 'prediction.csv': 'it is a folder' } }])).toEqual([
      'no-prediction',
      'not-written',
      'call 1 of 1: it is a folder',
    ]);
  });

  it('may have called the tool wrongly', () => {
    const detail = 'Error: the code was not run. The arguments are not valid JSON.';
    expect(failure({}, [{ arguments: '{"code": ', record: { kind: 'refused', detail } }])).toEqual([
      'code-error',
      'tool-call',
      `call 1 of 1: ${detail}`,
    ]);
    expect(failure({}, [{ record: { kind: 'refused', load: ['a.csv'], detail } }])?.[1]).toBe('file-unknown');
  });

  it('may have missed a file: named in the question, saved before, or made up', () => {
    const missing = (name: string) => raised(`FileNotFoundError: [Errno 2] No such file or directory: '${name}'`);
    const kind = 'FileNotFoundError';
    expect(failure({}, [missing('val.csv')])?.[1]).toBe(`file-not-loaded/${kind}`);
    expect(failure({}, [{ record: { save: ['clean.csv'] } }, missing('clean.csv')])?.[1]).toBe(
      `file-not-loaded/${kind}`,
    );
    expect(failure({}, [missing('other.csv')])?.[1]).toBe(`file-unknown/${kind}`);
    const elsewhere = missing('/mnt/data/val.csv');
    expect(failure({}, [{ ...elsewhere, record: { ...elsewhere.record, load: ['val.csv'] } }])?.[1]).toBe(
      `file-path/${kind}`,
    );
  });
});

describe('whatever was recorded', () => {
  const names = fc.constantFrom('prediction.csv', 'train.csv', 'x');
  const record = fc.record({
    callId: fc.string(),
    kind: fc.constantFrom('refused', 'finished', 'time-limit', 'memory-limit', 'output-limit') as fc.Arbitrary<
      CallRecord['kind']
    >,
    returnCode: fc.constantFrom(0, 1, 137),
    seconds: fc.double({ noNaN: true, noDefaultInfinity: true }),
    load: fc.array(names, { maxLength: 2 }),
    save: fc.array(names, { maxLength: 2 }),
    missing: fc.array(names, { maxLength: 1 }),
  });
  const observation = fc
    .record({
      return_code: fc.constantFrom(null, 0, 1, 139),
      stdout: fc.string(),
      stderr: fc.oneof(fc.string(), fc.constant('Traceback (most recent call last):\n  File "a"\nValueError: b')),
    })
    .map((value) => JSON.stringify(value));
  const message: fc.Arbitrary<Message> = fc.oneof(
    fc.record({ role: fc.constantFrom('user', 'system'), content: fc.string() }),
    fc.record({
      role: fc.constant('assistant'),
      content: fc.string(),
      toolCalls: fc.array(
        fc.record({
          id: fc.string(),
          name: fc.constantFrom('python_executor', 'other'),
          arguments: fc.oneof(fc.string(), fc.constant('{"code": "x"}')),
        }),
        { maxLength: 3 },
      ),
    }),
    fc.record({
      role: fc.constant('tool'),
      callId: fc.string(),
      name: fc.string(),
      content: fc.oneof(fc.string(), observation),
    }),
  );
  const given = fc.record({
    variant: fc.constantFrom(...VARIANTS),
    ending: fc.constantFrom('finished', 'turn-limit', 'token-limit', 'refused'),
    value: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    exists: fc.boolean(),
    reason: fc.option(fc.string()),
  });

  it('an attempt has one failure, told on one line; or none, and then it succeeded', () => {
    fc.assert(
      fc.property(
        given,
        fc.array(message, { maxLength: 8 }),
        fc.array(record, { maxLength: 4 }),
        ({ variant, ending, value, exists, reason }, messages, calls) => {
          const made = attempt({ variant, ending, value, score: { exists, reason } });
          const failed = failureOf(made, { messages, calls });
          expect(failureOf(made, { messages, calls })).toEqual(failed);
          if (failed === null) {
            expect(exists && (value === null || (reason === null && value >= SUCCESS[made.kind]))).toBe(true);
          } else {
            expect(failed.kind).toMatch(/^[a-z-]+(\/\w+)?$/);
            expect(failed.evidence.length).toBeLessThanOrEqual(240);
            expect(failed.evidence).not.toMatch(/\n/);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** Which scripts made an attempt's prediction, when files went from one call to the next. */
import { describe, expect, it } from 'vitest';
import type { Transcript } from '../../src/attempt.ts';
import { attemptCode, linesOfLast } from '../../src/audit/attempt-code.ts';
import type { Witness } from '../../src/audit.ts';
import type { CallRecord } from '../../src/workspace.ts';

type Call = Partial<CallRecord> & { readonly code: string };

function transcript(...calls: readonly Call[]): Transcript {
  const toolCalls = calls.map(({ code, load = [], save = [] }, at) => ({
    id: `call-${at}`,
    name: 'python_executor',
    arguments: JSON.stringify({ code, files_to_load: load, files_to_save: save }),
  }));
  return {
    messages: toolCalls.map((call) => ({ role: 'assistant', content: '', toolCalls: [call] })),
    calls: calls.map(({ code: _, ...rest }, at) => ({
      callId: `call-${at}`,
      kind: 'finished',
      returnCode: 0,
      seconds: 1,
      load: [],
      save: [],
      missing: [],
      ...rest,
    })),
  };
}

const TASK = { files: [{ name: 'train_v1.csv', path: '/x', bytes: 1 }] };
const codeOf = (...calls: readonly Call[]) => attemptCode(transcript(...calls), TASK);

describe('the code of an attempt', () => {
  it('is the script that saved the prediction', () => {
    expect(
      codeOf(
        { code: 'look()', load: ['train_v1.csv'] },
        { code: 'bad()', load: ['train_v1.csv'], save: ['prediction.csv'] },
        { code: 'good()', load: ['train_v1.csv'], save: ['prediction.csv'] },
        { code: 'look_again()', load: ['prediction.csv'] },
      ),
    ).toEqual(['good()']);
    expect(codeOf()).toBeNull();
  });

  it('begins with the scripts whose files it loads, and whose files these load, in their order', () => {
    expect(
      codeOf(
        { code: 'clean()', load: ['train_v1.csv'], save: ['clean.csv'] },
        { code: 'other()', load: ['train_v1.csv'], save: ['other.csv'] },
        { code: 'scale()', load: ['clean.csv'], save: ['scaled.csv'] },
        { code: 'fit()', load: ['scaled.csv', 'train_v1.csv'], save: ['prediction.csv'] },
      ),
    ).toEqual(['clean()', 'scale()', 'fit()']);
  });

  it('has the last of several that saved a file before, and none that saved it after or not at all', () => {
    expect(
      codeOf(
        { code: 'first()', save: ['clean.csv'] },
        { code: 'second()', save: ['clean.csv'] },
        { code: 'failed()', save: ['clean.csv'], missing: ['clean.csv'] },
        { code: 'refused()', save: ['clean.csv'], kind: 'refused' },
        { code: 'fit()', load: ['clean.csv'], save: ['prediction.csv'] },
        { code: 'late()', save: ['clean.csv'] },
      ),
    ).toEqual(['second()', 'fit()']);
  });
});

describe('lines', () => {
  it('are those of the last script; of the others they are left out', () => {
    const witness: Witness = {
      readable: true,
      problem: null,
      steps: [{ instruction: 'scale', stated: '', found: '', verdict: 'breaks', lines: [1, 3, 4, 6] }],
    };
    expect(linesOfLast(witness, ['a\nb', 'c', 'd\ne\nf']).steps[0]!.lines).toEqual([1, 3]);
    expect(linesOfLast(witness, ['d\ne\nf']).steps[0]!.lines).toEqual([1, 3, 4, 6]);
  });
});

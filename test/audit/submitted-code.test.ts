import { describe, expect, it } from 'vitest';
import { submittedCode } from '../../src/audit/submitted-code.ts';
import type { CallRecord } from '../../src/workspace.ts';

/** Calls named by their code, one a turn. */
function transcript(...made: [code: string, record: Partial<CallRecord>][]) {
  return {
    messages: made.map(([code]) => ({
      role: 'assistant' as const,
      content: '',
      toolCalls: [{ id: 'x', name: 'python_executor', arguments: JSON.stringify({ code }) }],
    })),
    calls: made.map(([, record]): CallRecord => {
      return { callId: 'x', kind: 'finished', seconds: 1, load: [], save: [], missing: [], ...record };
    }),
  };
}
const save = ['prediction.csv'];

describe('the submitted code', () => {
  it('is the last that saved the prediction', () => {
    const given = transcript(
      ['first', { save }],
      ['second', { save, kind: 'time-limit' }],
      ['none left', { save, missing: save }],
      ['only looked', {}],
      ['never ran', { save, kind: 'refused' }],
    );
    expect(submittedCode(given)).toEqual({ code: 'second', call: 1 });
  });

  it('is the last that ran where none saved it, and null where none ran', () => {
    expect(submittedCode(transcript(['looked', {}], ['refused', { kind: 'refused' }]))).toEqual({
      code: 'looked',
      call: 0,
    });
    expect(submittedCode(transcript(['refused', { kind: 'refused' }]))).toBeNull();
    expect(submittedCode({ messages: [], calls: [] })).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssistantMessage, Message } from '../../src/model.ts';
import type { StoryMessage } from '../../src/report/page-data.ts';
import { storyOf } from '../../src/report/story.ts';
import type { CallRecord } from '../../src/workspace.ts';
import { conversation } from './run-folder.ts';

const LIMITS = { text: 10_000, attempt: 100_000 };
const ASK: Message = { role: 'user', content: 'q' };
const tool = (content: string): Message => ({ role: 'tool', callId: 'x', name: 'python_executor', content });
const calling = (...written: string[]): AssistantMessage => ({
  role: 'assistant',
  content: '',
  toolCalls: written.map((text) => ({ id: 'x', name: 'python_executor', arguments: text })),
});
const call = (given: Partial<CallRecord>): CallRecord => {
  return { callId: 'x', kind: 'finished', seconds: 1, load: [], save: [], missing: [], ...given };
};
const callsOf = (message: StoryMessage | undefined) => (message?.role === 'assistant' ? message.calls : []);

describe('a story', () => {
  it('takes code out of its JSON and puts its result beside it', () => {
    const { messages } = storyOf(conversation(), 'Predict y.', 'row_id,y\n', LIMITS);
    expect(messages.map(({ role }) => role)).toEqual(['question', 'assistant', 'assistant']);
    expect(callsOf(messages[1])).toEqual([
      {
        name: 'python_executor',
        code: 'import pandas\nprint(1)\n',
        load: ['train.csv'],
        save: ['prediction.csv'],
        result: {
          kind: 'finished',
          seconds: 1.5,
          returnCode: 0,
          stdout: '1\n',
          stderr: '',
          saved: ['prediction.csv'],
          notSaved: {},
        },
      },
    ]);
  });

  it('pairs calls and results by order, since ids repeat', () => {
    const messages = [
      ASK,
      calling('{"code": "a"}', '{"code": "b"}'),
      tool('first'),
      tool('second'),
      calling('{"code": "c"}'),
      tool('third'),
    ];
    const calls = [
      call({ seconds: 1 }),
      call({ kind: 'time-limit', seconds: 2 }),
      call({ kind: 'refused', seconds: 0 }),
    ];
    const told = storyOf({ messages, calls }, null, null, LIMITS).messages.flatMap(callsOf);
    expect(told.map(({ code, result }) => [code, result?.text, result?.kind, result?.seconds])).toEqual([
      ['a', 'first', 'finished', 1],
      ['b', 'second', 'time-limit', 2],
      ['c', 'third', 'refused', 0],
    ]);
  });

  it('keeps arguments that cannot be read as they were written', () => {
    const { messages } = storyOf({ messages: [ASK, calling('{"code": ')], calls: [] }, null, null, LIMITS);
    expect(callsOf(messages[1])[0]).toMatchObject({ arguments: '{"code": ', result: null });
  });

  it('cuts the middle of long texts, and says so', () => {
    const stdout = `begin${'x'.repeat(5000)}end`;
    const story = storyOf(conversation({ stdout }), null, null, { text: 300, attempt: 1000 });
    const kept = callsOf(story.messages[1])[0]!.result!.stdout;
    expect(kept.length).toBeLessThan(400);
    expect(kept).toMatch(/^beginx+\n… 4,708 characters are left out of this page …\nx+end$/);
    expect(story.notes).toHaveLength(1);
  });

  it('never holds much more than its limit, whatever was said', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2000 }), { maxLength: 30 }), (texts) => {
        const messages = texts.map((content): Message => ({ role: 'user', content }));
        const story = storyOf({ messages, calls: [] }, null, null, { text: 500, attempt: 2000 });
        const held = story.messages.reduce((sum, of) => sum + ('text' in of ? of.text.length : 0), 0);
        return held <= 2000 + 60 * texts.length;
      }),
    );
  });
});

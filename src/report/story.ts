/**
 * A transcript -> its story, as the page shows it: calls beside their results, code out of its JSON, long texts cut.
 * Everything in it was written by a model or its programs: nothing is trusted to have any form.
 */
import type { Transcript } from '../attempt.ts';
import type { ToolCall } from '../model.ts';
import { parseCall, readObservation } from '../tool.ts';
import type { CallRecord } from '../workspace.ts';
import type { Story, StoryCall, StoryMessage, StoryResult } from './page-data.ts';

/** Characters kept of one text, and of all texts of an attempt. */
export interface StoryLimits {
  readonly text: number;
  readonly attempt: number;
}

export function storyOf(
  { messages, calls }: Transcript,
  question: string | null,
  submission: string | null,
  limits: StoryLimits,
): Omit<Story, 'process'> {
  const told: StoryMessage[] = [];
  let left = limits.attempt;
  let cuts = 0;
  const keep = (text: string): string => {
    const room = Math.max(0, Math.min(limits.text, left));
    const kept = text.length <= room ? text : cut(text, room);
    if (kept !== text) cuts += 1;
    left -= Math.min(text.length, room);
    return kept;
  };
  // Every call is recorded once and answered once, in order, so that they pair by their order. Ids may repeat.
  const records = calls.values();
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index]!;
    if (message.role !== 'assistant') {
      const asked = message.role === 'user' && message.content === question;
      told.push(asked ? { role: 'question' } : { role: message.role, text: keep(message.content) });
      continue;
    }
    const { content, reasoning, toolCalls } = message;
    told.push({
      role: 'assistant',
      text: keep(content),
      ...(reasoning === undefined || reasoning === '' ? {} : { reasoning: keep(reasoning) }),
      calls: toolCalls.map((call): StoryCall => {
        const record = records.next().value;
        const answer = messages[index + 1];
        if (answer?.role !== 'tool') return { ...readCall(call, keep), result: null };
        index += 1;
        return { ...readCall(call, keep), result: readResult(answer.content, record, keep) };
      }),
    });
  }
  const notes = cuts > 0 ? [`${cuts} long texts are cut in this page; the run's folder has the whole transcript.`] : [];
  return { messages: told, submission: submission === null ? null : keep(submission), notes };
}

function readCall(call: ToolCall, keep: (text: string) => string): Omit<StoryCall, 'result'> {
  const parsed = parseCall(call);
  if ('error' in parsed) return { name: call.name, arguments: keep(call.arguments), load: [], save: [] };
  const { code, files_to_load: load, files_to_save: save } = parsed.run;
  return { name: call.name, code: keep(code), load, save };
}

function readResult(content: string, record: CallRecord | undefined, keep: (text: string) => string): StoryResult {
  const { kind = null, seconds = null, returnCode = null } = record ?? {};
  const observation = kind === 'refused' ? undefined : readObservation(content);
  if (!observation) {
    return { kind, seconds, returnCode, text: keep(content), stdout: '', stderr: '', saved: [], notSaved: {} };
  }
  const { return_code, stdout, stderr, files_saved: saved, files_not_saved: notSaved } = observation;
  return { kind, seconds, returnCode: return_code, stdout: keep(stdout), stderr: keep(stderr), saved, notSaved };
}

/** The head and the tail, and between them what is missing. */
function cut(text: string, room: number): string {
  const head = Math.ceil((room * 2) / 3);
  const tail = room - head;
  const gone = (text.length - room).toLocaleString('en-US');
  return `${text.slice(0, head)}\n… ${gone} characters are left out of this page …\n${text.slice(text.length - tail)}`;
}

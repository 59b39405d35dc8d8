/**
 * The code that made an attempt's prediction: the script that saved it, after those whose files it loaded. Lines that a
 * witness names are those of the saving script, which is the one that people are shown.
 */
import type { Transcript } from '../attempt.ts';
import type { Witness } from '../audit.ts';
import type { Task } from '../task.ts';
import { parseCall } from '../tool.ts';
import { submittedCode } from './submitted-code.ts';

/** Scripts in the order in which they ran; the last saved the prediction. */
export type AttemptCode = readonly string[];

export function attemptCode(transcript: Transcript, task: Pick<Task, 'files'>): AttemptCode | null {
  const last = submittedCode(transcript);
  if (last === null) return null;
  const { messages, calls } = transcript;
  const made = messages.flatMap((message) => (message.role === 'assistant' ? message.toolCalls : []));
  const theirs = new Set(task.files.map(({ name }) => name));
  const needed = new Set<number>();
  const follow = (call: number): void => {
    for (const file of calls[call]!.load) {
      const maker = calls.findLastIndex(
        ({ kind, save, missing }, at) =>
          at < call && kind !== 'refused' && save.includes(file) && !missing.includes(file),
      );
      if (theirs.has(file) || maker < 0 || needed.has(maker)) continue;
      needed.add(maker);
      follow(maker);
    }
  };
  follow(last.call);
  const earlier = [...needed].sort((a, b) => a - b);
  const scripts = earlier.flatMap((call) => {
    const parsed = parseCall(made[call]!);
    return 'error' in parsed ? [] : [parsed.run.code];
  });
  return [...scripts, last.code];
}

/** The same with lines counted in the last script, as they are counted through all of them; others' are left out. */
export function linesOfLast(witness: Witness, code: AttemptCode): Witness {
  const before = code.slice(0, -1).reduce((sum, script) => sum + script.split('\n').length, 0);
  if (before === 0) return witness;
  const steps = witness.steps.map((step) => ({
    ...step,
    lines: step.lines.map((line) => line - before).filter((line) => line > 0),
  }));
  return { ...witness, steps };
}

/** Plays scripts through the tool: one after the other until one leaves the submission. */

import { say, scriptedModel } from '../model/scripted.ts';
import type { Message, Model } from '../model.ts';
import { SUBMISSION, type Task } from '../task.ts';
import { PYTHON_EXECUTOR } from '../tool.ts';

/** Makes a script's text when its turn comes. */
export type MakeScript = () => string;

/** @param scripts the best first; a later one is tried only when all before it failed. */
export function scriptPlayer(name: string, task: Task, scripts: readonly MakeScript[]): Model {
  const { trainFile, validationFile } = task.parameters;
  return scriptedModel(name, ({ messages }, turn) => {
    if (turn > 1 && hasSaved(messages.at(-1))) return say(`The predictions are in ${SUBMISSION}.`);
    const next = scripts[turn - 1];
    if (!next) return say('None of my scripts worked.');
    return say(turn === 1 ? '' : 'That did not work; here is a simpler script.', {
      name: PYTHON_EXECUTOR.name,
      arguments: { code: next(), files_to_load: [trainFile, validationFile], files_to_save: [SUBMISSION] },
    });
  });
}

/** Whether the tool answered that a run went well and left the submission. */
export function hasSaved(message: Message | undefined): boolean {
  if (message?.role !== 'tool') return false;
  try {
    const result = JSON.parse(message.content) as { return_code?: unknown; files_saved?: unknown };
    return result.return_code === 0 && Array.isArray(result.files_saved) && result.files_saved.includes(SUBMISSION);
  } catch {
    return false; // the tool refused the call, in words
  }
}

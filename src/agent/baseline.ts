/**
 * What a good data scientist would submit without a language model: plain scripts, run through the tool like anyone's.
 * It cannot read. IF: the stated steps, taken from the task's parameters, on the rows that an agent gets. The others:
 * models chosen by validation. Where a script fails or takes too long, a quicker form of it follows, then the naive one.
 */
import type { Agent } from '../agent.ts';
import { planOf, render } from '../reference.ts';
import type { Task } from '../task.ts';
import { naiveScript } from './naive.ts';
import { type MakeScript, scriptPlayer } from './script-player.ts';
import { script, scriptsHash } from './scripts.ts';

export function baselineAgent(): Agent {
  return {
    name: 'baseline',
    note: 'cannot read: its IF steps come from the task’s parameters, not from the question',
    identity: { agent: 'baseline', scripts: scriptsHash() },
    turns: 5,
    player: (task) => scriptPlayer('baseline', task, [...scriptsFor(task), () => naiveScript(task)]),
  };
}

/** The best first, then quicker forms of it. */
export function scriptsFor(task: Task): MakeScript[] {
  if (task.variant === 'if') return [() => render(planOf(task, 'filtered'))];
  const name = { mm: 'tabular', xf: 'exogenous', cf: 'forecast' }[task.variant];
  const { parameters, family, question } = task;
  const values = {
    TRAIN_FILE: parameters.trainFile,
    VALIDATION_FILE: parameters.validationFile,
    TARGETS: parameters.targets,
    CLASSES: family === 'classification',
    TIME: parameters.time?.column ?? null,
    FORMAT: parameters.time?.format ?? null,
    ...resampling(question),
  };
  return [false, true].map((QUICK) => () => script(name, { ...values, QUICK }));
}

/** The one thing it finds in a question's text: the fixed words for how a CF task's target is resampled. */
function resampling(question: string): { INTERVAL: string | null; METHOD: string | null } {
  const [, interval, method] = /time interval of '([\w-]+)'[^.]*?method '(\w+)'/.exec(question) ?? [];
  return { INTERVAL: interval ?? null, METHOD: method ?? null };
}

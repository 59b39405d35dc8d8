/** Predicts a constant: majority class, mean, or a series' last value. What any model must beat. */
import type { Agent } from '../agent.ts';
import type { Task } from '../task.ts';
import { scriptPlayer } from './script-player.ts';
import { script, scriptsHash } from './scripts.ts';

export function naiveAgent(): Agent {
  return {
    name: 'naive',
    identity: { agent: 'naive', scripts: scriptsHash() },
    turns: 5,
    player: (task) => scriptPlayer('naive', task, [() => naiveScript(task)]),
  };
}

export function naiveScript({ family, parameters }: Task): string {
  return script('naive', {
    TRAIN_FILE: parameters.trainFile,
    VALIDATION_FILE: parameters.validationFile,
    TARGETS: parameters.targets,
    CLASSES: family === 'classification',
    TIME: parameters.time?.column ?? null,
    FORMAT: parameters.time?.format ?? null,
  });
}

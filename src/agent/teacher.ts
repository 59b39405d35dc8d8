/**
 * A teacher without a language model: it turns reference plans (IF) and the baseline's scripts (the others) into
 * attempts such as a careful person makes, for training: looks at the files, tries, sometimes errs and mends it, solves.
 * Everything runs for real; errors are those that the tool answers with. What it does depends on the task and on the
 * repeat alone.
 *
 * It cannot read a question: like the baseline, it knows a task by its parameters.
 */
import { readFileSync } from 'node:fs';
import type { Agent } from '../agent.ts';
import { hashOf } from '../hash.ts';
import { say, scriptedModel } from '../model/scripted.ts';
import type { AssistantMessage, Model } from '../model.ts';
import { SUBMISSION, type Task } from '../task.ts';
import { PYTHON_EXECUTOR } from '../tool.ts';
import { scriptsFor } from './baseline.ts';
import { type Choices, choicesFor } from './choices.ts';
import { type Mistake, mistakesIn } from './mistakes.ts';
import { renameVariables } from './rename.ts';
import { hasSaved } from './script-player.ts';
import { scriptsHash } from './scripts.ts';
import { firstLook, firstTry, secondLook } from './teacher-scripts.ts';

const OWN = ['teacher.ts', 'teacher-scripts.ts', 'mistakes.ts', 'rename.ts', 'choices.ts'];

export function teacherAgent(): Agent {
  const own = OWN.map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'));
  return {
    name: 'teacher',
    note: 'no language model: plays reference plans and baseline scripts as attempts to train on',
    identity: { agent: 'teacher', scripts: scriptsHash(), own: hashOf(own) },
    turns: 8,
    player: (task, repeat) => teacher(task, choicesFor(`${task.id} ${repeat}`)),
  };
}

/** One reply with a call: what is said, and what is run. */
interface Step {
  readonly words: string;
  readonly code: string;
  readonly load: readonly string[];
  readonly save: readonly string[];
}

function teacher(task: Task, choices: Choices): Model {
  const steps = lesson(task, choices);
  const farewell = choices.of([
    `The predictions are in ${SUBMISSION}.`,
    `Done: ${SUBMISSION} holds a prediction for every row that was asked for.`,
    `I have saved the predictions as ${SUBMISSION}; the task is complete.`,
    `That worked. ${SUBMISSION} has the predictions.`,
  ]);
  return scriptedModel('teacher', ({ messages }, turn): AssistantMessage => {
    if (turn > 1 && hasSaved(messages.at(-1))) return say(farewell);
    const step = steps[turn - 1];
    if (!step) return say(`I could not make ${SUBMISSION}: none of what I tried worked.`);
    const { words, code, load, save } = step;
    return say(words, { name: PYTHON_EXECUTOR.name, arguments: { code, files_to_load: load, files_to_save: save } });
  });
}

/** The steps in order; the first that leaves the submission is the last that is played. */
function lesson(task: Task, choices: Choices): Step[] {
  const { of, chance } = choices;
  const { trainFile, validationFile } = task.parameters;
  const described = task.files.some(({ name }) => name === 'metadata.txt') ? ['metadata.txt'] : [];
  const both = [trainFile, validationFile];
  const look = (words: string, code: string): Step => ({ words, code, load: [...both, ...described], save: [] });
  const steps: Step[] = [];

  if (chance(0.9)) steps.push(look(of(LOOKING), firstLook(task, choices)));
  if (chance(0.5)) steps.push(look(of(LOOKING_CLOSER), secondLook(task)));
  const names = namesBy(choices);
  const tried = task.variant === 'mm' && chance(0.6);
  if (tried) {
    const trial: Step = {
      words: of(TRYING),
      code: renameVariables(firstTry(task, choices), names),
      load: both,
      save: [],
    };
    steps.push(...withMistake(trial, choices, 0.5));
  }
  const [best, ...simpler] = scriptsFor(task).map((make) => renameVariables(make(), names));
  const solution: Step = { words: of(SOLVING[task.variant]), code: best!, load: both, save: [SUBMISSION] };
  // Long scripts are not sent twice for the sake of an error.
  steps.push(...(task.variant === 'if' ? withMistake(solution, choices, 0.5) : [solution]));
  for (const code of simpler) steps.push({ ...solution, words: of(SIMPLER), code });
  return steps;
}

/** With about this probability the step goes wrong first, and is then mended. */
function withMistake(step: Step, { of, chance }: Choices, share: number): Step[] {
  const possible = mistakesIn(step.code, step.save);
  if (!chance(share) || possible.length === 0) return [step];
  const mistake: Mistake = of(possible);
  const { code = step.code, load = step.load, save = step.save } = mistake;
  return [
    { words: step.words, code, load, save },
    { ...step, words: of(mistake.mending) },
  ];
}

/** How this person calls the frames. */
function namesBy({ of }: Choices): Record<string, string> {
  return {
    train: of(['train', 'train_df', 'df_train', 'training']),
    validation: of(['validation', 'val', 'val_df', 'df_val', 'test']),
    answer: of(['answer', 'submission', 'result', 'output']),
    prediction: of(['prediction', 'predictions', 'submission', 'pred']),
    known: of(['known', 'labelled', 'rows']),
  };
}

const LOOKING = [
  'I start by looking at the files.',
  'First, let me see what the data look like.',
  'Before modelling anything I check shapes, types and missing values.',
  'Let me inspect the training and validation data.',
  '',
];
const LOOKING_CLOSER = [
  'Now the columns that matter here in more detail.',
  'I look closer at the target and at the columns in question.',
  'Next: how are the values distributed?',
];
const TRYING = [
  'A plain model first, to have something to compare with.',
  'Let me get a cross-validated baseline before building the real model.',
  'I try a simple model on part of the rows.',
];
const SIMPLER = [
  'That did not work; I take a simpler approach.',
  'That took too long or failed. A quicker form of it:',
];
const SOLVING = {
  if: [
    'Now I follow the stated steps in order.',
    'The steps are clear; here is the whole pipeline as described, with defaults wherever nothing is said.',
    'I write the pipeline exactly as specified: clean, select, impute, encode, fit, predict.',
  ],
  mm: [
    'Now the real model: several learners, chosen and blended by cross-validation.',
    'I build features from every column, compare models on unseen folds and predict with what does best.',
    'With that in mind, here is the full solution.',
  ],
  xf: [
    'The features are known ahead, so I fit models on them and test on the latest training rows.',
    'I compare a few regressors on the end of the training period, then forecast with the best.',
  ],
  cf: [
    'Only time and series are known ahead: I compare level, trend and seasonal forecasts by backtesting.',
    'I backtest several simple forecasts for each series and use what does best.',
  ],
} as const;

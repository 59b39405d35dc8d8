/**
 * The table of commands: one line each, loaded only when it is the one asked for, so that starting stays fast.
 *
 * A command is one file in this folder that exports `define(command)`: it adds options, arguments and an action to a
 * fresh commander Command, whose name and summary come from this table. An action throws (see main.ts for what is
 * made of it), prints through `process.stdout`, and sets `process.exitCode` when it ends with anything but 0:
 * 1 the answer is no (a test failed), 2 bad input (throw a UserError), 3 stopped with work still owed.
 */
import type { Command } from 'commander';

export interface CommandModule {
  define(command: Command): void;
}

export interface CommandEntry {
  readonly name: string;
  /** One line for `dare --help`. */
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'quickstart',
    summary: 'evaluate three agents on the shipped benchmark, offline',
    load: () => import('./quickstart.ts'),
  },
  { name: 'eval', summary: 'let agents solve a benchmark, score and record them', load: () => import('./eval.ts') },
  { name: 'score', summary: 'score a run again from what is stored', load: () => import('./score.ts') },
  {
    name: 'reference',
    summary: 'make the reference solutions of IF tasks, or print their code',
    load: () => import('./reference.ts'),
  },
  {
    name: 'audit',
    summary: 'show which instructions attempts broke, and which breaks a score notices',
    load: () => import('./audit.ts'),
  },
  {
    name: 'curate',
    summary: 'make tasks from raw datasets, each proved before it is kept',
    load: () => import('./curate.ts'),
  },
  { name: 'tasks', summary: 'list the tasks of a benchmark', load: () => import('./tasks.ts') },
  { name: 'report', summary: 'show the scores of runs, or write them as one page', load: () => import('./report.ts') },
  {
    name: 'select',
    summary: 'choose the attempts of runs that are worth training on',
    load: () => import('./select.ts'),
  },
  {
    name: 'export',
    summary: 'write a selection in the form that a trainer reads',
    load: () => import('./export.ts'),
  },
  {
    name: 'serve',
    summary: 'serve the sandbox, or episodes for training, over HTTP',
    load: () => import('./serve.ts'),
  },
  { name: 'node', summary: "run a program with this clone's Node and Python", load: () => import('./node.ts') },
  {
    name: 'doctor',
    summary: 'show what this machine has and lacks, and what to do',
    load: () => import('./doctor.ts'),
  },
  { name: 'test', summary: "run this clone's checks and tests", load: () => import('./test.ts') },
];

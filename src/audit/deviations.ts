/**
 * All deviations, and what they come to for one task: the edited plans, one a way in which it can be done, and why the
 * others do not apply. Nothing here runs anything.
 */
import type { DataFacts, Instruction } from '../audit.ts';
import { type Plan, planOf } from '../reference.ts';
import type { Task } from '../task.ts';
import { COLUMNS } from './deviations/columns.ts';
import type { Kind } from './deviations/kind.ts';
import { MODELS } from './deviations/models.ts';
import { OUTPUT } from './deviations/output.ts';
import { PREPROCESSING } from './deviations/preprocessing.ts';
import { ROWS } from './deviations/rows.ts';

/** In the order in which a question states its steps. */
export const KINDS: readonly Kind[] = [...ROWS, ...COLUMNS, ...PREPROCESSING, ...MODELS, ...OUTPUT];

/**
 * What is likely to go wrong together: the commonest way of breaking each of the commonest instructions. Pairs of them
 * are tried where each alone changes the answer; where one alone does not, the pair's output is mostly the other's.
 */
const OFTEN_TOGETHER: ReadonlySet<string> = new Set([
  'missing-words-default',
  'filter-none',
  'filter-drop-missing',
  'filter-exclusive',
  'types-codes-as-numbers',
  'features-all',
  'features-order-file',
  'features-categorical-first',
  'impute-mean',
  'impute-median',
  'impute-most-frequent',
  'impute-drop-rows',
  'scale-none',
  'scale-min-max',
  'encode-ordinal',
  'encode-drop-first',
  'model-more-iterations',
  'model-balanced',
  'seed-42',
  'seed-0',
]);

/** Of a task. */
const MOST_PAIRS = 60;

/** One way of breaking one instruction of one task, or of breaking two. */
export interface Case {
  /** `kind`, `kind:variant`, or two of these joined by `+`, which no variant's name has. */
  readonly name: string;
  /** Of the deviations it is made of, one or two. */
  readonly kinds: readonly Kind[];
  readonly words: string;
  readonly plan: Plan;
  /** 1, 2, …: runs of a plan whose output is not the same every time; else 0. */
  readonly draw: number;
}

export interface Inapplicable {
  readonly name: string;
  readonly instruction: Instruction;
  readonly why: string;
}

export interface TaskDeviations {
  readonly cases: readonly Case[];
  readonly inapplicable: readonly Inapplicable[];
}

/** @param task an IF task */
export function deviationsFor(task: Task, facts: DataFacts): TaskDeviations {
  const plan = planOf(task, 'filtered');
  const cases: Case[] = [];
  const inapplicable: Inapplicable[] = [];
  for (const one of KINDS) {
    const applied = one.apply(plan, task, facts);
    if ('inapplicable' in applied) {
      inapplicable.push({ name: one.name, instruction: one.instruction, why: applied.inapplicable });
    } else cases.push(...casesOf(one, 'plan' in applied ? { '': applied.plan } : applied.variants));
  }
  return { cases, inapplicable };
}

/**
 * Pairs of what often goes wrong together, of two instructions; the likeliest first.
 * @param noticed names of the cases that change the answer alone
 */
export function pairsFor(task: Task, facts: DataFacts, noticed: ReadonlySet<string>): Case[] {
  const plan = planOf(task, 'filtered');
  const firsts = (start: Plan, kinds: readonly Kind[]) =>
    kinds.flatMap((one) => {
      const applied = one.apply(start, task, facts);
      if ('inapplicable' in applied) return [];
      const first = casesOf(one, 'plan' in applied ? { '': applied.plan } : applied.variants)[0]!;
      return noticed.has(first.name) ? [first] : [];
    });
  const often = KINDS.filter(({ name }) => OFTEN_TOGETHER.has(name));
  const pairs = firsts(plan, often).flatMap((first) => {
    const [one] = first.kinds as [Kind];
    const later = often.slice(often.indexOf(one) + 1).filter(({ instruction }) => instruction !== one.instruction);
    return firsts(first.plan, later).map((second) => ({
      ...second,
      name: `${first.name}+${second.name}`,
      kinds: [one, ...second.kinds],
      words: `${first.words} and ${second.words}`,
    }));
  });
  return pairs.sort((a, b) => likelihoodOf(b) - likelihoodOf(a)).slice(0, MOST_PAIRS);
}

/** How often people do all of it, other things being equal. */
export function likelihoodOf({ kinds }: Pick<Case, 'kinds'>): number {
  return kinds.reduce((product, { likelihood }) => product * likelihood, 1);
}

function casesOf(one: Kind, plans: Readonly<Record<string, Plan>>): Case[] {
  return Object.entries(plans).map(([variant, plan], at) => ({
    name: variant === '' ? one.name : `${one.name}:${variant.replaceAll('+', '-plus-')}`,
    kinds: [one],
    words: variant === '' || variant === '*' ? one.words : `${one.words} (${variant})`,
    plan,
    draw: one.name === 'seed-none' ? at + 1 : 0,
  }));
}

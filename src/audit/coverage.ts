/**
 * How much of what a question states its score sees: of the deviations that could matter, the share that changes the
 * answer. Pure figures of what `outputs.ts` found; nothing is run here.
 */
import { INSTRUCTIONS, type Instruction, type InstructionCoverage, type TaskCoverage } from '../audit.ts';
import type { Task } from '../task.ts';
import type { TaskOutputs, Tried } from './outputs.ts';

/**
 * Of what the question states. A deviation counts once, by the share of the ways to do it that are noticed. Noticed is another output, and no output
 * at all: whoever deviates so cannot have the reference's. Ways too costly to run are unknown and left out; where all
 * of them are, the deviation is untried.
 */
export function coverageOf({ task, singles }: Pick<TaskOutputs, 'task' | 'singles'>): TaskCoverage {
  const coverage: Partial<Record<Instruction, InstructionCoverage>> = {};
  const stated = singles.filter(({ kinds }) => kinds[0]!.isStated(task));
  for (const ways of Map.groupBy(stated, ({ kinds }) => kinds[0]!).values()) {
    const { instruction } = ways[0]!.kinds[0]!;
    const known = ways.filter(({ result }) => result.kind !== 'too-costly');
    const noticed = known.filter(isNoticed).length;
    const before = coverage[instruction] ?? { applicable: 0, noticed: 0, untried: 0 };
    coverage[instruction] = {
      applicable: before.applicable + 1,
      noticed: before.noticed + (known.length === 0 ? 0 : noticed / known.length),
      untried: before.untried + (known.length === 0 ? 1 : 0),
    };
  }
  return coverage;
}

export function isNoticed({ result }: Pick<Tried, 'result'>): boolean {
  return result.kind === 'different' || result.kind === 'failed';
}

/** Over tasks: the same figures of each instruction, and in how many of the tasks it has a deviation that applies. */
export interface Totals {
  readonly tasks: number;
  readonly all: InstructionCoverage;
  readonly byInstruction: Readonly<Partial<Record<Instruction, InstructionCoverage & { readonly tasks: number }>>>;
}

export function totalsOf(coverages: readonly TaskCoverage[]): Totals {
  const byInstruction: Totals['byInstruction'] = Object.fromEntries(
    INSTRUCTIONS.flatMap((instruction) => {
      const found = coverages.flatMap((coverage) => coverage[instruction] ?? []);
      return found.length === 0 ? [] : [[instruction, { tasks: found.length, ...sum(found) }]];
    }),
  );
  return { tasks: coverages.length, all: sum(Object.values(byInstruction)), byInstruction };
}

export function totalsByModel(audited: readonly { task: Task; coverage: TaskCoverage }[]): Record<string, Totals> {
  const models = Map.groupBy(audited, ({ task }) => task.parameters.workflow!.model);
  return Object.fromEntries(
    [...models]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([model, found]) => [model, totalsOf(found.map(({ coverage }) => coverage))]),
  );
}

/** In [0, 1], of the deviations that were tried; null when there are none. */
export function shareOf({ applicable, noticed, untried }: InstructionCoverage): number | null {
  return applicable === untried ? null : noticed / (applicable - untried);
}

/** Of all instructions of a task. */
export function shareOfTask(coverage: TaskCoverage): number | null {
  return shareOf(sum(Object.values(coverage)));
}

function sum(all: readonly InstructionCoverage[]): InstructionCoverage {
  const add = (figure: keyof InstructionCoverage) => all.reduce((total, one) => total + one[figure], 0);
  return { applicable: add('applicable'), noticed: add('noticed'), untried: add('untried') };
}

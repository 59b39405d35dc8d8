/** What every deviation is made of: an edit of the plan, and the case in which that edit cannot change anything. */
import type { Applied, ColumnFacts, DataFacts, Deviation } from '../../audit.ts';
import { editStep, type Plan, type Step } from '../../reference.ts';
import type { LeftOpen, Task, Workflow } from '../../task.ts';

/** An edited plan, several of them, or why there is nothing to edit. */
type Edited = Plan | { readonly variants: Readonly<Record<string, Plan>> } | string;

interface Description {
  readonly name: string;
  readonly instruction: Deviation['instruction'];
  readonly words: string;
  /** How often people do this, other things being equal: 3 often, 2 now and then, 1 rarely. */
  readonly likelihood: 1 | 2 | 3;
  /** Left out: always. */
  isStated?(task: Task): boolean;
  /** Why the edited plan gives the same output whatever the model, or null when that is not sure. */
  idle?(task: Task, facts: DataFacts): string | null;
  edit(plan: Plan, task: Task, facts: DataFacts): Edited;
}

export interface Kind extends Deviation, Required<Description> {}

export function kind(description: Description): Kind {
  const { edit, idle = () => null, isStated = () => true } = description;
  return {
    ...description,
    idle,
    isStated,
    apply: (plan, task, facts): Applied => {
      const inapplicable = idle(task, facts);
      if (inapplicable !== null) return { inapplicable };
      const edited = edit(plan, task, facts);
      if (typeof edited === 'string') return { inapplicable: edited };
      return 'variants' in edited ? edited : { plan: edited };
    },
  };
}

/** Whether the question says nothing of it, as it does not matter. */
export const isLeftOpen = (task: Task, what: LeftOpen): boolean => workflowOf(task).leftOpen?.includes(what) ?? false;

export const workflowOf = (task: Task): Workflow => task.parameters.workflow!;

export function stepOf<K extends Step['step']>(plan: Plan, step: K): Extract<Step, { step: K }> {
  return plan.steps.find((one) => one.step === step) as Extract<Step, { step: K }>;
}

/** The plan with other features. Those that a filter or a type names may stay unselected. */
export function withFeatures(plan: Plan, numeric: readonly string[], categorical: readonly string[]): Plan {
  const chosen = editStep(plan, 'select', (step) => ({ ...step, features: [...numeric, ...categorical] }));
  const numbers = editStep(chosen, 'numeric', (step) => ({ ...step, columns: numeric }));
  return editStep(numbers, 'categorical', (step) => ({ ...step, columns: categorical }));
}

/** Puts a step after the first one of a kind. */
export function insertAfter(plan: Plan, before: Step['step'], step: Step): Plan {
  const at = plan.steps.findIndex((one) => one.step === before);
  return { steps: plan.steps.toSpliced(at + 1, 0, step) };
}

/** Several plans by name, or the only one. */
export function each(plans: readonly (readonly [string, Plan])[]): Plan | { variants: Record<string, Plan> } {
  return plans.length === 1 ? plans[0]![1] : { variants: Object.fromEntries(plans) };
}

/** Sum of a fact over columns. */
export function total(facts: DataFacts, columns: readonly string[], count: (column: ColumnFacts) => number): number {
  return columns.reduce((sum, column) => sum + (facts.columns[column] ? count(facts.columns[column]) : 0), 0);
}

export const missingCells = ({ missing }: ColumnFacts): number => missing.kept + missing.validation;

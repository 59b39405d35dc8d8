/** The index, arranged for looking things up. */
import type { PageAttempt, PageIndex, PageTask } from '../src/report/page-data.ts';

export interface Results extends PageIndex {
  readonly title: string;
  /** One row a task: its attempts by agent, in the order of repeats. */
  readonly rows: readonly TaskRow[];
}

export interface TaskRow {
  readonly task: PageTask;
  /** By agent; undefined where an agent has no attempt on the task. */
  readonly cells: readonly (Cell | undefined)[];
  /** Largest difference between agents' means, 0–100; 0 with one agent. */
  readonly spread: number;
}

export interface Cell {
  readonly attempts: readonly PageAttempt[];
  /** 0–100. */
  readonly mean: number;
}

export function indexOf(index: PageIndex): Results {
  const attempts: PageAttempt[][][] = index.tasks.map(() => []);
  for (const attempt of index.attempts) {
    const row = attempts[attempt.task]!;
    row[attempt.agent] ??= [];
    row[attempt.agent]!.push(attempt);
  }
  const rows = index.tasks.map((task, position): TaskRow => {
    const cells = index.agents.map((_, agent) => cellOf(attempts[position]![agent]));
    const means = cells.flatMap((cell) => (cell ? [cell.mean] : []));
    return { task, cells, spread: Math.max(...means) - Math.min(...means) };
  });
  rows.sort((a, b) => (a.task.id < b.task.id ? -1 : 1));
  const benches = new Set(index.summary.runs.map(({ bench, label }) => bench ?? label));
  return { ...index, rows, title: [...benches].join(', ') };
}

function cellOf(attempts: PageAttempt[] | undefined): Cell | undefined {
  if (!attempts) return undefined;
  attempts.sort((a, b) => a.repeat - b.repeat);
  return { attempts, mean: (100 * attempts.reduce((sum, { score }) => sum + (score.value ?? 0), 0)) / attempts.length };
}

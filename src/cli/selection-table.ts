/** What a selection kept and removed, by task kind, as text for a terminal. */
import { layOut, painter, wrap } from '../report/layout.ts';
import { KINDS } from '../task.ts';
import type { Strategy, Thresholds } from '../train/rejection.ts';
import { type KindCounts, RULES, type Selected } from '../train/selection.ts';

export interface SelectionReport extends Selected {
  readonly strategy: Strategy;
  readonly thresholds: Thresholds;
  readonly runs: readonly string[];
  readonly evaluation: {
    readonly allowed: boolean;
    /** What the data were compared with. */
    readonly benchmarks: readonly string[];
    /** Datasets with rows of these. */
    readonly datasets: readonly string[];
    /** Selected rows from such datasets. */
    readonly rows: number;
  };
  /** Null when nothing was selected. */
  written: {
    readonly path: string;
    readonly heldOutPath: string | null;
    readonly rows: number;
    readonly heldOut: number;
  } | null;
}

export function renderSelection(report: SelectionReport, width: number): string {
  const { strategy, counts } = report;
  const kinds = KINDS.filter((kind) => counts[kind].attempts > 0);
  const row = (name: string, count: (of: KindCounts) => number, sign = ''): [string, ...string[]] => {
    const each = kinds.map((kind) => count(counts[kind]));
    const total = each.reduce((sum, one) => sum + one, 0);
    return [name, ...[...each, total].map((one) => (one === 0 ? '–' : `${sign}${one}`))];
  };
  const removed = RULES.map((rule) => row(nameOf(rule, strategy), (of) => of.removed[rule], '−')).filter(
    ([, ...cells]) => cells.some((cell) => cell !== '–'),
  );
  const table = layOut(
    [`strategy ${strategy}`, ...kinds, 'total'],
    [
      row('attempts', (of) => of.attempts),
      ...removed,
      row('kept', (of) => of.kept),
      row('tasks', (of) => of.tasks),
      row('… with a valid one', (of) => of.tasksValid),
      row('… diverse', (of) => of.tasksDiverse),
      row('… kept', (of) => of.tasksKept),
    ],
    painter(false),
    22,
  );
  const notes = notesOf(report).flatMap((note) => wrap(note, Math.min(width, 100)));
  return `${[table, '', ...notes].join('\n')}\n`;
}

function nameOf(rule: (typeof RULES)[number], strategy: Strategy): string {
  if (rule === 'not valid' && strategy === 'dv') return 'invalid, below mean';
  return rule === 'not chosen' ? `not chosen by ${strategy}` : rule;
}

function notesOf({ flags, evaluation, written }: SelectionReport): string[] {
  const { allowed, benchmarks, datasets, rows } = evaluation;
  const flagged = Object.entries(flags).map(([name, count]) => `${name} ${count}`);
  const notes = flagged.length > 0 ? [`Flags: ${flagged.join(', ')}.`] : [];
  if (datasets.length === 0) notes.push(`No dataset shares rows with ${benchmarks.join(', ')}.`);
  else if (allowed) {
    notes.push(
      `EVALUATION DATA ALLOWED (--allow-eval): ${rows} of the rows, marked "evaluation": true, are from ` +
        `${datasets.length} datasets that share rows with ${benchmarks.join(', ')}. Do not evaluate there what is trained on them.`,
    );
  } else {
    notes.push(
      `Left out, as they share rows with ${benchmarks.join(', ')}: ${datasets.slice(0, 5).join(', ')}${datasets.length > 5 ? ' …' : ''}.`,
    );
  }
  if (written !== null) {
    const beside = written.heldOutPath === null ? '' : `, ${written.heldOut} held out in ${written.heldOutPath}`;
    notes.push(`${written.rows} rows in ${written.path}${beside}.`);
  }
  return notes;
}

/**
 * Why attempts failed and which instructions they broke, as text for a terminal: rows of kinds and of instructions,
 * a column an agent, in several blocks where there are too many agents for one. Returns text; prints nothing.
 */
import { FAILURE_GROUPS, type FailureGroup, INSTRUCTIONS } from '../audit.ts';
import { type FailureSummary, GROUP_WORDS } from './failures.ts';
import type { AgentFidelity, Fidelity } from './fidelity.ts';
import { percent } from './format.ts';
import { halfWidth, type LayoutOptions, layOut, type Paint, painter, plain, type Row, wrap } from './layout.ts';
import type { Interval } from './statistics.ts';
import type { Summary } from './summary.ts';

/** Of an agent's column, and between two columns. */
const CELL = 10;
const GAP = 2;
/** Of the names of rows. */
const NAMES = 22;

/** Nothing where nobody looked for failures. */
export function renderFidelityTables(summary: Summary, { width = 100, color = false }: LayoutOptions = {}): string {
  const paint = painter(color);
  const failing = Object.entries(summary.agents).flatMap(([name, { failures, attempts }]): Failing[] =>
    failures === null ? [] : [[name, failures, attempts]],
  );
  const { fidelity } = summary;
  const judged = Object.entries(fidelity?.agents ?? {}).filter(([, { judged: of }]) => of > 0);
  const tables = [
    ...inBlocks(failing, width - NAMES, (block) => failureTable(block, paint)),
    ...(fidelity ? inBlocks(judged, width - NAMES - 16, (block) => instructionTable(fidelity, block, paint)) : []),
  ];
  const notes = notesOf(summary, failing).flatMap((note) => wrap(note, Math.min(width, 100)));
  const parts = notes.length === 0 ? tables : [...tables, notes.map((line) => paint('dim', line)).join('\n')];
  return parts.length === 0 ? '' : `${parts.join('\n\n')}\n`;
}

type Failing = readonly [name: string, failures: FailureSummary, attempts: number];

/** As many agents at once as fit beside the rows' names. */
function inBlocks<T>(agents: readonly T[], room: number, render: (block: readonly T[]) => string): string[] {
  const size = Math.max(1, Math.floor(room / (CELL + GAP)));
  const blocks = Array.from({ length: Math.ceil(agents.length / size) }, (_, block) =>
    agents.slice(block * size, (block + 1) * size),
  );
  return blocks.map(render);
}

function failureTable(agents: readonly Failing[], paint: Paint): string {
  const shares = (of: (failures: FailureSummary) => { share: number; interval: Interval | null }) =>
    agents.map(([, failures]) => shareCell(of(failures), paint));
  const rows = FAILURE_GROUPS.flatMap((group): Row[] => {
    const kinds = kindsOf(agents, group);
    if (kinds.size === 0) return [];
    return [
      [GROUP_WORDS[group], ...shares(({ groups }) => groups[group])],
      ...Array.from(kinds, ([kind, counts]): Row => {
        const cells = counts.map((count, at) => (count === 0 ? '·' : hundredths(count / agents[at]![2])));
        return [`  ${kind}`, ...cells.map((cell) => paint('dim', cell))];
      }),
    ];
  });
  const all: Row = [paint('bold', 'in all'), ...shares(({ failed }) => failed)];
  return layOut(['failed, %', ...agents.map(([name]) => heading(name))], [...rows, all], paint, NAMES);
}

/** A group's kinds with their attempts by agent, the most frequent first; exceptions of one kind together. */
function kindsOf(agents: readonly Failing[], group: FailureGroup): Map<string, number[]> {
  const kinds = new Map<string, number[]>();
  for (const [at, [, { groups }]] of agents.entries()) {
    for (const [kind, count] of Object.entries(groups[group].kinds)) {
      const about = kind.split('/')[0]!;
      const counts = kinds.get(about) ?? agents.map(() => 0);
      counts[at]! += count;
      kinds.set(about, counts);
    }
  }
  const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
  return new Map([...kinds].sort(([a, x], [b, y]) => sum(y) - sum(x) || (a < b ? -1 : 1)));
}

function instructionTable(fidelity: Fidelity, agents: readonly (readonly [string, AgentFidelity])[], paint: Paint) {
  const { coverage } = fidelity;
  const noticed = (share: number | null) => paint('dim', share === null ? '–' : percent(share));
  const rows = INSTRUCTIONS.flatMap((instruction): Row[] => {
    const { tasks, share } = coverage.instructions[instruction];
    if (tasks === 0) return [];
    const cells = agents.map(([, { instructions }]) => shareCell(instructions[instruction], paint));
    return [[instruction, paint('dim', String(tasks)), noticed(share), ...cells]];
  });
  const { tasks, share } = coverage.all;
  const of = (count: (agent: AgentFidelity) => number) =>
    agents.map(([, agent]) => hundredths(count(agent) / agent.judged));
  const differing = of(({ named, unexplained }) => named + unexplained);
  const unnamed = of(({ unexplained }) => unexplained).map((cell) => paint('dim', cell));
  return layOut(
    ['broken, %', 'tasks', 'noticed', ...agents.map(([name]) => heading(name))],
    [
      ...rows,
      [paint('bold', 'in all'), paint('dim', String(tasks)), noticed(share), ...differing],
      ['  none named', '', '', ...unnamed],
    ],
    paint,
    NAMES,
  );
}

function shareCell({ share, interval }: { share: number | null; interval: Interval | null }, paint: Paint): string {
  if (share === null) return '–';
  const half = halfWidth(share, interval);
  return hundredths(share) + (half === null ? '' : paint('dim', `±${hundredths(half)}`));
}

const hundredths = (share: number): string => (100 * share).toFixed(1);

/** A name in lines as wide as a column, broken where its parts meet. */
function heading(name: string): string {
  const lines = [''];
  for (const part of plain(name).split(/(?<=[/_:. -])/)) {
    for (const piece of part.match(new RegExp(`.{1,${CELL}}`, 'g')) ?? []) {
      const joined = lines.at(-1)! + piece;
      if (joined.trimEnd().length <= CELL) lines[lines.length - 1] = joined;
      else lines.push(piece);
    }
  }
  return lines.map((line) => line.trim()).join('\n');
}

function notesOf({ agents, fidelity }: Summary, failing: readonly Failing[]): string[] {
  const notes: string[] = [];
  if (failing.length > 0) {
    notes.push('Failed: of all attempts, each under one kind; docs/report.md says what each kind means.');
  }
  if (fidelity) {
    notes.push(
      'Broken: of the IF attempts that left something to judge, on tasks where the instruction applies. Noticed: the ' +
        'ways of breaking it that change the answer; the others can only be seen in the code. An attempt that nothing ' +
        'explains names no instruction, so the figures of instructions are lower bounds.',
    );
  }
  for (const [name, { counts }] of Object.entries(agents)) {
    const attempts = counts['class-IF'] + counts['reg-IF'];
    const audited = fidelity?.agents[name];
    if (attempts > 0 && (audited === undefined || audited.undiagnosed > 0)) {
      const which = audited === undefined ? 'its' : `${audited.undiagnosed} of its`;
      notes.push(
        `${plain(name)}: ${which} IF attempts are not diagnosed; \`dare audit run\` on the run’s folder does it.`,
      );
    }
  }
  return notes;
}

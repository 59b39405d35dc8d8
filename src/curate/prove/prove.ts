/**
 * Stage: an IF task whose score notices what is done otherwise than its question says. Workflows are drawn and screened
 * until one's instruction coverage is high enough; its reference is then run again. Drawing and writing files is the
 * caller's: here it is only said which model the next draw should have, and what its question may leave out.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnswerKey } from '../../answer-key.ts';
import { coverageOf, isNoticed, shareOfTask } from '../../audit/coverage.ts';
import { differing, type Screened, screenTask, solvePlans, truthOf } from '../../audit/screen.ts';
import type { TaskCoverage } from '../../audit.ts';
import type { Sandbox } from '../../sandbox.ts';
import { type Family, type LeftOpen, MODEL_NAMES, type ModelName, type Task } from '../../task.ts';
import { rejectAt } from '../gates/table.ts';
import { THRESHOLDS } from '../gates/thresholds.ts';
import type { Random } from '../random.ts';
import { isRejection, type Rejection } from '../rejection.ts';
import { doubtful } from './doubts.ts';
import { modelOrder } from './models.ts';
import { isNeedless, needlessOf } from './needless.ts';
import { repeatReference } from './repeatable.ts';
import { plansTogether } from './together.ts';

/** What the next draw should be; `avoid` as `drawWorkflow` takes it. */
export interface Wish {
  readonly draw: number;
  readonly model: ModelName;
  readonly avoid: ReadonlySet<ModelName>;
}

/** An IF task whose files are there, with what only scoring sees. */
export interface Made {
  readonly task: Task;
  readonly key: AnswerKey;
}

export interface ProveOptions {
  readonly family: Family;
  readonly trainRows: number;
  /** Draws a workflow and writes its files, and a question that states all of it. */
  make(wish: Wish): Promise<Made | Rejection>;
  readonly sandbox: Sandbox;
  /** A second environment that the reference must agree in. */
  readonly second?: Sandbox;
  readonly random: Random;
  /** Draws to try at most. */
  readonly draws?: number;
  /** Coverage wanted. */
  readonly least?: number;
  /** `one` of the ways in which a deviation can be done, which is quick, or all of them. */
  readonly ways?: 'one' | 'all';
  readonly signal?: AbortSignal;
}

export interface Proof {
  /** The draw that was taken; its files are those made last. */
  readonly draw: number;
  readonly model: ModelName;
  /** Share of the deviations from what should be stated that change the answer, in [0, 1]; and by instruction. */
  readonly share: number;
  readonly coverage: TaskCoverage;
  /** What the workflow should leave open, as it changes nothing. `share` is that of a question that does so. */
  readonly leftOpen: readonly LeftOpen[];
  /** The same when all of it is stated. */
  readonly shareOfAll: number;
  /** Names of deviations that go unnoticed, of those that should be stated. */
  readonly unnoticed: readonly string[];
  readonly applicable: number;
  /** What was tried, the last of which was taken. */
  readonly tried: readonly Attempt[];
  /** In which the reference's output is the same. */
  readonly environments: readonly string[];
  /** Of a processor, that all solutions took. */
  readonly seconds: number;
}

export interface Attempt {
  readonly model: ModelName;
  /** At most, where a draw was given up early; null where it failed. */
  readonly share: number | null;
}

const DRAWS = 8;

/** @throws InfrastructureError when the sandbox fails, or a draw's files cannot be read */
export async function proveWorkflow(options: ProveOptions): Promise<Proof | Rejection> {
  const { family, trainRows, make, random, draws = DRAWS, least = THRESHOLDS.coverage } = options;
  const order = modelOrder(family, trainRows, random);
  const tried: Attempt[] = [];
  let last: Rejection | null = null;
  let seconds = 0;
  for (let draw = 0; draw < draws; draw++) {
    const model = order[draw % order.length]!;
    const made = await make({ draw, model, avoid: new Set(MODEL_NAMES.filter((other) => other !== model)) });
    if (isRejection(made)) return made;
    const screened = await screen(made, least, options);
    if ('rejected' in screened) {
      last = screened;
      tried.push({ model, share: null });
      continue;
    }
    seconds += screened.seconds;
    tried.push({ model, share: screened.share });
    if (!screened.complete || screened.share < least) continue;
    const leftOpen = await leftOpenOf(screened, options);
    if (leftOpen === null && screened.shareOfAll < least) {
      last = rejectAt(
        'instructions-not-noticed',
        'What may be left open one by one may not be all at once.',
        screened.shareOfAll,
      );
      continue;
    }
    const repeated = await inFolder((folder) =>
      repeatReference(made.task, made.key, { ...options, folder, stated: screened.prediction }),
    );
    if (isRejection(repeated)) {
      last = repeated;
      continue;
    }
    return { draw, model, ...summary(screened, leftOpen ?? []), tried, environments: repeated.environments, seconds };
  }
  const shares = tried.flatMap(({ share }) => share ?? []);
  const best = Math.max(...shares);
  // Then it was something else that stood in the way.
  if (last !== null && (shares.length === 0 || best >= least)) return last;
  const words =
    `In ${tried.length} draws the score notices at most ${percent(best)} of the ways to ignore an instruction; ` +
    `${percent(least)} are wanted. More rows to predict make more of them noticeable.`;
  return rejectAt('instructions-not-noticed', words, best);
}

/** The coverage, as far as it is worth knowing. */
async function screen({ task }: Made, least: number, options: ProveOptions): Promise<Screened | Rejection> {
  const { sandbox, ways = 'one', signal } = options;
  const screened = await inFolder((folder) =>
    screenTask(task, {
      ...{ sandbox, folder, ways, least, doubtful },
      stated: (singles) => singles.filter((one) => !isNeedless(one, needlessOf(singles))),
      ...(signal ? { signal } : {}),
    }),
  );
  if ('problem' in screened) return rejectAt('reference-failed', `The stated steps fail: ${screened.problem}.`);
  if (isConstant(screened.prediction)) {
    return rejectAt('reference-constant', 'The reference predicts the same for every row, whatever the instructions.');
  }
  return screened;
}

/** What the question may leave open; null where all of it together changes the answer. */
async function leftOpenOf(screened: Screened, { sandbox, signal }: ProveOptions): Promise<LeftOpen[] | null> {
  const { task, facts, singles, prediction } = screened;
  const needless = needlessOf(singles);
  const plans = plansTogether(task, facts, needless);
  if (plans.length === 0) return needless;
  const outputs = await inFolder((folder) =>
    solvePlans(task, plans, { sandbox, folder, ...(signal ? { signal } : {}) }),
  );
  const reference = truthOf(task, prediction);
  const same = outputs.every(
    (one) => one.kind === 'finished' && differing(Buffer.from(one.prediction), reference) === 0,
  );
  return same ? needless : null;
}

function summary({ singles, task, shareOfAll }: Screened, leftOpen: readonly LeftOpen[]) {
  const stated = singles.filter((one) => !isNeedless(one, leftOpen));
  const coverage = coverageOf({ task, singles: stated });
  return {
    share: shareOfTask(coverage) ?? 1,
    shareOfAll,
    leftOpen,
    coverage,
    unnoticed: stated.filter((one) => !isNoticed(one)).map(({ name }) => name),
    applicable: new Set(stated.map(({ kinds }) => kinds[0]!.name)).size,
  };
}

/** Whether all rows of a prediction file say the same beside their ids, which come first. */
function isConstant(prediction: Buffer): boolean {
  const [, ...rows] = prediction.toString('utf8').trimEnd().split('\n');
  return new Set(rows.map((row) => row.slice(row.indexOf(',')))).size < 2;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'dare-prove-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const percent = (share: number): string => `${Math.floor(100 * share)} %`;

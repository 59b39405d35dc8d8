/**
 * ONE pair of tasks, from a design to a finished folder or the reason why there is none. The stages in their order, cheap
 * gates before costly ones; the folder is made aside, as a reader of the published layout will find it.
 */
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readDataset } from '../bench/dataset.ts';
import { InfrastructureError } from '../errors.ts';
import type { Sandbox } from '../sandbox.ts';
import { FAMILIES, type Family } from '../task.ts';
import type { RawDataset } from './dataset.ts';
import type { Design } from './design.ts';
import type { Candidate } from './examine.ts';
import type { Frame } from './frame.ts';
import { type Probe, probeShape } from './gates/probe.ts';
import { gateShape, gateSplits } from './gates/shape.ts';
import type { KeptPair, PairFigures, PairOutcome } from './outcome.ts';
import { writePair } from './package/pair.ts';
import { type Made, type Proof, proveWorkflow, type Wish } from './prove/prove.ts';
import { randomOf } from './random.ts';
import { isRejection, type Rejection } from './rejection.ts';
import { shapeSeries } from './shape/series.ts';
import { shapeTabular } from './shape/tabular.ts';
import { drawWorkflow } from './shape/workflow.ts';
import type { Rules, Shape, TabularShape, WorkflowDraw } from './shape.ts';
import { limitRows, MAX_ROWS } from './source/read/limit.ts';
import type { Variation } from './vary.ts';
import { checkQuestion } from './write/check-question.ts';
import { type Statement, statementsOf } from './write/statement.ts';
import { writeQuestions } from './write/write-questions.ts';

/** A question in other words that state the same, or as it was. */
export type Rewriter = (template: string, stated: Statement) => Promise<string>;

export interface PairOptions {
  readonly rewrite?: Rewriter;
  readonly rules: Rules;
  /** Secret, of the dataset. */
  readonly seed: string;
  readonly sandbox: Sandbox;
  /** Another one, in which references must give the same. */
  readonly second?: Sandbox;
  /** The libraries of each, as the metadata name them. */
  readonly environments: readonly string[];
  /** Existing folder in which the pair's own is made. */
  readonly drafts: string;
}

/** @throws InfrastructureError for failures of ours */
export async function makePair(
  candidate: Candidate,
  { design, number }: Variation,
  name: string,
  options: PairOptions,
): Promise<PairOutcome> {
  const { family, targets } = design;
  const made = await attempt(candidate, { design, number }, name, options);
  if (isRejection(made)) await rm(join(options.drafts, name), { recursive: true, force: true });
  return {
    ...{ name, family, targets, variation: number > 0 },
    ...(isRejection(made) ? { rejection: made.rejected, kept: null } : { rejection: null, kept: made }),
  };
}

/** The stages in their order. */
async function attempt(
  { raw, frame }: Candidate,
  { design, number }: Variation,
  name: string,
  options: PairOptions,
): Promise<KeptPair | Rejection> {
  const { seed, sandbox, drafts } = options;
  const shape = shapeOf(frame, design, number, options);
  if (isRejection(shape)) return shape;
  // What follows costs time; most of what fails does so here.
  const unfit = gateSplits(shape);
  if (unfit !== null) return unfit;
  const probe = await probeShape(shape, sandbox);
  const gated = gateShape(shape, probe);
  if (gated !== null) return gated;

  const folder = join(drafts, name);
  const proven = shape.kind === 'series' ? null : await prove(raw, shape, folder, options);
  if (proven !== null && isRejection(proven)) return proven;
  const draw = proven?.draw ?? null;
  const stated = statementsOf(shape, draw);
  const template = questionsOf(raw, shape, draw, folder, seed);
  const { rewrite = async (text) => text } = options;
  const questions = { v1: await rewrite(template.v1, stated.v1), v2: await rewrite(template.v2, stated.v2) };
  const unread = checkQuestion(questions.v1, stated.v1) ?? checkQuestion(questions.v2, stated.v2);
  if (unread !== null) return unread;
  const figures = figuresOf(shape, probe, proven, options.environments);
  const entry = writePair(folder, { raw, shape, draw, questions, measures: { ...figures } });
  return { entry: { ...entry }, figures };
}

interface Proven {
  readonly draw: WorkflowDraw;
  readonly proof: Proof;
}

/** Draws workflows, each written to the pair's folder as a reader will find it, until one's score notices enough. */
async function prove(
  raw: RawDataset,
  shape: TabularShape,
  folder: string,
  { seed, rules, sandbox, second }: PairOptions,
): Promise<Proven | Rejection> {
  let draw: WorkflowDraw | null = null;
  const make = async (wish: Wish): Promise<Made | Rejection> => {
    draw = drawWorkflow(shape, { seed, rules, draw: wish.draw, avoid: wish.avoid });
    const questions = questionsOf(raw, shape, draw, folder, seed);
    const unread = checkQuestion(questions.v1, statementsOf(shape, draw).v1);
    if (unread !== null) return unread;
    const entry = writePair(folder, { raw, shape, draw, questions, versions: ['v1'] });
    const { tasks, unusable } = await readDataset(dirname(folder), entry);
    const made = tasks.find(({ task }) => task.variant === 'if');
    if (made !== undefined) return made;
    throw new InfrastructureError(`the IF task of ${basename(folder)} cannot be read back: ${unusable[0]?.reason}`);
  };
  const { family } = shape.design;
  const random = randomOf(seed, `models ${basename(folder)}`);
  const sandboxes = { sandbox, ...(second ? { second } : {}) };
  const proof = await proveWorkflow({ family, trainRows: shape.train.rows, make, ...sandboxes, random });
  if (isRejection(proof)) return proof;
  const { workflow, ...drawn } = draw! as WorkflowDraw;
  const { leftOpen } = proof;
  return { draw: { ...drawn, workflow: leftOpen.length > 0 ? { ...workflow, leftOpen } : workflow }, proof };
}

/** The same wording for every draw of a pair. */
function questionsOf(raw: RawDataset, shape: Shape, draw: WorkflowDraw | null, folder: string, seed: string) {
  return writeQuestions(shape, draw, raw, randomOf(seed, `questions ${basename(folder)}`));
}

/** Large tables are cut: a series to a stretch of it, others to a sample. */
function shapeOf(frame: Frame, design: Design, draw: number, { seed, rules }: PairOptions): Shape | Rejection {
  const how = design.time === null ? 'sample' : 'stretch';
  const cut = rules === 'own' ? limitRows(frame, MAX_ROWS, randomOf(seed, `rows ${draw}`), how) : frame;
  return design.time === null
    ? shapeTabular(cut, design, { seed, rules, draw })
    : shapeSeries(cut, design, { seed, rules, draw });
}

function figuresOf(shape: Shape, { main }: Probe, proven: Proven | null, environments: readonly string[]): PairFigures {
  const { train, design } = shape;
  return {
    trainRows: train.rows,
    validationRows: shape.kind === 'tabular' ? shape.validation.rows : shape.exogenous.rows,
    features: design.features.length,
    fileKind: shape.kind === 'tabular' ? shape.fileKind : 'csv',
    model: proven?.draw.workflow.model ?? null,
    coverage: proven === null ? null : rounded(proven.proof.share),
    environments: proven === null ? null : environments,
    naive: rounded(main.naive),
    baseline: rounded(main.baseline),
    oneColumn: main.column === null ? null : rounded(main.oneColumn),
  };
}

/** So that the last digits, which differ between processors, are in no file. */
function rounded(figure: number): number {
  return Math.round(figure * 1e4) / 1e4;
}

const ENDINGS = ['class', 'reg', 'ts'] as const;

/** `<dataset>_<class|reg|ts>`, and for further pairs of a dataset `<dataset>-2_…`. */
export function nameOfPair(dataset: string, at: number, family: Family): string {
  return `${dataset}${at === 0 ? '' : `-${at + 1}`}_${ENDINGS[FAMILIES.indexOf(family)]}`;
}

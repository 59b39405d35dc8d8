/**
 * The published models' scores: the DARE-bench paper's results table, 5 turns, 200 s a run, all 162 evaluation
 * datasets. Other data, other environment and other prompts make other scores: to be shown beside ours, marked as such.
 */
import { KINDS, type Kind } from '../task.ts';

export interface PublishedModel {
  readonly name: string;
  /** 0–100. The paper gives no intervals for them. */
  readonly means: Readonly<Record<Kind, number>>;
}

export const PUBLISHED_SOURCE = "the paper's figures: 162 datasets, 5 turns, 200 s a run";

export const PUBLISHED: readonly PublishedModel[] = [
  published('gpt-4o', 32.88, 40.45, 20.28, 40.6, 35.54, 4.77),
  published('gpt-4.1', 55.82, 57.83, 52.17, 58.62, 40.78, 6.6),
  published('gpt-5', 69.81, 43.4, 57.24, 56.29, 36.83, 10.13),
  published('o4-mini', 67.56, 57.89, 53.62, 57.6, 42.29, 9.67),
  published('Claude Sonnet 3.7', 61.48, 61.03, 46.37, 63.2, 49.88, 13.7),
  published('Claude Sonnet 4', 16.21, 18.27, 15.21, 11.33, 4.8, 0.01),
  published('Qwen3-32B', 17.11, 30.71, 15.21, 35.86, 26.96, 0),
  published('Qwen3-4B', 3.6, 5.23, 0.72, 3.29, 6.97, 0),
];

/** In the order of KINDS. */
function published(name: string, ...means: number[]): PublishedModel {
  return { name, means: Object.fromEntries(KINDS.map((kind, index) => [kind, means[index]!])) as Record<Kind, number> };
}

/**
 * Contract: an environment for reinforcement learning. An episode is one attempt that somebody else's model makes:
 * open it (task, seed), carry out its calls, score it once, close it. What is here knows nothing of HTTP.
 *
 * Whatever is asked may be asked again, after a lost connection or a restart: an opening by its key, a call by its id,
 * a score and an end by the episode. Failures of ours are thrown as InfrastructureError and are never a reward.
 */
import { InfrastructureError } from '../errors.ts';
import type { Message, ToolSpec } from '../model.ts';
import type { Task } from '../task.ts';

export interface Episodes extends AsyncDisposable {
  readonly tasks: readonly Task[];
  /** @throws EpisodeRefusal for an unknown task, and when too many are open */
  open(request: OpenRequest): Promise<OpenedEpisode>;
  /** @throws EpisodeRefusal, EpisodeLost */
  state(id: string): EpisodeState;
  /**
   * The text that the model reads. Calls of one episode run one after the other, in the order in which they came.
   * @throws EpisodeRefusal, EpisodeLost, InfrastructureError (ask again with the same id)
   */
  call(id: string, call: EpisodeCall): Promise<string>;
  /**
   * Waits for the calls under way; from then on there are no others. The first score is the only one: asked again, the
   * same is given.
   * @param by a hash of the request, where it has content of its own: with another, the same score is flagged (and so
   * its reward capped), as then somebody else (the model, by way of a tool) has asked before
   * @throws EpisodeRefusal, EpisodeLost, InfrastructureError (ask again)
   */
  score(id: string, by?: string): Promise<EpisodeScore>;
  /** Marks an episode for what its caller did beside its calls, once for each name. Changes nothing once it is scored. */
  flag(id: string, flag: EpisodeFlag): Promise<void>;
  /** Ends its programs and removes all that it left. Of an unknown one: nothing. */
  close(id: string): Promise<void>;
  /** Removes the episodes that nobody asked anything of for so long. @returns how many */
  expire(): Promise<number>;
  counts(): EpisodeCounts;
}

export interface OpenRequest {
  /** A task's id. Default: the seed's choice. */
  readonly task?: string;
  /** A whole number; kept with the episode. Everything but the choice of a task is the same for every seed. */
  readonly seed?: number;
  /** The caller's own name for the opening: asked again, it gets the same episode. */
  readonly key?: string;
}

export interface OpenedEpisode {
  readonly id: string;
  readonly task: Task;
  readonly seed: number;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolSpec[];
}

export interface EpisodeState {
  readonly id: string;
  readonly task: string;
  readonly seed: number;
  readonly status: 'open' | 'scored';
  /** Answered. */
  readonly calls: number;
}

export interface EpisodeCall {
  /** Unique in the episode. Without one, the same call as the last is that call again. */
  readonly id?: string;
  readonly name: string;
  /** As the model wrote them: JSON text if it kept to the form. */
  readonly arguments: string;
}

export interface EpisodeFlag {
  readonly name: string;
  /** What was seen, in a few words. */
  readonly evidence: string;
}

export interface EpisodeScore {
  /** In [0, 1.1]: docs/scoring.md; with flags, at most `floor`, or 0.1 where that is null. */
  readonly reward: number;
  /** In [0, 1], whatever the flags; null where the measure is undefined. */
  readonly score: number | null;
  /** Whether a prediction file was left. */
  readonly exists: boolean;
  readonly reason: string | null;
  readonly flags: readonly EpisodeFlag[];
  /** The reward of predicting a constant in this task; null where that can't be had. */
  readonly floor: number | null;
}

export interface EpisodeCounts {
  readonly open: number;
  readonly scored: number;
  readonly lost: number;
  /** Calls that run or wait for a place. */
  readonly underWay: number;
}

/** What the caller can't have, and why. None of it is a failure of ours, and none of it is a reward. */
export class EpisodeRefusal extends Error {
  override readonly name = 'EpisodeRefusal';
  readonly code: 'unknown-task' | 'unknown-episode' | 'expired' | 'scored' | 'conflict' | 'full';
  constructor(code: EpisodeRefusal['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** An episode that can't go on, for a reason of ours: leave it out of the batch, or make it anew. */
export class EpisodeLost extends InfrastructureError {}
